"""Recorded charts belong to their publishers: none of them is copied into the project."""

import hashlib
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
RECORDED = ROOT.parent / "shared" / "charts" / "recorded"


def digests(paths):
    return {hashlib.sha256(path.read_bytes()).digest(): path for path in paths}


def own_files():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name != "__pycache__"]
        yield from (Path(folder, name) for name in names)


def copies(ours, recorded):
    sizes = {path.stat().st_size for path in recorded} - {0}
    known = digests(recorded)
    found = (
        (path, known.get(digest)) for digest, path in digests(p for p in ours if p.stat().st_size in sizes).items()
    )
    return sorted((path.name, original.name) for path, original in found if original is not None)


@pytest.mark.skipif(not RECORDED.is_dir(), reason="the recorded charts are not on this machine")
def test_no_file_is_a_copy_of_a_recorded_one():
    assert [] == copies(own_files(), [path for path in RECORDED.rglob("*") if path.is_file()])


def test_a_copy_under_another_name_is_noticed(tmp_path):
    (tmp_path / "chart.csv").write_text("rank,title\n1,Flowers\n", encoding="utf-8")
    (tmp_path / "fixture.txt").write_text("rank,title\n1,Flowers\n", encoding="utf-8")
    (tmp_path / "other.txt").write_text("rank,title\n1,Shivers\n", encoding="utf-8")
    ours = [tmp_path / "fixture.txt", tmp_path / "other.txt"]
    assert [("fixture.txt", "chart.csv")] == copies(ours, [tmp_path / "chart.csv"])
