"""The life of an application: one table, and the one function that moves along it.

A move is a conditional update: it names the state and the version that were looked at, and zero rows means that a
colleague was faster. What follows from a move (clocks, lines, messages) its action does in the same transaction.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from lib.refused import Refused
from people.actor import WORKER, Actor
from people.roles import CITY as CITY_ROLE
from people.roles import CLERK, COUNTER, MANAGER, REVIEWER, words
from records import events
from subsidies.models import Application

State = Application.State
DRAFT, DISTRICT, CITY, RETURNED = State.DRAFT, State.DISTRICT, State.CITY, State.RETURNED
APPROVED, REFUSED, WITHDRAWN = State.APPROVED, State.REFUSED, State.WITHDRAWN
APPLICANT = (WORKER, COUNTER, MANAGER, CLERK)
MACHINE = "machine"


@dataclass(frozen=True)
class Move:
    """One row: from, verb, to, who may, whether it needs words, and whom it may not be.

    ``not_the``: fields of the application that name somebody else. ``only_the``: the one whose own step it undoes.
    """

    source: str
    verb: str
    to: str
    roles: tuple[str, ...]
    words: str
    note: bool = False
    not_the: tuple[str, ...] = ()
    only_the: str = ""


# fmt: off
TABLE = (
    Move(DRAFT,    "submit",        DISTRICT,  APPLICANT,    "提交申请"),
    Move(DRAFT,    "submit-clear",  CITY,      APPLICANT,    "提交申请，机器核对全部通过"),
    Move(RETURNED, "submit",        DISTRICT,  APPLICANT,    "补正后重新提交"),
    Move(RETURNED, "submit-clear",  CITY,      APPLICANT,    "补正后重新提交，机器核对全部通过"),
    Move(DISTRICT, "withdraw",      WITHDRAWN, APPLICANT,    "撤回申请"),
    Move(CITY,     "withdraw",      WITHDRAWN, APPLICANT,    "撤回申请"),
    Move(RETURNED, "withdraw",      WITHDRAWN, APPLICANT,    "撤回申请"),
    Move(RETURNED, "lapse",         WITHDRAWN, (MACHINE,),   "逾期没有补正，按撤回处理"),
    Move(DISTRICT, "advise",        CITY,      (REVIEWER,),  "初审建议准予", not_the=("entered_by",)),
    Move(DISTRICT, "advise-against", CITY,     (REVIEWER,),  "初审建议不予", note=True, not_the=("entered_by",)),
    Move(DISTRICT, "return",        RETURNED,  (REVIEWER,),  "退回补正", note=True, not_the=("entered_by",)),
    Move(CITY,     "undo-advice",   DISTRICT,  (REVIEWER,),  "收回初审意见", only_the="first_by"),
    Move(CITY,     "send-back",     DISTRICT,  (CITY_ROLE,), "退回区级重审", note=True, not_the=("entered_by",)),
    Move(CITY,     "return",        RETURNED,  (CITY_ROLE,), "退回补正", note=True, not_the=("entered_by",)),
    Move(CITY,     "approve",       APPROVED,  (CITY_ROLE,), "准予发放", not_the=("entered_by", "first_by")),
    Move(CITY,     "refuse",        REFUSED,   (CITY_ROLE,), "不予发放", note=True, not_the=("entered_by", "first_by")),
    Move(APPROVED, "reopen",        CITY,      (CITY_ROLE,), "撤销决定，重新复核", note=True),
    Move(APPROVED, "differs",       CITY,      (MACHINE,),   "发放当天重算，结果有变，退回复核"),
    Move(REFUSED,  "reopen",        CITY,      (CITY_ROLE,), "撤销决定，重新复核", note=True),
)
# fmt: on
_ROWS = {(move.source, move.verb): move for move in TABLE}
WORDS = {move.verb: move.words for move in TABLE}
# What is written down without a move.
NOTED = {
    "account": "换了收款账户", "rate": "评价",
    "take": "承办", "take-over": "从同事手里接过来办", "hold": "暂缓", "release": "解除暂缓",
    "changed": "情况有变，按新的登记重算", "ask-override": "提出放行一条", "agree-override": "批准放行",
    "deny-override": "不同意放行", "notice": "发布公示", "notice-over": "公示结束",
    "objected": "有人提出异议", "saw-objector": "查看提出异议的人的姓名和电话",
    "attach": "补交一份材料", "detach": "删去一份材料",
    "fell-out": "有人的结果有变，这几笔退出，其余照发", "net": "同一计划里多发的，抵这次应发的",
    "batched": "列入发放批次", "unbatched": "批次作废，等下一批", "paid": "银行已入账", "failed": "银行没有入账",
    "pay-again": "重新发放", "ask-recovery": "提出追回", "agree-recovery": "批准追回", "deny-recovery": "不同意追回",
    "repaid": "收到退款", "ask-write-off": "提出核销", "agree-write-off": "批准核销", "deny-write-off": "不同意核销",
    "ask-set-off": "提出抵扣", "agree-set-off": "批准抵扣", "deny-set-off": "不同意抵扣", "undo-set-off": "撤回抵扣",
    "objection-upheld": "异议成立", "objection-dismissed": "异议不成立",
}  # fmt: skip
WHO = {"entered_by": "这份申请是您代为录入的", "first_by": "这份申请的初审意见是您提的"}
OWN = "这是您本人的事，审核、决定和答复都由别人办。您自己要办的，请用本人的账号登录。"
FASTER = "没有办成：同事刚刚办过这一份，或者它刚刚有了变化。请刷新后看现在到了哪一步。"


def said(verb: str, data: Mapping[str, Any]) -> str:
    """What an event says was done, in words; a verb may mean another thing from another state."""
    row = _ROWS.get((data.get("from", ""), verb))
    return row.words if row else NOTED.get(verb, verb)


def chain(application: Application) -> str:
    """The name of its chain of events."""
    return chain_of(application.pk)


def chain_of(pk: int) -> str:
    """The same, where only the id is in hand."""
    return f"application:{pk}"


def moves_of(application: Application, actor: Actor) -> list[str]:
    """The verbs that the actor may use on it now."""
    return [
        move.verb for move in TABLE if move.source == application.state and not _forbidden(move, application, actor)
    ]


def may(application: Application, verb: str, actor: Actor) -> None:
    """Raises Refused where the actor may not make this move now."""
    if why := _forbidden(_row(application, verb), application, actor):
        raise Refused("not-yours", why)


def not_own(person_id: int | None, actor: Actor) -> None:
    """Raises Refused where an official would act in a case of the person he is."""
    if actor.is_oneself(person_id):
        raise Refused("own", OWN)


def _row(application: Application, verb: str) -> Move:
    """Raises Refused where the table has no such move from here."""
    row = _ROWS.get((application.state, verb))
    if row is None:
        here = application.get_state_display()
        raise Refused("state", f"没有办成：这份申请现在是“{here}”，不能再做这一步。请刷新后核对。")
    return row


def move(
    application: Application,
    verb: str,
    *,
    by: Actor | None,
    at: datetime,
    note: str = "",
    data: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Make a move in the caller's transaction, write ``changes`` with it and its event. Raises Refused.

    ``by`` None: the machine. ``application`` is read anew, so its lines and fields are those after the move.
    """
    row = _row(application, verb)
    if by is not None:
        may(application, verb, by)
    if row.note and not note.strip():
        raise Refused("note", "请写明原因，再办这一步。")
    here = Application.objects.filter(pk=application.pk, state=row.source, version=application.version)
    if not here.update(state=row.to, version=F("version") + 1, **changes):
        raise Refused("faster", FASTER)
    events.add(
        chain(application), verb, by=by, at=at, note=note.strip(),
        data={"from": row.source, "to": row.to} | dict(data or {}),
    )  # fmt: skip
    application.refresh_from_db()


def note(application: Application, verb: str, *, by: Actor | None, at: datetime, note: str = "", **data: Any) -> None:
    """Write down what was done without moving; ``changes`` of fields its action makes by its own conditional update."""
    events.add(chain(application), verb, by=by, at=at, note=note.strip(), data=data)


def note_many(applications: Iterable[Application], verb: str, *, by: Actor | None, at: datetime, **data: Any) -> None:
    """The same done to many, each held by the caller."""
    events.add_many([chain(one) for one in applications], verb, by=by, at=at, data=data)


def _forbidden(move: Move, application: Application, actor: Actor) -> str:
    """Why the actor may not; empty where nothing stands against it."""
    if actor.is_oneself(application.person_id):
        return OWN
    if not actor.has(*move.roles):
        told = ["申请人" if role == WORKER else "系统" if role == MACHINE else words(role) for role in move.roles]
        allowed = "、".join(["申请人"] if move.roles == APPLICANT else told)
        return f"“{move.words}”由{allowed}办理，您的角色不能办。"
    if actor.has(REVIEWER) and REVIEWER in move.roles and application.district_id not in actor.districts:
        return "这份申请属于别的区，由那个区的审核员办理。"
    if WORKER in move.roles and not _own(application, actor):
        return "只有申请人本人（本单位），或者代为录入的窗口人员，才能办这一步。"
    for field in move.not_the:
        if actor.user_id is not None and getattr(application, f"{field}_id") == actor.user_id:
            return f"{WHO[field]}，这一步要换一个人办。"
    if move.only_the and getattr(application, f"{move.only_the}_id") != actor.user_id:
        return "只有提出初审意见的人自己才能收回。"
    if application.held and move.verb in ("advise", "approve"):
        return "这份申请已暂缓。先解除暂缓，再办这一步。"
    return ""


def _own(application: Application, actor: Actor) -> bool:
    if application.organisation_id is not None:
        return application.organisation_id in actor.organisations
    if actor.person_id is not None:
        return application.person_id == actor.person_id
    return application.entered_by_id is not None and application.entered_by_id == actor.user_id
