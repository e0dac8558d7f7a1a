"""The doors of overlaps: of both enterprises, of the district that raises one, of the city. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeship.desk.actions import takes_part
from apprenticeship.differing import queue
from apprenticeship.entering.views import found_one
from apprenticeship.facts import own_days
from apprenticeship.models import Apprentice, Overlap
from apprenticeship.overlapping import actions
from apprenticeship.overlapping.forms import Decide, Say
from apprenticeship.plans.rules import figure
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, CLERK, MANAGER, REVIEWER

HERE = "apprenticeship/overlapping/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the other enterprise about the same person."""
    row = found_one(request, pk)
    form = Say(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = actions.raise_one(
                pk=pk, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now(),
                on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"已请另一家企业核对，最晚{made.due_on:%Y年%-m月%-d日}答复。")
            return redirect("plans:overlap", made.pk)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    other = actions.other_of(row)
    return render(request, f"{HERE}new.html", {
        "row": row, "plan": row.plan, "form": form, "other": other, "days": own_days(other) if other else None,
        "days_to_answer": figure("overlap", timezone.localdate()),
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Both sides of it; POST says that one's own record is true."""
    actor = asking(request)
    found = get_object_or_404(_rows(actor), pk=pk)
    form = Say(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.keep(
                pk=pk, words=form.cleaned_data["words"], actor=actor, at=timezone.now(), on=timezone.localdate()
            )  # fmt: skip
            messages.success(request, "已答复，另一家企业看得到。")
            return redirect("plans:overlap", pk)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    on = timezone.localdate()
    return render(request, f"{HERE}one.html", _shown(found) | {
        "form": form, "open": found.state == Overlap.State.OPEN and on <= found.due_on,
        "answered": all(
            getattr(found, f"{side}_says") for side in actions.SIDES
            if getattr(found, side).plan.enterprise_id in actor.organisations
        ),
    })  # fmt: skip


@require_POST
@needs_role(MANAGER, CLERK)
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own record ends."""
    get_object_or_404(_rows(asking(request)), pk=pk)
    try:
        actions.give_up(pk=pk, actor=asking(request), at=timezone.now(), on=timezone.localdate())
        messages.success(request, "已结束本企业的这一份，另一份保留。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:overlap", pk)


@never_cache
@require_POST
@needs_role(REVIEWER)
def raised_at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The district asks both enterprises."""
    row = get_object_or_404(Apprentice.objects.visible_to(asking(request)), pk=pk)
    try:
        actions.raise_one(
            pk=pk, words="区级审核发现时间重叠", actor=asking(request), at=timezone.now(), on=timezone.localdate()
        )
        messages.success(request, "已请两家企业核对。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plan-desk:plan", row.plan_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(CITY, AUDITOR)
def at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Both have answered: the city says which one stays."""
    actor, on = asking(request), timezone.localdate()
    found = get_object_or_404(_rows(actor), pk=pk)
    form = Decide(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.decide(
                pk=pk, keeps=form.cleaned_data["keeps"], words=form.cleaned_data["words"], actor=actor,
                at=timezone.now(), on=on,
            )  # fmt: skip
            messages.success(request, "已决定，两家企业都看得到。")
            return redirect("differences:waiting")
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return render(request, f"{HERE}desk.html", _shown(found) | {
        "queue": queue.of(actor, on, queue.key_of_overlap(found)), "has_case": True, "form": form,
        "answerable": found.state == Overlap.State.CITY and actor.has(CITY)
        and not any(takes_part(row.plan, actor) for row in (found.first, found.second)),
    })  # fmt: skip


def _rows(actor: Any) -> Any:
    return Overlap.objects.visible_to(actor).select_related(
        "first__person", "first__plan__enterprise", "second__plan__enterprise"
    )


def _shown(found: Overlap) -> dict[str, Any]:
    """Of each side its enterprise, its days and its words; of the plans nothing more."""
    sides = [(words, getattr(found, side)) for side, words in (("first", "先备案"), ("second", "后备案"))]
    said = (found.first_says, found.second_says)
    return {
        "found": found, "person": found.first.person,
        "sides": [
            (words, row.plan.enterprise.name, own_days(row), says, row)
            for (words, row), says in zip(sides, said, strict=True)
        ],
    }  # fmt: skip
