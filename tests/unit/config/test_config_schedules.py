"""Schedules and zones that cannot be are told before anything waits for them."""

import pytest

from tophits.config.cron import cron_fault
from tophits.config.zones import _fault, zone_fault


@pytest.mark.parametrize(
    "text",
    [
        "0 4 * * *",
        "0 4 * * 6",
        "0 4 1 * *",
        "*/15 0-23/2 1,15 jan-mar MON,thu",
        "5/10 * * * 7",
        "0 0 29 2 *",
        "0 0 31 * *",
        "0 0 31 2 1",
    ],
)
def test_a_schedule_that_can_be_is_accepted(text):
    assert cron_fault(text) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "it has 0 fields, not five"),
        ("0 4 * *", "it has 4 fields, not five"),
        ("0 0 4 * * *", "it has 6 fields, not five"),
        ("@daily", "a short form"),
        ("60 4 * * *", "the minute '60' is not between 0 and 59"),
        ("0 24 * * *", "the hour '24' is not between 0 and 23"),
        ("0 4 0 * *", "the day of the month '0' is not between 1 and 31"),
        ("0 4 * 13 *", "the month '13' is not between 1 and 12"),
        ("0 4 * * 8", "the day of the week '8' is not between 0 and 7"),
        ("0 4 * * someday", "the day of the week 'someday' is not understood"),
        ("0 9-5 * * *", "the hour '9-5' runs backwards"),
        ("*/0 4 * * *", "the minute '*/0' has a step of 0"),
        ("*-5 4 * * *", "the minute '*-5' is not understood"),
        ("1,,2 4 * * *", "the minute '1,,2' is not understood"),
        ("-1 4 * * *", "the minute '-1' is not understood"),
        ("0 4 31 2 *", "the day 31 never comes in the months chosen"),
        ("0 4 31 feb,apr *", "the day 31 never comes in the months chosen"),
    ],
)
def test_a_schedule_that_cannot_be_is_explained(text, fault):
    assert fault in (cron_fault(text) or "")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires"])
def test_a_zone_of_the_world_is_accepted(zone):
    assert zone_fault(zone) is None


def test_a_system_without_time_zone_data_says_so():
    assert "C009" == _fault("Europe/Berlin", set()).number
    assert "tzdata" in _fault("Europe/Berlin", set()).hint


@pytest.mark.parametrize("zone", ["", "/etc/localtime", "Europe", "a\0b", "Mars/Base"])
def test_what_is_no_zone_is_told(zone):
    fault = zone_fault(zone)
    assert fault is not None
    assert "C008" == fault.number
