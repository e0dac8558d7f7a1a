"""The doors of the statement of a month. The clock is read here."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lib import months
from people.actor import asking, needs_role
from people.models import Organisation
from people.roles import CLERK, MANAGER
from training.files.views import download
from training.filing.views import schools
from training.settling.monthly import papers, reading


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def latest(request: HttpRequest, school: int) -> HttpResponse:
    """This month's."""
    _own(request, school)
    return redirect("settling:month", school, f"{timezone.localdate():%Y-%m}")


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def month(request: HttpRequest, school: int, month: str) -> HttpResponse:
    """What moved in a month, and what is open today."""
    organisation, on = _own(request, school), timezone.localdate()
    which = _month(month, on)
    there = reading.months_with(organisation, on)
    told = reading.of_month(organisation, which, on)
    return render(request, "training/settling/month.html", {
        "school": organisation, "told": told, "on": on, "words": months.chinese(which), "this": month,
        "months": [(f"{each // 12}-{each % 12 + 1:02}", months.chinese(each)) for each in there],
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def taken(request: HttpRequest, school: int, month: str, form: str) -> HttpResponseBase:
    """The same as a workbook or as a PDF."""
    organisation, on = _own(request, school), timezone.localdate()
    which = _month(month, on)
    if form not in ("xlsx", "pdf"):
        raise Http404("没有这种文件")
    told = reading.of_month(organisation, which, on)
    content = papers.workbook(told) if form == "xlsx" else papers.pdf(told, on)
    return download(f"{papers.TITLE} {months.chinese(which)} {organisation.name}.{form}", content)


def _own(request: HttpRequest, school: int) -> Organisation:
    row: Organisation = get_object_or_404(schools(asking(request)), pk=school)
    return row


def _month(words: str, on: date) -> int:
    """Of 2026-11. Raises Http404 for what is none, or is to come."""
    try:
        which = months.month_of(date.fromisoformat(f"{words}-01"))
    except ValueError as error:
        raise Http404("没有这个月份") from error
    if which > months.month_of(on):
        raise Http404("还没有到这个月份")
    return which
