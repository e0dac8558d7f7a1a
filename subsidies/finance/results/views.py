"""The doors of the bank's answers and of what failed. The clock is read here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import FINANCE
from subsidies.finance import queue
from subsidies.finance.forms import Answer
from subsidies.finance.page import show
from subsidies.finance.results import reading
from subsidies.finance.results.forms import Again
from subsidies.finance.views import READERS
from subsidies.models import Application, Line
from subsidies.paying import answers as acts
from treasury.models import BankResult


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*READERS)
def answers(request: HttpRequest) -> HttpResponse:
    """The files of answers, and the place for another; only finance brings one."""
    form, now = Answer(), timezone.now()
    if request.method == "POST":
        if not asking(request).has(FINANCE):
            raise PermissionDenied
        form = Answer(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = acts.receive(content=file.read(), name=file.name, actor=asking(request), at=now)
                if made.at != now:
                    messages.warning(request, "这一份以前交过，内容一样，没有再算一遍。")
                return redirect("money:answer", made.pk)
            except Refused as refusal:
                form.add_error("file", refusal.message)
    return show(request, timezone.localdate(now), queue.ANSWERS, "_answers", "银行回单", form=form)


@never_cache
@require_safe
@needs_role(*READERS)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What one file brought, or every row that keeps it out."""
    now = timezone.now()
    told = reading.context(_answer(request, pk), now)
    return show(request, timezone.localdate(now), queue.ANSWERS, "_answer", f"回单 {pk}", here=pk, **told)


@never_cache
@require_safe
@needs_role(*READERS)
def answer_far(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; once it is read the page is drawn anew."""
    under_way = reading.far_of(_answer(request, pk), timezone.now())
    if under_way is None:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "subsidies/finance/_far.html", {"far": under_way})


@never_cache
@require_safe
@needs_role(*READERS)
def failed(request: HttpRequest) -> HttpResponse:
    """What the bank did not enter and waits to be put right."""
    return show(request, timezone.localdate(), queue.FAILED, "_choose", "银行没有入账")


@never_cache
@require_safe
@needs_role(*READERS)
def failed_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Why, who mends it, what was tried."""
    return _failed(request, pk)


@require_POST
@needs_role(FINANCE)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """重新发放, where the bank itself was the reason."""
    row, form = _failed_case(request, pk), Again(request.POST)
    if not form.is_valid():
        return _failed(request, pk, form)
    try:
        acts.try_again(pk=row.pk, actor=asking(request), at=timezone.now(), note=form.cleaned_data["note"])
        messages.success(request, "已经回到待发放，列入下一批。")
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return _failed(request, pk, form)
    return redirect("money:failed")


def _failed(request: HttpRequest, pk: int, form: Again | None = None) -> HttpResponse:
    told = reading.failed(_failed_case(request, pk), asking(request))
    return show(request, timezone.localdate(), queue.FAILED, "_failed", "银行没有入账", here=pk,
                form=form or Again(), **told)  # fmt: skip


def _answer(request: HttpRequest, pk: int) -> BankResult:
    return get_object_or_404(BankResult.objects.visible_to(asking(request)).select_related("file", "by"), pk=pk)


def _failed_case(request: HttpRequest, pk: int) -> Application:
    lines = Line.objects.visible_to(asking(request)).filter(state=Line.State.FAILED).values("application")
    rows = Application.objects.visible_to(asking(request)).filter(pk__in=lines)
    return get_object_or_404(rows.select_related("person", "account", "determination__terms"), pk=pk)
