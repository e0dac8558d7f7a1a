"""The auditor's doors. The clock is read here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR
from subsidies.audit import again, asof
from subsidies.audit.export import export
from subsidies.audit.forms import OneCase, OnePayment, Period


@never_cache
@require_safe
@needs_role(AUDITOR)
def index(request: HttpRequest) -> HttpResponse:
    """What an auditor may ask for."""
    return _page(request, "index")


@never_cache
@require_safe
@needs_role(AUDITOR)
def payment(request: HttpRequest) -> HttpResponse:
    """One payment made again from what was kept."""
    form = OnePayment(request.GET)
    if form.is_valid():
        found = again.found(form.cleaned_data["reference"], asking(request))
        if found is not None:
            return _page(request, "payment", made=again.make(found))
        form.add_error("reference", "没有这个流水号。请核对批次里的写法。")
    return _page(request, "index", payment=form)


@never_cache
@require_safe
@needs_role(AUDITOR)
def case(request: HttpRequest) -> HttpResponse:
    """One case as it stood at the end of a day."""
    form = OneCase(request.GET)
    if form.is_valid():
        found = asof.found(form.cleaned_data["number"], asking(request))
        if found is not None:
            return _page(request, "case", then=asof.of(found, form.cleaned_data["on"]), case=form)
        form.add_error("number", "没有这个受理号。请核对号码。")
    return _page(request, "index", case=form)


@never_cache
@require_POST
@needs_role(AUDITOR)
def take_away(request: HttpRequest) -> HttpResponse:
    """The rows of a period, with their manifest."""
    form = Period(request.POST)
    if form.is_valid():
        first, last = form.cleaned_data["first"], form.cleaned_data["last"]
        try:
            content = export(first=first, last=last, actor=asking(request), at=timezone.now())
        except Refused as refusal:
            form.add_error("last", refusal.message)
        else:
            response = HttpResponse(content, content_type="application/zip")
            response["Content-Disposition"] = f'attachment; filename="audit-{first:%Y%m%d}-{last:%Y%m%d}.zip"'
            return response
    return _page(request, "index", period=form)


def _page(request: HttpRequest, name: str, **more: Any) -> HttpResponse:
    on = timezone.localdate()
    forms = {
        "payment": OnePayment(), "case": OneCase(initial={"on": on}),
        "period": Period(initial={"first": on.replace(day=1), "last": on}),
    }  # fmt: skip
    return render(request, f"subsidies/audit/{name}.html", forms | more)
