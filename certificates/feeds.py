"""The feed of the certificate register."""

import numpy as np
import pandas as pd

from certificates import numbers
from certificates.models import Certificate
from lib.days import add_months, year
from lib.feed import Asked, Brought, Fault, Feed, Part
from lib.workbook import Checked, Column, Template
from occupations.models import Standing
from people import named, versions

YOUNGEST = 16 * 12  # months: who holds a certificate earlier is looked at
_CERTIFICATES = versions.Fed(
    Certificate,
    key=("number",),
    values={
        "person_id": "持证人", "kind": "证书类别", "occupation": "职业编码", "job": "工种", "level": "等级",
        "issued_on": "核发日期", "issuer": "发证机构",
    },
    found_by="number",
    keeps=("entry",),
)  # fmt: skip
_SHAPE = "职业技能等级证书是1个字母（Y或S）加21位数字，职业资格证书是16位数字"


def _check(checked: Checked, asked: Asked) -> None:
    births = named.check(checked, asked)
    told = numbers.read(checked.columns["certificate"])
    _check_numbers(checked, told)
    issued, on = checked.columns["issued_on"], np.datetime64(asked.on, "D")
    checked.refuse(issued > on, "issued_on", "issued-later", "核发日期在今天之后", "照证书核对日期")
    checked.refuse(issued < births, "issued_on", "issued-before-birth", "核发日期早于本人出生", "核对日期和证件号码")
    young = checked.good & (issued < add_months(births, YOUNGEST))
    for words, mask in {"核发时未满16周岁": young, **told.doubts}.items():
        if rows := int((checked.good & mask).sum()):
            checked.notes.append(f"{words}（照样导入，请核对）：{rows} 行")
    _check_holders(checked)


def _check_numbers(checked: Checked, told: numbers.Numbers) -> None:
    columns, given = checked.columns, checked.given
    kind = np.where(given["kind"], columns["kind"], told.kind)
    number, other = given["certificate"], kind == numbers.OTHER
    shapeless = number & (kind == "")
    shapeless |= number & ~other & (told.kind == "")
    checked.refuse(
        shapeless, "certificate", "wrong-number", f"不像证书编号：{_SHAPE}",
        "照证书重新填写；确是别样编号的，证书类别填“其他编号的证书”",
    )  # fmt: skip
    differs = number & ~other & ~shapeless & (kind != told.kind)
    checked.refuse(differs, "kind", "number-kind", "与编号的样子不符", "核对编号，或把证书类别空着")
    sure = number & ~other & ~shapeless & (columns["action"] != "withdraw")
    level = sure & given["level"] & (told.level > 0) & (told.level != columns["level"])
    words = [f"编号说的是{_level(n)}，这里不是" for n in told.level[level]]
    checked.refuse(level, "level", "number-level", words, "照证书核对编号和等级")
    years = year(np.where(given["issued_on"], columns["issued_on"], np.datetime64("2000-01-01", "D")))
    later = sure & given["issued_on"] & (told.year >= 0) & (told.year != years % 100)
    words = [f"编号说的是{n:02d}年，核发日期不是那一年" for n in told.year[later]]
    checked.refuse(later, "issued_on", "number-year", words, "照证书核对编号和日期")
    columns["kind"] = kind


def _level(number: int) -> str:
    return "一二三四五"[int(number) - 1] + "级"


def _check_holders(checked: Checked) -> None:
    """One number and two holders: neither row goes in."""
    told = checked.given["certificate"] & checked.given["number"]
    at = np.flatnonzero(told & named.repeated(checked.columns["certificate"]))
    who = checked.columns["document"][at] + checked.columns["number"][at]
    odd, against = named.at_odds(checked.columns["certificate"][at], who)
    words = [f"与第 {row} 行是同一编号、不同的持证人" for row in checked.rows[at[against]]]
    checked.refuse(at[odd], "certificate", "two-holders", words, "照证书核对编号和持证人")


def _bring(part: Part, run: int | None) -> Brought:
    brought = Brought()
    who = named.resolve(part, run, brought)
    rows = {name: part[name] for name in ("kind", "occupation", "job", "level", "issued_on", "issuer")}
    rows |= {"number": part["certificate"], "person_id": who.ids}
    known = versions.Known(_CERTIFICATES, rows["number"][who.good])
    other = _held_by_another(known, rows, who.good & part.given["number"])
    brought.refuse(np.flatnonzero(other), "other-holder")
    compared = versions.compare(_CERTIFICATES, known, rows, part.action, who.good & ~other, brought)
    versions.bring(_CERTIFICATES, rows, compared, run, brought)
    _note_strange(part["occupation"][(compared.do == "add") | (compared.do == "change")], brought)
    return brought


def _held_by_another(known: versions.Known, rows: dict[str, np.ndarray], told: np.ndarray) -> np.ndarray:
    """Which rows name another holder than the register."""
    places = known.at(rows["number"])
    holders = np.array(known.columns["person_id"], dtype=np.int64)
    differs = told & (places >= 0)
    differs[differs] = holders[places[differs]] != rows["person_id"][differs]
    return differs


def _note_strange(occupations: np.ndarray, brought: Brought) -> None:
    codes, different = pd.factorize(occupations)
    known = set(Standing.objects.filter(code__in=list(different)).values_list("code", flat=True))
    strange = np.array([code not in known for code in different], dtype=bool)[codes]
    if strange.any():
        brought.noted["职业编码不在任何一版职业分类里（照样导入）"] = int(strange.sum())


CERTIFICATES = Feed(
    Template(
        "certificates",
        "技能证书",
        (
            *named.COLUMNS,
            Column("certificate", "证书编号", "code", longest=30, personal=True, example="S000011000001235000001"),
            Column(
                "kind", "证书类别", "word", required=False, may_lack=True, words=dict(Certificate.Kind.choices),
                hint="不填就按编号的样子认；编号不是国家统一样子的，填“其他编号的证书”",
            ),
            Column(
                "occupation", "职业编码", "code", longest=10, pattern=r"[1-8](-\d{2}){3}", example="4-10-01-05",
                hint="应是四段，如 4-10-01-05",
            ),
            Column("job", "工种", "text", required=False, may_lack=True),
            Column("level", "等级", "level", example="五级/初级工"),
            Column("issued_on", "核发日期", "day", example="2024-01-05"),
            Column("issuer", "发证机构", "text", required=False, longest=100),
        ),
        key=("certificate",),
        about="一行一本证书，以证书编号辨认。登记错了持证人的，先撤回，再新增。",
    ),
    words="谁在哪天拿到哪个职业、几级的证书。",
    bring=_bring,
    check=_check,
    prepare=named.prepare,
    rank=5,
    faults=named.FAULTS
    | {
        "other-holder": Fault(
            "certificate", "这个编号已登记在另一位持证人名下", "照证书核对；登记错了的，先撤回那一行，再新增"
        ),
    },
)  # fmt: skip
