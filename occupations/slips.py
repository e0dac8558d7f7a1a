"""Words a slip or two away from what was typed: a sign wrong, missing, too many, or two that changed places.

Bounded work whatever is typed: words that share most pieces are counted first, all at once, and only the MEASURED best
of them are compared sign by sign.
"""

from collections.abc import Iterable, Sequence

import numpy as np

MEASURED = 32


class Slips:
    """Over texts of one kind: pinyin in pairs of letters (`size` 2), or Chinese sign by sign (1)."""

    def __init__(self, texts: Sequence[str], size: int):
        self._texts, self._size = texts, size
        found: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            for piece in self._pieces(text):
                found.setdefault(piece, []).append(place)
        self._places = {piece: np.array(places) for piece, places in found.items()}
        self._lengths = np.array([len(text) for text in texts], dtype=np.int64)
        self._kinds = np.array([len(self._pieces(text)) for text in texts], dtype=np.int64)

    def near(self, text: str, most: int) -> list[tuple[bool, int, int]]:
        """(only a beginning, slips, place) of texts that are or begin with what was typed but for so many slips."""
        if most < 1 or not self._texts:
            return []
        # A long text has many pieces by chance: eight signs more weigh as one piece less.
        score = self._shared(text) * 8 - np.minimum(np.abs(self._lengths - len(text)), 32)
        best = np.argsort(-score, kind="stable")[:MEASURED]
        found = []
        for place in best[score[best] > 0].tolist():
            whole, beginning = slips(text, self._texts[place], most)
            if beginning <= most:
                found.append((whole > most, beginning, place))
        return found

    def alike(self, text: str, least: float) -> list[int]:
        """Places of texts that share at least this part of all pieces in either; most first."""
        shared = self._shared(text)
        share = shared / np.maximum(self._kinds + len(self._pieces(text)) - shared, 1)
        order = np.argsort(-share, kind="stable")[:MEASURED]
        return [place for place in order.tolist() if share[place] >= least]

    def sharing(self, pieces: Iterable[str]) -> list[int]:
        """Places of texts with any of these pieces, in order."""
        found = [self._places[piece] for piece in pieces if piece in self._places]
        return np.unique(np.concatenate(found)).tolist() if found else []

    def _shared(self, text: str) -> np.ndarray:
        """How many pieces each text shares with this one."""
        found = [self._places[piece] for piece in self._pieces(text) if piece in self._places]
        places = np.concatenate(found) if found else np.array([], dtype=np.int64)
        return np.bincount(places, minlength=len(self._texts))

    def _pieces(self, text: str) -> set[str]:
        if self._size == 1:
            return set(text)
        whole = f"^{text}"
        return {whole[at : at + self._size] for at in range(len(whole) - self._size + 1)}


def slips(typed: str, text: str, most: int) -> tuple[int, int]:
    """How many slips part what was typed from the whole text, and from a beginning of it; above `most`: more.

    A slip is one sign wrong, missing or too many, or two neighbours that changed places (Damerau's distance).
    """
    cut = text[: len(typed) + most]  # what stands behind is too far away to matter
    before: list[int] = []
    row = list(range(len(cut) + 1))
    for at, sign in enumerate(typed, 1):
        earlier, before, row = before, row, [at]
        for place, other in enumerate(cut, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (sign != other))
            if at > 1 and place > 1 and sign == cut[place - 2] and typed[at - 2] == other:
                cost = min(cost, earlier[place - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1, most + 1
    return (row[-1] if len(cut) == len(text) else most + 1), min(row)
