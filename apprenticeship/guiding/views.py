"""The doors of who teaches for one's organisation."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeship.models import Guide
from apprenticeship.plans import actions
from apprenticeship.plans.forms import GuideForm
from apprenticeship.plans.views import ENTERPRISES
from lib.refused import Refused
from people.actor import asking, needs_role
from people.models import Organisation
from people.roles import CLERK, MANAGER


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def guides(request: HttpRequest, organisation: int) -> HttpResponse:
    """Who teaches for one's organisation."""
    actor = asking(request)
    own = get_object_or_404(Organisation.objects.visible_to(actor), pk=organisation, pk__in=actor.organisations)
    form = GuideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.add_guide(organisation=own, document="01", actor=actor, **form.cleaned_data)
            messages.success(request, f"已登记{form.cleaned_data['name'].strip()}。")
            return redirect("plans:guides", organisation)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    rows = Guide.objects.visible_to(actor).filter(organisation=own).select_related("person")
    return render(request, "apprenticeship/plans/guides.html", {
        "organisation": own, "rows": rows.order_by("-active", "pk"), "form": form,
        "word": "企业导师" if own.kind in ENTERPRISES else "院校教师",
    })  # fmt: skip


@require_POST
@needs_role(MANAGER, CLERK)
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Not for new apprentices any more."""
    actor = asking(request)
    guide = get_object_or_404(Guide.objects.visible_to(actor), pk=pk, organisation__in=actor.organisations)
    actions.retire(guide=guide, actor=actor)
    messages.success(request, "已停用，新的学徒不能再选；已经带着的不变。")
    return redirect("plans:guides", guide.organisation_id)
