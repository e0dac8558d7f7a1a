"""The doors of looks without notice. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.models import District
from people.roles import AUDITOR, CITY, CLERK, MANAGER, REVIEWER
from records.evidence import served
from training import queries
from training.desk import inspections
from training.desk.forms import Draw, Report
from training.filing.hours import hours_of, when
from training.lessons.actions import begun, roll
from training.models import ClassSession, Inspection, InspectionPlan

PAGE = "training/looks/"
READERS = (REVIEWER, CITY, AUDITOR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """What is to be looked at, what was found, and how it was drawn; POST draws anew."""
    actor, on = asking(request), timezone.localdate()
    form = Draw(
        request.POST if request.method == "POST" else None, districts=_districts(request), initial={"first": on}
    )
    if form.is_bound and form.is_valid():
        try:
            plan = inspections.draw(actor=actor, at=timezone.now(), on=on, **form.cleaned_data)
            messages.success(request, f"从 {plan.drawn_from} 课里抽出 {plan.size} 课。")
            return redirect("looks:index")
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    rows = Inspection.objects.visible_to(actor).select_related("session__of__organisation", "session__room", "plan")
    return render(request, f"{PAGE}index.html", {
        "form": form, "draws": actor.has(REVIEWER, CITY), "on": on,
        "ahead": [(row, when(row.session)) for row in rows.filter(done_at__isnull=True)[:100]],
        "done": [(row, when(row.session)) for row in rows.filter(done_at__isnull=False).order_by("-done_at")[:50]],
        "plans": InspectionPlan.objects.visible_to(actor).select_related("district", "drawn_by")[:20],
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*READERS, MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One look: the roll to tick, then what was found."""
    actor, now = asking(request), timezone.now()
    look = _found(request, pk)
    looks = actor.has(REVIEWER, CITY) and look.done_at is None
    if request.method == "POST" and not looks:
        raise Http404("没有可填的抽查")
    form = Report(request.POST, request.FILES) if request.method == "POST" else Report()
    absent = [int(each) for each in request.POST.getlist("absent") if each.isdecimal() and len(each) < 18]
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            inspections.report(
                pk=pk, counted=told["counted"], teacher_there=told["teacher"] == "yes", absent=absent,
                note=told["note"], photos=[each for each in (told["photo"], told["photo_too"]) if each], actor=actor,
                at=now,
            )  # fmt: skip
            messages.success(request, f"已记下：现场 {told['counted']} 人，{len(set(absent))} 人不在。")
            return redirect("looks:one", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(
        request, f"{PAGE}one.html", _told(look, form, looks, set(absent)) | {"begun": begun(look.session, now)}
    )


@require_POST
@needs_role(REVIEWER, CITY)
def call(request: HttpRequest, session: int) -> HttpResponse:
    """A look at a lesson that was not drawn."""
    rows = ClassSession.objects.visible_to(asking(request)).select_related("of__organisation")
    try:
        look = inspections.call(session=get_object_or_404(rows, pk=session), actor=asking(request))
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("looks:index")
    return redirect("looks:one", look.pk)


@never_cache
@require_safe
@needs_role(*READERS, MANAGER, CLERK)
def photo(request: HttpRequest, pk: int, nth: int) -> HttpResponse:
    """A picture that was taken there."""
    photos = list(_found(request, pk).photos.order_by("pk"))
    if nth >= len(photos):
        raise Http404("没有这张照片")
    return served(photos[nth], f"{pk}-{nth}")


def _told(look: Inspection, form: Report, looks: bool, ticked: set[int]) -> dict[str, Any]:
    session = look.session
    found = set(look.findings.values_list("enrolment", flat=True))
    again = ""
    if look.plan is not None:
        ids = inspections.population(look.plan.district_id, look.plan.first_day, look.plan.last_day)
        if inspections.digest(ids) == look.plan.digest:
            same = session.pk in inspections.drawn(ids, look.plan.seed, look.plan.size)
            again = "重抽一遍，结果一样" if same else "重抽一遍，结果不一样"
    return {
        "look": look, "session": session, "one": session.of, "title": queries.title(session.of), "when": when(session),
        "hours": hours_of(session), "form": form, "looks": looks, "again": again,
        "roll": [(row, kept, row.pk in found or row.pk in ticked) for row, kept in roll(session)],
        "photos": range(look.photos.count()), "absent": len(found),
    }  # fmt: skip


def _found(request: HttpRequest, pk: int) -> Inspection:
    rows = Inspection.objects.visible_to(asking(request)).select_related(
        "session__of__organisation", "session__of__course", "session__room", "session__teacher__person",
        "plan__district", "done_by",
    )  # fmt: skip
    look: Inspection = get_object_or_404(rows, pk=pk)
    return look


def _districts(request: HttpRequest) -> Any:
    rows = District.objects.order_by("order")
    return rows if asking(request).has(CITY) else rows.filter(pk__in=asking(request).districts)
