"""The cache of pages: in memory and as files, one behaviour."""

from datetime import UTC, datetime, timedelta

import pytest

from tophits.adapters.fetching.cache import Cached, Host, MemoryPageCache, first_good, note_good
from tophits.adapters.fetching.folder import FolderPageCache
from tophits.domain.errors import HomeUnusable

NOW = datetime(2026, 7, 18, 2, tzinfo=UTC)
PAGE = Cached(NOW, NOW - timedelta(days=1), {"etag": '"a"'}, "Ünïcode\0\n".encode(), is_spoiled=True)


@pytest.fixture(params=["memory", "folder"])
def cache(request, tmp_path):
    return MemoryPageCache() if request.param == "memory" else FolderPageCache(tmp_path / "pages")


def test_a_page_comes_back_as_it_was_kept(cache):
    assert cache.page("a") is None
    cache.keep("a", PAGE)
    assert PAGE == cache.page("a")
    assert cache.page("b") is None


def test_the_newer_page_stands_for_the_older(cache):
    cache.keep("a", PAGE)
    newer = Cached(NOW, NOW, {}, b"")
    cache.keep("a", newer)
    assert newer == cache.page("a")


def test_hosts_are_remembered(cache):
    assert Host() == cache.host("charts.example")
    cache.note("charts.example", Host(NOW, NOW + timedelta(hours=1)))
    assert Host(NOW, NOW + timedelta(hours=1)) == cache.host("charts.example")


def test_the_first_good_chart_of_a_source_is_remembered_for_good(cache):
    assert first_good(cache, "apple") is None
    note_good(cache, "apple", NOW)
    note_good(cache, "apple", NOW + timedelta(days=1))
    assert NOW == first_good(cache, "apple")
    assert first_good(cache, "deezer") is None


def test_a_damaged_file_counts_as_none(tmp_path):
    cache = FolderPageCache(tmp_path)
    cache.keep("a", PAGE)
    cache.note("h", Host(NOW))
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:20])
    assert (None, Host()) == (cache.page("a"), cache.host("h"))


def test_files_are_for_the_owner_alone_and_none_is_left_over(tmp_path):
    cache = FolderPageCache(tmp_path / "pages")
    cache.keep("a", PAGE)
    cache.keep("a", PAGE)
    (path,) = (tmp_path / "pages").iterdir()
    assert 0o600 == path.stat().st_mode & 0o777


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "pages").write_text("a file")
    with pytest.raises(HomeUnusable):
        FolderPageCache(tmp_path / "pages").keep("a", PAGE)
