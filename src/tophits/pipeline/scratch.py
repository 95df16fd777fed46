"""A private playlist to try lists on, so that a dead track is never looked for on a live one."""

from collections.abc import Sequence

from tophits.domain.errors import WriteUnclear
from tophits.domain.plans import MAX_URIS, Replace
from tophits.pipeline.looking import create_once
from tophits.pipeline.ports import Ports

SCRATCH = "~scratch"
"""Its key among the edition states; no edition can be called so."""


class Scratch:
    """Tries lists of tracks; the playlist is made at the first use and kept for the next time."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def can_hold(self, uris: Sequence[str]) -> bool:
        """Whether Spotify takes a write that names all of these."""
        playlist_id = self._playlist()
        for start in range(0, len(uris), MAX_URIS):
            self._ports.still_ours()
            try:
                self._ports.spotify.writer.write(playlist_id, Replace(tuple(uris[start : start + MAX_URIS])))
            except WriteUnclear:
                return False
        return True

    def _playlist(self) -> str:
        states = self._ports.kept.states
        state = states.get(SCRATCH)
        if state.playlist_id is not None:
            return state.playlist_id
        words = "Used by the bot to find dead tracks. Not to be listened to."
        made = create_once(state, "Top Hits Bot scratch", words, self._ports, public=False)
        return made.playlist_id or ""
