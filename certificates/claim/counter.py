"""For the counter: what this clerk entered, and the slip that the person signs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from certificates.claim.forms import PROMISE
from people import looks
from people.actor import needs_role
from people.roles import COUNTER
from subsidies.applicant import cases
from subsidies.models import Application


@never_cache
@require_safe
@needs_role(COUNTER)
def entered(request: HttpRequest) -> HttpResponse:
    """What this clerk entered, the newest first; nobody else's."""
    listed = cases.listed(request.actor, request.GET.get("after", ""))  # type: ignore[attr-defined]
    return render(request, "certificates/claim/entered.html", {"listed": listed})


@never_cache
@require_safe
@needs_role(COUNTER)
def receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """What was handed in, on one sheet with a line to sign on."""
    found = cases.case(request.actor, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404("没有这份申请，或者不是在您这里录入的")
    if found.row.state == Application.State.DRAFT:
        return redirect(found.item.url)
    assert found.row.person is not None
    return render(request, "certificates/claim/receipt.html", {
        "case": found, "number": looks.masked_number(found.row.person), "promise": PROMISE,
    })  # fmt: skip
