"""The doors of the measures. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import Actor, asking, needs_role
from people.models import Organisation, User
from people.roles import CITY, FINANCE
from subsidies.actions import measures
from subsidies.desk import cases
from subsidies.desk.measures import lists
from subsidies.desk.measures.forms import Away, Restrict, Waive
from subsidies.desk.queue import Asked
from subsidies.desk.views import DECIDERS, READERS, case_page, found_or_404
from subsidies.models.measures import Leave, Override


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*READERS, FINANCE)
def restrictions(request: HttpRequest) -> HttpResponse:
    """Whom something is stopped for; the city adds one."""
    actor, now = asking(request), timezone.now()
    on, may = timezone.localdate(now), actor.has(CITY)
    form = Restrict(request.POST or None, initial={"since": on, "number": request.GET.get("number", "")[:20]})
    if request.method == "POST" and may and form.is_valid():
        given = dict(form.cleaned_data)
        whom = _whom(actor, given.pop("number").strip().upper())
        if not whom:
            form.add_error("number", "没有找到这个受理号或者单位代码，或者它的申请人不是个人。请核对号码。")
        else:
            try:
                measures.restrict(**whom, actor=actor, at=now, **given)
                messages.success(request, "已设置，从生效那天起拦住。")
                return redirect("cases:restrictions")
            except Refused as refusal:
                form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    told = {
        "rows": lists.restrictions(actor, on, request.GET.get("after", "")),
        "form": form,
        "may": may,
        "here": "restrictions",
    }
    return render(request, "subsidies/desk/measures/restrictions.html", told)


def _whom(actor: Actor, number: str) -> dict[str, Any]:
    """The applicant of a case, or the organisation of a code; empty where there is none."""
    if len(number) == 18:
        organisation = Organisation.objects.visible_to(actor).filter(code=number).first()
        return {"organisation": organisation} if organisation else {}
    found = cases.numbered(actor, number)
    return {"person": found.person} if found is not None and found.person is not None else {}


@never_cache
@require_POST
@needs_role(CITY)
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of one restriction."""
    _say(request, lambda: measures.lift(pk=pk, actor=asking(request), at=timezone.now()), "已解除。")
    return redirect("cases:restrictions")


@never_cache
@require_safe
@needs_role(*READERS)
def overrides(request: HttpRequest) -> HttpResponse:
    """What waits for a second person's yes or no; it is given at the case."""
    rows = lists.overrides(asking(request))
    return render(
        request,
        "subsidies/desk/measures/overrides.html",
        {"rows": rows, "me": asking(request).user_id, "here": "overrides"},
    )


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(*DECIDERS)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask that one check of a case be let pass."""
    actor, now, application = asking(request), timezone.now(), found_or_404(request, pk)
    context = cases.context(application, actor, timezone.localdate(now))
    form = Waive(context["may_waive"], request.POST)
    if form.is_valid():
        try:
            measures.ask_override(
                application=application, actor=actor, on=timezone.localdate(now), at=now, **form.cleaned_data
            )
            messages.success(request, "已提出，由市级另一位经办人批准。")
            return redirect(f"{reverse('cases:case', args=[pk])}?{Asked.read(request.GET, actor).query}")
        except Refused as refusal:
            form.add_error({"expires": "expires_on"}.get(refusal.code), refusal.message)
    return case_page(request, application, waive=form)


@never_cache
@require_POST
@needs_role(CITY)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes or no to what somebody else asked for."""
    row = Override.objects.visible_to(asking(request)).filter(pk=pk).first()
    if row is None:
        raise Http404
    agree = request.POST.get("agree") == "1"
    words = "已批准放行。请按 G 重算，看放行以后的结果。" if agree else "已答复：不同意放行。"
    actor, now = asking(request), timezone.now()
    _say(request, lambda: measures.answer_override(pk=pk, agree=agree, actor=actor, at=now), words)
    query = Asked.read(request.GET, actor).query
    return redirect(f"{reverse('cases:case', args=[row.application_id])}?{query}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*DECIDERS)
def leave(request: HttpRequest) -> HttpResponse:
    """When I am away and who covers; whom I cover."""
    actor, now = asking(request), timezone.now()
    on, colleagues = timezone.localdate(now), lists.colleagues(actor)
    form = Away(colleagues, on, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        by = next(one for one in colleagues if str(one.pk) == given["cover"])
        away = User.objects.get(pk=actor.account)
        try:
            measures.cover(away=away, by=by, first=given["first"], last=given["last"], at=now)
            messages.success(request, f"已登记。这些天您承办的申请，{by.words}看得到、办得了。")
            return redirect("cases:leave")
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    told = lists.leaves(actor, on) | {"form": form, "colleagues": colleagues, "here": "leave"}
    return render(request, "subsidies/desk/measures/leave.html", told)


@never_cache
@require_POST
@needs_role(*DECIDERS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back before the day, or not away at all."""
    if not Leave.objects.filter(pk=pk, away=asking(request).account).exists():
        raise Http404
    measures.come_back(pk=pk, on=timezone.localdate())
    messages.success(request, "代班到昨天为止，从今天起由您自己办。")
    return redirect("cases:leave")


def _say(request: HttpRequest, do: Any, done: str) -> None:
    try:
        do()
        messages.success(request, done)
    except Refused as refusal:
        messages.warning(request, refusal.message)
