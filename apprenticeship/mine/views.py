"""The doors of one's own apprenticeships, and of the desk that looks into those that are denied. The clock is read
here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeship.derive import AREAS
from apprenticeship.desk import queue
from apprenticeship.during.counting import done
from apprenticeship.facts import own_days
from apprenticeship.mine import actions
from apprenticeship.mine.forms import Denial, Looked
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import board, history
from apprenticeship.plans.actions import chain
from apprenticeship.scheme import APPRENTICESHIP
from lib.refused import Refused
from people.actor import WORKER, asking, needs_role
from people.roles import AUDITOR, CITY, REVIEWER
from records import events
from subsidies import clocks
from subsidies.bundles.own import in_name_of

HERE = "apprenticeship/mine/"
LOOKED = ("deny", "denial-true", "denial-false")


@never_cache
@require_safe
@needs_role(WORKER)
def index(request: HttpRequest) -> HttpResponse:
    """Every plan that has one's name in it; a draft is its enterprise's alone."""
    rows = list(_own(request).order_by("-pk"))
    return render(request, f"{HERE}index.html", {
        "rows": list(zip(rows, board.titles([row.plan for row in rows]), strict=True)),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(WORKER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: where it is, how far, who teaches, what was asked for in one's name."""
    return _one(request, get_object_or_404(_own(request), pk=pk), Denial())


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(WORKER)
def deny(request: HttpRequest, pk: int) -> HttpResponse:
    """This is not me."""
    row, form = get_object_or_404(_own(request), pk=pk), Denial(request.POST)
    if form.is_valid():
        try:
            actions.deny(
                pk=pk, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now(),
                on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, "收到了。核查期间，这一条不能用来申请补贴。")
            return redirect("apprenticeships-of-mine:one", pk)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return _one(request, row, form)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(REVIEWER, CITY, AUDITOR)
def at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody says is not he; its reviewer answers what came of looking into it."""
    actor = asking(request)
    seen = Apprentice.objects.visible_to(actor).select_related("person", "plan__enterprise", "plan__school")
    row = get_object_or_404(seen, pk=pk)
    form = Looked(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.answer(
                pk=pk, true=form.cleaned_data["true"] == "yes", words=form.cleaned_data["words"], actor=actor,
                at=timezone.now(), on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, "已答复，本人、企业和院校都看得到。")
            return redirect("plan-desk:waiting")
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    key = queue.key_of_denial(row)
    return render(request, f"{HERE}desk.html", {
        "queue": queue.of(actor, timezone.localdate(), key), "has_case": True, "row": row, "plan": row.plan,
        "title": board.title(row.plan), "said": _said(row), "hours": _hours(row), "form": form,
        "answerable": row.denied_at is not None and actor.has(REVIEWER) and not actor.is_oneself(row.person_id),
        "past": history.told(events.of(chain(row.plan_id)), history.names(row.plan, actor)),
    })  # fmt: skip


def _own(request: HttpRequest) -> Any:
    actor = asking(request)
    rows = Apprentice.objects.visible_to(actor).filter(person=actor.person_id).exclude(plan__state=Plan.State.DRAFT)
    return rows.select_related("plan__enterprise", "plan__school", "mentor__person", "teacher__person", "person")


def _one(request: HttpRequest, row: Apprentice, form: Denial) -> HttpResponse:
    on = timezone.localdate()
    first, last = own_days(row)
    return render(request, f"{HERE}one.html", {
        "row": row, "plan": row.plan, "title": board.title(row.plan), "first": first, "last": last, "form": form,
        "hours": _hours(row), "pauses": row.pauses.all(),
        "told": [each for each in _said(row) if each[0].verb != "deny"],
        "in_name": in_name_of(APPRENTICESHIP.code, row.plan_id, row.person_id), "denial": clocks.allowed("denial", on),
    })  # fmt: skip


def _hours(row: Apprentice) -> list[tuple[str, int, int]]:
    """(module, done, planned)."""
    had = done([row.plan_id]).get(row.pk, {})
    return [(title, had.get(area, 0), getattr(row.plan, area)) for area, title in AREAS.items()]


def _said(row: Apprentice) -> list[tuple[Any, str]]:
    """What was said about whether it is he, in order."""
    past = [event for event in events.of(chain(row.plan_id)) if event.data.get("apprentice") == row.pk]
    return [(event, events.note_of(event)) for event in past if event.verb in LOOKED]
