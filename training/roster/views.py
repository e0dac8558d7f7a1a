"""The doors of a class's roster. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CLERK, MANAGER
from training import queries, telling
from training.files.views import download, handed_in, latest
from training.filing import stops
from training.filing.views import found, schools
from training.filing.views import line as own_line
from training.models import Enrolment, TrainingClass
from training.roster import actions, downloads
from training.roster.feed import CLASS, ROSTER, SCHOOL, scope_of
from training.roster.forms import Answer, Leave, Workbook

HERE = "training/roster/"


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in a class, who signed up, who left; the workbook out and in."""
    return _one(request, found(request, pk))


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The roster to take along."""
    return download(*downloads.workbook(found(request, pk), asking(request), timezone.now()))


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def workbook_of_all(request: HttpRequest, school: int) -> HttpResponseBase:
    """Every class's roster in one workbook."""
    organisation = get_object_or_404(schools(asking(request)), pk=school)
    return download(*downloads.of_all(organisation, asking(request), timezone.now()))


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def whole(request: HttpRequest, school: int) -> HttpResponse:
    """The institution's workbook out and in."""
    return _whole(request, school, Workbook())


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """A class's workbook comes in; it is looked at first."""
    group, form = found(request, pk), Workbook(request.POST, request.FILES)
    run = handed_in(request, form, ROSTER, scope_of(CLASS, pk))
    return redirect("files:one", run.pk) if run else _one(request, group, form)


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def upload_whole(request: HttpRequest, school: int) -> HttpResponse:
    """The institution's workbook comes in."""
    organisation, form = get_object_or_404(schools(asking(request)), pk=school), Workbook(request.POST, request.FILES)
    run = handed_in(request, form, ROSTER, scope_of(SCHOOL, organisation.pk))
    return redirect("files:one", run.pk) if run else _whole(request, school, form)


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A trainee leaves."""
    row, form, now = own_line(request, pk), Leave(request.POST), timezone.now()
    if form.is_valid():
        try:
            up = actions.leave(
                pk=pk, actor=asking(request), at=now, on=timezone.localdate(), **form.cleaned_data
            )  # fmt: skip
            messages.success(request, f"{row.person.name}已退班。")
            _moved_up(request, up, now)
            return redirect("roster:one", row.of_id)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return _one(request, found(request, row.of_id), leaving=(pk, form))


@require_POST
@needs_role(MANAGER, CLERK)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """A sign-up: POST admit, admit-plain (no subsidy asked for) or decline with a reason."""
    row, actor, now, on = own_line(request, pk), asking(request), timezone.now(), timezone.localdate()
    form = Answer(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        if "decline" in request.POST:
            up = actions.decline(pk=pk, reason=reason, actor=actor, at=now, on=on)
            messages.success(request, f"已答复{row.person.name}：没有录取。")
            _moved_up(request, up, now)
        else:
            actions.admit(pk=pk, subsidised="plain" not in request.POST, actor=actor, at=now, on=on)
            messages.success(request, f"已录取{row.person.name}。")
        telling.answered(Enrolment.objects.select_related("person", "of").get(pk=pk), now)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("roster:one", row.of_id)


def _one(request: HttpRequest, group: TrainingClass, form: Workbook | None = None, leaving: Any = None) -> HttpResponse:
    rows = Enrolment.objects.visible_to(asking(request)).filter(of=group).select_related("person")
    by_state = {state: [row for row in rows if row.state == state] for state in Enrolment.State.values}
    on = timezone.localdate()
    over = group.state == TrainingClass.State.ACCEPTED and group.last_day is not None and group.last_day < on
    begun = group.state == TrainingClass.State.ACCEPTED and group.first_day is not None and group.first_day <= on
    return render(request, f"{HERE}one.html", {
        "one": group, "title": queries.title(group), "inside": by_state["enrolled"],
        "asking": by_state["applied"] + by_state["waiting"], "gone": by_state["left"] + by_state["declined"],
        "form": form or Workbook(), "takes": group.state in (*TrainingClass.OPEN, "accepted") and not over,
        "in_class": sum(1 for row in by_state["enrolled"] if row.denied_at is None), "begun": begun,
        "paused": stops.of_school(group.organisation_id, on), "leaving": leaving,
        "runs": latest(ROSTER, scope_of(CLASS, group.pk)), "leave": Leave(initial={"last_day": on}),
        "may_answer": group.state == "accepted" and not begun,
    })  # fmt: skip


def _whole(request: HttpRequest, school: int, form: Workbook) -> HttpResponse:
    organisation = get_object_or_404(schools(asking(request)), pk=school)
    return render(request, f"{HERE}whole.html", {
        "organisation": organisation, "form": form, "runs": latest(ROSTER, scope_of(SCHOOL, organisation.pk)),
    })  # fmt: skip


def _moved_up(request: HttpRequest, up: Enrolment | None, now: Any) -> None:
    if up is not None:
        telling.answered(Enrolment.objects.select_related("person", "of").get(pk=up.pk), now)
        messages.info(request, "候补的第一位转为已报名，请答复。")
