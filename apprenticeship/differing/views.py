"""The doors of differences: of both parties, and of the city's desk. The clock is read here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeship.desk.actions import takes_part
from apprenticeship.differing import actions, queue
from apprenticeship.differing.codes import open_to
from apprenticeship.differing.forms import Decide, Say
from apprenticeship.differing.shown import of, shown
from apprenticeship.entering.views import found_one
from apprenticeship.models import Difference
from apprenticeship.plans import board
from apprenticeship.plans.views import found as own_plan
from lib.refused import Refused
from people.actor import asking, needs_role
from people.models import InsuranceSpan
from people.roles import AUDITOR, CITY, CLERK, MANAGER

HERE = "apprenticeship/differing/"
SHOWN = 100


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def of_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything the parties of a plan differ about, or would change; open ones first."""
    plan, on = own_plan(request, pk), timezone.localdate()
    rows = list(of(Difference.objects.visible_to(asking(request)).filter(apprentice__plan=plan))[:SHOWN])
    rows.sort(key=lambda row: row.state != Difference.State.OPEN)
    return render(request, f"{HERE}plan.html", {
        "plan": plan, "title": board.title(plan), "rows": shown(rows, on),
        "party": actions.party_of(plan, asking(request)),
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def say(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One field of one record is otherwise."""
    row = found_one(request, pk)
    about = next((one for one in open_to(row) if one.code == code), None)
    if about is None:
        raise Http404("没有这一项")
    form = Say(request.POST if request.method == "POST" else None, row=row, about=about)
    if form.is_bound and form.is_valid():
        try:
            made = actions.say(
                pk=pk, code=code, value=form.cleaned_data["value"] or None, words=form.cleaned_data["words"],
                actor=asking(request), at=timezone.now(), on=timezone.localdate(),
            )  # fmt: skip
            open_one = made.state == Difference.State.OPEN
            messages.success(request, "已提出，等对方答复。" if open_one else "已经改好：对方委托了您。")
            return redirect("plans:differences", row.plan_id)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, f"{HERE}say.html", {
        "row": row, "plan": row.plan, "title": board.title(row.plan), "about": about, "form": form,
        "stands": about.words(about.write(getattr(row, about.name)), _guide(row, about)),
    })  # fmt: skip


@require_POST
@needs_role(MANAGER, CLERK)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """So it is."""
    return _pressed(request, pk, actions.accept, "已按对方说的改好。")


@require_POST
@needs_role(MANAGER, CLERK)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """No such change."""
    return _pressed(request, pk, actions.decline, "已答复：不同意，登记不变。")


@require_POST
@needs_role(MANAGER, CLERK)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """The record is right."""
    return _pressed(request, pk, actions.withdraw, "已收回，登记不变。")


@never_cache
@require_safe
@needs_role(CITY, AUDITOR)
def waiting(request: HttpRequest) -> HttpResponse:
    """What the city has to decide."""
    return render(request, f"{HERE}waiting.html", _list(request))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(CITY, AUDITOR)
def at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """Both values, the reasons, what the registers know; the city decides for one."""
    actor, on = asking(request), timezone.localdate()
    row = get_object_or_404(of(Difference.objects.visible_to(actor)), pk=pk)
    form = Decide(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.decide(
                pk=pk, changed=form.cleaned_data["changed"] == "yes", words=form.cleaned_data["words"], actor=actor,
                at=timezone.now(), on=on,
            )  # fmt: skip
            messages.success(request, "已决定，双方都看得到。")
            return redirect("differences:waiting")
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    [one] = shown([row], on)
    spans = InsuranceSpan.objects.current().filter(
        person=row.apprentice.person_id, employer_code=row.apprentice.plan.enterprise.code
    )  # fmt: skip
    open_one = row.state == Difference.State.OPEN
    return render(request, f"{HERE}desk.html", _list(request, queue.key_of(row)) | {
        "one": one, "row": row, "plan": row.apprentice.plan, "title": board.title(row.apprentice.plan), "form": form,
        "spans": spans.order_by("first_month"), "open": open_one,
        "answerable": open_one and one.late and not one.about.change and actor.has(CITY)
        and not takes_part(row.apprentice.plan, actor),
    })  # fmt: skip


def _pressed(request: HttpRequest, pk: int, act: Callable[..., Any], words: str) -> HttpResponse:
    actor = asking(request)
    rows = Difference.objects.visible_to(actor).filter(apprentice__plan__in=board.own(actor))
    row = get_object_or_404(rows.select_related("apprentice"), pk=pk)
    try:
        act(pk=pk, actor=actor, at=timezone.now(), on=timezone.localdate())
        messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:differences", row.apprentice.plan_id)


def _list(request: HttpRequest, here: str = "") -> dict[str, Any]:
    return {"queue": queue.of(asking(request), timezone.localdate(), here), "has_case": bool(here)}


def _guide(row: Any, about: Any) -> dict[int, str]:
    guide = getattr(row, about.name) if about.change else None
    return {guide.pk: guide.person.name} if guide else {}
