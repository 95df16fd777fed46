"""The `fields` filter."""

import pytest

from tophits.sandbox.fields import BadFields, parse_fields

PLAYLIST = {
    "name": "Hits",
    "snapshot_id": "abc",
    "owner": {"id": "me", "display_name": "Me"},
    "items": {
        "total": 2,
        "href": "there",
        "items": [
            {"added_at": "then", "item": {"name": "One", "uri": "u1", "album": {"name": "A", "images": [], "id": "x"}}},
            {"added_at": "now", "item": None},
        ],
    },
}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("name", {"name": "Hits"}),
        ("name,snapshot_id", {"name": "Hits", "snapshot_id": "abc"}),
        ("snapshot_id,items.total", {"snapshot_id": "abc", "items": {"total": 2}}),
        ("items.total,items.href", {"items": {"total": 2, "href": "there"}}),
        ("items(total),owner.id", {"items": {"total": 2}, "owner": {"id": "me"}}),
        (
            "items(total,items(item(name,uri)))",
            {"items": {"total": 2, "items": [{"item": {"name": "One", "uri": "u1"}}, {"item": None}]}},
        ),
        ("items.items.added_at", {"items": {"items": [{"added_at": "then"}, {"added_at": "now"}]}}),
        ("items.items(item.name)", {"items": {"items": [{"item": {"name": "One"}}, {"item": None}]}}),
        (
            "items.items(item(album(!images,!id)))",
            {"items": {"items": [{"item": {"album": {"name": "A"}}}, {"item": None}]}},
        ),
        ("items.items(track(name))", {"items": {"items": [{}, {}]}}),
        ("!items,!owner", {"name": "Hits", "snapshot_id": "abc"}),
        ("nothing", {}),
        (" name , snapshot_id ", {"name": "Hits", "snapshot_id": "abc"}),
        ("owner,owner.id", {"owner": {"id": "me", "display_name": "Me"}}),
    ],
)
def test_a_filter_keeps_what_it_names(fields, expected):
    assert expected == parse_fields(fields).apply(PLAYLIST)


def test_an_exclusion_inside_keeps_all_the_rest():
    left = parse_fields("!items.items").apply(PLAYLIST)

    assert ["name", "snapshot_id", "owner", "items"] == list(left)
    assert {"total": 2, "href": "there"} == left["items"]


@pytest.mark.parametrize(
    "fields", ["items(", "items(name", "items)", "(name)", ",", "name,,uri", "items.(name)", "!", "a(b)c"]
)
def test_a_filter_that_does_not_parse_is_refused(fields):
    with pytest.raises(BadFields):
        parse_fields(fields)


@pytest.mark.parametrize(
    ("fields", "path", "expected"),
    [
        ("snapshot_id,items.total", ("items", "items"), False),
        ("snapshot_id", ("items",), False),
        ("items", ("items", "items"), True),
        ("items(items(item(name)))", ("items", "items"), True),
        ("!items", ("items",), False),
        ("!name", ("items", "items"), True),
    ],
)
def test_a_filter_knows_whether_a_part_is_wanted(fields, path, expected):
    assert expected == parse_fields(fields).wants(*path)
