"""Use case: bring editions up to date, now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from tophits.app.compose import Bot
from tophits.app.texts import pick
from tophits.apply.runs import Run, RunState
from tophits.domain.editions import Edition
from tophits.domain.errors import UsageError
from tophits.domain.events import Event
from tophits.domain.quotas import Family
from tophits.domain.tracks import Track
from tophits.matching.lookups import LookUp
from tophits.pipeline.editions import Orders, rehearse, run_edition
from tophits.pipeline.looking import check_library
from tophits.pipeline.ports import Ports
from tophits.pipeline.report import RunReport

Say = Callable[[str], None]

SEARCHES_A_LINE = 20
"""How many searches there are from one line of progress to the next."""


def today(bot: Bot) -> date:
    """The day in the configured zone."""
    return bot.clock.now().astimezone(ZoneInfo(bot.settings.zone)).date()


def run_editions(
    bot: Bot,
    keys: Sequence[str],
    *,
    every: bool = False,
    day: date | None = None,
    dry_run: bool = False,
    approved: bool = False,
    say: Say | None = None,
) -> tuple[RunReport, ...]:
    """Run the named editions, or all, in the configured order (Daily to Yearly).

    `day` is only for a dry run or a stand-in of Spotify: on the real one the bot never pretends a date.

    Raises:
        UsageError: an unknown edition, none named, or a `day` where there may be none.
        EditionBusy: another process works for this account.
    """
    if every and keys:
        raise UsageError("--all takes no editions beside it", remedy="Name some editions, or say --all.")
    editions = _wanted(bot, keys, every=every)
    if day is not None and not dry_run and not bot.settings.spotify.is_stand_in:
        raise UsageError("--at works only with --dry-run, or on a sandbox", remedy="Leave --at away.")
    when = day or today(bot)
    if dry_run:
        ports = bot.ports()
        return tuple(rehearse(edition, _orders(bot, edition, when, approved=approved), ports) for edition in editions)
    with bot.account_lease():
        return _run_all(bot, editions, when, approved=approved, say=say)


def _wanted(bot: Bot, keys: Sequence[str], *, every: bool) -> tuple[Edition, ...]:
    known = bot.editions()
    if every:
        return tuple(known.values())
    if not keys:
        raise UsageError("No edition named", remedy=f"Name some, or say --all. Known: {', '.join(known)}")
    pick(tuple(keys), tuple(known), "edition")
    return tuple(edition for key, edition in known.items() if key in keys)


def _run_all(
    bot: Bot, editions: Sequence[Edition], when: date, *, approved: bool, say: Say | None
) -> tuple[RunReport, ...]:
    ports = _making_progress(bot.ports())
    if say is not None:
        bot.calls.watcher = _Progress(say).observe
    states = [bot.store.editions.get(edition.key) for edition in editions]
    gone = {state.key for state in check_library(states, ports)}
    reports = []
    for edition in editions:
        if say is not None:
            say(f"{edition.title} ...")
        orders = _orders(bot, edition, when, approved=approved)
        _end_cut_off(bot, edition)
        begun = bot.store.runs.begin(edition.key, None, bot.clock.now())
        still_ours = partial(bot.may_write, edition.key)
        report = run_edition(edition, begun, orders, replace(ports, still_ours=still_ours))
        if edition.key in gone:
            report = replace(report, remedy=f"Follow it again in Spotify, then: tophits thaw {edition.key}")
        bot.store.runs.end(_ended(begun, report, bot))
        reports.append(report)
    return tuple(reports)


@dataclass(slots=True)
class _Progress:
    """Says from time to time how many searches there were: a first run paces hundreds of them for minutes."""

    say: Say
    searches: int = 0

    def observe(self, event: Event) -> None:
        """Count a search; say so at every SEARCHES_A_LINE."""
        if event.name == "spotify.call" and event.facts["family"] == Family.SEARCH:
            self.searches += 1
            if self.searches % SEARCHES_A_LINE == 0:
                self.say(f"  {self.searches} searches so far")


def _making_progress(ports: Ports) -> Ports:
    """The same ports, with the lease renewed by every search: a first run may wait for hundreds of them."""

    def search(look_up: LookUp) -> tuple[Track, ...]:
        ports.still_ours()
        return ports.spotify.search(look_up)

    return replace(ports, spotify=replace(ports.spotify, search=search))


def _end_cut_off(bot: Bot, edition: Edition) -> None:
    """Close runs that a kill left open: this process holds the account, so nobody works on them any more.

    What they were writing is in the journal; the run that begins now brings it to its end (I4).
    """
    for run in bot.store.runs.history(edition.key, 10):
        if run.state is RunState.RUNNING:
            cut_off = replace(
                run, state=RunState.FAILED, ended_at=bot.clock.now(), reason="cut off; taken up by a later run"
            )
            bot.store.runs.end(cut_off)


def _ended(begun: Run, report: RunReport, bot: Bot) -> Run:
    return replace(
        begun,
        ended_at=bot.clock.now(),
        state=report.state,
        reason="; ".join(report.reasons) or None,
        calls=report.calls,
        summary=f"{report.fullness}; {(report.plan or 'no plan').splitlines()[0]}",
    )


def _orders(bot: Bot, edition: Edition, day: date, *, approved: bool) -> Orders:
    """What the run needs to know of earlier ones: a list that was held, and since when a first one is waited for."""
    earlier = bot.store.runs.history(edition.key, 100)
    held_before = None
    newest = next((run for run in earlier if run.state is not RunState.RUNNING), None)
    if newest is not None and newest.state is RunState.HELD:
        held_before = bot.store.published.of_run(newest.id)
    waited = bot.clock.now() - earlier[-1].asked_at if earlier else None
    return Orders(
        day=day,
        source_weights=bot.settings.weights,
        approved=approved,
        held_before=held_before,
        first_asked_hours=waited.total_seconds() / 3600 if waited is not None else 0.0,
    )
