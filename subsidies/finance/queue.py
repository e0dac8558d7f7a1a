"""The list at the left of finance's desk: one of six, a page of it by key."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from lib.beside import beside
from lib.due import Due
from lib.money import yuan
from people.actor import Actor
from subsidies.finance import todo
from subsidies.finance.todo import Item
from subsidies.models import Application, Line
from treasury.models import BankResult, Batch, Obligation, Recovery

PAGE = 30
TODO, BATCHES, ANSWERS, FAILED, BACK, BOOKS = "todo", "batches", "answers", "failed", "back", "books"
TABS = {
    TODO: ("待办", "money:index"), BATCHES: ("批次", "money:batches"), ANSWERS: ("回单", "money:answers"),
    FAILED: ("失败", "money:failed"), BACK: ("追回", "money:recoveries"), BOOKS: ("账目", "money:books"),
}  # fmt: skip
EMPTY = {
    TODO: ("现在没有要办的。", "公示结束、等着发放的，会排到这里。"),
    BATCHES: ("还没有生成过批次。", "从“待办”里的待发放生成。"),
    ANSWERS: ("还没有收到回单。", "银行给了回单文件，在右边上传。"),
    FAILED: ("没有银行没入账的。", "失败的笔数，回单采用以后列在这里。"),
    BACK: ("没有追回的。", "追回由市级经办人从已经发放的申请提出。"),
    BOOKS: ("还没有账目。", ""),
}
Rows = Callable[[Actor, date, str], tuple[list[Item], str]]


@dataclass(frozen=True)
class Queue:
    """``tab``: which list. ``up``, ``down``: addresses of the rows beside the one that is shown. ``next_key``: of the
    page after this one."""

    tab: str
    items: tuple[Item, ...]
    here: Any
    next_key: str
    up: str
    down: str

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        return [(words, reverse(name), tab == self.tab) for tab, (words, name) in TABS.items()]

    @property
    def empty(self) -> tuple[str, str]:
        return EMPTY[self.tab]


def of(actor: Actor, on: date, tab: str, *, here: Any = None, after: str = "") -> Queue:
    """``after``: a key as ``next_key`` gave it; anything else is the first page."""
    items, key = _LISTS[tab](actor, on, after if after.isdecimal() and len(after) < 19 else "")
    url = {one.key: one.url for one in items}
    up, down = beside(list(url), here)
    return Queue(tab, tuple(items), here, key, url.get(up, ""), url.get(down, ""))


def _todo(actor: Actor, on: date, after: str) -> tuple[list[Item], str]:
    return todo.items(actor, on), ""


def _page(rows: QuerySet, after: str) -> tuple[list[Any], str]:
    """The newest first, from a key on."""
    rows = rows.order_by("-pk")
    page = list((rows.filter(pk__lt=int(after)) if after else rows)[: PAGE + 1])
    return page[:PAGE], str(page[PAGE - 1].pk) if len(page) > PAGE else ""


def _batches(actor: Actor, on: date, after: str) -> tuple[list[Item], str]:
    rows, key = _page(Batch.objects.visible_to(actor), after)
    return [todo.batch_item(row, on) for row in rows], key


def _answers(actor: Actor, on: date, after: str) -> tuple[list[Item], str]:
    rows, key = _page(BankResult.objects.visible_to(actor).select_related("file"), after)
    return [
        Item(
            row.pk, reverse("money:answer", args=[row.pk]), f"回单 {row.pk}",
            _brought(row),
            row.get_state_display(), "late" if row.state == BankResult.State.REFUSED else "far",
        )
        for row in rows
    ], key  # fmt: skip


def _brought(row: BankResult) -> str:
    if row.state == BankResult.State.TAKEN:
        return f"入账 {row.paid:,}，失败 {row.failed:,}"
    return row.said or "正在核对"


def _failed(actor: Actor, on: date, after: str) -> tuple[list[Item], str]:
    lines = Line.objects.filter(state=Line.State.FAILED).values("application")
    rows, key = _page(Application.objects.visible_to(actor).filter(pk__in=lines).select_related("person"), after)
    owed = _owed(rows)
    return [
        Item(row.pk, reverse("money:failed-one", args=[row.pk]), row.person.name if row.person else str(row.number),
             str(row.number), yuan(owed.get(row.pk, 0)))
        for row in rows
    ], key  # fmt: skip


def _owed(cases: list[Application]) -> dict[int, int]:
    """Fen that each case is to get, what was set off left out."""
    lines = dict(Line.objects.filter(application__in=cases, state=Line.State.FAILED).values_list("pk", "application"))
    found: Counter[int] = Counter()
    for line, owed in Obligation.objects.filter(line__in=lines).values_list("line", "owed"):
        found[lines[line]] += owed
    return found


def _back(actor: Actor, on: date, after: str) -> tuple[list[Item], str]:
    seen = Recovery.objects.visible_to(actor).select_related("obligation__person").prefetch_related("instalments")
    rows, key = _page(seen, after)
    return [_recovery(row, on) for row in rows], key


def _recovery(row: Recovery, on: date) -> Item:
    due = next((Due(one.due_on, on) for one in row.instalments.all() if one.repaid_on is None), None)
    open_one = row.state == Recovery.State.ORDERED and due is not None
    person = row.obligation.person
    return Item(
        row.pk, reverse("money:recovery", args=[row.pk]), person.name if person else row.number,
        f"{yuan(row.amount)}，{row.get_state_display()}", due.words if due and open_one else "",
        due.tone if due and open_one else "far",
    )  # fmt: skip


def _books(actor: Actor, on: date, after: str) -> tuple[list[Item], str]:
    fixed = [
        Item("appropriations", reverse("money:appropriations"), "年度预算", "下达、追加、调减，两人复核", ""),
        Item("checks", reverse("money:checks"), "全部账目核对", "分录、批次、银行文件逐项相加", ""),
    ]
    sent = Batch.objects.visible_to(actor).filter(state__in=[Batch.State.SENT, Batch.State.DONE])
    rows, key = _page(sent, after)
    found = [
        Item(row.pk, reverse("money:compare", args=[row.pk]), f"和银行核对 {row.number}",
             f"{row.payments_count:,} 笔，{yuan(row.amount)}", row.get_state_display())
        for row in rows
    ]  # fmt: skip
    return ([] if after else fixed) + found, key


_LISTS: dict[str, Rows] = {
    TODO: _todo, BATCHES: _batches, ANSWERS: _answers, FAILED: _failed, BACK: _back, BOOKS: _books,
}  # fmt: skip
