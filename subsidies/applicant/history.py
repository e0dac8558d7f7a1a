"""办理经过, as an applicant may read it: roles and districts, never who; nothing that was written for the file."""

from dataclasses import dataclass
from datetime import datetime

from people.roles import COUNTER, REVIEWER, words
from records import events
from records.models import Event
from subsidies import lifecycle
from subsidies.models import Application
from subsidies.reasons import RETURNS, Reason

# What each step says to the applicant. A step that is not here is an office's own business: who takes a case, asks for
# an override or advises what.
SAYS: dict[str, str] = {
    "submit": "提交申请，等区级审核", "submit-clear": "提交申请，机器核对全部通过，送市级复核", "withdraw": "撤回申请",
    "lapse": "过了补正期限，按撤回处理", "advise": "初审完成，送市级复核", "advise-against": "初审完成，送市级复核",
    "undo-advice": "重新审核", "send-back": "退回区级重新审核", "return": "请您补正", "approve": "准予发放",
    "refuse": "不予发放", "reopen": "撤销原来的决定，重新复核", "hold": "暂缓办理，正在核实",
    "release": "核实完了，接着办",
    "changed": "登记有了变化，按新的情况重新核对", "agree-override": "经批准，有一条按通过办理", "notice": "开始公示",
    "notice-over": "公示结束，没有异议", "objection-upheld": "异议成立", "objection-dismissed": "异议不成立",
    "attach": "补交证明材料", "detach": "撤下一份证明材料", "rate": "评价",
    "account": "换了收款账户",
    "batched": "列入发放批次", "unbatched": "退出批次，等下一批", "paid": "银行已入账", "failed": "银行没有入账",
    "pay-again": "重新发放，列入下一批", "agree-recovery": "决定追回", "repaid": "收到退款",
    "agree-write-off": "有一部分不再追", "agree-set-off": "应退回的从待发的补贴里抵扣", "undo-set-off": "撤回抵扣",
}  # fmt: skip
AGAIN = {"submit": "补正后重新提交，等区级审核", "submit-clear": "补正后重新提交，机器核对全部通过，送市级复核"}
FOR_THE_APPLICANT = ("return", "submit", "submit-clear")  # whose words may be read: what was asked for, and one's own


@dataclass(frozen=True)
class Told:
    """One step: when, who by role, what, and the words that are the applicant's to read."""

    at: datetime
    who: str
    what: str
    note: str = ""


@dataclass(frozen=True)
class Asked:
    """What has to be completed: the reason in official and in plain words, and what was written beside it."""

    reason: Reason
    note: str


def told(application: Application, rows: list[Event]) -> list[Told]:
    """The steps, newest first. ``rows``: the application's chain, as `records.events.of` gives it."""
    return [_told(application, row) for row in reversed(rows) if row.verb in SAYS or row.verb == "objected"]


def asked(rows: list[Event]) -> Asked | None:
    """What was asked for last."""
    row = next((row for row in reversed(rows) if row.verb == "return"), None)
    return Asked(RETURNS[row.data["reason"]], events.note_of(row)) if row else None


def completed(rows: list[Event]) -> bool:
    """Was anything changed since it was asked for?"""
    since = [row.verb for row in rows][last_of(rows, "return") + 1 :]
    return bool({"account", "attach"} & set(since))


def last_of(rows: list[Event], verb: str) -> int:
    """The place of the last event of a kind; -1 where there is none."""
    return max((place for place, row in enumerate(rows) if row.verb == verb), default=-1)


def chain(application: Application) -> list[Event]:
    return events.of(lifecycle.chain(application))


def _told(application: Application, row: Event) -> Told:
    says = AGAIN if row.data.get("from") == Application.State.RETURNED and row.verb in AGAIN else SAYS
    own = row.role in ("worker", COUNTER)
    what = says.get(row.verb) or ("对决定提出异议" if own else "公示期间有人提出异议")
    note = events.note_of(row) if row.verb in FOR_THE_APPLICANT else ""
    return Told(row.at, _who(application, row), what, note)


def _who(application: Application, row: Event) -> str:
    if row.role in ("worker", COUNTER):
        return "您" if row.role == "worker" else "窗口人员代您"
    if row.role == REVIEWER:
        return f"{application.district}{words(REVIEWER)}"
    return words(row.role) if row.role else ("公众" if row.verb == "objected" else "系统")
