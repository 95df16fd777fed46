"""The way from the rows a playlist has to the list it should have: few calls, and the listener is safe (I2)."""

from collections.abc import Sequence

from tophits.domain.plans import MAX_URIS, Add, Move, Plan, Remove, Replace, Step
from tophits.plan.equality import NO_ALIASES, Aliases, stands_for
from tophits.plan.pairing import longest_rising, pair
from tophits.plan.steps import batches, step_list


def plan(
    old: Sequence[str | None],
    wanted: Sequence[str],
    *,
    aliases: Aliases = NO_ALIASES,
    keep_added_within: int | None = None,
) -> Plan:
    """The plan that makes `wanted` of `old`; without steps when they are equal after aliases.

    A rewrite is one call for each 100 tracks begun. A list of adds, moves and removes is chosen when it
    takes fewer calls, or, with `keep_added_within`, when it takes at most that many ("date added" survives).
    Whatever prefix of the steps was carried out, planning anew from the rows reached leads to `wanted`.

    ValueError when `wanted` names a track twice, or is empty while the playlist is not: it is never cleared.
    """
    have, want = tuple(old), tuple(wanted)
    if len(set(want)) < len(want):
        raise ValueError("the wanted list names a track twice")
    if have and not want:
        raise ValueError("the playlist is never cleared: there is nothing to put into it")
    pairs = pair(have, want, aliases)
    steps, reason = _steps(have, want, aliases, pairs, keep_added_within)
    met = frozenset(pairs.values())
    kept = list(pairs.values())
    still = frozenset(kept[index] for index in longest_rising(kept))
    return Plan(
        old=have,
        wanted=want,
        steps=steps,
        reason=reason,
        added=tuple(uri for index, uri in enumerate(want) if index not in met),
        removed=_gone(have, pairs),
        moved=tuple(want[index] for index in sorted(met - still)),
    )


def describe(drafted: Plan) -> str:
    """The plan for people: what changes and what it costs in one line, then why, then a line for each call."""
    if not drafted.steps:
        return "unchanged; no call"
    lines = [f"{_changes(drafted)}; {_calls(drafted.calls)}", drafted.reason, *map(_step_line, drafted.steps)]
    return "\n".join(lines)


def _steps(
    old: tuple[str | None, ...],
    wanted: tuple[str, ...],
    aliases: Aliases,
    pairs: dict[int, int],
    keep_added_within: int | None,
) -> tuple[tuple[Step, ...], str]:
    """The steps, and why these."""
    stands = len(old) <= len(wanted) and all(
        stands_for(seen, uri, aliases) for seen, uri in zip(old, wanted, strict=False)
    )
    if stands and len(old) == len(wanted):
        return (), "the playlist already holds what is wanted"
    if stands and len(old) >= min(MAX_URIS, len(wanted)):
        return _appends(wanted[len(old) :]), "what is there is right so far: only the rest is appended"
    rewrite: tuple[Step, ...] = (Replace(wanted[:MAX_URIS]), *_appends(wanted[MAX_URIS:]))
    limit = max(len(rewrite) - 1, keep_added_within or 0)
    steps = step_list(old, wanted, aliases, pairs, limit)
    if steps is None:
        return rewrite, "one call is the whole change" if len(rewrite) == 1 else "a rewrite, 100 tracks a call"
    if len(steps) < len(rewrite):
        return steps, f"{_calls(len(steps))} where a rewrite takes {len(rewrite)}"
    return steps, f"tracks that stay keep their 'date added' ({_calls(len(steps))}, up to {limit} are allowed)"


def _appends(uris: tuple[str, ...]) -> tuple[Add, ...]:
    return tuple(Add(batch) for batch in batches(uris))


def _gone(old: tuple[str | None, ...], pairs: dict[int, int]) -> tuple[str, ...]:
    """Each URI that leaves, once; not one of which another copy stays."""
    staying = {old[index] for index in pairs}
    return tuple(dict.fromkeys(uri for uri in old if uri is not None and uri not in staying))


def _changes(drafted: Plan) -> str:
    parts = [(len(drafted.added), "new"), (len(drafted.removed), "out"), (len(drafted.moved), "moved")]
    unreadable = sum(uri is None for uri in drafted.old)
    copies = len(drafted.old) - unreadable - len(set(drafted.old) - {None})
    parts += [(unreadable, "unreadable"), (copies, "double")]
    return ", ".join(f"{number} {word}" for number, word in parts if number) or "the same tracks under other ids"


def _calls(number: int) -> str:
    return "one call" if number == 1 else f"{number} calls"


def _step_line(step: Step) -> str:
    if isinstance(step, Replace):
        return f"make the playlist exactly these {len(step.uris)}"
    if isinstance(step, Remove):
        return f"remove {len(step.uris)}"
    if isinstance(step, Move):
        return f"move {step.length} from position {step.start + 1} to before position {step.before + 1}"
    if step.position is None:
        return f"append {len(step.uris)}"
    return f"put {len(step.uris)} in at position {step.position + 1}"
