"""The doors of finance's desk: what to do first, how the funds stand, batches. The clock is read here."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, FINANCE
from policy import scheme_of
from subsidies.finance import batch as reading
from subsidies.finance import funds, queue, todo
from subsidies.finance.forms import Why
from subsidies.finance.page import show
from subsidies.handling import handled
from subsidies.paying import draw, gates, runs
from treasury.models import Batch

READERS = (FINANCE, CITY, AUDITOR)


@never_cache
@require_safe
@needs_role(*READERS)
def index(request: HttpRequest) -> HttpResponse:
    """What is to be done first, and beside it how the funds stand, today or as of a day."""
    today = timezone.localdate()
    asked, wrong = _day(request.GET.get("on", ""), today)
    return show(request, today, queue.TODO, "_funds", "资金发放", funds=funds.shown(asked), as_of=asked, today=today,
                wrong_day=wrong)  # fmt: skip


def _day(text: str, today: date) -> tuple[date | None, str]:
    """The day asked for, or none with what is wrong about it."""
    if not text:
        return None, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, "日期要写成 2025-09-30 的样子；下面是现在的。"
    return (day, "") if day <= today else (None, "这一天还没有到；下面是现在的。")


@never_cache
@require_safe
@needs_role(*READERS)
def waiting(request: HttpRequest, scheme: str) -> HttpResponse:
    """What waits under a scheme, and what its fund has left for it."""
    on = timezone.localdate()
    found = _scheme(scheme)
    [told] = todo.waiting(asking(request), scheme)
    return show(
        request, on, queue.TODO, "_waiting", found.title, here=scheme, scheme=found, waits=told,
        fund=funds.of(found.terms.fund, on.year), gates=gates.GATES, whole=gates.WHOLE.values(), most=draw.MOST,
    )  # fmt: skip


@require_POST
@needs_role(FINANCE)
def draw_one(request: HttpRequest, scheme: str) -> HttpResponse:
    """A batch of what waits."""
    now = timezone.now()
    try:
        made = draw.ask(
            scheme=_scheme(scheme).code, actor=asking(request), on=timezone.localdate(now), at=now
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("money:waiting", scheme)
    return redirect("money:batch", made.pk)


@never_cache
@require_safe
@needs_role(*READERS)
def batches(request: HttpRequest) -> HttpResponse:
    """All batches, the newest first."""
    return show(request, timezone.localdate(), queue.BATCHES, "_choose", "发放批次")


@never_cache
@require_safe
@needs_role(*READERS)
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """One batch: whose turn, the payments, what was left out and why."""
    return _batch(request, pk)


@require_POST
@needs_role(FINANCE)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """复核: the second person's yes to what was looked at."""
    now = timezone.now()
    try:
        runs.agree(pk=pk, actor=asking(request), on=timezone.localdate(now), at=now, seen=request.POST.get("seen", ""))
        messages.success(request, "已复核。银行文件写好以后，在这一页下载。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:batch", _there(request, pk).pk)


@require_POST
@needs_role(FINANCE)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """作废, with a reason: its lines wait for the next batch."""
    _there(request, pk)
    form = Why(request.POST)
    if not form.is_valid():
        return _batch(request, pk, form=form)
    try:
        runs.cancel(pk=pk, actor=asking(request), at=timezone.now(), why=form.cleaned_data["why"])
        messages.success(request, "已作废。里面的各笔回到待发放，可以列入下一批。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:batch", pk)


@never_cache
@require_POST
@needs_role(FINANCE)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """The bank's file, accounts in clear: each time it is taken is an event of the batch."""
    try:
        name, content = runs.download(pk=_there(request, pk).pk, actor=asking(request), at=timezone.now())
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("money:batch", pk)
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@require_safe
@needs_role(*READERS)
def far(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone, asked every second; once nothing is under way the page is drawn anew."""
    row = _there(request, pk)
    under_way = reading.far_of(row, timezone.now())
    if under_way is None or request.GET.get("state", row.state) != row.state:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "subsidies/finance/_far.html", {"far": under_way})


def _batch(request: HttpRequest, pk: int, form: Why | None = None) -> HttpResponse:
    row, on = _there(request, pk), timezone.localdate()
    gate = request.GET.get("gate", "")
    told: dict[str, Any] = reading.context(
        row, asking(request), on, after=request.GET.get("from", ""), gate=gate if gate in gates.BY_CODE else "",
        out_after=request.GET.get("out", ""),
    )  # fmt: skip
    told |= {"form": form or Why(), "far": reading.far_of(row, timezone.now())}
    return show(request, on, queue.BATCHES, "_batch", f"批次 {row.number}", here=pk, **told)


def _there(request: HttpRequest, pk: int) -> Batch:
    rows = Batch.objects.visible_to(asking(request)).select_related("fund", "drawn_by", "agreed_by")
    return get_object_or_404(rows, pk=pk)


def _scheme(code: str) -> Any:
    if code not in handled():
        raise Http404("没有这项补贴")
    return scheme_of(code)
