"""The doors of what happens while a plan is held. The clock is read here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeship.derive import AREAS
from apprenticeship.during import actions, counting
from apprenticeship.during.forms import Back, LessonForm, Since, Void
from apprenticeship.entering.views import found_one, page_of
from apprenticeship.models import Apprentice, Guide, Lesson, Plan
from apprenticeship.plans import board, rules
from apprenticeship.plans.views import found
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CLERK, MANAGER

HERE = "apprenticeship/during/"
SHOWN = 50  # lessons


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """How far everybody is, and one lesson more for those who were there."""
    plan, actor, on = found(request, pk), asking(request), timezone.localdate()
    guides = Guide.objects.visible_to(actor).filter(
        organisation__in=[plan.enterprise_id, plan.school_id], active=True
    ).filter(organisation__in=actor.organisations).select_related("person")  # fmt: skip
    posted = request.method == "POST"
    form = LessonForm(request.POST if posted else None, guides=guides, most=rules.figure("a_day", on),
                      initial={"on": on})  # fmt: skip
    ticked = [int(each) for each in request.POST.getlist("apprentice") if each.isdecimal() and len(each) < 18]
    if form.is_bound and form.is_valid():
        try:
            lesson = actions.teach(
                plan=pk, which=ticked, actor=actor, at=timezone.now(), today=on, **form.cleaned_data
            )  # fmt: skip
            messages.success(request, f"已记 {lesson.apprentices.count()} 人，各 {lesson.hours} 学时。")
            return redirect("plans:lessons", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return _lessons(request, plan, form, set(ticked) if posted else None)


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def void(request: HttpRequest, pk: int) -> HttpResponse:
    """A lesson was none."""
    actor = asking(request)
    lesson = get_object_or_404(Lesson.objects.visible_to(actor).filter(plan__in=board.own(actor)), pk=pk)
    try:
        actions.void(pk=pk, words=request.POST.get("words", ""), actor=actor, at=timezone.now())
        messages.success(request, "已作废。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:lessons", lesson.plan_id)


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Away for a while."""
    return _moved(request, pk, "pause", Since(request.POST), actions.pause, "since", "已记中断。")


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Back."""
    return _moved(request, pk, "resume", Back(request.POST), actions.resume, "on", "已恢复培养。")


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Not any more."""
    return _moved(request, pk, "stop", Since(request.POST), actions.stop, "on", "已记中途离开。")


def _moved(
    request: HttpRequest, pk: int, opened: str, form: Any, act: Callable[..., Any], name: str, said: str
) -> HttpResponse:
    row = found_one(request, pk)
    if form.is_valid():
        told = {name: form.cleaned_data["day"]}
        if "words" in form.cleaned_data:
            told["words"] = form.cleaned_data["words"]
        try:
            act(pk=pk, actor=asking(request), at=timezone.now(), today=timezone.localdate(), **told)
            messages.success(request, f"{row.person.name}{said}")
            return redirect("plans:apprentice", pk)
        except Refused as refusal:
            form.add_error({"words": "words", name: "day"}.get(refusal.code), refusal.message)
    return page_of(request, row, **{opened: form, "opened": opened})


def _lessons(request: HttpRequest, plan: Plan, form: LessonForm, ticked: set[int] | None) -> HttpResponse:
    actor = asking(request)
    rows = Apprentice.objects.visible_to(actor).filter(plan=plan, state=Apprentice.State.CONFIRMED)
    done, planned = counting.done([plan.pk]), counting.planned(plan)
    held = Lesson.objects.visible_to(actor).filter(plan=plan).select_related("guide__person", "guide__organisation")
    held = list(held.annotate(proved=Count("proofs", filter=Q(proofs__struck_at=None)))[:SHOWN])
    counted = counting.attended(held)
    return render(request, f"{HERE}lessons.html", {
        "plan": plan, "title": board.title(plan), "form": form, "areas": AREAS, "planned": planned, "void": Void(),
        "rows": [
            (pk, name, [f"{title} {done.get(pk, {}).get(area, 0)}/{planned[area]}" for area, title in AREAS.items()],
             ticked is None or pk in ticked)
            for pk, name in rows.order_by("pk").values_list("pk", "person__name")
        ],
        "lessons": [(one, counted.get(one.pk, 0)) for one in held], "organisations": actor.organisations,
        "standing": plan.state == Plan.State.ACCEPTED, "shown": SHOWN,
    })  # fmt: skip
