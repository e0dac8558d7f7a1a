"""The roster as a kind of file: one class's, or an institution's with 班号 in each row. Every rule at entry.

The template comes filled with who is in class, each with the hidden number of its line: so a name or a number put right
is that line put right, not one person more. What a file lacks is told and asked about, never taken out by itself.
"""

import re

import numpy as np
import pandas as pd

from lib.feed import Asked, Brought, Fault, Feed, Part
from lib.workbook import Checked, Column, Template
from people import named, phones
from training.derive import GROUPS
from training.filing import rules
from training.roster.judging import RULED, judge
from training.roster.writing import write

CLASS, SCHOOL = "class", "institution"
SAYABLE = {code: words for code, words in GROUPS.items() if code != "other"}
_PLAIN = re.compile(r"1[0-9]{10}")
_NOT_SUBSIDISED = "；或者在“申请补贴”里填“否”，作为不补贴的学员上课"


def scope_of(kind: str, pk: int) -> str:
    """Whose file it is: ``class:12``, ``institution:3``."""
    return f"{kind}:{pk}"


def _check(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)
    columns, given = checked.columns, checked.given
    if asked.scope.startswith(SCHOOL):
        lacks = ~given["number_of_class"] & ~checked.problems.at("number_of_class")
        checked.refuse(lacks, "number_of_class", "required", "没有填", "填班号，就是“班次”里的8位数字")
    plain = np.array([_phone(text) for text in columns["phone"].tolist()], dtype=object)
    checked.refuse(given["phone"] & (plain == ""), "phone", rules.PHONE.code, rules.PHONE.found, rules.PHONE.remedy)
    columns["phone"] = plain
    shared = _shared(columns["phone"], columns["document"] + columns["number"])
    if shared.any():
        checked.notes.append(
            f"同一个电话有{rules.MOST_SHARING + 1}人以上共用（不影响导入，区里会看一看）：{int(shared.sum())} 行"
        )


def _phone(text: str) -> str:
    """As `people.phones` takes it; most are written so already."""
    return text if not text or _PLAIN.fullmatch(text) else phones.plain(text)


def _shared(phone: np.ndarray, person: np.ndarray) -> np.ndarray:
    """bool: a phone that more than two people of the file give."""
    pairs = pd.DataFrame({"phone": phone, "person": person}).drop_duplicates()
    people = pairs[pairs["phone"] != ""]["phone"].value_counts()
    return np.isin(phone, people.index[people > rules.MOST_SHARING].to_numpy(dtype=object)) & (phone != "")


def _bring(part: Part, run: int | None) -> Brought:
    brought = Brought()
    judged = judge(part, run, brought)
    if run is not None:
        write(part, judged, run)
    return brought


ROSTER = Feed(
    Template(
        "roster",
        "学员名册",
        (
            Column("line", "行号（请勿改动）", "whole", required=False, may_lack=True, hidden=True),
            Column(
                "number_of_class", "班号", "code", required=False, may_lack=True, longest=12, example="26000001",
                hint="“班次”里的8位数字；一个班的名册里可以不填",
            ),
            *named.COLUMNS,
            Column(
                "phone", "联系电话", "code", required=False, longest=20, personal=True, example="12000000000",
                hint="本人的手机号；没有就空着",
            ),
            Column(
                "group", "人员类别", "word", required=False, words=SAYABLE, example="登记失业人员",
                hint="可以不填，按登记核对；创业培训的高校毕业生和企业负责人要填",
            ),
            Column(
                "subsidised", "申请补贴", "flag", required=False, may_lack=True, example="是",
                hint="不填就是“是”；不申请补贴的填“否”",
            ),
        ),
        key=("number_of_class", "document", "number"),
        about="一行是一位学员。下载的名册里已有在班的学员：改错就改那一行并把操作填“改”，退出的填“撤”，新来的加在后面。",
    ),
    words="一个班有哪些学员。",
    bring=_bring,
    check=_check,
    size=None,
    dated=False,
    scoped=True,
    faults=named.FAULTS
    | {
        "other-name": rules.NAME.fault("name"),
        "missing": rules.NO_SUCH.fault("action"),
        "there": Fault("", "这个人已经在班里，内容与这里不同{detail}", "要更正的，把操作填“改”；否则删去这一行"),
        rules.NO_CLASS.code: rules.NO_CLASS.fault("number_of_class"),
        rules.CLOSED.code: rules.CLOSED.fault("number_of_class", state="{detail}"),
        rules.FULL.code: rules.FULL.fault("number_of_class", seats="{detail}"),
        rules.PAUSED.code: rules.PAUSED.fault("action", until="{detail}"),
        rules.OFFICE.code: rules.OFFICE.fault("number")._replace(remedy=rules.OFFICE.remedy + _NOT_SUBSIDISED),
        rules.LATE.code: rules.LATE.fault("number_of_class", most="{detail}"),
        rules.STARTED.code: rules.STARTED.fault("action"),
        rules.TWICE.code: rules.TWICE.fault("number"),
        rules.ANOTHER.code: rules.ANOTHER.fault("number"),
        rules.DENIED.code: rules.DENIED.fault("number"),
    }
    | {
        check.code: Fault("number", f"{check.title}：{check.message.rstrip('。')}", check.remedy.rstrip("。") + (
            "" if always else _NOT_SUBSIDISED
        ))
        for check, always in RULED
    },
)  # fmt: skip
