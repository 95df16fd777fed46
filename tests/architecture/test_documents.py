"""The documents can fail the build: indexes, links, the changelog, and settings that are shown must load."""

import re
from pathlib import Path

import pytest

from tophits.config.loading import check

ROOT = Path(__file__).resolve().parents[2]
UNSEEN = {".git", ".venv", "node_modules", "dist", "build"}
PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part in UNSEEN or part.startswith(".") for part in path.relative_to(ROOT).parts)
)
FOLDERS = sorted(path for path in (ROOT / "docs").rglob("*") if path.is_dir())

FENCE = re.compile(r"^( *)(```+|~~~+)(\S*)[^\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\s*\[[^]]+\]:\s+<?(\S+?)>?\s*$", re.MULTILINE)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def links(text):
    """The targets of all links outside of code."""
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
    return [one or other for one, other in LINK.findall(prose)]


def anchors(text):
    """The anchors that a page's headings make, as the usual hosts of repositories make them."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).lower() for heading in headings)
    return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def leads_somewhere(page, target):
    if ELSEWHERE.match(target):
        return True
    file, _, anchor = target.partition("#")
    found = (page.parent / file).resolve() if file else page
    if not found.exists():
        return False
    return not anchor or found.suffix != ".md" or anchor in anchors(found.read_text(encoding="utf-8"))


def broken_links(page):
    return [target for target in links(page.read_text(encoding="utf-8")) if not leads_somewhere(page, target)]


def fenced(text, language):
    return [
        (match[4], text.count("\n", 0, match.start()) + 1) for match in FENCE.finditer(text) if match[3] == language
    ]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_link_within_the_project_leads_somewhere(path):
    assert [] == broken_links(path)


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_folder_of_documents_has_an_index_that_links_every_page(folder):
    index = folder / "README.md"
    assert index.exists(), f"{name_of(index)} is missing"
    linked = {(folder / target.partition("#")[0]).resolve() for target in links(index.read_text(encoding="utf-8"))}
    assert [] == [path.name for path in sorted(folder.glob("*.md")) if path != index and path not in linked]


def test_every_page_has_a_title():
    assert [] == [name_of(path) for path in PAGES if not path.read_text(encoding="utf-8").startswith("# ")]


def test_the_changelog_has_room_for_what_is_not_released_yet():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?Unreleased\]?\s*$", changelog, re.MULTILINE), "no heading 'Unreleased'"


def test_the_settings_that_the_guide_shows_load():
    guide = (ROOT / "docs" / "user_guides" / "configuration.md").read_text(encoding="utf-8")
    blocks = fenced(guide, "yaml")
    assert blocks, "the guide shows no settings"
    # A block may show one setting alone; a zone must then come from elsewhere, as it would at home.
    elsewhere = {"TOPHITS_ZONE": "Europe/Berlin"}
    mistakes = {
        f"line {line}": check(text, {} if re.search(r"^zone:", text, re.MULTILINE) else elsewhere)
        for text, line in blocks
    }
    assert {} == {line: found for line, found in mistakes.items() if found}


def test_the_link_check_refuses_what_it_must(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A title\n\n[a](nowhere.md) [b](page.md#no-such-heading) [c](#a-title) `[d](code.md)`\n"
        "[e](https://example.org/x)\n\n```\n[f](fenced.md)\n```\n\n[g]: gone.md\n",
        encoding="utf-8",
    )
    assert ["nowhere.md", "page.md#no-such-heading", "gone.md"] == broken_links(page)


def test_headings_make_the_anchors_that_links_name():
    assert {"one-two-three", "plain"} == anchors("# One, *two* `three`\n```\n# code\n```\n## [Plain](x.md)\n")


def test_only_blocks_of_the_language_asked_for_are_taken():
    text = "Words.\n\n```yaml\nzone: UTC\n```\n\n```console\n$ tophits run\n```\n"
    assert [("zone: UTC\n", 3)] == fenced(text, "yaml")
