"""The guide to writing a source is followed to the letter: its files are written, its test run, its source used."""

import importlib
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from tophits.adapters.fetching.wire import Answer
from tophits.app.compose import Bot
from tophits.app.fetching import FetchSettings, open_fetching
from tophits.app.home import Home
from tophits.config.loading import load
from tophits.sources.registry import GROUP, known_sources
from tophits.testing.clock import ManualClock

ROOT = Path(__file__).resolve().parents[3]
GUIDE = (ROOT / "docs" / "development" / "writing-a-source.md").read_text(encoding="utf-8")
FILES = re.compile(r"^\*\*([\w.]+)\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The files of the guide in a folder that Python imports from."""
    for name, content in FILES.findall(GUIDE):
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield tmp_path
    sys.modules.pop("tophits_harbour", None)


def page(**changes):
    rows = [{"place": n, "song": f"Song {n}", "by": f"Band {n}", "id": f"h-{n}"} for n in range(1, 41)]
    return json.dumps({"week_ending": "2026-07-17", "list": rows, **changes}).encode()


def sources_of(package):
    entry_points = tomllib.loads((package / "pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    return known_sources([EntryPoint(name, value, GROUP) for name, value in entry_points.items()])


def test_the_guide_writes_a_package_with_a_source_and_its_test():
    assert ["pyproject.toml", "tophits_harbour.py", "test_harbour.py"] == [name for name, _ in FILES.findall(GUIDE)]


def test_the_guides_test_passes(package):
    environment = {**os.environ, "PYTHONPATH": f"{package}{os.pathsep}{ROOT / 'src'}"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_harbour.py"]
    ran = subprocess.run(command, cwd=package, env=environment, capture_output=True, text=True, check=False)
    assert "3 passed" in ran.stdout, ran.stdout + ran.stderr
    assert 0 == ran.returncode


def test_the_guides_source_is_found_probed_and_fetched(package, tmp_path):
    calls = []

    def send(call):
        calls.append(call.address)
        return Answer(200, {"content-type": "application/json"}, page())

    settings = load(None, {"TOPHITS_ZONE": "UTC"})
    only = {"harbour": sources_of(package)["harbour"]}
    with (
        Bot.open(Home(tmp_path / "home", None), settings=settings, clock=ManualClock(), send=lambda _: None) as bot,
        open_fetching(bot, FetchSettings(), send=send, sources=only) as fetching,
    ):
        probed = fetching.probe("harbour")
        told = fetching.fetch(("harbour",))
        line = fetching.sources()[0]
    assert {"found"} == {found.verdict for found in probed.fields}
    assert ("harbour de, week 2026-07-11 to 2026-07-17, 40 lines",) == probed.charts
    assert [("de", "new")] == [(one.territory, one.state) for one in told]
    assert ("on", 1, "proven live on 2026-07-18") == (line.state, line.kept, line.proven)
    assert ["https://harbour.example/top40.json"] == calls


def test_the_guides_source_passes_for_a_module_of_its_own(package):
    assert "harbour" == importlib.import_module("tophits_harbour").HARBOUR.name
