"""The doors of the inside desk for plans. The clock is read here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from apprenticeship.desk import actions, queue, shown
from apprenticeship.desk.forms import GiveBack, Refuse
from apprenticeship.models import Plan
from apprenticeship.plans import board, history, judge
from apprenticeship.plans.actions import chain
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, REVIEWER
from records import events

PAGE = "apprenticeship/desk/"
READERS = (REVIEWER, CITY, AUDITOR)
OVER = (Plan.State.REFUSED, Plan.State.CANCELLED)


@never_cache
@require_safe
@needs_role(*READERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return render(request, f"{PAGE}waiting.html", _list(request))


@never_cache
@require_safe
@needs_role(*READERS)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """One plan as it was filed, and what is left for a person."""
    return _page(request, _seen(request, pk))


@require_POST
@needs_role(REVIEWER)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """It may be held."""
    return _pressed(request, pk, actions.accept, "已准予备案。")


@never_cache
@require_POST
@needs_role(REVIEWER)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """To be mended."""
    return _written(request, pk, GiveBack(request.POST), actions.give_back, "已退回补正。")


@never_cache
@require_POST
@needs_role(REVIEWER)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It may not."""
    return _written(request, pk, Refuse(request.POST), actions.refuse, "已答复：不予备案。")


@require_POST
@needs_role(CITY)
def grant_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """It may take more months than the rule gives."""
    return _pressed(request, pk, actions.grant_leave, "已同意延长，企业可以提交备案了。")


@require_POST
@needs_role(CITY)
def refuse_leave(request: HttpRequest, pk: int) -> HttpResponse:
    """It may not."""
    return _written(request, pk, Refuse(request.POST), actions.refuse_leave, "已答复：没有同意延长。")


def _pressed(request: HttpRequest, pk: int, act: Callable[..., Any], words: str) -> HttpResponse:
    _seen(request, pk)
    try:
        act(pk=pk, actor=asking(request), at=timezone.now(), on=timezone.localdate())
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("plan-desk:plan", pk)
    messages.success(request, words)
    return redirect("plan-desk:waiting")


def _written(
    request: HttpRequest, pk: int, form: GiveBack | Refuse, act: Callable[..., Any], words: str
) -> HttpResponse:  # fmt: skip
    """Refused, the page comes back with what was written, also where a colleague was faster."""
    one = _seen(request, pk)
    if not form.is_valid():
        return _page(request, one, form)
    try:
        act(pk=pk, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now())
    except Refused as refusal:
        if refusal.code == "words":
            form.add_error("words", refusal.message)
        else:
            messages.warning(request, refusal.message)
        return _page(request, _seen(request, pk), form)
    messages.success(request, words)
    return redirect("plan-desk:waiting")


def _seen(request: HttpRequest, pk: int) -> Plan:
    plans = Plan.objects.visible_to(asking(request)).exclude(state=Plan.State.DRAFT)
    return get_object_or_404(plans.select_related("enterprise__district", "school__district", "school_by"), pk=pk)


def _list(request: HttpRequest, here: str = "") -> dict[str, Any]:
    return {"queue": queue.of(asking(request), timezone.localdate(), here), "has_case": bool(here)}


def _page(request: HttpRequest, one: Plan, form: GiveBack | Refuse | None = None) -> HttpResponse:
    """``form``: the one that came back with something wrong."""
    actor, on = asking(request), timezone.localdate()
    judged = None if one.state in OVER else judge.a_plan(one, one.filed_on or on)
    told = request.GET.get("after", "")
    return render(request, f"{PAGE}plan.html", _list(request, queue.key_of(one)) | {
        "plan": one, "title": board.title(one), "terms": shown.terms(one), "judged": judged,
        "apprentices": shown.apprentices(one, actor, judged, int(told) if told.isdecimal() and len(told) < 6 else 0),
        "gone": shown.gone(one, actor), "words": history.answer_of(one), "own": actions.OWN, "form": form,
        "past": history.told(events.of(chain(one.pk)), history.names(one, actor)), "turn": actions.turn(one, actor),
        "reviews": actor.has(REVIEWER),
        "give_back": form if isinstance(form, GiveBack) else GiveBack(),
        "refuse": form if isinstance(form, Refuse) else Refuse(),
    })  # fmt: skip
