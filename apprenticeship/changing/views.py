"""The doors of changes of a plan: of its enterprise, of the schools that are asked, of the district. The clock is read
here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeship.changing import actions, shown
from apprenticeship.changing.forms import No, ToLevel, ToSchool
from apprenticeship.desk import queue
from apprenticeship.models import Guide, PlanChange
from apprenticeship.plans import board
from apprenticeship.plans.views import found as own_plan
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, CLERK, MANAGER, REVIEWER
from policy.words import level as level_name

HERE = "apprenticeship/changing/"
FORMS: dict[str, type[ToLevel] | type[ToSchool]] = {"level": ToLevel, "school": ToSchool}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def new(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """What the enterprise would change; GET with ``level`` says what that moves."""
    plan, actor, on = own_plan(request, pk), asking(request), timezone.localdate()
    if kind not in FORMS or plan.enterprise_id not in actor.organisations:
        raise Http404("由企业提出")
    form = FORMS[kind](request.POST if request.method == "POST" else None, plan=plan)
    if form.is_bound and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "words"}
        try:
            made = actions.propose(
                plan=pk, kind=kind, given=given, words=form.cleaned_data["words"], actor=actor, at=timezone.now(), on=on
            )  # fmt: skip
            messages.success(request, "已提出，请院校答复。")
            return redirect("plans:change", made.pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, f"{HERE}new.html", {
        "plan": plan, "title": board.title(plan), "kind": PlanChange.Kind(kind), "form": form,
        "levels": [
            (words, shown.moves(plan, level, on))
            for level, words in form.fields["level"].choices if level  # type: ignore[attr-defined]
        ] if kind == "level" else [],
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A change as every party to it reads it; POST declines it, with why."""
    actor = asking(request)
    found = get_object_or_404(_rows(actor), pk=pk)
    form = No(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.decline(
                pk=pk, words=form.cleaned_data["words"], actor=actor, at=timezone.now(), on=timezone.localdate()
            )  # fmt: skip
            messages.success(request, "已答复：不同意，计划不变。")
            return redirect("plans:change", pk)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return render(request, f"{HERE}one.html", _shown(found) | {
        "form": form, "ours": found.plan.enterprise_id in actor.organisations,
        "asked": any(school.pk in actor.organisations for school in found.waits_for),
        "teachers": Guide.objects.visible_to(actor).filter(organisation=found.school_id, active=True).select_related(
            "person"
        ) if found.school_id in actor.organisations else [],
        "in_plan": {found.plan.enterprise_id, found.plan.school_id} & set(actor.organisations),
    })  # fmt: skip


@require_POST
@needs_role(MANAGER, CLERK)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """By a school."""
    text = request.POST.get("teacher", "")
    mine = Guide.objects.visible_to(asking(request))
    teacher = mine.filter(pk=int(text)).first() if text.isdecimal() and len(text) < 18 else None
    act = lambda **told: actions.agree(on=timezone.localdate(), teacher=teacher, **told)  # noqa: E731
    return _pressed(request, pk, act, "已同意。", "plans:change")


@require_POST
@needs_role(MANAGER, CLERK)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """By the enterprise."""
    return _pressed(request, pk, actions.withdraw, "已收回，计划不变。", "plans:change")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(REVIEWER, CITY, AUDITOR)
def at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The district reads who agreed and what moves; POST refuses, with why."""
    actor, on = asking(request), timezone.localdate()
    found = get_object_or_404(_rows(actor), pk=pk)
    form = No(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.refuse(pk=pk, words=form.cleaned_data["words"], actor=actor, at=timezone.now())
            messages.success(request, "已答复：不同意变更。")
            return redirect("plan-desk:waiting")
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return render(request, f"{HERE}desk.html", _shown(found) | {
        "queue": queue.of(actor, on, queue.key_of_change(found)), "has_case": True, "form": form,
        "answerable": found.state == PlanChange.State.FILED and actor.has(REVIEWER),
    })  # fmt: skip


@require_POST
@needs_role(REVIEWER)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """By the district."""
    act = lambda **told: actions.accept(on=timezone.localdate(), **told)  # noqa: E731
    return _pressed(request, pk, act, "已同意变更，计划从现在起照新的办。", "plan-desk:change")


def _pressed(request: HttpRequest, pk: int, act: Callable[..., Any], words: str, back: str) -> HttpResponse:
    get_object_or_404(_rows(asking(request)), pk=pk)
    try:
        act(pk=pk, actor=asking(request), at=timezone.now())
        messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect(back, pk)


def _rows(actor: Any) -> Any:
    rows = PlanChange.objects.visible_to(actor)
    return rows.select_related("plan__enterprise", "plan__school", "school", "old_school")


def _shown(found: PlanChange) -> dict[str, Any]:
    return {
        "found": found, "plan": found.plan, "title": board.title(found.plan),
        "moves": shown.of(found, timezone.localdate()), "level": level_name(found.level) if found.level else "",
    }  # fmt: skip
