"""The benchmark of the letters: both sides set the same letters, and it says so in lines a machine can read."""

import json
import re
import subprocess
import sys

import pytest

from benchmarks import letters, letters_cases, letters_html
from lib.pdf import Fonts
from subsidies.letters import papers, sealing
from tests import house
from tests.benchmarks.test_rules import consistent, imported
from tests.papers import KAI, needs, text_of


@pytest.fixture(scope="module")
def cases() -> list[letters_cases.Case]:
    return letters_cases.letters(20)


def test_the_same_seed_makes_the_same_letters_of_both_kinds(cases):
    assert letters_cases.letters(20) == cases
    assert letters_cases.letters(20, seed=2) != cases
    assert [kind for kind, *_ in cases[:4]] == ["approval", "refusal"] * 2


def test_the_html_of_a_letter_says_what_our_letter_says(cases):
    needs(KAI, reader=True)
    for kind, told, standing in cases[:6]:
        ours = set(text_of(papers.OF_A_CASE[kind](sealing.fonts(), told, standing).content))
        html = re.sub(r"<svg.*?</svg>|<[^>]+>", "", letters_html.letter(kind, told, standing), flags=re.S)
        theirs = set("".join(html.split())) | set(letters_html.CSS)
        assert {sign for sign in ours - theirs if sign.isalnum()} == set()


def test_a_letter_that_says_other_words_stops_the_run(cases, tmp_path):
    needs(KAI, reader=True)
    made = [papers.OF_A_CASE[kind](Fonts(), told, standing).content for kind, told, standing in cases[:2]]
    (tmp_path / "0.pdf").write_bytes(made[0])
    (tmp_path / "1.pdf").write_bytes(made[0])
    letters.agree(made[:1], tmp_path)
    with pytest.raises(SystemExit, match="letter 1 differs"):
        letters.agree(made, tmp_path)


def test_every_figure_is_one_line_with_its_goal():
    told, progress = run("--rows", "12", "--no-install")
    assert all(consistent(figure) for figure in told)
    assert [figure["goal"] for figure in told if figure["goal"]] == ["ratio >= 5", "value < 6.66667"]
    assert "making 12 letters" in progress


def run(*arguments: str) -> tuple[list[dict], str]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.letters", *arguments], cwd=house.ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def test_only_the_peer_itself_knows_weasyprint():
    importers = {
        house.name(path) for path in house.files(".py") if any("weasyprint" in name for name in imported(path))
    }
    assert importers == {"benchmarks/letters_weasyprint.py"}
    for lock in house.files("requirements.lock", "requirements-dev.lock"):
        assert "weasyprint" not in lock.read_text(encoding="utf-8")
