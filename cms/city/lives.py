"""What happened to the crowd: employments as insurance saw them, and statuses."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cms.city import crowd
from lib.months import first_day, last_day, month_of

YEARS, JOBS = 5, 5
FLEXIBLE = 0.07
PUT_OFF = (2022 * 12 + 5, 2022 * 12 + 11)  # June to December 2022, when premiums could be deferred (item 26)


@dataclass(frozen=True)
class Lives:
    """`insurance` and `statuses` by person (its row in the crowd); months as `lib.months` counts them."""

    insurance: pd.DataFrame
    statuses: pd.DataFrame


def lives(people: pd.DataFrame, employers: pd.DataFrame, posted: int, chance: np.random.Generator) -> Lives:
    """Up to five employments each, to the posted month; gaps, deferred months, benefit, pension."""
    size = len(people)
    first, last = _employments(size, posted, chance)
    held = (first <= posted) & (last >= first)
    rows = pd.DataFrame({"person": np.repeat(np.arange(size), JOBS)[held.ravel()]})
    rows["first"], rows["last"] = first[held], last[held]
    rows["ends"] = rows["last"] < posted
    at = chance.integers(0, len(employers), len(rows))
    flexible = chance.random(len(rows)) < FLEXIBLE
    rows["code"] = np.where(flexible, "", employers["code"].to_numpy()[at])
    rows["kind"] = np.where(flexible, "灵活就业", employers["kind"].to_numpy()[at])
    rows["district"] = np.where(
        flexible, people["district"].to_numpy()[rows["person"]], employers["district"].to_numpy()[at]
    )
    rows["relation"] = [first_day(month).isoformat() for month in rows["first"]]
    statuses = _statuses(people, rows, posted, chance)
    return Lives(_put_off(rows, chance), statuses)


def _employments(size: int, posted: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    length = 1 + chance.geometric(1 / 22, (size, JOBS))
    gap = np.where(chance.random((size, JOBS)) < 0.65, 0, chance.geometric(1 / 5, (size, JOBS)))
    begin = np.where(chance.random(size) < 0.55, posted - YEARS * 12 + 1, posted - chance.integers(0, YEARS * 12, size))
    lead = np.cumsum(length + gap, axis=1)
    first = begin[:, None] + np.concatenate([np.zeros((size, 1), dtype=np.int64), lead[:, :-1]], axis=1)
    return first, np.minimum(first + length - 1, posted)


def _put_off(rows: pd.DataFrame, chance: np.random.Generator) -> pd.DataFrame:
    """Some employers deferred the months they could: their spans fall into three."""
    start, end = PUT_OFF
    hit = (
        (rows["kind"] == "企业") & (rows["first"] <= end) & (rows["last"] >= start) & (chance.random(len(rows)) < 0.08)
    )
    whole, cut = rows[~hit].assign(deferred=False), rows[hit]
    before = cut.assign(last=np.minimum(cut["last"], start - 1), deferred=False)
    during = cut.assign(first=np.maximum(cut["first"], start), last=np.minimum(cut["last"], end), deferred=True)
    after = cut.assign(first=np.maximum(cut["first"], end + 1), deferred=False)
    every = pd.concat([whole, before, during, after])
    return every[every["first"] <= every["last"]].sort_values(["person", "first"], ignore_index=True)


def _statuses(people: pd.DataFrame, rows: pd.DataFrame, posted: int, chance: np.random.Generator) -> pd.DataFrame:
    ended = rows[rows["ends"] & (chance.random(len(rows)) < 0.3)]
    months = chance.integers(2, 13, len(ended))
    benefit = pd.DataFrame(
        {
            "person": ended["person"], "kind": "领取失业保险金",
            "began": [first_day(month + 1).isoformat() for month in ended["last"]],
            "ended": [last_day(month + more).isoformat() for month, more in zip(ended["last"], months, strict=True)],
        }
    )  # fmt: skip
    benefit = benefit.drop_duplicates("person")
    jobless = benefit.assign(kind="登记失业")
    age = crowd.aged(people["born"].to_numpy(), last_day(posted))
    graduates = (age >= 21) & (age <= 23) & (chance.random(len(people)) < 0.4)
    return pd.concat(
        [
            benefit, jobless,
            _some(people, chance.random(len(people)) < 0.12, "农村转移就业劳动力", posted - 30),
            _some(people, chance.random(len(people)) < 0.03, "就业困难人员", posted - 14),
            _some(people, graduates, "毕业年度高校毕业生", _january(posted), 12),
            _some(people, age >= 60, "领取养老金", posted - 10),
            _some(people, chance.random(len(people)) < 0.002, "死亡", posted - 2),
        ],
        ignore_index=True,
    )  # fmt: skip


def _some(people: pd.DataFrame, which: np.ndarray, kind: str, begin: int, months: int = 0) -> pd.DataFrame:
    ended = last_day(begin + months - 1).isoformat() if months else ""
    return pd.DataFrame(
        {"person": np.flatnonzero(which), "kind": kind, "began": first_day(begin).isoformat(), "ended": ended}
    )


def _january(posted: int) -> int:
    return month_of(first_day(posted).replace(month=1))
