"""培训机构算一算: the page, and the part of it that changes while one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import replace_url

from lib.days import chinese
from occupations.queries import atlas, search
from subsidies.plan_forms import MOST_GROUPS
from training.calculator import ClassPlan


@require_safe
@vary_on_headers("HX-Request")
def calculator(request: HttpRequest) -> HttpResponse:
    plan = ClassPlan(request.GET)
    context = {
        "plan": plan,
        "answer": plan.answer() if plan.ready else None,
        "link": request.build_absolute_uri(plan.address()),
        "today": chinese(timezone.localdate()),
        "scheme": "TR",
    }
    if request.htmx:  # type: ignore[attr-defined]
        return replace_url(render(request, "subsidies/plan/_answer.html", context), plan.address())
    words = request.GET.get("q", "").strip()[:50]
    chosen = plan.form.cleaned_data.get("occupation", "") or ""
    more = {
        "q": words,
        "hits": search(words) if words else [],
        "chosen": chosen,
        "chosen_name": atlas().name(chosen) or "",
        "full": len(plan.groups) == MOST_GROUPS,
    }
    return render(request, "training/calculator.html", context | more)
