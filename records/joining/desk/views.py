"""The doors of the steward's desk for registrations. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, STEWARD
from records.evidence import opened, shape_of
from records.joining import actions, pledge, telling
from records.joining.desk import queue
from records.joining.forms import Refusal
from records.joining.models import Registration

PAGE = "records/joining/desk.html"


@never_cache
@require_safe
@needs_role(STEWARD, AUDITOR)
def waiting(request: HttpRequest) -> HttpResponse:
    """The list alone: what waits, or what was answered."""
    return render(request, PAGE, _list(request))


@never_cache
@require_safe
@needs_role(STEWARD, AUDITOR)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One registration beside the list."""
    return _case(request, pk)


@never_cache
@require_safe
@needs_role(STEWARD, AUDITOR)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers; opening them is written down."""
    row = _found(request, pk)
    return opened(row.file, pk, actor=asking(request), person_id=row.person_id, why="核验单位入驻", at=timezone.now())


@require_POST
@needs_role(STEWARD)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """It is what it says."""
    now = timezone.now()
    try:
        row = actions.accept(pk=_found(request, pk).pk, actor=asking(request), at=now)
        telling.accepted(row, now)
        messages.success(request, f"已入驻。管理员账号是 {row.account}，{telling.told(row)}")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("joining:case", pk)


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(STEWARD)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It is not, and why."""
    form, now = Refusal(request.POST), timezone.now()
    if not form.is_valid():
        return _case(request, pk, form)
    try:
        row = actions.refuse(pk=_found(request, pk).pk, actor=asking(request), at=now, **form.cleaned_data)
        telling.refused(row, now)
        messages.success(request, f"已答复：没有通过。{telling.told(row)}")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("joining:case", pk)


def _list(request: HttpRequest, here: int | None = None) -> dict[str, Any]:
    answered, after = request.GET.get("show") == "answered", request.GET.get("after", "")
    return {
        "queue": queue.of(asking(request), timezone.localdate(), answered=answered, after=after, here=here),
        "may_answer": asking(request).has(STEWARD), "has_case": here is not None,
    }  # fmt: skip


def _case(request: HttpRequest, pk: int, form: Refusal | None = None) -> HttpResponse:
    row, actor = _found(request, pk), asking(request)
    known, lines = queue.compared(row, actor)
    own = actions.is_own(row, actor)
    return render(request, PAGE, _list(request, here=pk) | {
        "row": row, "known": known, "lines": lines, "own": own, "form": form or Refusal(), "proof": shape_of(row.file),
        "answerable": row.state == Registration.State.SENT and actor.has(STEWARD) and not own,
        "sign": {"sent": "look", "accepted": "pass", "refused": "fail", "withdrawn": "none"}[row.state],
        "pledge_title": pledge.TITLE, "expired": row.licence_until is not None
        and row.licence_until < timezone.localdate(),
    })  # fmt: skip


def _found(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(asking(request))
    ready = rows.select_related("person", "district", "file", "answered_by", "organisation", "account")
    return get_object_or_404(ready, pk=pk)
