"""The public rule pages, and the phone of a demonstration. The clock is read here."""

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cms import demo_bank as stand_in
from cms import rule_pages
from cms.city.load import visitors
from cms.models import Installation
from people import texts
from people.demo import codes_now
from people.logins import PERIOD
from policy import Scheme, registered


def _today() -> np.datetime64:
    return np.datetime64(timezone.localdate(), "D")


def _scheme(code: str) -> Scheme:
    scheme = rule_pages.scheme_called(code)
    if scheme is None:
        raise Http404("没有这项补贴")
    return scheme


@require_safe
def rule_index(request: HttpRequest) -> HttpResponse:
    """Every scheme, and what 官方, 推定 and 示意 mean."""
    on = _today()
    schemes = [
        (scheme, rule_pages.in_force(scheme, on), rule_pages.amount_status(scheme, on)) for scheme in registered()
    ]
    return render(request, "cms/rules/index.html", {"schemes": schemes})


@require_safe
def rule_scheme(request: HttpRequest, code: str) -> HttpResponse:
    """One scheme: its conditions, its amount, its terms through time, its worked examples."""
    scheme, on = _scheme(code), _today()
    return render(request, "cms/rules/scheme.html", {
        "scheme": scheme,
        "standing": rule_pages.in_force(scheme, on),
        "conditions": [
            (words, rule_pages.with_figures(scheme, on, of=checks))
            for words, checks in rule_pages.conditions(scheme)
        ],
        "steps": rule_pages.with_figures(scheme, on, of=scheme.steps),
        "amount_status": rule_pages.amount_status(scheme, on),
        "figures": rule_pages.figures(scheme, on),
        "timeline": rule_pages.timeline(scheme),
        "examples": rule_pages.examples(scheme),
        "calculator": rule_pages.calculator(scheme),
    })  # fmt: skip


@require_safe
def rule_check(request: HttpRequest, code: str, check: str) -> HttpResponse:
    """One condition: what it asks, what follows, its figures through time, the examples that try it."""
    scheme, on = _scheme(code), _today()
    found = next((c for c in scheme.checks if c.code == check.upper()), None)
    if found is None:
        raise Http404("没有这一条")
    walk = [one for _, checks in rule_pages.conditions(scheme) for one in checks]
    place = walk.index(found)
    return render(request, "cms/rules/check.html", {
        "scheme": scheme,
        "check": found,
        "effect": rule_pages.consequence(scheme, found),
        "figures": [rule_pages.figure(scheme, name, on) for name in found.figures],
        "standing": rule_pages.in_force(scheme, on),
        "examples": rule_pages.examples(scheme, found.code),
        "before": walk[place - 1] if place else None,
        "after": walk[place + 1] if place + 1 < len(walk) else None,
    })  # fmt: skip


@never_cache
@require_safe
def demo_phone(request: HttpRequest) -> HttpResponse:
    """演示手机: the messages that a demonstration would have sent, and what its officials' apps show. Nowhere else."""
    if not Installation.is_demonstration():
        raise Http404("这不是演示系统")
    now = timezone.now()
    return render(request, "cms/demo_phone.html", {
        "texts": texts.latest(20),
        "codes": codes_now(now),
        "left": PERIOD - int(now.timestamp()) % PERIOD,
        # the page asks again every few seconds, for the rest
        "visitors": [] if request.htmx else visitors(),  # type: ignore[attr-defined]
    })  # fmt: skip


@never_cache
@require_safe
def demo_bank(request: HttpRequest) -> HttpResponse:
    """演示银行: the batches a demonstration has sent, and the answers that the stand-in would give. Nowhere else."""
    if not Installation.is_demonstration():
        raise Http404("这不是演示系统")
    return render(request, "cms/demo_bank.html", {"batches": stand_in.batches(), "ways": stand_in.WAYS})


@never_cache
@require_POST
def demo_bank_answer(request: HttpRequest, pk: int, way: str) -> HttpResponse:
    """The answer the stand-in gives today, as a file to be taken to finance's desk."""
    if not Installation.is_demonstration():
        raise Http404("这不是演示系统")
    found = stand_in.answer(pk, way, timezone.localdate())
    if found is None:
        raise Http404("没有这一批，或者还没有送出")
    name, content = found
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
