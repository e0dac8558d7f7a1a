"""The feed of the published list of institutions and courses."""

import numpy as np

from lib.feed import Asked, Brought, Fault, Feed, Part
from lib.workbook import Checked, Column, Template
from occupations.models import Standing
from people import bulk, versions
from people.feeds import bad_codes
from training.derive import CATEGORIES, COURSES, FIELDS, KINDS
from training.models import Course

STARTUP, JINLANLING = "startup", "jinlanling"
_COURSES = versions.Fed(
    Course,
    key=("organisation_id", "kind", "occupation", "level", "course", "since"),
    values={"category": "课程类别", "field": "领域", "minimum_hours": "最低学时", "until": "到"},
    found_by="organisation_id",
)


def _check(checked: Checked, asked: Asked) -> None:
    columns, given = checked.columns, checked.given
    wrong = given["code"] & bad_codes(columns["code"])
    checked.refuse(wrong, "code", "check-digit", "不是统一社会信用代码（18位，校验位要对得上）", "照营业执照重新填写")
    founders = columns["kind"] == STARTUP
    for name, title in (("occupation", "职业编码"), ("level", "等级"), ("category", "课程类别")):
        lacks = given["kind"] & ~founders & ~given[name]
        checked.refuse(lacks, name, "needed", f"金蓝领和重点群体的课程要填{title}", f"补上{title}")
        more = founders & given[name]
        checked.refuse(more, name, "not-here", f"创业培训不填{title}", "删去这一格")
    checked.refuse(founders & ~given["course"], "course", "needed", "创业培训要填是哪一种课程", "补上课程")
    checked.refuse(
        given["kind"] & ~founders & given["course"], "course", "not-here", "只有创业培训填这一格", "删去这一格"
    )
    other = given["kind"] & (columns["kind"] != JINLANLING)
    checked.refuse(other & given["field"], "field", "not-here", "只有金蓝领项目填领域", "删去这一格")
    ends = given["until"] & (columns["until"] < columns["since"])
    checked.refuse(ends, "until", "last-before-first", "到早于从", "核对两个日期")


def _bring(part: Part, run: int | None) -> Brought:
    brought = Brought()
    ids = _organisations(part["code"])
    unknown = ids == 0
    brought.refuse(np.flatnonzero(unknown), "no-institution")
    rows = {
        name: part[name] for name in ("kind", "occupation", "level", "course", "category", "field", "since", "until")
    }
    rows |= {"organisation_id": ids, "minimum_hours": part["hours"]}
    known = versions.Known(_COURSES, ids[~unknown])
    compared = versions.compare(_COURSES, known, rows, part.action, ~unknown, brought)
    versions.bring(_COURSES, rows, compared, run, brought)
    coming = part["occupation"][(compared.do == "add") | (compared.do == "change")]
    printed = set(Standing.objects.filter(code__in=set(coming) - {""}).values_list("code", flat=True))
    if strange := sum(1 for code in coming if code and code not in printed):
        brought.noted["职业编码不在任何一版职业分类里（照样导入）"] = strange
    return brought


def _organisations(codes: np.ndarray) -> np.ndarray:
    """The id of each training institution, 0 where none is registered under the code."""
    sql = "SELECT code, id FROM people_organisation WHERE kind = 'institution' AND code"
    ids = dict(bulk.select_in(sql, list(dict.fromkeys(codes.tolist()))))
    return np.array([ids.get(code, 0) for code in codes.tolist()], dtype=np.int64)


LISTED = Feed(
    Template(
        "courses",
        "培训目录",
        (
            Column("code", "机构代码", "code", longest=18, example="52990101MJ0000002K", hint="统一社会信用代码"),
            Column("kind", "培训项目", "word", words=KINDS, example="金蓝领项目"),
            Column(
                "occupation", "职业编码", "code", required=False, longest=10, pattern=r"[1-8](-\d{2}){3}",
                example="6-31-01-03", hint="创业培训不填",
            ),
            Column("level", "等级", "level", required=False, example="四级/中级工", hint="创业培训不填"),
            Column("course", "创业培训课程", "word", required=False, words=COURSES, hint="只有创业培训填"),
            Column("category", "课程类别", "word", required=False, words=CATEGORIES, hint="创业培训不填"),
            Column(
                "field", "领域", "word", required=False, may_lack=True, words=FIELDS, example="数字经济",
                hint="金蓝领项目填属于哪个领域，其他不填",
            ),
            Column("hours", "最低学时", "whole", least=1, most=2000, example="120"),
            Column("since", "从", "day", example="2026-01-01", hint="目录施行的第一天"),
            Column("until", "到", "day", required=False, example="2026-12-31", hint="最后一天，当日仍有效"),
        ),
        key=("code", "kind", "occupation", "level", "course", "since"),
        about="一行是一家机构的一门课。下一年的目录是新的行；中途退出的，用“改”填上最后一天。",
    ),
    words="哪家培训机构可以开哪些课，从哪天到哪天。",
    bring=_bring,
    check=_check,
    rank=6,
    dated=False,
    faults={
        "no-institution": Fault(
            "code", "登记里没有这个代码的培训机构", "先在“单位”里登记，或请机构先办单位入驻；类型要是培训机构"
        ),
    },
)  # fmt: skip
