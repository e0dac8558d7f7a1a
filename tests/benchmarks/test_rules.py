"""The benchmark of the rules: what it measures is right, and it says so in lines a machine can read."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks import measure, rules, su_cases, su_loop
from certificates.scheme import SKILL_UPGRADE
from tests import house

KEYS = ["name", "value", "unit", "peer", "peer_value", "ratio", "goal", "met"]
SMALL = 5000


@pytest.fixture(scope="module")
def columns() -> dict[str, np.ndarray]:
    facts = SKILL_UPGRADE.derive(*su_cases.claims(SMALL))
    return {name: getattr(facts, name) for name in rules.COLUMNS}


@pytest.fixture(scope="module")
def decided(columns) -> rules.Decided:
    return rules.decide_flat(columns)


def figures(*arguments: str) -> tuple[list[dict], str]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.rules", *arguments], cwd=house.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def consistent(figure: dict) -> bool:
    compared = figure["peer_value"] is not None
    of, _, bound = (figure["goal"] or "none").partition(" ")
    expected = {
        "none": None,
        "value": figure["value"] < float(bound[2:] or 0) if of == "value" else None,
        "ratio": figure["ratio"] >= float(bound[3:] or 0) if of == "ratio" and compared else None,
    }[of]
    return (
        list(figure) == KEYS
        and figure["value"] > 0
        and compared == (figure["peer"] is not None) == (figure["ratio"] is not None)
        and figure["met"] is expected
    )


def test_every_figure_is_one_line_with_its_peer_and_its_goal():
    told, progress = figures("--rows", "2000", "--without", "api", "--no-install")
    assert all(consistent(figure) for figure in told)
    goals = [figure["goal"] for figure in told if figure["goal"]]
    assert goals == ["ratio >= 3", "ratio >= 5", "value < 1"]
    assert "making 2,000 claims" in progress


def test_a_figure_without_its_peer_meets_no_goal_and_misses_none(capsys):
    measure.figure("x", 2.0, "s", peer="somebody", peer_value=None, goal=measure.Goal("ratio", 3))
    measure.figure("x", 2.0, "s", peer="somebody", peer_value=5.0, goal=measure.Goal("ratio", 3))
    measure.figure("x", 2.0, "s", peer="somebody", peer_value=6.0, goal=measure.Goal("ratio", 3))
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(f["peer"], f["ratio"], f["met"]) for f in told] == [
        (None, None, None), ("somebody", 2.5, False), ("somebody", 3.0, True),
    ]  # fmt: skip


def test_every_check_fails_somewhere_and_a_good_third_is_paid(decided):
    assert set(decided.checked) == {check.code for check in SKILL_UPGRADE.checks}
    assert all(0 < np.count_nonzero(~passed) < SMALL for passed in decided.checked.values())
    assert 0.3 < decided.accepted.mean() < 0.5
    assert decided.review.any()


def test_the_same_seed_makes_the_same_claims_with_their_lists():
    once, again, other = (su_cases.claims(300, seed) for seed in (1, 1, 2))
    assert once[0].equals(again[0]) and not once[0].equals(other[0])
    assert all(once[1][name].equals(again[1][name]) for name in ("paid", "held"))
    assert 0.3 < len(once[1]["paid"]) / 300 < 0.5 and 0.2 < len(once[1]["held"]) / 300 < 0.4


def test_a_claim_as_a_body_is_decided_as_the_claim_in_its_row():
    raw, lists = su_cases.claims(400)
    known = raw.drop(columns=["listed_urgent", "edition", "edition_status", "code_known"])
    assert [*su_cases.bodies(raw, lists, 400)[0]] == [*known, "paid", "held"]
    sheet = rules.decide(SKILL_UPGRADE, known, lists)
    single = rules.decide(SKILL_UPGRADE, *SKILL_UPGRADE.unfold(su_cases.bodies(raw, lists, 400)))
    assert (sheet.payable == single.payable).all() and sheet.payable.any()


def test_the_loop_comes_to_the_same_on_every_claim(columns, decided):
    rules.agree_with_loop(decided, su_loop.decide_all(rules.loop_cases(columns)))


def test_openfisca_comes_to_the_same_on_every_claim(columns, decided, tmp_path):
    rules.save_columns(columns, tmp_path)
    peer = rules.openfisca(tmp_path, install=False)
    if peer is None:
        pytest.skip("OpenFisca's own environment is not made: `python -m benchmarks.rules --rows 2000` makes it")
    try:
        assert rules.agree_with_openfisca(decided, peer, tmp_path)["one"] > 0
        wrong = decided._replace(payable=decided.payable + (np.arange(SMALL) == 77))
        with pytest.raises(SystemExit, match="amount: 1 rows differ, first row 77"):
            rules.agree_with_openfisca(wrong, peer, tmp_path)
    finally:
        peer.close()


def test_one_check_that_differs_on_one_claim_stops_the_run(columns, decided):
    answers = su_loop.decide_all(rules.loop_cases(columns))
    months = decided.checked["SU-MONTHS"].copy()
    months[42] = ~months[42]
    wrong = decided._replace(checked=decided.checked | {"SU-MONTHS": months})
    with pytest.raises(SystemExit, match="SU-MONTHS: 1 rows differ, first row 42"):
        rules.agree_with_loop(wrong, answers)


def test_an_environment_that_cannot_be_made_is_said_aloud_and_leaves_no_peer(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(measure, "ROOT", tmp_path)
    lock = tmp_path / "x.lock"
    lock.write_text("no-such-thing==0\n", encoding="utf-8")
    assert measure.environment("none", lock, make=False) is None
    assert "NO PEER" in capsys.readouterr().err


def test_only_the_peer_itself_knows_openfisca():
    """It is under the AGPL: run beside the project, never imported by it, never installed with it."""
    importers = {
        house.name(path): found
        for path in house.files(".py")
        if (found := [name for name in imported(path) if "openfisca" in name])
    }
    assert set(importers) == {"benchmarks/su_openfisca.py"}
    assert all(name.startswith("openfisca_core") for name in importers["benchmarks/su_openfisca.py"])
    for lock in house.files("requirements.lock", "requirements-dev.lock"):
        assert "openfisca" not in lock.read_text(encoding="utf-8")


def imported(path: Path) -> list[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    whole = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    parts = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    return whole + [f"{node.module}.{alias.name}" for node in parts for alias in node.names]


@pytest.mark.deep
def test_the_api_is_measured_over_a_database_of_its_own():
    told, _ = figures("--rows", "500", "--requests", "30", "--without", "openfisca", "loop", "raw", "memory")
    names = [figure["name"] for figure in told]
    assert all(consistent(figure) for figure in told)
    assert sum(name.startswith("one case") for name in names) == 3
