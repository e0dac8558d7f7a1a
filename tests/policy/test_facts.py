"""Raw facts become typed columns or a Problem: a hole takes its default, and nothing is guessed."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from policy import Fact, Facts, Problem, for_each, read_columns, unfold, unfold_groups

WORDS = {"a": "甲", "b": "乙"}
NOWHEN = np.datetime64("NaT", "D")
HOLES = [None, float("nan")]


def read(kind, given, **fact) -> np.ndarray:
    fact = {"words": WORDS, **fact} if kind == "word" else fact
    return read_columns({"x": given}, [Fact("x", kind, "某项", **fact)])["x"]


@pytest.mark.parametrize(
    ("kind", "given", "column", "dtype"),
    [
        ("day", [date(2022, 7, 15), "2022-02-28"], ["2022-07-15", "2022-02-28"], "M8[D]"),
        ("day", np.array(["2022-07-15T10:30"], "M8[ns]"), ["2022-07-15"], "M8[D]"),
        ("day", pd.Series(pd.to_datetime(["2022-07-15"])), ["2022-07-15"], "M8[D]"),
        ("whole", [0, 14], [0, 14], "i8"),
        ("whole", np.array([3, 4], "u1"), [3, 4], "i8"),
        ("whole", [3.0, 4.0], [3, 4], "i8"),
        ("hours", [72, 7.25, 0.07], [7200, 725, 7], "i8"),
        ("money", [250000], [250000], "i8"),
        ("flag", [True, False], [True, False], "?"),
        ("flag", [1, 0], [True, False], "?"),
        ("level", [5, 1], [5, 1], "i1"),
        ("word", ["b", "a", "b"], [1, 0, 1], "i1"),
        ("word", np.array([0, 1]), [0, 1], "i1"),
        ("word", pd.Series(["b", "a"], dtype="category"), [1, 0], "i1"),
        ("word", pd.Categorical(["b", "a"], categories=["b", "c", "a"]), [1, 0], "i1"),
        ("code", ["4-10-01-05"], ["4-10-01-05"], "O"),
        ("text", pd.Series(["示例版"]), ["示例版"], "O"),
    ],
)
def test_each_kind_becomes_its_column(kind, given, column, dtype):
    found = read(kind, given)
    assert found.dtype == np.dtype(dtype)
    assert found.tolist() == np.array(column, dtype="M8[D]" if dtype == "M8[D]" else None).tolist()


@pytest.mark.parametrize("hole", HOLES)
@pytest.mark.parametrize(
    ("kind", "value", "none"),
    [("day", date(2022, 7, 15), None), ("whole", 3, -1), ("maybe", True, -1), ("level", 4, 0), ("word", "b", -1),
     ("code", "4-10-01-05", "")],
)  # fmt: skip
def test_what_may_be_unknown_reads_as_nothing(kind, value, none, hole):
    fact = {"null": True, "default": None}
    some, nothing = read(kind, [value, hole], **fact).tolist()
    assert nothing == none
    assert some != none
    assert read(kind, [hole, hole], **fact).tolist() == [none, none]
    assert read_columns({"y": [1, 2]}, [Fact("x", kind, "某项", words=WORDS, **fact)])["x"].tolist() == [none] * 2


@pytest.mark.parametrize("hole", HOLES)
@pytest.mark.parametrize(
    ("kind", "value", "default", "columns"),
    [("flag", False, True, [False, True]), ("whole", 3, 7, [3, 7]), ("money", 100, 0, [100, 0]),
     ("text", "x", "", ["x", ""]), ("word", "b", "a", [1, 0])],
)  # fmt: skip
def test_what_one_row_leaves_out_takes_the_default(kind, value, default, columns, hole):
    assert read(kind, [value, hole], default=default).tolist() == columns


def test_a_categorical_with_a_hole_takes_the_default_too():
    column = pd.Series(["b", None], dtype="category")
    assert read("word", column, default="a").tolist() == [1, 0]
    assert read("word", column, null=True, default=None).tolist() == [1, -1]
    with pytest.raises(Problem, match="有的行没有填"):
        read("word", column)


def test_what_all_rows_leave_out_takes_the_default_for_all():
    columns = read_columns({"y": [1, 2, 3]}, [Fact("y", "whole", "数"), Fact("x", "flag", "某项", default=True)])
    assert columns["x"].tolist() == [True] * 3


@pytest.mark.parametrize("kind", ["day", "whole", "hours", "money", "flag", "level", "word", "code"])
def test_what_is_required_may_not_be_missing(kind):
    fact = Fact("x", kind, "某项", words=WORDS)
    with pytest.raises(Problem, match="缺少“某项”（x）"):
        read_columns({"y": [1]}, [fact])
    for hole in HOLES:
        with pytest.raises(Problem, match="“某项”（x）有的行没有填"):
            read_columns({"x": [hole]}, [fact])


@pytest.mark.parametrize(
    ("kind", "value"),
    [("day", "2022-02-30"), ("day", "昨天"), ("day", 20220715), ("day", 3.5), ("whole", 3.5), ("whole", "三"),
     ("whole", -1), ("whole", 10**30), ("hours", "八"), ("hours", -0.5), ("hours", float("inf")), ("hours", 1e300),
     ("money", "2500.00"), ("money", 0.5), ("money", -1), ("flag", "no"), ("flag", "true"), ("flag", 2), ("flag", 0.5),
     ("maybe", "true"), ("maybe", 5), ("maybe", 0.5), ("level", 6), ("level", 0), ("level", -1), ("level", 4.5),
     ("level", 260), ("level", "4"), ("word", "c"), ("word", "甲"), ("word", 2), ("word", -1)],
)  # fmt: skip
def test_a_value_of_another_kind_is_a_problem_that_names_the_fact(kind, value):
    with pytest.raises(Problem, match=r"“某项”（x）的值不对，应为") as refused:
        read(kind, [value])
    assert str(refused.value).isprintable()
    with pytest.raises(Problem):
        read(kind, np.array([value]))


def test_no_level_is_only_for_what_may_have_none():
    assert read("level", [0, 5], null=True).tolist() == [0, 5]
    with pytest.raises(Problem):
        read("level", [0, 5])


def test_no_rows_make_no_columns():
    facts = [Fact("x", "whole", "某项"), Fact("y", "flag", "另一项", default=True)]
    assert {name: len(column) for name, column in read_columns({"x": []}, facts).items()} == {"x": 0, "y": 0}


def test_facts_are_read_by_name_and_a_part_of_a_part_is_a_part():
    facts = Facts({"score": np.arange(10) * 10, "day": np.full(10, NOWHEN)})
    assert (len(facts), "score" in facts, "scores" in facts) == (10, True, False)
    part = facts.part(np.array([1, 3, 5, 7]))
    assert (len(part), part.score.tolist()) == (4, [10, 30, 50, 70])
    assert part.part(np.array([0, 2])).score.tolist() == [10, 50]
    assert "day" in part
    with pytest.raises(AttributeError, match=r"no fact 'scores'; there are \['day', 'score'\]"):
        _ = part.scores


def test_a_case_leaves_its_lists_behind_in_long_tables():
    raw, lists = unfold(
        [{"a": 1, "paid": [{"n": 5}, {"n": 6}]}, {"a": 2}, {"a": 3, "paid": [{"n": 7}]}], ("paid", "held")
    )
    assert list(raw["a"]) == [1, 2, 3]
    assert "paid" not in raw
    assert [(r, n) for r, n in zip(lists["paid"]["row"], lists["paid"]["n"], strict=True)] == [(0, 5), (0, 6), (2, 7)]
    assert not len(lists["held"])


def test_the_people_of_a_case_repeat_its_facts_and_keep_their_own():
    first = {"day": "d1", "people": [{"n": 1, "day": "d9"}, {"n": 2, "paid": [{"x": 8}]}]}
    raw, lists = unfold_groups([first, {"day": "d2", "people": [{"n": 3}]}], "people", ("paid",))
    assert {name: list(raw[name]) for name in raw} == {
        "day": ["d1", "d1", "d2"], "group": [0, 0, 1], "n": [1, 2, 3], "own_day": ["d9", None, None],
    }  # fmt: skip
    assert (list(lists["paid"]["row"]), list(lists["paid"]["x"])) == ([1], [8])


def test_cases_once_for_each_value_are_as_if_written_out_one_by_one():
    cases = [{"x": 1, "people": [{"x": 5, "y": 1}, {"y": 2}]}, {"x": 2, "people": [{"y": 3}]}]
    once, lists = unfold_groups([case | {"code": "甲"} for case in cases], "people", ("paid",))
    quick, none = for_each(once, lists, "code", ["甲", "乙", "丙"])
    written, _ = unfold_groups([case | {"code": code} for code in "甲乙丙" for case in cases], "people", ("paid",))
    assert {key: list(column) for key, column in quick.items()} == {key: list(c) for key, c in written.items()}
    assert none == {"paid": {}}
    with pytest.raises(ValueError, match="long lists"):
        for_each(*unfold([{"code": "甲", "paid": [{"on": 1}]}], ["paid"]), "code", ["乙"])
