"""A figure as a page shows it: what it was in words, from which day to which, by which text, how sure."""

import numpy as np
import pytest

from policy.figures import history
from tests.policy.toy import TOY


def spans(name):
    return [(str(s.since), s.until and str(s.until), s.text, s.law, s.status, s.note) for s in history(TOY.terms, name)]


def test_a_plain_figure_changes_with_its_value_its_text_and_its_standing():
    assert spans("least") == [
        ("2020-01-01", "2022-01-01", "60分", "甲文", "official", ""),
        ("2022-01-01", "2023-01-01", "70分", "乙文", "assumed", ""),
        ("2023-01-01", "2024-01-01", "70分", "乙文的解释", "official", ""),
        ("2024-01-01", None, "70分", "丙文", "official", ""),
    ]


def test_a_figure_with_a_text_of_its_own_is_not_told_again_when_other_terms_open():
    assert spans("prize") == [
        ("2020-01-01", None, "美术：初级工（五级） ¥100.00、中级工（四级） ¥150.00；体育：初级工（五级） ¥33.00",
         "奖金文", "illustrative", "示意"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("most", ["不限", "不限", "不限", "¥120.00"]),
        ("open_only", ["否", "是", "是", "是"]),
        ("kinds", ["美术", "美术", "美术", "美术、体育"]),
        ("sees", ["得分", "得分", "得分", "名次"]),
        ("part", ["50%"] * 4),
    ],
)
def test_a_figure_is_put_into_words(name, texts):
    assert [text for _, _, text, *_ in spans(name)] == texts


def test_a_table_of_figures_has_a_row_for_each_word_above_and_a_cell_for_each_below():
    (span,) = history(TOY.terms, "prize")
    assert [(row.label, row.cells) for row in span.rows] == [
        ("美术", (("初级工（五级）", "¥100.00"), ("中级工（四级）", "¥150.00"))),
        ("体育", (("初级工（五级）", "¥33.00"),)),
    ]
    (first, *_) = history(TOY.terms, "least")
    assert [(row.label, row.cells) for row in first.rows] == [("", (("", "60分"),))]


def test_spans_follow_each_other_without_a_gap_and_know_their_days():
    told = history(TOY.terms, "least")
    assert [span.until for span in told[:-1]] == [span.since for span in told[1:]]
    for day in ("2020-01-01", "2021-12-31", "2022-01-01", "2023-12-31", "2024-01-01", "9999-12-31"):
        on = np.datetime64(day, "D")
        (covering,) = [span for span in told if span.covers(on)]
        assert covering.law == TOY.terms.law("least", on)
    assert not any(span.covers(np.datetime64("2019-12-31", "D")) for span in told)
