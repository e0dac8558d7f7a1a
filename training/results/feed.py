"""Results as a kind of file: a row is one trainee's final exam, of one class or of all classes of an institution.

The template comes filled with who was in class, each with the hidden number of its line: a row whose line and person do
not belong together was shifted by hand, and is refused.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from lib.feed import COMMON, Asked, Brought, Feed, Part
from lib.workbook import Checked, Column, Template
from people import named
from people.actor import actor_of
from records.models import ImportRun
from subsidies.entry import Rule
from training.filing import rules
from training.results.judging import BEST, Known, Told, says_why, too_early
from training.results.writing import Change, write
from training.roster.feed import SCHOOL
from training.roster.lines import classes_of

RESULTS = {"yes": "合格", "no": "不合格"}


def _check(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)
    given = checked.given
    if asked.scope.startswith(SCHOOL):
        lacks = ~given["number_of_class"] & ~checked.problems.at("number_of_class")
        checked.refuse(lacks, "number_of_class", "required", "没有填", "填班号，就是“班次”里的8位数字")
    going = checked.columns["action"] == "withdraw"
    some = given["held_on"] | given["passed"] | given["score"]
    for name in ("held_on", "passed"):
        lacks = some & ~given[name] & ~going & ~checked.problems.at(name)
        checked.refuse(lacks, name, rules.TOLD.code, rules.TOLD.found, rules.TOLD.remedy)


def _bring(part: Part, run: int | None) -> Brought:
    brought, asked = Brought(), part.asked
    assert asked is not None, "results are somebody's"
    classes, place = classes_of(asked.scope, part, held=run is not None)
    brought.refuse(np.flatnonzero(place < 0), rules.NO_CLASS.code)
    who = named.known_of(part, brought, place >= 0)
    known = Known(classes)
    early = {one.pk: found for one in classes if (found := too_early(one, asked.on))}
    lines = {(row.of_id, row.person_id): pk for pk, row in known.lines.items()}
    changes = []
    for at in np.flatnonzero(who.good).tolist():
        of = classes[int(place[at])].pk
        line = lines.get((of, int(who.ids[at])))
        shifted = "line" in part.columns and part.given["line"][at] and part["line"][at] != line
        if of in early:
            _refuse(brought, at, rules.OPEN.code, early[of].found)
        elif line is None or shifted:
            _refuse(brought, at, rules.EXAMINED.code)
        elif (change := _change(part, at, line, known, asked.on, brought)) is not None:
            changes.append(change)
    if run is not None:
        kept = ImportRun.objects.select_related("started_by").get(pk=run)
        assert kept.started_by is not None, "an institution's file is somebody's"
        write(known, changes, by=actor_of(kept.started_by), at=kept.confirmed_at or kept.created_at)
    return brought


def _change(part: Part, at: int, line: int, known: Known, on: date, brought: Brought) -> Change | None:
    """What a row would do, counted; None where it does nothing or is refused."""
    before, why, action = known.told(line), str(part["why"][at]) if "why" in part.columns else "", part.action[at]
    if action == "withdraw":
        if before is None or not says_why(why):
            _refuse(brought, at, "missing" if before is None else rules.WHY.code)
            return None
        brought.removed += 1
        return Change(line, None, why)
    told = _told(part, at)
    if told is None or told == before:
        brought.unchanged += 1
        return None
    if before is None and action == "change":
        _refuse(brought, at, "missing")
    elif before is not None and action == "add":
        _refuse(brought, at, "there", f"（{'、'.join(_differing(before, told))}）")
    elif (found := known.wrong(line, told, why, on)) is not None:
        _refuse(brought, at, found.rule.code, found.found)
    else:
        brought.added += before is None
        brought.changed += before is not None
        return Change(line, told, why)
    return None


def _told(part: Part, at: int) -> Told | None:
    """None for a row that was left empty."""
    if not part.given["passed"][at]:
        return None
    score = int(part["score"][at]) if part.given["score"][at] else None
    return Told(part["held_on"][at].astype(object), score, part["passed"][at] == "yes")


def _differing(one: Told, other: Told) -> Iterator[str]:
    for name, title in (("held_on", "考核日期"), ("score", "成绩"), ("passed", "结论")):
        if getattr(one, name) != getattr(other, name):
            yield title


def _refuse(brought: Brought, at: int, code: str, detail: str = "") -> None:
    brought.refuse(np.array([at]), code, [detail])


def _fault(rule: Rule, column: str, **values: Any) -> Any:
    """As the rule, but with what was found in its own words."""
    return rule.fault(column, **values)._replace(message="{detail}")


FEED = Feed(
    Template(
        "results",
        "结业考核成绩",
        (
            Column("line", "行号（请勿改动）", "whole", required=False, may_lack=True, hidden=True),
            Column(
                "number_of_class", "班号", "code", required=False, may_lack=True, longest=12, example="26000001",
                hint="“班次”里的8位数字；一个班的成绩表里可以不填",
            ),
            *named.COLUMNS,
            Column("held_on", "考核日期", "day", required=False, example="2026-09-20", hint="没有考的空着"),
            Column("score", "成绩", "whole", required=False, least=0, most=BEST, example="85", hint="0到100，可不填"),
            Column("passed", "结论", "word", required=False, words=RESULTS, example="合格", hint="没有考的空着"),
            Column(
                "why", "更正原因", "text", required=False, may_lack=True, longest=100, personal=True,
                hint="撤（作废）、申请结算以后更正、改成不合格会撤回证书的，写明原因",
            ),
        ),
        key=("number_of_class", "document", "number"),
        about="一行是一位学员。下载的成绩表里已有结业时在班的学员，填考核日期和结论；改已登记的，操作填“改”，作废填“撤”。",
    ),
    words="一个班的学员结业考核合不合格。",
    bring=_bring,
    check=_check,
    size=None,
    dated=False,
    scoped=True,
    faults=named.FAULTS
    | {
        "there": COMMON["there"]._replace(message="已登记有这位学员的成绩，与这里不同{detail}"),
        "missing": rules.EXAMINED.fault("action")._replace(
            message="没有登记过这位学员的成绩，不能改或撤", remedy="要登记，把操作填“增”"
        ),
        rules.NO_CLASS.code: rules.NO_CLASS.fault("number_of_class"),
        rules.OPEN.code: _fault(rules.OPEN, "held_on", last=""),
        rules.EXAMINED.code: rules.EXAMINED.fault("number"),
        rules.BEFORE.code: _fault(rules.BEFORE, "held_on", last=""),
        rules.AHEAD.code: rules.AHEAD.fault("held_on"),
        rules.MARK.code: _fault(rules.MARK, "score", score="", least=""),
        rules.WHY.code: rules.WHY.fault("why"),
    },
)  # fmt: skip
