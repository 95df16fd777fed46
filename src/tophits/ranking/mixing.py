"""Which sources and territories a mix counts, and how much each."""

from math import fsum

from tophits.domain.charts import GLOBAL, ChartInfo
from tophits.domain.rankings import Mix


def is_world_set(mix: Mix) -> bool:
    """Whether the mix's territories are countries that stand for the world.

    More than one territory is such a set, unless `global` is itself one of them: then every territory stands
    for itself with the weight it was given.
    """
    return len(mix.territories) > 1 and GLOBAL not in mix.territories


def territory_weight(mix: Mix, territory: str) -> float:
    """What a territory counts; a source's global chart counts as much as all countries of a world set."""
    if territory == GLOBAL and is_world_set(mix):
        return fsum(mix.territories.values())
    return mix.territories.get(territory, 0.0)


def weight(mix: Mix, source: str, territory: str) -> float:
    """What a source's charts of a territory count; nothing when the mix does not name one of the two."""
    return max(0.0, mix.sources.get(source, 0.0) * territory_weight(mix, territory))


def is_read(mix: Mix, info: ChartInfo) -> bool:
    """Whether a mix counts such a chart at all."""
    return weight(mix, info.source, info.territory) > 0
