"""The doors of lessons: the roll, the code on the wall, the workbook, changes. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CLERK, MANAGER
from training import queries, telling
from training.files.views import download, handed_in, latest
from training.filing import changes
from training.filing.forms import ChangeForm
from training.filing.hours import clock, hours_of, when
from training.filing.rules import figure
from training.filing.views import found
from training.lessons import actions, codes, downloads
from training.lessons.attended import attended
from training.lessons.feed import ATTENDANCE
from training.lessons.forms import lines, read_roll
from training.models import ClassSession, SessionChange
from training.roster.feed import CLASS, scope_of
from training.roster.forms import Workbook

HERE = "training/lessons/"


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def of_class(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance of a class: lesson by lesson, trainee by trainee; the workbook out and in."""
    return _class(request, pk, Workbook())


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The roll of one lesson: who is there. POST keep, or close when that is all."""
    session, now, wrong = _session(request, pk), timezone.now(), dict[int, str]()
    roll = actions.roll(session)
    if request.method == "POST":
        hours, wrong = read_roll(request.POST, session, roll)
        try:
            if not wrong:
                actions.mark(pk=pk, hours=hours, actor=asking(request), at=now)
                if "close" in request.POST:
                    there = actions.close(pk=pk, actor=asking(request), at=now)
                    messages.success(request, f"已确认，到 {there} 人。")
                else:
                    messages.success(request, "已保存，还没有确认。")
                return redirect("lessons:one", pk)
        except Refused as refusal:
            messages.warning(request, refusal.message)
    return render(request, f"{HERE}one.html", {
        "session": session, "one": session.of, "when": when(session), "hours": hours_of(session),
        "roll": lines(request.POST if request.method == "POST" else None, session, roll, wrong), "mend": len(wrong),
        "begun": actions.begun(session, now),
        "scanning": actions.is_open(session, now), "there": sum(1 for _, kept in roll if kept and kept.hours),
        "caught": _caught(session), "late": actions.days_since(session, now), "entered": figure("entered", session.day),
        "scan": figure("scan", session.day),
    })  # fmt: skip


@require_POST
@needs_role(MANAGER, CLERK)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance stands as it is written, however late."""
    session = _session(request, pk)
    try:
        there = actions.close(pk=session.pk, actor=asking(request), at=timezone.now())
        messages.success(request, f"已确认，到 {there} 人；没有记的按未到。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("lessons:one", pk)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def wall(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to be scanned, large, for a screen in the room."""
    session = _session(request, pk)
    return render(request, f"{HERE}wall.html", _code(request, session) | {"one": session.of, "when": when(session)})


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """The code alone, asked for every some seconds."""
    return render(request, f"{HERE}_code.html", _code(request, _session(request, pk)))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time, teacher or room, or not held."""
    session = _session(request, pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, own=session.of, initial=_as_it_is(session))
    if form.is_bound and form.is_valid():
        now = timezone.now()
        try:
            row = changes.change(
                pk=pk, to=form.lesson(session), reason=form.cleaned_data["reason"], actor=asking(request), at=now,
                on=timezone.localdate(),
            )  # fmt: skip
            if row.state == SessionChange.State.DONE:
                messages.success(request, f"已变更，{telling.moved(row, now)} 位学员登记了手机，已发短信。")
            else:
                messages.success(request, "变更的学时超过了可以自己变更的比例，已提交区里审核；答复以前照原课表上。")
            return redirect("classes:one", session.of_id)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(
        request, f"{HERE}change.html", {"form": form, "session": session, "one": session.of, "when": when(session),
         "changed": figure("changed", session.day)},
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def make_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A lesson for those who missed this one."""
    session = _session(request, pk)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        own=session.of,
        make_up=True,
        initial=_as_it_is(session) | {"on": None},
    )
    if form.is_bound and form.is_valid():
        lesson = form.lesson(session)
        assert lesson is not None, "a make-up lesson is held"
        try:
            made = changes.make_up(
                pk=pk, lesson=lesson, reason=form.cleaned_data["reason"], actor=asking(request), at=timezone.now(),
                on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"补课排好了：{when(made)}。")
            return redirect("classes:one", session.of_id)
        except Refused as refusal:
            name = "on" if refusal.code == "day" else refusal.code
            form.add_error(name if name in form.fields else None, refusal.message)
    return render(request, f"{HERE}change.html", {
        "form": form, "session": session, "one": session.of, "when": when(session), "make_up": True,
        "most": figure("makeup", session.day),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The attendance to fill in: the lessons that can still be written of."""
    return download(*downloads.workbook(found(request, pk), asking(request), timezone.now()))


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """It comes back."""
    found(request, pk)
    form = Workbook(request.POST, request.FILES)
    run = handed_in(request, form, ATTENDANCE, scope_of(CLASS, pk))
    return redirect("files:one", run.pk) if run else _class(request, pk, form)


def _class(request: HttpRequest, pk: int, form: Workbook) -> HttpResponse:
    group, now = found(request, pk), timezone.now()
    sessions = ClassSession.objects.visible_to(asking(request)).filter(of=group, state="planned")
    told = list(sessions.select_related("room", "teacher__person").prefetch_related("attendance"))
    hours = attended(group)
    so_far = sum(hours_of(each) for each in told if each.closed_at and each.makes_up_id is None)
    return render(request, f"{HERE}class.html", {
        "one": group, "title": queries.title(group), "form": form, "so_far": so_far, "now": now,
        "sessions": [
            (each, when(each), sum(1 for row in each.attendance.all() if row.hours), actions.begun(each, now))
            for each in told
        ],
        "people": [(row, hours.get(row.pk, 0)) for row in actions.expected(pk, timezone.localdate())],
        "runs": latest(ATTENDANCE, scope_of(CLASS, pk)),
    })  # fmt: skip


def _session(request: HttpRequest, pk: int) -> ClassSession:
    """A lesson of a class of one's own institution, or 404."""
    actor = asking(request)
    rows = ClassSession.objects.visible_to(actor).filter(of__organisation__in=actor.organisations)
    session: ClassSession = get_object_or_404(
        rows.select_related("of__organisation", "of__course", "room", "teacher__person", "replaced_by"), pk=pk
    )
    return session


def _caught(session: ClassSession) -> set[int]:
    """Whom a look without notice did not find there."""
    rows = session.inspections.filter(done_at__isnull=False).values_list("findings__enrolment", flat=True)
    return {pk for pk in rows if pk is not None}


def _code(request: HttpRequest, session: ClassSession) -> dict[str, Any]:
    now = timezone.now()
    open_now = actions.is_open(session, now) and session.closed_at is None and session.state == "planned"
    address = request.build_absolute_uri(reverse("attend:scanned", args=[codes.make(session.pk)])) if open_now else ""
    return {
        "session": session, "picture": codes.picture(address) if open_now else "", "every": codes.EVERY,
        "there": session.attendance.filter(hours__gt=0).count(),
        "all": len(actions.expected(session.of_id, session.day)),
    }  # fmt: skip


def _as_it_is(session: ClassSession) -> dict[str, Any]:
    return {
        "on": session.day, "begins": clock(session.begins).zfill(5), "ends": clock(session.ends).zfill(5),
        "teacher": session.teacher_id, "room": session.room_id, "what": "move",
    }  # fmt: skip
