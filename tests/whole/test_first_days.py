"""The first days of a bot: one fresh daily chart is enough, whatever old charts came in beside it."""

from datetime import date, timedelta
from pathlib import Path

from stage import chart_of

from tophits.apply.runs import RunState
from tophits.domain.charts import Cadence, Chart
from whole import Tale


def weekly(day: date) -> Chart:
    daily = chart_of(range(30), day)
    return Chart("billboard", "billboard", "us", Cadence.WEEK, day - timedelta(days=6), day, day, daily.entries)


def test_a_newcomer_with_an_old_weekly_chart_and_todays_daily_one_is_not_held(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=20)
    today = tale.clock.now().date()
    with tale.bot() as bot:
        bot.store.charts.keep([weekly(today - timedelta(days=30)), weekly(today - timedelta(days=9))], tale.clock.now())
    tale.chart(range(20), today)
    assert RunState.DONE is tale.run().state


def test_after_two_weeks_one_daily_chart_is_not_enough_any_more(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=20)
    tale.chart(range(20), tale.clock.now().date())
    assert RunState.DONE is tale.run().state
    for _ in range(20):
        today = tale.next_day()
    tale.chart(range(20), today)
    held = tale.run()
    assert RunState.HELD is held.state
    assert "good charts in 14 days" in " ".join(held.reasons)
