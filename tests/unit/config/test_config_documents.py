"""The schema and the guide cover every setting, so that neither can fall behind."""

from pathlib import Path

import jsonschema
import pytest
import yaml

from tophits.config.faults import NUMBERS
from tophits.config.loading import check
from tophits.config.schema import json_schema, setting_paths

PROJECT = Path(__file__).parents[3]
GUIDE = PROJECT / "docs" / "user_guides" / "configuration.md"


@pytest.mark.parametrize("path", setting_paths())
def test_every_setting_is_documented(path):
    assert f"`{path.replace('*', 'NAME').replace('.pins.NAME', '.pins')}`" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("number", NUMBERS)
def test_every_number_of_a_mistake_is_documented(number):
    assert f"| {number} |" in GUIDE.read_text(encoding="utf-8")


def test_the_examples_of_the_guide_are_valid():
    blocks = GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1:]
    assert len(blocks) >= 3
    for block in blocks:
        text = block.split("```")[0]
        zone = "" if "zone:" in text else "zone: UTC\n"
        assert check(zone + text, {}) == ()


def test_the_schema_accepts_the_example_and_refuses_what_is_wrong():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator(schema)
    example = yaml.safe_load((PROJECT / "examples" / "tophits.yaml").read_text(encoding="utf-8"))
    assert [] == list(checker.iter_errors(example))
    for sound in ({"zone": "UTC"}, {"zone": "UTC", "editions": {"daily": None, "yearly": False}, "quota": None}):
        assert [] == list(checker.iter_errors(sound))
    for broken in (
        {},
        {"zone": "UTC", "zoen": 1},
        {"zone": "UTC", "quota": {"searches": "many"}},
        {"zone": "UTC", "editions": {"mine": {"size": 5}}},
        {"zone": "UTC", "editions": {"daily": {"size": 0}}},
        {"zone": "UTC", "sources": {"apple": "much"}},
    ):
        assert [] != list(checker.iter_errors(broken)), broken
