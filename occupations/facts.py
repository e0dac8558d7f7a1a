"""What the classification and the catalogue say about raw facts, before a rule is asked."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from occupations.queries import Atlas, atlas


def look_up(
    raw: pd.DataFrame, lists: Mapping[str, pd.DataFrame], *, law_date: str
) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """``raw`` and its lists with canonical occupation codes, and ``policy.catalogue.LOOKED_UP`` on each row.

    ``law_date`` names the column that picks the catalogue edition. A row without an occupation stays without.
    """
    book = atlas()
    codes = raw["occupation"].fillna("").to_numpy(dtype=object)
    days = raw[law_date].to_numpy().astype("M8[D]")
    found = book.columns(codes, days)
    named = codes != ""
    raw = raw.assign(
        occupation=np.where(named, found["canonical"], ""),
        code_known=found["code_known"],
        listed_urgent=found["urgent"],
        edition=found["edition"],
        edition_status=np.where(found["edition"] == "", "official", found["edition_status"]),
    )
    return raw, {name: _canonical(frame, book) for name, frame in lists.items()}


def _canonical(frame: pd.DataFrame, book: Atlas) -> pd.DataFrame:
    if not len(frame) or "occupation" not in frame:
        return frame
    return frame.assign(occupation=frame["occupation"].map(book.canonical))
