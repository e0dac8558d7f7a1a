"""培训机构算一算. The clock is read here."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from subsidies.plan_pages import shown
from training.calculator import ClassPlan


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    plan = ClassPlan(request.GET)
    return shown(request, plan, template="training/calculator.html", scheme="TR", on=timezone.localdate())
