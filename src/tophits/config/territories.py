"""Territories as people configure them: a country, `global`, or a mapping of their own with weights."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from tophits.domain.charts import GLOBAL
from tophits.sources.territories import COUNTRIES, territory_code

GLOBAL_SET: Mapping[str, float] = MappingProxyType(
    {
        "us": 0.30,
        "gb": 0.10,
        "de": 0.09,
        "jp": 0.09,
        "br": 0.08,
        "mx": 0.08,
        "fr": 0.07,
        "in": 0.05,
        "kr": 0.04,
        "ca": 0.04,
        "au": 0.03,
        "es": 0.03,
    }
)
"""What `global` stands for (design, section 5). A source's own global chart replaces its country charts."""


def country_code(text: str) -> str:
    """A country's code in lower case, from a code in any case.

    Raises:
        PydanticCustomError: there is no such country.
    """
    code = text.strip().lower()
    if code in COUNTRIES:
        return code
    meant = territory_code(text)
    hint = f"Did you mean {meant}?" if meant else "Use a two-letter code of ISO 3166-1, such as us, gb or de."
    raise PydanticCustomError("C010", "{text} is no country", {"text": repr(text), "hint": hint})


def _weighted(value: Any) -> Any:  # whatever stands in the file; pydantic says what it must be
    if not isinstance(value, str):
        return value
    return dict(GLOBAL_SET) if value.strip().lower() == GLOBAL else {country_code(value): 1.0}


def _checked(weights: dict[str, float]) -> Mapping[str, float]:
    found = {GLOBAL if code == GLOBAL else country_code(code): weight for code, weight in weights.items()}
    if any(weight < 0 for weight in found.values()):
        raise PydanticCustomError("C007", "a weight is below 0", {"hint": "Weights are 0 or more."})
    if not any(found.values()):
        raise PydanticCustomError("C007", "no territory has a weight", {"hint": "Give at least one a weight above 0."})
    return MappingProxyType(found)


Territories = Annotated[
    dict[str, float],
    BeforeValidator(_weighted),
    AfterValidator(_checked),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "description": "A two-letter country code, or global."},
                {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}, "minProperties": 1},
            ]
        }
    ),
]
"""Weights by territory. `global` becomes the weighted set, a country a set of one."""
