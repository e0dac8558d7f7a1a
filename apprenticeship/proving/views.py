"""The doors of the proofs of a lesson. The clock is read here."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeship.during.counting import attended
from apprenticeship.models import Lesson, LessonProof, Plan
from apprenticeship.plans import board
from apprenticeship.proving import actions
from apprenticeship.proving.forms import NewProof
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, CLERK, FINANCE, MANAGER, REVIEWER
from records.evidence import served

SHOWN = 200  # lessons
INSIDE = (REVIEWER, CITY, FINANCE, AUDITOR)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def lesson(request: HttpRequest, pk: int) -> HttpResponse:
    """One lesson with who was there and what proves it; POST hands in one more."""
    actor = asking(request)
    rows = Lesson.objects.visible_to(actor).filter(plan__in=board.own(actor))
    one = get_object_or_404(rows.select_related("plan", "guide__person", "guide__organisation"), pk=pk)
    posted = request.method == "POST"
    form = NewProof(request.POST, request.FILES) if posted else NewProof()
    if form.is_bound and form.is_valid():
        try:
            actions.attach(lesson=pk, proof=form.cleaned_data["file"], actor=actor, at=timezone.now())
            messages.success(request, "已附上。")
            return redirect("plans:lesson", pk)
        except Refused as refusal:
            form.add_error("file", refusal.message)
    return render(request, "apprenticeship/proving/lesson.html", {
        "one": one, "plan": one.plan, "title": board.title(one.plan), "form": form,
        "there": one.apprentices.select_related("person").order_by("pk"),
        "proofs": one.proofs.select_related("file", "by"), "most": actions.MOST,
        "ours": one.guide.organisation_id in actor.organisations and one.voided_at is None
        and one.plan.state == Plan.State.ACCEPTED,
    })  # fmt: skip


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def strike(request: HttpRequest, pk: int) -> HttpResponse:
    """It proves nothing."""
    actor = asking(request)
    found = get_object_or_404(LessonProof.objects.visible_to(actor).filter(lesson__plan__in=board.own(actor)), pk=pk)
    try:
        actions.strike(pk=pk, words=request.POST.get("words", ""), actor=actor, at=timezone.now())
        messages.success(request, "已划去，双方仍看得到。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:lesson", found.lesson_id)


@never_cache
@require_safe
@needs_role(*INSIDE)
def at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The lessons of a plan with what proves them, for whoever decides or checks; newest first."""
    actor = asking(request)
    plans = Plan.objects.visible_to(actor).filter(state=Plan.State.ACCEPTED)
    plan = get_object_or_404(plans.select_related("enterprise", "school"), pk=pk)
    rows = Lesson.objects.visible_to(actor).filter(plan=plan).select_related("guide__person", "guide__organisation")
    lessons = list(rows.prefetch_related("proofs__file")[:SHOWN])
    counted = attended(lessons)
    return render(request, "apprenticeship/proving/desk.html", {
        "plan": plan, "title": board.title(plan), "lessons": [(one, counted.get(one.pk, 0)) for one in lessons],
        "shown": SHOWN,
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK, *INSIDE)
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The file, to either party and to whoever decides about the plan."""
    found = get_object_or_404(LessonProof.objects.visible_to(asking(request)).select_related("file"), pk=pk)
    return served(found.file, pk)
