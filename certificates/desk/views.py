"""The doors of the steward's desk for correction requests. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from certificates import corrections
from certificates.desk import cases, queue
from certificates.desk.forms import Refusal
from lib.refused import Refused
from people.actor import asking, needs_role
from people.models import User
from people.roles import AUDITOR, STEWARD
from records.corrections.actions import is_own
from records.corrections.models import Correction
from records.evidence import opened


@never_cache
@require_safe
@needs_role(STEWARD, AUDITOR)
def waiting(request: HttpRequest) -> HttpResponse:
    """The list alone: what waits, or what was answered."""
    return render(request, "certificates/desk/corrections.html", _list(request))


@never_cache
@require_safe
@needs_role(STEWARD, AUDITOR)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One request beside the list."""
    return _case(request, _found(request, pk))


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(STEWARD)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it into the register; the answer is made again by itself."""
    correction = _found(request, pk)
    decision = cases.decision_on(correction, request.POST)
    if decision is None or not decision.is_valid():
        return _case(request, correction, decision=decision)
    now = timezone.now()
    try:
        corrections.grant(
            pk=pk, decision=decision, words=decision.cleaned_data["words"], by=_user(request), at=now,
            on=timezone.localdate(now),
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("desk:correction", pk)
    messages.success(request, f"已经写入登记，并且重新核对过，结果在下面。{_told(correction)}")
    return redirect("desk:correction", pk)


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(STEWARD)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it as it is, with a reason."""
    correction = _found(request, pk)
    form = Refusal(request.POST)
    if not form.is_valid():
        return _case(request, correction, refusal=form)
    try:
        corrections.refuse(pk=pk, **form.cleaned_data, by=_user(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("desk:correction", pk)
    messages.success(request, f"已答复：没有更正。{_told(correction)}")
    return redirect("desk:correction", pk)


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(STEWARD)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What would be written, while the form is being filled in."""
    decision = cases.decision_on(_found(request, pk), request.POST)
    return render(request, "certificates/desk/_will.html", {"will": cases.will(decision)})


@never_cache
@require_safe
@needs_role(STEWARD, AUDITOR)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof that was handed in; opening it is written down, and the person reads of it."""
    found = _found(request, pk)
    return opened(
        found.file, pk, actor=asking(request), person_id=found.person_id, why="办理本人提出的更正", at=timezone.now()
    )


def _list(request: HttpRequest, here: int | None = None) -> dict[str, Any]:
    answered, after = request.GET.get("show") == "answered", request.GET.get("after", "")
    return {
        "queue": queue.of(asking(request), timezone.localdate(), answered=answered, after=after, here=here),
        "may_answer": asking(request).has(STEWARD),
        "has_case": here is not None,
    }


def _case(request: HttpRequest, correction: Correction, **forms: Any) -> HttpResponse:
    context = _list(request, here=correction.pk)
    own = is_own(correction, asking(request).user_id)
    may = context["may_answer"] and not own
    context |= {"own": own} | cases.context(correction, on=timezone.localdate(), may_answer=may, **forms)
    return render(request, "certificates/desk/corrections.html", context)


def _told(correction: Correction) -> str:
    if correction.person.phone_sealed:
        return "已发短信告诉本人。"
    return "本人没有登记手机，没有发短信；登录以后看得到。"


def _user(request: HttpRequest) -> User:
    return User.objects.get(pk=asking(request).account)


def _found(request: HttpRequest, pk: int) -> Correction:
    visible = Correction.objects.visible_to(asking(request))
    return get_object_or_404(visible.select_related("person", "file", "answered_by", "run"), pk=pk)
