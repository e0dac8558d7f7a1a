"""Made-up claims for 个人技能提升补贴, as many as wanted, the same for the same seed. No one real is among them.

They are spread the way a city's claims might be: mostly in order, some a day too late or a month too short, so that
every check fails somewhere and a good third is paid.
"""

from csv import DictReader
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FIRST, LAST = np.datetime64("2016-01-01"), np.datetime64("2026-12-31")
CATALOGUE = np.datetime64("2022-09-01")  # the first edition comes into force
SAMPLE = Path(__file__).resolve().parent.parent / "occupations" / "data" / "occupations-sample.csv"

STATUSES = np.array(["employee", "benefit", "other"], dtype=object)
SCHEMES = np.array(["SU", "TR", "AP"], dtype=object)
PAID_EACH, HELD_EACH = 0.4, 0.3  # earlier payments and certificates, per claim


def claims(rows: int, seed: int = 25) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """``rows`` raw claims with what the catalogue says of them, and their long lists ``paid`` and ``held``."""
    rng = np.random.default_rng(seed)
    codes = _codes()
    occupation = rng.integers(len(codes), size=rows)
    issued_on = _days(rng, rows)
    applied_on = issued_on + _delay(rng, rows)
    at_issue = rng.choice(3, size=rows, p=[0.74, 0.14, 0.12])
    later = np.where(rng.random(rows) < 0.9, at_issue, rng.choice(3, size=rows, p=[0.74, 0.14, 0.12]))
    in_force = issued_on >= CATALOGUE
    raw = {
        "occupation": codes[occupation],
        "level": rng.choice([5, 4, 3, 2, 1], size=rows, p=[0.36, 0.33, 0.24, 0.05, 0.02]),
        "issued_on": issued_on,
        "applied_on": applied_on,
        "status_at_issue": STATUSES[at_issue],
        "status_at_application": STATUSES[later],
        "months_insured": _months(rng, rows),
        "deferred_months_needed": np.where(rng.random(rows) < 0.94, 0, rng.integers(1, 7, size=rows)),
        "certificate_verified": rng.random(rows) < 0.96,
        "urgent": rng.choice(np.array([-1, 1, 0], dtype=np.int8), size=rows, p=[0.96, 0.02, 0.02]),
        "code_known": rng.random(rows) < 0.99,
        "listed_urgent": (occupation % 5 == 0) & in_force,
        "edition": np.array(["", "2022年版"], dtype=object)[in_force.astype(int)],
        "edition_status": np.array(["official", "illustrative"], dtype=object)[in_force.astype(int)],
    }
    lists = {"paid": _paid(rng, codes, occupation, raw), "held": _held(rng, codes, occupation)}
    return pd.DataFrame(raw), lists


def bodies(raw: pd.DataFrame, lists: dict[str, pd.DataFrame], count: int) -> list[dict[str, Any]]:
    """The first ``count`` claims as a program would post them to the estimate API."""
    asked = ["occupation", "level", "issued_on", "applied_on", "status_at_issue", "status_at_application",
             "months_insured", "deferred_months_needed", "certificate_verified", "urgent"]  # fmt: skip
    told = _plain(raw[asked].head(count))
    for body in told:
        body["urgent"] = {1: True, 0: False}.get(body["urgent"])
    for name, frame in lists.items():
        for body in told:
            body[name] = []
        for item in _plain(frame[frame["row"] < count]):
            told[item.pop("row")][name].append(item)
    return told


def _plain(frame: pd.DataFrame) -> list[dict[str, Any]]:
    frame = frame.copy()
    for name in frame.select_dtypes("datetime"):
        frame[name] = frame[name].dt.strftime("%Y-%m-%d")
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _codes() -> np.ndarray:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return np.array([row["code"] for row in DictReader(file)], dtype=object)


def _days(rng: np.random.Generator, rows: int) -> np.ndarray:
    """More certificates in late years than in early ones; some before there was any rule."""
    span = (LAST - FIRST).astype(int) + 1
    return FIRST + (span * rng.random(rows) ** 0.7).astype("m8[D]")


def _delay(rng: np.random.Generator, rows: int) -> np.ndarray:
    """Days from the certificate to the claim: most within the year, some on its very last days, some outside."""
    kinds = [rng.integers(0, 360, size=rows), rng.integers(363, 369, size=rows), rng.integers(369, 500, size=rows),
             rng.integers(-30, 0, size=rows)]  # fmt: skip
    return np.choose(rng.choice(4, size=rows, p=[0.90, 0.03, 0.06, 0.01]), kinds).astype("m8[D]")


def _months(rng: np.random.Generator, rows: int) -> np.ndarray:
    near = rng.choice([11, 12, 35, 36], size=rows)
    return np.where(rng.random(rows) < 0.05, near, rng.gamma(1.3, 32, size=rows).astype(np.int64))


def _paid(rng: np.random.Generator, codes: np.ndarray, occupation: np.ndarray, raw: dict) -> pd.DataFrame:
    row, own = _owners(rng, len(occupation), PAID_EACH)
    ago = rng.integers(-60, 1500, size=len(row)).astype("m8[D]")
    return pd.DataFrame({
        "row": row,
        "scheme": SCHEMES[rng.choice(3, size=len(row), p=[0.75, 0.17, 0.08])],
        "occupation": codes[np.where(own, occupation[row], rng.integers(len(codes), size=len(row)))],
        "level": rng.choice([5, 4, 3], size=len(row), p=[0.5, 0.3, 0.2]),
        "paid_on": raw["applied_on"][row] - ago,
    })  # fmt: skip


def _held(rng: np.random.Generator, codes: np.ndarray, occupation: np.ndarray) -> pd.DataFrame:
    row, own = _owners(rng, len(occupation), HELD_EACH)
    return pd.DataFrame({
        "row": row,
        "occupation": codes[np.where(own, occupation[row], rng.integers(len(codes), size=len(row)))],
        "level": rng.choice([5, 4, 3, 2, 1], size=len(row), p=[0.3, 0.3, 0.25, 0.1, 0.05]),
    })  # fmt: skip


def _owners(rng: np.random.Generator, rows: int, each: float) -> tuple[np.ndarray, np.ndarray]:
    """Which claim each item belongs to, in no order as it comes from a register; and whether of its occupation."""
    row = rng.permutation(np.repeat(np.arange(rows), rng.poisson(each, size=rows)))
    return row, rng.random(len(row)) < 0.35
