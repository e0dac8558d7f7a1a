"""The doors of the city's desk for notices and objections. The auditor reads. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.due import Due
from lib.money import yuan
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY
from policy import scheme_of
from subsidies.actions import notices
from subsidies.actions import objections as acts
from subsidies.handling import handled
from subsidies.models import Notice, Objection
from subsidies.notice_desk import cases, queue
from subsidies.notice_desk.forms import Answer
from subsidies.public import lists

DESK = "subsidies/notice_desk/desk.html"
DISMISS, UPHOLD = "dismiss", "uphold"


@never_cache
@require_safe
@needs_role(CITY, AUDITOR)
def waiting(request: HttpRequest) -> HttpResponse:
    """What is approved and waits to be posted, by scheme."""
    return render(request, DESK, _list(request, queue.WAITING))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(CITY, AUDITOR)
def post(request: HttpRequest, scheme: str) -> HttpResponse:
    """A list as the public will see it; posted, it is that very list."""
    if scheme not in handled():
        raise Http404("没有这项补贴")
    now = timezone.now()
    if request.method == "POST":
        try:
            made = notices.post(scheme=scheme, actor=asking(request), at=now, seen=request.POST.get("seen", "?"))
            messages.success(request, f"已经发布：{made.lines:,} 笔，{yuan(made.amount)}。每个人都会收到消息。")
            return redirect("notice-desk:list", made.pk)
        except Refused as refusal:
            messages.warning(request, refusal.message)
            return redirect("notice-desk:post", scheme)
    drawn = notices.preview(scheme, asking(request), timezone.localdate(now))
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return render(request, DESK, _list(request, queue.WAITING, here=scheme) | {
        "shown": "preview", "scheme": scheme_of(scheme), "drawn": drawn, "most": notices.MOST_ON_ONE,
        "page": lists.previewed(drawn.rows, number) if drawn else None,
        "due": Due(drawn.post_by, timezone.localdate(now)) if drawn and drawn.post_by else None,
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(CITY, AUDITOR)
def posted(request: HttpRequest) -> HttpResponse:
    """The lists, newest first."""
    return render(request, DESK, _list(request, queue.LISTS))


@never_cache
@require_safe
@needs_role(CITY, AUDITOR)
def posted_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: when, by whom, what came of it, which objections were made."""
    found = get_object_or_404(Notice.objects.select_related("posted_by"), pk=pk)
    return render(request, DESK, _list(request, queue.LISTS, here=pk) | {
        "shown": "list", "notice": found, "entry": lists.entry(found, timezone.localdate()),
        "holds": notices.holds(found), "made": cases.objections_to(found, asking(request)),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(CITY, AUDITOR)
def objections(request: HttpRequest) -> HttpResponse:
    """Objections that wait, or that were answered."""
    return render(request, DESK, _list(request, queue.OBJECTIONS))


@never_cache
@require_safe
@needs_role(CITY, AUDITOR)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection: what was said, of which line, what was answered."""
    return _objection(request, _found(request, pk))


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(CITY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """It holds, or it does not, and why."""
    row, how = _found(request, pk), request.POST.get("how", "")
    form = Answer(request.POST, auto_id=f"{how}_%s")
    if how not in (DISMISS, UPHOLD) or not form.is_valid():
        return _objection(request, row, **{how if how in (DISMISS, UPHOLD) else DISMISS: form})
    try:
        acts.answer(
            pk=pk, upheld=how == UPHOLD, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now()
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _objection(request, _found(request, pk), **{how: form})
    messages.success(request, cases.answered_words(row, how == UPHOLD))
    return redirect("notice-desk:objection", pk)


@never_cache
@require_POST
@needs_role(CITY, AUDITOR)
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Name and phone of who objects; that somebody looked is written down."""
    row = _found(request, pk)
    try:
        name, phone = acts.see_contact(pk=pk, actor=asking(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("notice-desk:objection", pk)
    return _objection(request, row, contact=(name, phone))


def _objection(request: HttpRequest, row: Objection, **more: Any) -> HttpResponse:
    on, actor = timezone.localdate(), asking(request)
    context = _list(request, queue.OBJECTIONS, here=row.pk, answered=row.state != Objection.State.OPEN)
    context |= {"shown": "objection", "contact": None} | cases.context(row, actor, on)
    context |= {
        DISMISS: Answer(auto_id=f"{DISMISS}_%s"), UPHOLD: Answer(auto_id=f"{UPHOLD}_%s"),
    } | more  # fmt: skip
    return render(request, DESK, context)


def _list(request: HttpRequest, tab: str, here: Any = None, answered: bool | None = None) -> dict[str, Any]:
    if answered is None:
        answered = request.GET.get("show") == "answered"
    found = queue.of(
        asking(request), timezone.localdate(), tab, here=here, after=request.GET.get("after", ""), answered=answered
    )  # fmt: skip
    return {"queue": found, "may_act": asking(request).has(CITY), "shown": ""}


def _found(request: HttpRequest, pk: int) -> Objection:
    visible = Objection.objects.visible_to(asking(request))
    return get_object_or_404(
        visible.select_related("application__person", "row__notice", "row__line", "answered_by"), pk=pk
    )
