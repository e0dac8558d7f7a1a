"""The doors of an institution's classes. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import Actor, asking, needs_role
from people.models import Organisation
from people.roles import CLERK, MANAGER
from records import events
from training import queries, telling
from training.filing import actions, board, changes, history, judge
from training.filing.forms import ClassForm, LessonsForm, Reason
from training.filing.hours import hours_of
from training.models import ClassSession, Enrolment, SessionChange, TrainingClass

HERE = "training/filing/"


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def index(request: HttpRequest) -> HttpResponse:
    """What has to be done, then the classes: GET shelf, after."""
    actor, on = asking(request), timezone.localdate()
    counted = board.counted(actor, on)
    shelves = [(each, counted[each.key]) for each in board.shelves(on)]
    asked = request.GET.get("shelf", "")
    shelf = asked if asked in counted else next((each.key for each, many in shelves if many), "draft")
    text = request.GET.get("after", "")
    rows, after = board.page(actor, on, shelf, int(text) if text.isdecimal() and len(text) < 18 else 0)
    return render(request, f"{HERE}index.html", {
        "schools": list(schools(actor)), "todos": board.todos(actor, on), "shelves": shelves, "shelf": shelf,
        "rows": list(zip(rows, queries.titles(rows), strict=True)), "after": after,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def new(request: HttpRequest, school: int) -> HttpResponse:
    """A draft of a class."""
    actor, now = asking(request), timezone.now()
    organisation = get_object_or_404(schools(actor), pk=school)
    courses = queries.offered_by(organisation.pk, timezone.localdate())
    form = ClassForm(request.POST if request.method == "POST" else None, courses=courses)
    if form.is_bound and form.is_valid():
        course = next(each.course for each in courses if each.course.pk == form.cleaned_data["course"])
        try:
            one = actions.draft(
                organisation=organisation, course=course, given=form.cleaned_data, actor=actor, at=now
            )  # fmt: skip
            messages.success(request, f"草稿建好了，班号 {one.number}。接着排课。")
            return redirect("classes:lessons", one.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(
        request, f"{HERE}form.html", {"form": form, "organisation": organisation, "courses": courses, "one": None}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Name, seats, public, plan."""
    one = found(request, pk)
    initial = {name: getattr(one, name) for name in actions.FIELDS}
    form = ClassForm(request.POST if request.method == "POST" else None, courses=[], fixed=True, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            actions.edit(pk=pk, given=form.cleaned_data, actor=asking(request), at=timezone.now())
            messages.success(request, "已保存。")
            return redirect("classes:one", pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(
        request, f"{HERE}form.html", {"form": form, "organisation": one.organisation, "courses": [], "one": one}
    )


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a class; before it is accepted, everything that is wrong with it."""
    return _one(request, found(request, pk), Reason())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """The timetable of a draft: lessons by a pattern, tried (POST try) or kept (POST keep)."""
    group, actor, on = found(request, pk), asking(request), timezone.localdate()
    form = LessonsForm(request.POST if request.method == "POST" else None, own=group, initial=_next_lessons(group))
    tried = None
    if form.is_bound and form.is_valid():
        asked = form.lessons()
        try:
            if "keep" in request.POST:
                judged = actions.add_lessons(pk=pk, asked=asked, actor=actor, at=timezone.now(), on=on)
                if not judged.blocks:
                    messages.success(request, f"排进了 {len(asked)} 课。")
                    return redirect("classes:lessons", pk)
            else:
                judged = actions.try_lessons(pk=pk, asked=asked, actor=actor, on=on)
            tried = (actions.candidates(group, asked), judged, "keep" in request.POST)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    kept = [(each, hours_of(each)) for each in judge.planned(group)]
    return render(request, f"{HERE}lessons.html", {
        "one": group, "title": queries.title(group), "form": form, "tried": tried, "kept": kept,
        "open": group.state in TrainingClass.OPEN, "least": queries.least_hours(group, on),
    })  # fmt: skip


@require_POST
@needs_role(MANAGER, CLERK)
def remove_lessons(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked ones."""
    found(request, pk)
    which = [int(each) for each in request.POST.getlist("lesson") if each.isdecimal() and len(each) < 18]
    try:
        gone = actions.remove_lessons(pk=pk, which=which, actor=asking(request), at=timezone.now())
        messages.success(request, f"删去了 {gone} 课。") if gone else messages.warning(request, "没有勾选要删的课。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("classes:lessons", pk)


@require_POST
@needs_role(MANAGER, CLERK)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the filing in."""
    found(request, pk)
    try:
        group, judged = actions.file(pk=pk, actor=asking(request), at=timezone.now(), on=timezone.localdate())
        if judged.blocks:
            messages.warning(request, f"没有提交：还有 {len(judged.blocks)} 处要改，在下面逐条写着。")
        elif group.state == TrainingClass.State.ACCEPTED:
            messages.success(request, f"已备案。班号 {group.number}，可以按课表开班。")
        else:
            messages.success(request, "已提交。有几处要区里看一看，最晚答复日写在下面。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("classes:one", pk)


@require_POST
@needs_role(MANAGER, CLERK)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A filing that waits is a draft again."""
    found(request, pk)
    try:
        actions.take_back(pk=pk, actor=asking(request), at=timezone.now())
        messages.success(request, "已撤回，改好以后再提交。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("classes:one", pk)


@require_POST
@needs_role(MANAGER, CLERK)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be held."""
    form, now = Reason(request.POST), timezone.now()
    group = found(request, pk)
    if not form.is_valid():
        return _one(request, group, form)
    try:
        told = actions.cancel(
            pk=pk, actor=asking(request), at=now, on=timezone.localdate(), reason=form.cleaned_data["reason"]
        )
        reached = telling.cancelled(told, now)
        messages.success(request, f"已取消。{len(told)} 位学员退出，其中 {reached} 位登记了手机，已发短信。")
    except Refused as refusal:
        form.add_error("reason" if refusal.code == "reason" else None, refusal.message)
        return _one(request, group, form)
    return redirect("classes:one", pk)


def schools(actor: Actor) -> Any:
    """The training institutions one works for."""
    rows = Organisation.objects.visible_to(actor).filter(pk__in=actor.organisations)
    return rows.filter(kind=Organisation.Kind.INSTITUTION).order_by("pk")


def found(request: HttpRequest, pk: int) -> TrainingClass:
    """A class of one's own institution, or 404."""
    group: TrainingClass = get_object_or_404(board.own(asking(request)), pk=pk)
    return group


def line(request: HttpRequest, pk: int) -> Enrolment:
    """A line of one of one's own classes, or 404."""
    actor = asking(request)
    rows = Enrolment.objects.visible_to(actor).filter(of__organisation__in=actor.organisations)
    row: Enrolment = get_object_or_404(rows.select_related("person", "of"), pk=pk)
    return row


def _one(request: HttpRequest, group: TrainingClass, form: Reason) -> HttpResponse:
    on = timezone.localdate()
    judged = judge.a_class(group, on) if group.state in TrainingClass.OPEN else None
    sessions = ClassSession.objects.visible_to(asking(request)).filter(of=group).select_related(
        "room", "teacher__person", "replaced_by", "makes_up"
    )  # fmt: skip
    waiting = SessionChange.objects.filter(session__of=group, state=SessionChange.State.WAITING)
    return render(request, f"{HERE}one.html", {
        "one": group, "title": queries.title(group), "judged": judged, "form": form,
        "sessions": [(each, hours_of(each)) for each in sessions], "inside": group.enrolments.inside().count(),
        "denied": group.enrolments.filter(denied_at__isnull=False).count(), "on": on,
        "share": changes.changed_share(group) if group.state == TrainingClass.State.ACCEPTED else 0,
        "waiting": {each.session_id for each in waiting}, "past": history.told(events.of(actions.chain(group.pk))),
        "open": group.state in TrainingClass.OPEN, "words": history.answer_of(group),
        "may_cancel": group.state in TrainingClass.ALIVE and not (
            group.state == TrainingClass.State.ACCEPTED and group.last_day and group.last_day < on
        ),
    })  # fmt: skip


def _next_lessons(group: TrainingClass) -> dict[str, Any]:
    """What the next lessons most likely are: as the last ones, from the day after."""
    last = group.sessions.order_by("day", "begins").last()
    told: dict[str, Any] = {"holidays": True, "mode": "theory"}
    if last is not None:
        told |= {"teacher": last.teacher_id, "room": last.room_id, "mode": last.mode}
    return told
