"""The Billboard Hot 100, from public mirrors: the publisher's own pages answer any date with rows of another week."""

from tophits.sources.billboard.source import BILLBOARD, Billboard, BillboardSettings

__all__ = ["BILLBOARD", "Billboard", "BillboardSettings"]
