"""What the program can be asked and what it answers stands in the documents: commands, options, errors, scenarios."""

import importlib
import pkgutil
import re
import shlex
from itertools import pairwise
from pathlib import Path

import pytest
import typer

import tophits
from tophits.adapters.store.schema import metadata
from tophits.apply.runs import RunState
from tophits.cli.context import ExitCode
from tophits.cli.main import app
from tophits.domain.errors import TopHitsError
from tophits.sandbox.scenarios import SCENARIOS

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
COMMANDS = (DOCS / "user_guides" / "commands.md").read_text(encoding="utf-8")
SHARED = "Options that many commands share"
CODE = ("src", "tests", "scripts", "benchmarks", "examples")
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])


def sections(text):
    """What stands below each heading, up to the next one, by the heading's words without backticks."""
    marks = [*re.finditer(r"^#+ +(.+?) *$", text, re.MULTILINE), None]
    return {
        here[1].replace("`", ""): text[here.end() : there.start() if there else len(text)]
        for here, there in pairwise(marks)
    }


def first_column(text):
    """The names in backticks that begin the rows of tables, where a row may name several."""
    cells = re.findall(r"^\| *(`[^|]*) *\|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def commands(command=None, path="tophits"):
    """Every command that does something, by its words."""
    command = command or typer.main.get_command(app)
    inner = getattr(command, "commands", {})
    if not inner or getattr(command, "invoke_without_command", False) or path == "tophits":
        yield path, command
    for name, each in inner.items():
        yield from commands(each, f"{path} {name}")


EVERY = dict(commands())
SECTIONS = sections(COMMANDS)


def options(command):
    return {name: option.help for option in command.params for name in option.opts if name.startswith("--")}


def shared_options():
    """Options that several commands have in the same words."""
    said = [pair for command in EVERY.values() for pair in options(command).items()]
    return {name: help_ for name, help_ in said if said.count((name, help_)) > 4} | {"--help": None}


def metavars(command):
    return [param.name.upper() for param in command.params if param.param_type_name == "argument"]


def undocumented(path, command):
    """What a command takes and its section does not say."""
    own = first_column(SECTIONS.get(path, ""))
    shared = shared_options()
    named = own | {name for name in first_column(SECTIONS[SHARED]) if shared.get(name) == options(command).get(name)}
    return sorted({*options(command), *metavars(command)} - {word for name in named for word in name.split()})


@pytest.mark.parametrize("path", EVERY)
def test_every_command_has_a_section_that_names_all_it_takes(path):
    assert path in SECTIONS, f"commands.md has no section {path!r}"
    assert [] == undocumented(path, EVERY[path])


@pytest.mark.parametrize("path", [heading for heading in SECTIONS if heading.startswith("tophits")])
def test_every_section_is_about_a_command_and_names_nothing_that_it_does_not_take(path):
    assert path in EVERY
    named = {word for name in first_column(SECTIONS[path]) for word in name.split() if word.startswith("--")}
    assert set() == named - set(options(EVERY[path]))


def shown_commands(text):
    """Command lines of ours in blocks and in backticks; what follows a comment sign or a pipe is left away."""
    lines = re.findall(r"^ *(?:\$ +)?(?:\.venv/bin/)?(tophits .+)$", text, re.MULTILINE)
    lines += re.findall(r"`(tophits [^`\n]+)`", text)
    return [re.split(r" +[#|&] ?| [12]?> ", line.replace("...", ""))[0] for line in lines]


def unknown_in(line):
    """The first word of a command line that names no command, or the options that the command does not take."""
    words = shlex.split(line)[1:]
    command = typer.main.get_command(app)
    while words and not words[0].startswith("-") and getattr(command, "commands", None):
        name = words.pop(0)
        if name not in command.commands:
            return [name]
        command = command.commands[name]
    given = [word.strip("[]").split("=")[0] for word in words if word.lstrip("[").startswith("--")]
    return [name for words in given for name in words.split("|") if name not in {*options(command), "--help"}]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_line_that_a_page_shows_can_be_typed(page):
    lines = shown_commands(page.read_text(encoding="utf-8"))
    assert {} == {line: unknown for line in lines if (unknown := unknown_in(line))}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_of_the_source_that_a_page_names_is_there(page):
    ours = [path.as_posix() for top in CODE for path in (ROOT / top).rglob("*.py")]
    named = re.findall(r"`([\w/]+\.py)`", page.read_text(encoding="utf-8"))
    assert [] == [name for name in named if not any(path.endswith(f"/{name}") for path in ours)]


def test_exit_codes_are_explained():
    table = sections(COMMANDS)["Exit codes"]
    assert {str(int(code)) for code in ExitCode} == first_column(table)


def errors(kind=TopHitsError):
    yield kind
    for each in kind.__subclasses__():
        yield from errors(each)


def import_everything():
    for module in pkgutil.walk_packages(tophits.__path__, "tophits."):
        if ".migrations." not in module.name:  # those run inside Alembic alone
            importlib.import_module(module.name)


def test_every_error_is_explained_and_no_other():
    import_everything()
    page = (DOCS / "operations" / "errors.md").read_text(encoding="utf-8")
    ours = {error.name for error in errors() if error.__module__.startswith("tophits.")}
    assert ours == first_column(page)


def test_every_state_of_a_run_is_explained():
    page = (DOCS / "operations" / "running.md").read_text(encoding="utf-8")
    assert {state.value for state in RunState} == first_column(sections(page)["States of a run"])


def test_every_scenario_of_the_sandbox_is_listed():
    page = (DOCS / "user_guides" / "sandbox.md").read_text(encoding="utf-8")
    assert set(SCENARIOS) == first_column(sections(page)["Scenarios"])


def test_every_table_of_the_store_is_described():
    page = (DOCS / "technical" / "store.md").read_text(encoding="utf-8")
    assert set(metadata.tables) == first_column(sections(page)["Tables"])


# --- The checks themselves are tried ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("tophits run --all --dry-run", []),
        ("tophits run daily --approve", []),
        ("tophits charts import FILE [--source NAME]", []),
        ("tophits --version", []),
        ("tophits editions", []),
        ("tophits runn daily", ["runn"]),
        ("tophits charts export", ["export"]),
        ("tophits run --alll", ["--alll"]),
        ("tophits config check --port 3", ["--port"]),
    ],
)
def test_the_check_of_command_lines_refuses_what_it_must(line, unknown):
    assert unknown == unknown_in(line)


def test_command_lines_are_found_in_blocks_and_in_backticks():
    text = "    tophits run --all  # all\n\n```console\n$ tophits rank daily | head\n```\nSay `tophits thaw daily`.\n"
    assert ["tophits run --all", "tophits rank daily", "tophits thaw daily"] == [
        x.strip() for x in shown_commands(text)
    ]


def test_sections_end_where_the_next_one_begins():
    assert {"One": "\na\n\n", "two": "\nb\n"} == sections("# One\na\n\n## `two`\nb\n")


def test_the_first_column_alone_counts():
    assert {"a", "b"} == first_column("| name | says |\n| --- | --- |\n| `a`, `b` | `c` |\n")
