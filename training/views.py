"""培训机构算一算. The clock is read here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from people.models import District
from subsidies.plan_pages import shown
from training import queries
from training.calculator import ClassPlan
from training.derive import FIELDS, KINDS
from training.filing import rulebook
from training.outcomes.queries import schools_with


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    plan = ClassPlan(request.GET)
    return shown(request, plan, template="training/calculator.html", scheme="TR", on=timezone.localdate())


@require_safe
def course_list(request: HttpRequest) -> HttpResponse:
    """The published list: GET q, kind, field, district, after."""
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    kind, district = request.GET.get("kind", ""), request.GET.get("district", "")
    kind = kind if kind in KINDS else ""
    districts = list(District.objects.order_by("order"))
    district = district if district in {one.pk for one in districts} else ""
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 6 else 0
    on = timezone.localdate()
    field = request.GET.get("field", "")
    field = field if field in FIELDS else ""
    found = queries.page(words, kind, district, on, after, field)
    return render(request, "training/courses.html", {
        "ended": schools_with(each.organisation.pk for each in found.taught), "page": found,
        "field": field, "fields": FIELDS.items(),
        "q": words, "kind": kind, "district": district, "kinds": KINDS.items(), "districts": districts, "on": on,
    })  # fmt: skip


@require_safe
def filing_rules(request: HttpRequest) -> HttpResponse:
    """Everything that is asked of a class, its lessons, its roster, its files and its attendance, by code."""
    return render(request, "subsidies/rulebook.html", {"book": rulebook.book(timezone.localdate())})
