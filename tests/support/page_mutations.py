"""Ways in which a publisher's page goes wrong: each gives another page, drawn from a seed."""

import json
import random
import re

HTML_ERRORS = (
    b"<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head><body><h1>503</h1></body></html>",
    b"<html><body><p>Please enable cookies.</p><table><tr><td>1</td><td>2</td></tr></table></body></html>",
    b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>",
)
EMPTY = (b"", b" \n", b"{}", b"[]", b"null", b'{"feed":{"results":[]}}', b'{"data":[]}', b"0", b'""', b"chart_week\n")


def cut(body, draw):
    """The page breaks off anywhere."""
    return body[: draw.randrange(len(body))]


def renamed(body, draw):
    """One field, column or tag has another name: everywhere, or once."""
    names = sorted(set(re.findall(rb'"(\w+)":', body))) or sorted(set(re.findall(rb"</?(\w+)", body)))
    if not body.lstrip().startswith((b"{", b"[", b"<")):
        first, _, rest = body.partition(b"\n")
        columns = first.split(b",")
        columns[draw.randrange(len(columns))] += b"_new"
        return b",".join(columns) + b"\n" + rest
    if body.lstrip().startswith(b"[") and not names:
        return body[:-1]
    name = draw.choice(names)
    marked = (b'"%s":' % name, b'"%s_new":' % name) if b'"%s":' % name in body else (b"<%s" % name, b"<x%s" % name)
    places = [found.start() for found in re.finditer(re.escape(marked[0]), body)]
    if draw.random() < 0.5:
        return body.replace(*marked)
    at = draw.choice(places)
    return body[:at] + marked[1] + body[at + len(marked[0]) :]


def _with_rows(body, change):
    """The page with its rows changed, whatever its format."""
    if body.lstrip().startswith(b"<"):
        rows = re.findall(rb"<tr><td.*?</tr>", body, re.DOTALL)
        start, end = body.index(rows[0]), body.rindex(rows[-1]) + len(rows[-1])
        return body[:start] + b"\n".join(change(rows)) + body[end:]
    if body.lstrip().startswith(b"{"):
        document = json.loads(body)
        holder, key = _rows_in(document)
        holder[key] = change(holder[key])
        return json.dumps(document, ensure_ascii=False).encode()
    first, *lines = body.decode().splitlines(keepends=True)
    return (first + "".join(change(lines))).encode()


def _rows_in(document):
    """The longest list in a document, as the object that holds it and its name there."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            found.extend((len(inner), id(value), value, key) for key, inner in value.items() if isinstance(inner, list))
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)
    _, _, holder, key = max(found, key=lambda one: one[:2])
    return holder, key


def swapped(body, draw):
    """Two rows stand in each other's place."""

    def change(rows):
        rows = list(rows)
        one, other = draw.sample(range(len(rows)), 2)
        rows[one], rows[other] = rows[other], rows[one]
        return rows

    return _with_rows(body, change)


def shuffled(body, draw):
    """All rows in another order."""
    return _with_rows(body, lambda rows: draw.sample(list(rows), len(rows)))


def shortened(body, draw):
    """The last rows are missing; the page is whole otherwise."""
    return _with_rows(body, lambda rows: list(rows)[: draw.randrange(len(rows))])


def doubled(body, draw):
    """One row is there twice."""

    def change(rows):
        rows = list(rows)
        rows.insert(draw.randrange(len(rows)), draw.choice(rows))
        return rows

    return _with_rows(body, change)


def mixed(body, draw):
    """Two rows have one of their values exchanged (JSON); in other formats a row is lost."""

    def change(rows):
        rows = list(rows)
        one, other = draw.sample(range(len(rows)), 2)
        if not isinstance(rows[one], dict):
            del rows[one]
            return rows
        key = draw.choice([key for key in rows[one] if key in rows[other]])
        rows[one], rows[other] = {**rows[one], key: rows[other][key]}, {**rows[other], key: rows[one][key]}
        return rows

    return _with_rows(body, change)


def html_error(body, draw):
    """A web page of an error, with HTTP 200."""
    return draw.choice(HTML_ERRORS)


def empty(body, draw):
    """Nothing, or a list of nothing."""
    return draw.choice(EMPTY)


MUTATIONS = {
    "cut off": cut,
    "field renamed": renamed,
    "two rows swapped": swapped,
    "shuffled": shuffled,
    "rows missing": shortened,
    "a row twice": doubled,
    "values exchanged": mixed,
    "HTML error": html_error,
    "empty": empty,
}


def mutated(body, kind, seed):
    """A page spoilt in one way."""
    return MUTATIONS[kind](body, random.Random(f"{kind} {seed}"))
