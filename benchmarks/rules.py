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
from benchmarks.measure import ROOT, Goal, Peer, environment, figure, peak_megabytes, python, say, seconds
from certificates.scheme import SKILL_UPGRADE
from policy import Facts, decide, judge

PARTS = ("openfisca", "loop", "raw", "memory", "api")
REPEATS, SLOW_REPEATS = 9, 3

# Every flat column that the rule reads.
COLUMNS = (*su_loop.Case._fields, "edition", "urgent_given", "urgency_status", "law_date")
OPENFISCA = "openfisca-core 46.0.1"
LOOP = "plain Python loop"
VARIANTS = ("tuned", "documented", "lent")  # as su_openfisca.py explains them
COMPARED = (
    ("OpenFisca in all", "tuned", "in_all", Goal("ratio", 3)),
    ("OpenFisca, calculating only", "tuned", "calculating", None),
    ("OpenFisca with its documented look-up by level, in all", "documented", "in_all", None),
    ("OpenFisca lent our table of days, in all", "lent", "in_all", None),
)

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
        decided = decide_flat(columns)
        peer = None if "openfisca" in told.without else openfisca(folder, told.install)
        taken, theirs = against_openfisca(columns, decided, peer, folder)
        if "loop" not in told.without:
            against_loop(taken, decided, columns)
        if "raw" not in told.without:
            from_raw(raw, lists, decided)
        if "memory" not in told.without:
            memory(folder, theirs)
        if "api" not in told.without:
            api(folder, theirs, told)


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
def openfisca(folder: Path, install: bool) -> Peer | None:
    """The peer, ready to be asked about the columns in ``folder``; None where it could not be had."""
    interpreter = environment("bench-openfisca", ROOT / "benchmarks" / "requirements-openfisca.lock", install)
    if interpreter is None:
        return None
    return Peer(interpreter, "benchmarks/su_openfisca.py", folder, ROOT / "certificates" / "terms.yaml")


def against_openfisca(
    columns: Columns, decided: Decided, peer: Peer | None, folder: Path
) -> tuple[float, dict[str, Any]]:
    """Our seconds, and what the peer told of memory and of single cases ({} without one). Prints the comparison."""
    say("deciding flat columns" + ("" if peer is None else ", in turn with OpenFisca"))
    told = {} if peer is None else agree_with_openfisca(decided, peer, folder)
    ours: list[float] = []
    theirs: dict[str, list[dict[str, float]]] = {variant: [] for variant in VARIANTS}
    for _ in range(REPEATS):
        ours.append(seconds(lambda: decide_flat(columns), 1, warm=False)[0])
        if peer is not None:
            for variant in VARIANTS:
                theirs[variant].append(peer.ask(variant))
    if peer is not None:
        peer.close()
    taken = median(ours)
    figure("decide, flat columns", len(decided.accepted) / taken / 1e6, "million claims/s")
    for name, variant, span, goal in COMPARED:
        value = median(one[span] for one in theirs[variant]) if peer is not None else None
        figure(f"decide, flat columns: {name}", taken, "s", peer=OPENFISCA, peer_value=value, goal=goal)
    return taken, told


def agree_with_openfisca(decided: Decided, peer: Peer, folder: Path) -> dict[str, Any]:
    """Every variant on every claim, and single claims; also what the peer tells of itself on the way."""
    told: dict[str, Any] = {}
    for variant in VARIANTS:
        peer.ask(variant)
        told.setdefault("peak", peer.ask("peak"))  # of the first variant: the next only add to it
        found = np.load(folder / f"openfisca-{variant}.npz")
        agree(f"OpenFisca ({variant}), accepted", decided.accepted, found["accepted"])
        agree(f"OpenFisca ({variant}), amount", decided.payable, found["amount"])
    one = peer.ask("one")
    accepted, amount = np.array(one["answers"]).T
    agree("OpenFisca (one case), accepted", decided.accepted[: len(accepted)], accepted == 1)
    agree("OpenFisca (one case), amount", decided.payable[: len(amount)], amount)
    return told | {"one": one["milliseconds"]}


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


def memory(folder: Path, theirs: dict[str, Any]) -> None:
    if peak_megabytes() is None:
        say("no figure of memory: this system does not tell a process its peak")
        return
    say("measuring memory")
    python("-m", "benchmarks.su_memory", folder)
    told = json.loads((folder / "memory.json").read_text(encoding="utf-8"))
    name = "decide, flat columns: peak memory of a process"
    figure(name, told["peak"], "MB", peer=OPENFISCA, peer_value=theirs.get("peak"))
    figure(f"{name}, the columns alone", told["before"], "MB")


def api(folder: Path, theirs: dict[str, Any], asked: argparse.Namespace) -> None:
    say("opening the site over a private database")
    private = {
        "DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": f"sqlite:///{folder / 'private.sqlite3'}",
        "SECRET_KEY": "only-for-this-run-of-a-benchmark", "ESTIMATES_RATE": "100000/s", "CACHE_URL": "",
        "CELERY_BROKER_URL": "memory://", "DEBUG": "false", "HTTPS": "false",
    }  # fmt: skip
    python("-m", "benchmarks.su_api", folder, asked.requests, asked.rows, env=os.environ | private)
    told = json.loads((folder / "api.json").read_text(encoding="utf-8"))
    peer: dict[str, Any] = {"peer": OPENFISCA, "peer_value": theirs.get("one")}
    figure("one case, API included: median", median(told["requests"]), "ms", goal=Goal("value", 10), **peer)
    figure("one case, API included: 95 of 100 within", quantiles(told["requests"], n=20)[-1], "ms")
    figure("one case, decided and explained without HTTP: median", median(told["alone"]), "ms", **peer)
    figure("look the occupations up in the catalogue, raw facts with their lists", told["look_up"], "s")


if __name__ == "__main__":
    main()
