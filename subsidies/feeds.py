"""The feed of what was paid before this system began."""

import numpy as np

from lib.feed import Asked, Brought, Feed, Part
from lib.workbook import Checked, Column, Template
from people import named, versions
from policy import registered
from subsidies.models import EarlierPayment

_PAYMENTS = versions.Fed(
    EarlierPayment,
    key=("person_id", "scheme", "occupation", "level", "paid_on"),
    values={"amount": "金额"},
)


def _check(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)
    checked.refuse(
        checked.given["amount"] & (checked.columns["amount"] == 0), "amount", "too-low", "金额是0", "核对金额"
    )
    later = checked.columns["paid_on"] > np.datetime64(asked.true_to, "D")
    words = f"晚于数据截至的{asked.true_to:%Y-%m-%d}"
    checked.refuse(later, "paid_on", "after-true-to", words, "核对日期；还没有发放的不填")


def _bring(part: Part, run: int | None) -> Brought:
    brought = Brought()
    who = named.resolve(part, run, brought)
    rows = {name: part[name] for name in ("scheme", "occupation", "level", "paid_on", "amount")}
    rows["person_id"] = who.ids
    known = versions.Known(_PAYMENTS, rows["person_id"][who.good])
    compared = versions.compare(_PAYMENTS, known, rows, part.action, who.good, brought)
    versions.bring(_PAYMENTS, rows, compared, run, brought)
    return brought


def payments() -> Feed:
    """Called once every scheme is registered: their names are the words of a column."""
    schemes = {scheme.code: scheme.title for scheme in registered()}
    return Feed(
        Template(
            "payments",
            "以前发放的补贴",
            (
                *named.COLUMNS,
                Column("scheme", "补贴项目", "word", words=schemes),
                Column("occupation", "职业编码", "code", longest=10, pattern=r"[1-8](-\d{2}){3}", example="4-10-01-05"),
                Column("level", "等级", "level", example="五级/初级工"),
                Column("paid_on", "发放日期", "day", example="2023-05-31"),
                Column("amount", "金额", "money", example="1000.00", also=("金额（元）",)),
            ),
            key=(*named.KEY, "scheme", "occupation", "level", "paid_on"),
            about="训兴启用以前已经发放的补贴，只用来核对有没有领过，不重新付款。",
        ),
        words="用这个系统以前已经发过的补贴，免得重复发。",
        bring=_bring,
        check=_check,
        prepare=named.prepare,
        faults=named.FAULTS,
        rank=6,
    )
