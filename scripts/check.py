"""Every gate of the project, and the proof that each gate still refuses what it is there to refuse.

Usage: check.py
A gate that lets everything through looks exactly like a project without faults. So each gate is run twice over:
on the project, where it must pass, and on small trees with one crafted fault each, where it must not.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOCKS = ("requirements.lock", "requirements-dev.lock")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a gate said about a tree."""

    passed: bool
    output: str


Check = Callable[[Path], Outcome]
"""Looks at the project in a folder."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something crafted that a gate must refuse, naming it in words that contain each of `named`.

    `files` are written into a tree that holds the project's settings and lock files, and its source too when
    `with_source` is set.
    """

    what: str
    files: Mapping[str, str]
    named: tuple[str, ...]
    with_source: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """A check of the project with the faults it is tried with."""

    name: str
    check: Check
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a gate did: on the project, and on each crafted fault that it let through."""

    gate: Gate
    outcome: Outcome
    let_through: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """Whether the project passed and nothing crafted did."""
        return self.outcome.passed and not self.let_through

    def __str__(self) -> str:
        passed = "passed" if self.outcome.passed else "FAILED"
        return f"{self.gate.name:<14} {passed}   refuses: {'NO' if self.let_through else 'yes'}"


def main() -> int:
    """Run all gates, two at a time; print a line for each, and what is wrong after it. 1 when anything is."""
    good = True
    with ThreadPoolExecutor(max_workers=2) as pool:
        for verdict in pool.map(try_gate, gates()):
            print(verdict, flush=True)
            if not verdict.outcome.passed:
                print(verdict.outcome.output.rstrip(), flush=True)
            for what, output in verdict.let_through.items():
                print(f"{verdict.gate.name} did not refuse {what}. It said:\n{output.rstrip() or '(nothing)'}")
            good = good and verdict.is_good
    return 0 if good else 1


def try_gate(gate: Gate) -> Verdict:
    """Run a gate on the project and on every fault."""
    let_through = {}
    for fault in gate.faults:
        with tempfile.TemporaryDirectory(prefix="tophits-check-") as folder:
            tree = Path(folder)
            plant(fault, tree)
            outcome = gate.check(tree)
        if outcome.passed or not all(word in outcome.output for word in fault.named):
            let_through[fault.what] = outcome.output
    return Verdict(gate, gate.check(ROOT), let_through)


def plant(fault: Fault, tree: Path) -> None:
    """Make a tree that is the project in small, with the fault in it."""
    for name in ("pyproject.toml", *LOCKS):
        shutil.copy2(ROOT / name, tree / name)
    if fault.with_source:
        shutil.copytree(ROOT / "src", tree / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in fault.files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def tool(name: str, *arguments: str) -> Check:
    """A check that runs a tool of this environment in the tree."""

    def check(tree: Path) -> Outcome:
        program = BIN / name
        if not program.exists():
            return Outcome(passed=False, output=f"{program} is not there. Make the environment: make .venv/.dev")
        done = subprocess.run(
            [str(program), *arguments],
            cwd=tree,
            env={**os.environ, "PYTHONPATH": str(tree / "src"), "NO_COLOR": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Outcome(done.returncode == 0, done.stdout)

    return check


def check_types(tree: Path) -> Outcome:
    """Mypy, with one cache for the project and another, kept too, for the crafted trees."""
    cache = ROOT / ".mypy_cache" / ("" if tree == ROOT else "crafted")
    return tool("mypy", "--cache-dir", str(cache))(tree)


def check_locks(tree: Path) -> Outcome:
    """The lock files pin and hash everything, name no address, and know every dependency of pyproject.toml."""
    runtime, development = ((tree / name).read_text(encoding="utf-8") for name in LOCKS)
    project = tomllib.loads((tree / "pyproject.toml").read_text(encoding="utf-8"))
    needed = set(map(package_name, project["project"]["dependencies"]))
    wished = {package_name(line) for line in project["dependency-groups"]["dev"] if isinstance(line, str)}
    faults = [
        *(
            f"{name}: {fault}"
            for name, text in zip(LOCKS, (runtime, development), strict=True)
            for fault in flaws(text)
        ),
        *(f"{LOCKS[0]}: {name} is missing" for name in sorted(needed - pins(runtime).keys())),
        *(f"{LOCKS[1]}: {name} is missing" for name in sorted((needed | wished) - pins(development).keys())),
        *(
            f"{LOCKS[1]}: {name} is pinned otherwise than in {LOCKS[0]}"
            for name, version in sorted(pins(runtime).items())
            if pins(development).get(name, version) != version
        ),
    ]
    return Outcome(not faults, "\n".join(faults))


ADDRESS = re.compile(
    r"://|^\s*-(?:i|f)\b|--(?:index-url|extra-index-url|find-links|trusted-host)|\s@\s"
    r"|\b(?:[a-z0-9-]+\.)+(?:org|com|net|io|dev|cloud|internal|local)\b",
    re.IGNORECASE | re.MULTILINE,
)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}(?=\s|$)")
PIN = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)")


def flaws(lock: str) -> Iterator[str]:
    """What is wrong with a lock file in itself."""
    for number, line in enumerate(lock.splitlines(), 1):
        if ADDRESS.search(line):
            yield f"line {number} names an address: {line.strip()}"
    for requirement in requirements(lock):
        if not PIN.match(requirement):
            yield f"not pinned: {requirement}"
        elif not HASH.search(requirement):
            yield f"without hash: {requirement}"


def requirements(lock: str) -> Iterator[str]:
    """The requirements of a lock file, each on one line with its hashes."""
    for line in lock.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith(("#", "-")):
            yield line.strip()


def pins(lock: str) -> dict[str, str]:
    """Package names with the versions they are pinned to."""
    found = (PIN.match(requirement) for requirement in requirements(lock))
    return {package_name(pin[1]): pin[2] for pin in found if pin}


def package_name(requirement: str) -> str:
    """The normal form of the name that a requirement begins with."""
    name = re.split(r"[^A-Za-z0-9._-]", requirement.strip(), maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def crafted(text: str, *named: str, at: str = "src/tophits/plan/crafted.py", with_source: bool = False) -> Fault:
    """A fault in a module of its own, called after its last line."""
    files = {at: f'"""Crafted to be refused."""\n\n{text}\n'}
    return Fault(f"`{text.splitlines()[-1].strip()}` in {at}", files, named, with_source)


def stray_import(at: str, line: str, contract: str) -> Fault:
    """An import that a contract of the architecture must refuse."""
    return crafted(line, f"{contract} BROKEN", at=at, with_source=True)


def gates() -> Iterator[Gate]:
    """All gates, the slowest first."""
    yield Gate("mypy", check_types, typing_faults())
    yield Gate("ruff check", tool("ruff", "check", "--output-format=concise", "."), lint_faults())
    yield Gate(
        "ruff format", tool("ruff", "format", "--check", "."), (crafted("x = { 'a':1 }", "would be reformatted"),)
    )
    yield Gate("import-linter", tool("lint-imports", "--no-logo"), import_faults())
    yield Gate("deptry", tool("deptry", "--no-ansi", "src"), dependency_faults())
    yield Gate("lock files", check_locks, lock_faults())


def typing_faults() -> tuple[Fault, ...]:
    """An untyped function, a wrong type, and an ignore without its reason's code."""
    marker = {"src/tophits/__init__.py": '"""A package."""\n'}
    wrong = (
        ("def plain(x):\n    return x", "[no-untyped-def]"),
        ('def number() -> int:\n    return "1"', "[return-value]"),
        ('number: int = "1"  # type: ignore', "[ignore-without-code]"),
    )
    found = (crafted(text, code, at="src/tophits/crafted.py") for text, code in wrong)
    return tuple(Fault(fault.what, {**marker, **fault.files}, fault.named) for fault in found)


def lint_faults() -> tuple[Fault, ...]:
    """What the linter must know: dead imports, and clocks and chance in pure packages."""
    return (
        crafted("import os", "F401"),
        crafted("from datetime import UTC, datetime\n\nNOW = datetime.now(UTC)", "TID251"),
        crafted("import time\n\nNOW = time.time()", "TID251"),
        crafted("import random\n\nDIE = random.Random(1)", "TID251"),
        crafted("try:\n    X = 1\nexcept Exception:\n    pass", "BLE001", "S110"),
    )


def import_faults() -> tuple[Fault, ...]:
    """One import for each contract, and a package that no contract names."""
    tophits = "src/tophits"
    return (
        stray_import(f"{tophits}/domain/crafted.py", "import tophits.adapters.clock", "Layers, top down"),
        stray_import(f"{tophits}/plan/crafted.py", "import tophits.matching", "Layers, top down"),
        stray_import(f"{tophits}/crafted/__init__.py", "X = 1", "Layers, top down"),
        stray_import(
            f"{tophits}/adapters/spotify/crafted.py", "import tophits.adapters.store", "Adapters do not know each other"
        ),
        crafted(
            "import tophits.ranking",
            "tophits.sandbox is not allowed to import tophits.ranking",
            at=f"{tophits}/sandbox/crafted.py",
            with_source=True,
        ),
        stray_import(
            f"{tophits}/app/crafted.py", "import httpx2", "Libraries that speak to a neighbour stay in the adapters"
        ),
        stray_import(f"{tophits}/quota/crafted.py", "import os", "Pure packages do no input or output"),
    )


def dependency_faults() -> tuple[Fault, ...]:
    """A library used and not declared, one that is nowhere, and one declared and not used."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    unused = settings.replace("\ndependencies = [\n", '\ndependencies = [\n    "markupsafe>=3",\n', 1)
    at = "src/tophits/crafted.py"
    return (
        crafted("import markupsafe", "DEP003 'markupsafe'", at=at, with_source=True),
        crafted("import no_such_library", "DEP001 'no_such_library'", at=at, with_source=True),
        Fault("an unused dependency", {"pyproject.toml": unused}, ("DEP002 'markupsafe'",), with_source=True),
    )


def lock_faults() -> tuple[Fault, ...]:
    """Lock files with a hash, a name or a pin missing, or with an address."""
    lock = (ROOT / LOCKS[0]).read_text(encoding="utf-8")
    name, version = next(iter(pins(lock).items()))
    wrong = {
        "a requirement without hash": (f"{lock}\nnothing==1.0\n", "without hash: nothing==1.0"),
        "a requirement without version": (f"{lock}\nnothing>=1.0\n", "not pinned: nothing>=1.0"),
        "an index address": (f"--index-url https://packages.example/simple\n{lock}", "line 1 names an address"),
        "a host in a comment": (f"# from mirror.example.com\n{lock}", "line 1 names an address"),
        "a missing dependency": (re.sub(r"(?m)^sqlalchemy==", "sqlalchemist==", lock), "sqlalchemy is missing"),
        "another version than the other lock file's": (
            lock.replace(f"{name}=={version}", f"{name}==0.0.0", 1),
            f"{name} is pinned otherwise",
        ),
    }
    return tuple(Fault(what, {LOCKS[0]: text}, (words,)) for what, (text, words) in wrong.items())


if __name__ == "__main__":
    sys.exit(main())
