"""What the classification and the catalogue say about raw facts, before a rule is asked."""

from collections.abc import Mapping

import numpy as np

from occupations.atlas import Atlas
from occupations.queries import atlas
from policy import Raw


def look_up(raw: Raw, lists: Mapping[str, Raw], *, law_date: str) -> tuple[Raw, dict[str, Raw]]:
    """``raw`` and its lists with canonical occupation codes, and ``policy.catalogue.LOOKED_UP`` on each row.

    ``law_date`` names the column that picks the catalogue edition. A row without an occupation stays without.
    """
    book = atlas()
    found = book.columns(_codes(raw), np.asarray(raw[law_date]).astype("M8[D]"))
    known = {
        "occupation": found["canonical"],
        "code_known": found["code_known"],
        "listed_urgent": found["urgent"],
        "edition": found["edition"],
        "edition_status": np.where(found["edition"] == "", "official", found["edition_status"]),
    }
    return {**dict(raw), **known}, {name: _canonical(table, book) for name, table in lists.items()}


def _codes(table: Raw) -> np.ndarray:
    codes = np.asarray(table["occupation"], dtype=object)
    return np.where(codes == None, "", codes)  # noqa: E711 (elementwise)


def _canonical(table: Raw, book: Atlas) -> Raw:
    if "occupation" not in table:
        return table
    codes, nowhen = _codes(table), np.datetime64("NaT", "D")
    return {**dict(table), "occupation": book.columns(codes, np.full(len(codes), nowhen))["canonical"]}
