"""The doors of the books: one line explained, appropriations, a batch beside the bank, all checks. The clock is read
here."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import FINANCE
from subsidies.finance import queue
from subsidies.finance.books import comparing, explaining
from subsidies.finance.books.forms import Enter
from subsidies.finance.page import show
from subsidies.finance.views import READERS
from subsidies.handling import handled
from subsidies.paying.owed import fund_of
from treasury import appropriations as acts
from treasury import verifying
from treasury.models import Appropriation, Batch, Obligation


@never_cache
@require_safe
@needs_role(*READERS)
def books(request: HttpRequest) -> HttpResponse:
    """What there is to look at: appropriations, all checks, each batch beside the bank."""
    return show(request, timezone.localdate(), queue.BOOKS, "_choose", "账目")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*READERS)
def appropriations(request: HttpRequest) -> HttpResponse:
    """What each fund is given, year by year; another paper is entered here by finance."""
    if request.method == "POST" and not asking(request).has(FINANCE):
        raise PermissionDenied
    now = timezone.now()
    on = timezone.localdate(now)
    for scheme in handled():
        fund_of(scheme)  # so that there is one to choose
    form = Enter(request.POST if request.method == "POST" else None, on=on)
    if form.is_bound and form.is_valid():
        try:
            acts.enter(actor=asking(request), at=now, **form.cleaned_data)
            messages.success(request, "已录入，等另一位财务人员复核。复核以后才算数。")
            return redirect("money:appropriations")
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    rows = Appropriation.objects.visible_to(asking(request)).select_related(
        "fund", "entered_by", "agreed_by", "cancelled_by"
    )
    return show(request, on, queue.BOOKS, "_appropriations", "年度预算", here="appropriations", form=form,
                rows=rows[:200], me=asking(request).user_id)  # fmt: skip


@require_POST
@needs_role(FINANCE)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's yes."""
    try:
        acts.agree(pk=pk, actor=asking(request), at=timezone.now())
        messages.success(request, "已复核，从现在起算数。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:appropriations")


@require_POST
@needs_role(FINANCE)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """作废: entered wrong, and never agreed to."""
    try:
        acts.cancel(pk=pk, actor=asking(request), at=timezone.now())
        messages.success(request, "已作废，不算数。要的话请重新录入。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:appropriations")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*READERS)
def checks(request: HttpRequest) -> HttpResponse:
    """Everything added up anew, on demand; it reads and writes nothing."""
    found: Any = list(verifying.wrongs()) if request.method == "POST" else None
    return show(
        request, timezone.localdate(), queue.BOOKS, "_checks", "全部账目核对", here="checks", found=found,
        names=verifying.names(), at=timezone.now(), wrong=sum(len(rows) for _, rows in found or ()),
    )  # fmt: skip


@never_cache
@require_safe
@needs_role(*READERS)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """A batch's books beside the bank's files."""
    rows = Batch.objects.visible_to(asking(request)).filter(sent_at__isnull=False)
    row = get_object_or_404(rows, pk=pk)
    told = comparing.context(row, asking(request))
    return show(request, timezone.localdate(), queue.BOOKS, "_compare", f"和银行核对 {row.number}", here=pk, **told)


@never_cache
@require_safe
@needs_role(*READERS)
def line(request: HttpRequest, line: int) -> HttpResponse:
    """Where every yuan of one line came from and went."""
    rows = Obligation.objects.visible_to(asking(request)).select_related("fund", "person", "organisation")
    owed = rows.filter(line=line).first()
    if owed is None:
        raise Http404("没有这一笔，或者还没有批准")
    told = explaining.context(owed, asking(request))
    return show(request, timezone.localdate(), queue.BATCHES, "_line", "一笔钱的来龙去脉", here=f"line{line}", **told)
