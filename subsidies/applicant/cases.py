"""Reads for 我的申请: the list, one application with all that its applicant may know of it, the inbox."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from people import banking
from people.actor import Actor, address_called
from policy import Explanation, scheme_of
from subsidies import deciding, lifecycle, progress, telling
from subsidies.actions import objections, ratings
from subsidies.applicant import history, money
from subsidies.applicant.history import Asked, Told
from subsidies.applicant.money import Money
from subsidies.handling import Again, handling_of
from subsidies.models import Application, Attachment, Message, Rating
from subsidies.models.notices import Objection
from subsidies.progress import Progress
from subsidies.reasons import REFUSALS, Reason

State = Application.State
PAGE = 20
COUNTED = 10_000
CLOSED = (State.REFUSED, State.WITHDRAWN)


@dataclass(frozen=True)
class Item:
    """One application in a list. ``name``: whose, for who entered it at a counter; ``url``: where it goes on."""

    row: Application
    progress: Progress
    url: str
    name: str = ""

    @property
    def scheme(self) -> str:
        return scheme_of(self.row.scheme).title

    @property
    def title(self) -> str:
        return self.row.title or self.scheme

    @property
    def draft(self) -> bool:
        return self.row.state == State.DRAFT


@dataclass(frozen=True)
class Listed:
    """A page of a list. ``total``: how many in all, up to one above COUNTED. ``next_key``: of the page after it."""

    items: tuple[Item, ...]
    total: int
    next_key: str


@dataclass(frozen=True)
class Objected:
    """What the applicant said against a refusal, and what was answered."""

    row: Objection
    said: str
    answer: str


@dataclass(frozen=True)
class Case:
    """One application as its applicant may know it.

    money    where its money is, once it may be paid
    asked    what has to be completed, while it waits for that
    completed  whether something was handed in since it was asked for
    reason   of a refusal
    steps    what the applicant may do now: names of verbs of `subsidies.lifecycle`
    papers   where its letters are; empty where the site has none
    again    where it may be claimed again, for its person, once it came to nothing
    """

    item: Item
    money: Money | None
    explanation: Explanation | None
    history: list[Told]
    asked: Asked | None
    completed: bool
    reason: Reason | None
    objections: list[Objected]
    proofs: list[Attachment]
    account: str
    rating: Rating | None
    steps: list[str]
    papers: str
    again: Again | None

    @property
    def row(self) -> Application:
        return self.item.row

    @property
    def amount_words(self) -> str:
        """What the amount is; empty where none is to be shown."""
        if not self.row.amount or self.row.state in (State.DRAFT, State.REFUSED, State.WITHDRAWN):
            return ""
        return "准予金额" if self.row.state == State.APPROVED else "申请金额"

    @property
    def ended(self) -> bool:
        return self.row.state in ratings.ENDED

    @property
    def may_object(self) -> bool:
        open_one = any(one.row.state == Objection.State.OPEN for one in self.objections)
        return self.row.state == State.REFUSED and not open_one


def own(actor: Actor) -> QuerySet[Application]:
    """One's own; for a counter clerk what was entered there."""
    rows: QuerySet[Application] = Application.objects.visible_to(actor)
    return rows if actor.person_id is not None else rows.filter(entered_by=actor.user_id)


def listed(actor: Actor, after: str = "") -> Listed:
    """The newest first. ``after``: a key as ``next_key`` gave it; anything else is the first page."""
    rows = own(actor)
    total = rows.order_by()[: COUNTED + 1].count()
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(progress.ready(rows.select_related("person")).order_by("-pk")[: PAGE + 1])
    items = tuple(_item(row, actor) for row in page[:PAGE])
    return Listed(items, total, str(items[-1].row.pk) if len(page) > PAGE else "")


def standing(actor: Actor, scheme: str) -> dict[int, Item]:
    """What is asked for under a scheme and neither refused nor taken back, by its subject."""
    rows = own(actor).filter(scheme=scheme).exclude(state__in=CLOSED)
    return {row.subject: _item(row, actor) for row in progress.ready(rows.select_related("person"))}


def case(actor: Actor, pk: int, on: date | None = None) -> Case | None:
    """None where there is none, or it is somebody else's. ``on``: today, where it is to be told whether
    the same may be claimed again."""
    rows = progress.ready(own(actor)).select_related("person", "account", "determination__terms", "district")
    row = rows.prefetch_related("attachments", "rating").filter(pk=pk).first()
    if row is None:
        return None
    chain = history.chain(row)
    said = [one for one in row.objections.all() if one.kind == Objection.Kind.REFUSAL]
    return Case(
        item=_item(row, actor),
        money=money.of(row, actor),
        explanation=_explanation(row),
        history=history.told(row, chain),
        asked=history.asked(chain) if row.state == State.RETURNED else None,
        completed=history.completed(chain),
        reason=REFUSALS.get(row.reason) if row.state == State.REFUSED else None,
        objections=[Objected(one, objections.said(one), objections.answered(one)) for one in said],
        proofs=list(row.attachments.all()),
        account=banking.shown(row.account) if row.account else "",
        rating=getattr(row, "rating", None),
        steps=lifecycle.moves_of(row, actor),
        papers="" if row.state == State.DRAFT else address_called("letters:of-application", row.pk),
        again=_again(row, actor, on) if on else None,
    )


def inbox(actor: Actor, after: str = "") -> tuple[list[dict[str, Any]], list[Message], str]:
    """A page of the inbox as it is read out, its rows, and the key of the next page."""
    rows = Message.objects.visible_to(actor).select_related("application")
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    page = list(rows.order_by("-pk")[: PAGE + 1])
    shown = page[:PAGE]
    lines = [
        {
            "kind": one.get_kind_display(), "words": telling.words(one), "at": one.at, "new": one.read_at is None,
            "about": one.application.title, "pk": one.application_id,
        }
        for one in shown
    ]  # fmt: skip
    return lines, shown, str(shown[-1].pk) if len(page) > PAGE else ""


def _item(row: Application, actor: Actor) -> Item:
    at_counter = actor.person_id is None
    url = address_called("applicant:case", row.pk)
    if row.state == State.DRAFT:
        url = handling_of(row.scheme).form(row, at_counter)
    name = row.person.name if at_counter and row.person else ""
    return Item(row, progress.of(row), url, name)


def _again(row: Application, actor: Actor, on: date) -> Again | None:
    """None also while the same is asked for already, or an objection may yet bring this one back."""
    if row.state not in CLOSED or row.person_id is None or row.person_id != actor.person_id:
        return None
    if any(one.state == Objection.State.OPEN for one in row.objections.all()):
        return None
    same = own(actor).filter(scheme=row.scheme, person=row.person_id, subject=row.subject)
    return None if same.exclude(state__in=CLOSED).exists() else handling_of(row.scheme).again(row, on)


def _explanation(row: Application) -> Explanation | None:
    """The slip of what was found last; None for a draft, and where the rule of that time is not kept."""
    if row.determination_id is None:
        return None
    try:
        return deciding.explained(row.determination)
    except LookupError:
        return None
