"""How fast the rule of 个人技能提升补贴 decides: a million claims, and one.

    python -m benchmarks.rules [--rows N] [--requests N] [--without PART ...] [--no-install]

Its peers do the same work in the same run: OpenFisca in an environment of its own, and a plain Python loop. Where
the three do not agree on every claim there are no figures. What each figure means: benchmarks/README.md.
"""

import argparse
import json
import os
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from benchmarks import su_cases, su_loop
from benchmarks.measure import ROOT, Goal, environment, figure, peak_megabytes, python, say, seconds
from certificates.scheme import SKILL_UPGRADE
from policy import Facts, decide, judge

PARTS = ("openfisca", "loop", "raw", "memory", "api")
REPEATS, SLOW_REPEATS = 9, 3

# Every flat column that the rule reads.
COLUMNS = (*su_loop.Case._fields, "edition", "urgent_given", "urgency_status", "law_date")
OPENFISCA = "openfisca-core 46.0.1"
LOOP = "plain Python loop"

Columns = Mapping[str, np.ndarray]


class Decided(NamedTuple):
    """All that is decided of each row; ``checked`` is every check's result by its code."""

    accepted: np.ndarray
    payable: np.ndarray
    review: np.ndarray
    checked: dict[str, np.ndarray]


def main() -> None:
    told = parse()
    say(f"making {told.rows:,} claims")
    raw, lists = su_cases.claims(told.rows)
    facts = SKILL_UPGRADE.derive(raw, lists)
    columns = {name: getattr(facts, name) for name in COLUMNS}
    with TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        save_columns(columns, folder)
        say("deciding flat columns")
        taken, decided = seconds(lambda: decide_flat(columns), REPEATS)
        figure("decide, flat columns", len(raw) / taken / 1e6, "million claims/s")
        peer = None if "openfisca" in told.without else openfisca(folder, decided, told.install)
        against_openfisca(taken, peer)
        if "loop" not in told.without:
            against_loop(taken, decided, columns)
        if "raw" not in told.without:
            from_raw(raw, lists, decided)
        if "memory" not in told.without:
            memory(folder, decided, peer)
        if "api" not in told.without:
            api(folder, peer, told)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, metavar="N", help="claims; the goals are for a million")
    parser.add_argument("--requests", type=int, default=500, metavar="N", help="to the API")
    parser.add_argument("--without", nargs="+", choices=PARTS, default=(), metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--no-install", dest="install", action="store_false", help="OpenFisca only if its environment is there"
    )
    return parser.parse_args()


def decide_flat(columns: Columns) -> Decided:
    """What is measured: flat columns in, every check's result out."""
    sheet = judge(SKILL_UPGRADE, Facts(columns))
    return Decided(sheet.accepted, sheet.payable, sheet.review, sheet.checked)


def save_columns(columns: Columns, folder: Path) -> None:
    for name, column in columns.items():
        np.save(folder / f"{name}.npy", column)


def load_columns(folder: Path) -> dict[str, np.ndarray]:
    return {name: np.load(folder / f"{name}.npy", allow_pickle=True) for name in COLUMNS}


# --- OpenFisca --------------------------------------------------------------------------------------
def openfisca(folder: Path, decided: Decided, install: bool) -> dict[str, Any] | None:
    """What the peer told of itself; None where it could not be asked. Raises SystemExit where it disagrees."""
    lock = ROOT / "benchmarks" / "requirements-openfisca.lock"
    interpreter = environment("bench-openfisca", lock, install)
    if interpreter is None:
        return None
    say("the same in OpenFisca")
    terms = ROOT / "certificates" / "terms.yaml"
    python("benchmarks/su_openfisca.py", folder, terms, REPEATS, interpreter=interpreter)
    told: dict[str, Any] = json.loads((folder / "openfisca.json").read_text(encoding="utf-8"))
    for variant in ("tuned", "documented", "lent"):
        found = np.load(folder / f"openfisca-{variant}.npz")
        agree(f"OpenFisca ({variant}), accepted", decided.accepted, found["accepted"])
        agree(f"OpenFisca ({variant}), amount", decided.payable, found["amount"])
    answers = np.array(told["one"]["answers"])
    agree("OpenFisca (one case), accepted", decided.accepted[: len(answers)], answers[:, 0] == 1)
    agree("OpenFisca (one case), amount", decided.payable[: len(answers)], answers[:, 1])
    return told


def against_openfisca(taken: float, peer: dict[str, Any] | None) -> None:
    def compare(name: str, variant: str, span: str, goal: Goal | None = None) -> None:
        value = None if peer is None else peer[variant][span]
        figure(f"decide, flat columns: {name}", taken, "s", peer=OPENFISCA, peer_value=value, goal=goal)

    compare("OpenFisca in all", "tuned", "in_all", Goal("ratio", 3))
    compare("OpenFisca, calculating only", "tuned", "calculating")
    compare("OpenFisca with its documented look-up by level, in all", "documented", "in_all")
    compare("OpenFisca lent our table of days, in all", "lent", "in_all")


# --- the loop ---------------------------------------------------------------------------------------
def against_loop(taken: float, decided: Decided, columns: Columns) -> None:
    say("the same in a plain loop: making its tuples")
    cases = loop_cases(columns)
    say("the same in a plain loop")
    loop_taken, answers = seconds(lambda: su_loop.decide_all(cases), SLOW_REPEATS, warm=False)
    agree_with_loop(decided, answers)
    figure(
        "decide, flat columns: every check by a loop", taken, "s", peer=LOOP, peer_value=loop_taken,
        goal=Goal("ratio", 5),
    )  # fmt: skip


def loop_cases(columns: Columns) -> list[su_loop.Case]:
    """The same claims as plain tuples of plain Python values."""
    known = columns["edition_known"] | columns["urgent_given"]
    plain = [columns[name].tolist() for name in su_loop.Case._fields[:-1]]
    return [su_loop.Case(*row) for row in zip(*plain, known.tolist(), strict=True)]


def agree_with_loop(decided: Decided, answers: list[su_loop.Answer]) -> None:
    size = len(su_loop.CHECKED)
    every = np.fromiter(chain.from_iterable(a.checks for a in answers), dtype=bool, count=size * len(answers))
    for code, found in zip(su_loop.CHECKED, every.reshape(-1, size).T, strict=True):
        agree(f"the loop, {code}", decided.checked[code], found)
    agree("the loop, accepted", decided.accepted, np.array([a.accepted for a in answers]))
    agree("the loop, review", decided.review, np.array([a.review for a in answers]))
    agree("the loop, amount", decided.payable, np.array([a.amount for a in answers]))


def agree(whose: str, ours: np.ndarray, theirs: np.ndarray) -> None:
    """Raises SystemExit naming the first row on which two answers differ."""
    differ = np.flatnonzero(ours != theirs)
    if len(differ):
        row = differ[0]
        raise SystemExit(f"{whose}: {len(differ)} rows differ, first row {row}: {ours[row]} here, {theirs[row]} there")


# --- from raw facts, memory, one case ---------------------------------------------------------------
def from_raw(raw: Any, lists: Any, decided: Decided) -> None:
    say("deriving from raw facts and deciding")

    def whole() -> Decided:
        sheet = decide(SKILL_UPGRADE, raw, lists)
        return Decided(sheet.accepted, sheet.payable, sheet.review, sheet.checked)

    taken, again = seconds(whole, REPEATS)
    agree("raw facts, amount", decided.payable, again.payable)
    figure("derive and decide, raw facts with their lists", taken, "s", goal=Goal("value", 1))


def memory(folder: Path, decided: Decided, peer: dict[str, Any] | None) -> None:
    if peak_megabytes() is None:
        say("no figure of memory: this system does not tell a process its peak")
        return
    say("measuring memory")
    python("-m", "benchmarks.su_memory", folder)
    told = json.loads((folder / "memory.json").read_text(encoding="utf-8"))
    theirs = None if peer is None else peer["tuned"]["peak"]
    figure("decide, flat columns: peak memory of a process", told["peak"], "MB", peer=OPENFISCA, peer_value=theirs)
    figure("decide, flat columns: peak before deciding", told["before"], "MB")


def api(folder: Path, peer: dict[str, Any] | None, asked: argparse.Namespace) -> None:
    say("opening the site over a private database")
    private = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": f"sqlite:///{folder / 'private.sqlite3'}",
        "SECRET_KEY": "only-for-this-run-of-a-benchmark", "ESTIMATES_RATE": "100000/s", "CACHE_URL": "",
        "CELERY_BROKER_URL": "memory://", "DEBUG": "false", "HTTPS": "false",
    }  # fmt: skip
    python("-m", "benchmarks.su_api", folder, asked.requests, asked.rows, env=os.environ | private)
    told = json.loads((folder / "api.json").read_text(encoding="utf-8"))
    theirs = None if peer is None else peer["one"]["milliseconds"]
    one = "one case, API included"
    figure(f"{one}: median", median(told["requests"]), "ms", peer=OPENFISCA, peer_value=theirs, goal=Goal("value", 10))
    figure(f"{one}: 95 of 100 within", quantiles(told["requests"], n=20)[-1], "ms")
    figure(
        "one case, decided and explained without HTTP: median", median(told["alone"]), "ms", peer=OPENFISCA,
        peer_value=theirs,
    )  # fmt: skip
    figure("look the occupations up in the catalogue, raw facts with their lists", told["look_up"], "s")


if __name__ == "__main__":
    main()
