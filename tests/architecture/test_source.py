"""The source tells a stranger what each piece is for: names, and words at the head of everything public."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = sorted((ROOT / "src").rglob("*.py"))
OURS = [
    *SOURCE,
    *(path for folder in ("tests", "scripts", "benchmarks") for path in sorted((ROOT / folder).rglob("*.py"))),
]

VAGUE = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services", "base", "misc"}
"""Words that say nothing about what a thing is (they are refused in names of files, folders and classes)."""


def words(name):
    """The words of a snake_case or CamelCase name, in lower case."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


def public_things(tree):
    """Public classes and functions of a module, and the public methods and properties of those classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                yield from ((f"{node.name}.{name}", inner) for name, inner in public_things(node))


def is_repeated(node):
    """Overloads and setters say nothing new: the words stand at the first definition."""
    names = {ast.unparse(decorator) for decorator in node.decorator_list}
    return any(name == "overload" or name.endswith((".setter", ".overload", ".deleter")) for name in names)


def is_migration(path):
    return "versions" in path.parts


def parsed(paths):
    return {path.relative_to(ROOT): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def opens_with_a_sentence(tree):
    first = (ast.get_docstring(tree) or "").split("\n\n")[0]
    return len(first.split()) >= 3 and first.endswith((".", ":", "?"))


def test_every_module_opens_with_a_sentence_on_why_it_exists():
    assert [] == [str(path) for path, tree in parsed(OURS).items() if not opens_with_a_sentence(tree)]


def test_everything_public_says_what_it_promises():
    silent = [
        f"{path}: {name}"
        for path, tree in parsed(SOURCE).items()
        if not is_migration(path)
        for name, node in public_things(tree)
        if not ast.get_docstring(node) and not is_repeated(node)
    ]
    assert [] == silent


def test_no_file_folder_or_class_has_a_name_that_says_nothing():
    found = []
    for path, tree in parsed(OURS).items():
        classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
        found += [f"{path}: {name}" for name in (*path.with_suffix("").parts, *classes) if words(name) & VAGUE]
    assert [] == found


@pytest.mark.parametrize(
    ("name", "vague"),
    [("string_utils", True), ("RunManager", True), ("HTTPHelper", True), ("database", False), ("playlist", False)],
)
def test_the_name_check_refuses_what_it_must(name, vague):
    assert vague is bool(words(name) & VAGUE)


@pytest.mark.parametrize(
    ("source", "good"), [("x = 1", False), ('"""Things."""', False), ('"""Why this\nis here.\n\nMore"""', True)]
)
def test_the_sentence_check_refuses_what_it_must(source, good):
    assert good is opens_with_a_sentence(ast.parse(source))


def test_the_docstring_check_sees_methods_and_passes_over_private_ones():
    tree = ast.parse(
        "class A:\n    def b(self): ...\n    def _c(self): ...\ndef d(): ...\nclass _E:\n    def f(self): ..."
    )
    assert ["A", "A.b", "d"] == [name for name, _ in public_things(tree)]
