"""The checker reads what the pretend world itself writes down, faults included."""

from datetime import timedelta

from world_client import client_of, uris, world_with

from tophits.sandbox.checker import Expectations, check
from tophits.sandbox.faults import Fault

OLD, NEW = tuple(uris(*range(10))), tuple(uris(*range(5, 15)))


class Bot:
    """As careful, or as careless, as a test wants it."""

    def __init__(self):
        self.world = world_with()
        self.client = client_of(self.world)
        self.playlist = self.client.create(*range(10))
        self.since = self.world.journal.last_number

    def look(self):
        self.client.send("GET", f"/playlists/{self.playlist}")

    def replace(self, wanted, fault=None):
        if fault:
            self.world.faults.on("PUT", r"/v1/playlists/\w+/items", fault)
        self.client.send("PUT", f"/playlists/{self.playlist}/items", {"uris": list(wanted)})

    def append(self, more, fault=None):
        if fault:
            self.world.faults.on("POST", r"/v1/playlists/\w+/items", fault)
        self.client.send("POST", f"/playlists/{self.playlist}/items", {"uris": list(more)})

    def found(self):
        wanted = Expectations(playlists={self.playlist: (OLD, NEW)}, since=self.since)
        return [violation.invariant for violation in check(self.world.journal, wanted)]


def test_a_careful_run_is_clean():
    bot = Bot()
    bot.look()
    bot.replace(NEW)
    bot.look()
    assert [] == bot.found()


def test_the_set_up_may_be_judged_too():
    bot = Bot()
    bot.look()
    bot.replace(NEW)
    bot.look()
    assert () == check(bot.world.journal, Expectations(playlists={bot.playlist: ((), OLD, NEW)}))


def test_a_write_that_failed_and_was_applied_is_found_by_reading():
    bot = Bot()
    bot.look()
    bot.replace(NEW, Fault.ERROR_AFTER)
    bot.look()
    bot.look()
    assert [] == bot.found()


def test_a_blind_retry_is_seen_in_the_worlds_journal():
    bot = Bot()
    bot.look()
    bot.append(NEW[5:], Fault.ERROR_AFTER)
    bot.append(NEW[5:])
    bot.look()
    bot.replace(NEW)
    bot.look()
    assert {"I2", "I3", "I4"} == set(bot.found())


def test_clearing_and_filling_is_seen_in_the_worlds_journal():
    bot = Bot()
    bot.look()
    bot.replace(())
    bot.append(NEW)
    bot.look()
    assert {"I2"} == set(bot.found())


def test_a_late_write_over_a_finished_list_must_be_mended():
    bot = Bot()
    bot.look()
    bot.append(NEW[:3], Fault.LATE)
    bot.look()
    bot.look()
    bot.replace(NEW)
    bot.look()
    bot.world.clock.wait(timedelta(minutes=5))
    bot.look()
    assert 13 == len(bot.world.playlist_uris(bot.playlist))
    bot.replace(NEW)
    bot.look()
    assert [] == bot.found()
