"""One batch as the desk shows it: whose turn, its payments, what was left out and by which gate, its history."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse

from people import banking
from people.actor import Actor
from people.roles import FINANCE, words
from policy import scheme_of
from records import events, jobs
from records.models import Event
from records.screens import stalled
from subsidies.paying import draw, gates, runs
from subsidies.paying.draw import chain
from treasury.models import Batch, Gated, Obligation, Payment

PAGE = 50
State = Batch.State
SAID = {
    "draw": "开始生成", "drawn": "生成完毕，等待复核", "agree": "复核通过", "send": "写好银行文件，送出",
    "cancel": "作废", "download": "下载银行文件",
}  # fmt: skip
SIGNS = {
    State.DRAWING: "look", State.DRAWN: "warn", State.AGREED: "look", State.SENT: "look", State.DONE: "pass",
    State.CANCELLED: "none",
}  # fmt: skip
PAYMENT_SIGNS = {"planned": "look", "sent": "look", "paid": "pass", "failed": "fail", "cancelled": "none"}


@dataclass(frozen=True)
class Said:
    """One gate of one line. ``words``: what it says of itself; ``found``: the figures beside it."""

    code: str
    passed: bool
    words: str
    found: str
    remedy: str


@dataclass(frozen=True)
class Group:
    """Lines that one gate left out."""

    code: str
    words: str
    remedy: str
    count: int
    open: bool


@dataclass(frozen=True)
class Row:
    payment: Payment
    name: str
    account: str
    sign: str
    parts: list[tuple[str, int]]  # address of the line, fen


@dataclass(frozen=True)
class Out:
    """A line that was left out. ``said``: every gate, those that failed first."""

    name: str
    url: str
    amount: int
    said: list[Said]


@dataclass(frozen=True)
class Done:
    """One event of the batch, in words."""

    at: datetime
    who: str
    what: str
    note: str


@dataclass(frozen=True)
class Far:
    """How far the job is that draws the batch or writes its file."""

    words: str
    stalled: str
    url: str


def said_of(found: list[Any]) -> list[Said]:
    """What was kept of the gates of one line, in the gates' words; those that failed first."""
    told = []
    for code, passed, what in found:
        gate = gates.BY_CODE.get(code)
        title = gate.title if gate else gates.WHOLE.get(code, code)
        told.append(Said(code, passed, title if passed or not gate else gate.failed, what, gate.remedy if gate else ""))
    return sorted(told, key=lambda one: one.passed)


def context(row: Batch, actor: Actor, on: date, *, after: str, gate: str, out_after: str = "") -> dict[str, Any]:
    """All that the page shows, in a fixed number of queries."""
    groups = _groups(row, actor, gate)
    payments, next_place = _payments(row, actor, after)
    out, next_out = _left_out(row, actor, gate, out_after) if gate else ([], None)
    return {
        "batch": row, "scheme": scheme_of(row.scheme), "sign": SIGNS[State(row.state)], "turn": turn(row, on),
        "stale": row.state == State.DRAWN and row.on != on, "own": row.drawn_by_id == actor.user_id,
        "whole": said_of(row.gates), "answered": _answered(row, actor), "payments": payments,
        "next_place": next_place, "groups": groups, "gate": next((one for one in groups if one.open), None),
        "out": out, "next_out": next_out, "history": history(row),
        "may_cancel": row.state in (State.DRAWN, State.AGREED),
    }  # fmt: skip


def turn(row: Batch, on: date) -> str:
    """Whose turn it is, and by when."""
    if row.state == State.DRAWN:
        return f"轮到另一位{words(FINANCE)}复核，限当天"
    if row.state == State.SENT:
        return f"轮到银行答复，最晚{row.due_on:%Y年%-m月%-d日}"
    return {State.DRAWING: "系统正在逐笔核对", State.AGREED: "系统正在写银行文件"}.get(State(row.state), "")


def far_of(row: Batch, at: datetime) -> Far | None:
    """None where nothing is under way."""
    if row.state not in (State.DRAWING, State.AGREED) or row.said:
        return None
    job = jobs.latest(draw.VERB if row.state == State.DRAWING else runs.VERB, row.pk)
    said = (job.said if job else "") or ("正在逐笔核对" if row.state == State.DRAWING else "正在写银行文件")
    return Far(said, stalled(job, at), f"{reverse('money:far', args=[row.pk])}?state={row.state}")


def _answered(row: Batch, actor: Actor) -> list[tuple[str, str, int, int]]:
    """(sign, word, how many, fen) of each state its payments are in."""
    rows = Payment.objects.visible_to(actor).filter(batch=row).order_by()
    told = {state: (n, fen) for state, n, fen in rows.values_list("state").annotate(Count("pk"), Sum("amount"))}
    return [
        (PAYMENT_SIGNS[state], word, *told[state]) for state, word in Payment.State.choices if state in told
    ]  # fmt: skip


def _payments(row: Batch, actor: Actor, after: str) -> tuple[list[Row], int | None]:
    rows = Payment.objects.visible_to(actor).filter(batch=row).order_by("place")
    if after.isdecimal() and len(after) < 10:
        rows = rows.filter(place__gt=int(after))
    ready = rows.select_related("person", "organisation", "account").prefetch_related("parts__obligation")
    page = list(ready[: PAGE + 1])
    shown = [
        Row(
            one, payee(one), banking.shown(one.account), PAYMENT_SIGNS[one.state],
            [(line_url(part.obligation), part.amount) for part in one.parts.all()],
        )
        for one in page[:PAGE]
    ]  # fmt: skip
    return shown, page[PAGE - 1].place if len(page) > PAGE else None


def _groups(row: Batch, actor: Actor, gate: str) -> list[Group]:
    """By gate, the one that left most out first; a line stands under every gate it failed."""
    rows = Gated.objects.visible_to(actor).filter(batch=row, passed=False).order_by()
    count: Counter[str] = Counter()
    for failed, many in rows.values_list("failed").annotate(Count("pk")):
        count.update(dict.fromkeys(failed.split(), many))
    known = ((code, gates.BY_CODE.get(code), many) for code, many in count.most_common())
    return [
        Group(code, one.failed if one else code, one.remedy if one else "", many, code == gate)
        for code, one, many in known
    ]  # a batch is read for ever, a gate may be gone by then


def _left_out(row: Batch, actor: Actor, gate: str, after: str) -> tuple[list[Out], int | None]:
    """A page of the lines that one gate kept out, and the key of the page after it."""
    alone_or_among = Q(failed=gate) | Q(failed__startswith=f"{gate} ") | Q(failed__endswith=f" {gate}")
    rows = Gated.objects.visible_to(actor).filter(alone_or_among | Q(failed__contains=f" {gate} "), batch=row)
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__gt=int(after))
    ready = rows.select_related("obligation__person", "obligation__organisation").order_by("pk")
    page = list(ready[: PAGE + 1])
    shown = [
        Out(payee(one.obligation), line_url(one.obligation), one.obligation.owed, said_of(one.found))
        for one in page[:PAGE]
    ]
    return shown, page[PAGE - 1].pk if len(page) > PAGE else None


def payee(row: Payment | Obligation) -> str:
    to: Any = row.person or row.organisation
    return str(to.name)


def line_url(row: Obligation) -> str:
    return reverse("money:line", args=[row.line])


def history(row: Batch) -> list[Done]:
    """The newest first."""
    return [_done(event) for event in reversed(events.of(chain(row)))]


def _done(event: Event) -> Done:
    who = "系统" if event.by is None else event.by.words
    return Done(event.at, who, SAID.get(event.verb, event.verb), events.note_of(event))
