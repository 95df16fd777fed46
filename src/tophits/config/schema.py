"""The settings as a JSON Schema, so that editors can complete and check `tophits.yaml` while it is written."""

from typing import Any

from tophits.config.editions import DEFAULT_EDITIONS
from tophits.config.settings import Settings


def json_schema() -> dict[str, Any]:  # a schema is any JSON
    """The schema of the file as a person writes it: short forms included, and nothing asked for but `zone`."""
    schema = Settings.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "tophits.yaml"
    schema["required"] = ["zone"]
    properties = schema["properties"]
    properties["sources"]["additionalProperties"] = {
        "anyOf": [
            {"type": "number", "minimum": 0, "description": "Its weight."},
            {"type": "boolean", "description": "Whether it counts."},
            {"$ref": "#/$defs/SourceSettings"},
            {"type": "null"},
        ]
    }
    edition = schema["$defs"]["EditionSettings"]
    needed = edition.pop("required")
    by_default = {"anyOf": [{"$ref": "#/$defs/EditionSettings"}, {"type": ["boolean", "null"]}]}
    properties["editions"]["properties"] = dict.fromkeys(DEFAULT_EDITIONS, by_default)
    properties["editions"]["additionalProperties"] = {
        "allOf": [{"$ref": "#/$defs/EditionSettings"}],
        "required": [name for name in needed if name != "title"],
    }
    for section in ("quota", "spotify", "sources", "editions"):
        properties[section] = {"anyOf": [properties[section], {"type": "null"}]}
    return schema


def setting_paths() -> tuple[str, ...]:
    """The dotted path of every setting; `*` stands for a name of one's own."""
    from tophits.config.faults import MODELS

    found = []
    for parent, model in MODELS.items():
        prefix = "".join(f"{part}." for part in parent)
        found += [prefix + name for name in model.model_fields]
    return tuple(found)
