"""One objection as the desk shows it, and the objections of one list."""

from datetime import date
from typing import Any

from lib.due import Due
from people.actor import Actor, address_called
from people.roles import CITY
from subsidies import lifecycle
from subsidies.actions import objections
from subsidies.models import Notice, Objection
from subsidies.models.notices import NoticeLine
from subsidies.public import lists

State = Objection.State
SIGNS = {State.OPEN: "look", State.UPHELD: "warn", State.DISMISSED: "pass"}


def context(row: Objection, actor: Actor, on: date) -> dict[str, Any]:
    """What was said, of what, how long there is, what was answered, and whether this actor may answer."""
    line: NoticeLine | None = row.row
    return {
        "objection": row, "case": row.application, "sign": SIGNS[State(row.state)], "said": objections.said(row),
        "answer": objections.answered(row), "due": Due(row.due_on, on),
        "line": line, "stood": lists.as_posted(line) if line else None, "outcome": line and line.get_outcome_display(),
        "others": _others(row, actor),
        "has_contact": row.contact_sealed is not None and not actor.is_oneself(row.application.person_id),
        "case_url": address_called("cases:case", row.application_id),
        "may_answer": row.state == State.OPEN and actor.has(CITY),
        "own": _own(row, actor),
    }  # fmt: skip


def _own(row: Objection, actor: Actor) -> str:
    """Why the actor does not answer it, whatever the role; empty where nothing stands against it."""
    if actor.is_oneself(row.application.person_id):
        return (
            "这是对您本人那一笔的异议，要换一个人答复，提出人的姓名和电话也不给您看。" if row.row_id else lifecycle.OWN
        )
    if actor.is_oneself(row.person_id):
        return "这件异议是您本人提的，要换一个人答复。"
    decided = row.kind == Objection.Kind.REFUSAL and row.application.second_by_id == actor.user_id
    return "这份申请的决定是您作出的，异议要换一个人答复。" if decided else ""


def objections_to(notice: Notice, actor: Actor) -> list[Objection]:
    rows = Objection.objects.visible_to(actor).filter(row__notice=notice)
    return list(rows.select_related("row").order_by("-pk")[:200])


def answered_words(row: Objection, upheld: bool) -> str:
    """What follows from an answer, for whoever has just given it."""
    if not upheld:
        return "已答复：异议不成立。" + ("公示期满就可以发放，本人会收到消息。" if row.row_id else "原来的决定不变。")
    return "已答复：异议成立。" + ("这一笔从名单上撤下，" if row.row_id else "") + "申请回到市级复核，请重新办理。"


def _others(row: Objection, actor: Actor) -> list[Objection]:
    """Further objections to the same line, which an answer of “it holds” answers too."""
    if row.row_id is None:
        return []
    return list(Objection.objects.visible_to(actor).filter(row=row.row_id).exclude(pk=row.pk).order_by("pk")[:20])
