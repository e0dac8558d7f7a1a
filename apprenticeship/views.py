"""企业算一算. The clock is read here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apprenticeship.calculator import ApprenticesPlan
from apprenticeship.plans import rulebook
from subsidies.plan_pages import shown


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    plan = ApprenticesPlan(request.GET)
    return shown(request, plan, template="apprenticeship/calculator.html", scheme="AP", on=timezone.localdate())


@require_safe
def plan_rules(request: HttpRequest) -> HttpResponse:
    """Everything that is asked of a plan, its apprentices and their hours, by code."""
    return render(request, "subsidies/rulebook.html", {"book": rulebook.book(timezone.localdate())})
