"""Name and description belong to the person, unless the edition manages them."""

from pathlib import Path

from tophits.apply.runs import RunState
from whole import Tale

MANAGED = ", title: House Hits, manages_metadata: true, description: Kept by a bot & a person"


def renamed(tale: Tale) -> None:
    tale.world.person_describes(tale.playlist_id, name="Mine now", description="Hands off")


def test_a_person_may_rename_a_playlist(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=20)
    tale.chart(range(20), tale.clock.now().date())
    tale.run()
    renamed(tale)
    tale.chart(range(1, 21), tale.next_day())
    assert RunState.DONE is tale.run().state
    with tale.bot() as bot:
        assert "Mine now" == bot.client().reader.look(tale.playlist_id).name


def test_an_edition_that_manages_its_words_sets_them_back_with_one_call_and_only_then(tmp_path: Path) -> None:
    tale = Tale(tmp_path, size=20, settings=MANAGED)
    tale.chart(range(20), tale.clock.now().date())
    tale.run()
    unchanged = tale.run()
    renamed(tale)
    tale.next_day()
    tale.chart(range(20), tale.clock.now().date())
    set_back = tale.run()
    assert "name or description were set back" in set_back.reasons
    assert "name or description were set back" not in unchanged.reasons
    with tale.bot() as bot:
        look = bot.client().reader.look(tale.playlist_id)
    assert ("House Hits", "Kept by a bot & a person") == (look.name, look.description)
    assert () == tale.violations()
