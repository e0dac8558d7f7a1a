"""The doors of apprentices' records, for both parties. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apprenticeship.differing.codes import open_to
from apprenticeship.during import shown
from apprenticeship.during.forms import Back, Since
from apprenticeship.entering import actions, joining, picking
from apprenticeship.entering.forms import ApprenticeForm, Leave, Picked
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import board, judge
from apprenticeship.plans.views import found
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CLERK, MANAGER

HERE = "apprenticeship/entering/"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody new in a plan; what the rule says of this one is said at once."""
    plan = found(request, pk)
    form = ApprenticeForm(request.POST if request.method == "POST" else None, plan=plan)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            row = actions.propose(
                plan=pk, name=told["name"], document="01", number=told["number"], given=told, actor=asking(request),
                at=timezone.now(),
            )  # fmt: skip
            _said(request, row)
            return redirect("plans:propose", pk) if "more" in request.POST else redirect("plans:one", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, f"{HERE}form.html", {
        "plan": plan, "title": board.title(plan), "form": form, "row": None,
        "open": joining.enters(plan, timezone.localdate()), "joins": _joins(plan),
        "ours": plan.enterprise_id in asking(request).organisations, "held": False,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """New people of the enterprise, as the insurance register knows them; the ticked ones come in."""
    plan, on, actor = found(request, pk), timezone.localdate(), asking(request)
    if plan.enterprise_id not in actor.organisations:
        raise Http404("只有企业看得到自己的新职工")
    form = Picked(request.POST if request.method == "POST" else None, plan=plan, initial={"contract_months": 36})
    ticked = [int(each) for each in request.POST.getlist("person") if each.isdecimal() and len(each) < 18]
    if form.is_bound and form.is_valid():
        try:
            rows = picking.pick(
                plan=pk, which=ticked, given=form.cleaned_data, actor=actor, at=timezone.now(), on=on
            )  # fmt: skip
            messages.success(request, f"已录入 {len(rows)} 名；每人差什么，看下面的名单。")
            return redirect("plans:one", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, f"{HERE}pick.html", {
        "plan": plan, "title": board.title(plan), "form": form, "people": picking.new_people(plan, on),
        "ticked": ticked, "open": joining.enters(plan, on), "joins": _joins(plan), "shown": picking.SHOWN,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One record: what it says, what the rule says, and to put it right."""
    row = found_one(request, pk)
    told = {name: getattr(row, name) for name in actions.FIELDS}
    form = ApprenticeForm(request.POST if request.method == "POST" else None, plan=row.plan, known=True, initial=told)
    if form.is_bound and form.is_valid():
        try:
            row = actions.amend(pk=pk, given=form.cleaned_data, actor=asking(request), at=timezone.now())
            _said(request, row)
            return redirect("plans:one", row.plan_id)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return page_of(request, row, **({"form": form} if form.is_bound else {}))


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def take_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Not an apprentice of this plan after all."""
    row, form = found_one(request, pk), Leave(request.POST)
    if form.is_valid():
        try:
            actions.take_out(
                pk=pk, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now(),
                on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, f"{row.person.name}已退出这份计划。")
            return redirect("plans:one", row.plan_id)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return page_of(request, row, leave=form)


@require_POST
@needs_role(MANAGER, CLERK)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The ticked ones, or all that wait for this party."""
    found(request, pk)
    ticked = [int(each) for each in request.POST.getlist("apprentice") if each.isdecimal() and len(each) < 18]
    try:
        many = actions.confirm(
            plan=pk, which=None if "all" in request.POST else ticked, actor=asking(request), at=timezone.now()
        )  # fmt: skip
        if many:
            messages.success(request, f"已确认 {many} 名。")
        else:
            messages.warning(request, "没有可以确认的：请先勾选，或者对方刚刚改过，请再看一遍。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:one", pk)


def found_one(request: HttpRequest, pk: int) -> Apprentice:
    """A record in a plan of one's own organisation, on either side, or 404."""
    actor = asking(request)
    rows = Apprentice.objects.visible_to(actor).filter(plan__in=board.own(actor))
    row: Apprentice = get_object_or_404(
        rows.select_related("person", "plan__enterprise", "plan__school", "mentor__person", "teacher__person"), pk=pk
    )
    return row


def page_of(request: HttpRequest, row: Apprentice, **told: Any) -> HttpResponse:
    """A record's page, with forms that were sent and are wrong."""
    initial = {name: getattr(row, name) for name in actions.FIELDS}
    on, alive = timezone.localdate(), row.state != Apprentice.State.GONE
    held = row.state == Apprentice.State.CONFIRMED and row.plan.state == Plan.State.ACCEPTED
    opened = alive and not held and joining.enters(row.plan, on)
    return render(request, f"{HERE}form.html", {
        "plan": row.plan, "title": board.title(row.plan), "row": row, "leave": Leave(),
        "form": ApprenticeForm(plan=row.plan, known=True, initial=initial),
        "open": opened, "joins": _joins(row.plan), "held": held, "opened": "",
        "ours": row.plan.enterprise_id in asking(request).organisations, "refused": judge.an_apprentice(row, on),
        "during": shown.of_apprentice(row, on) if held else None,
        "about": open_to(row) if row.plan.state == Plan.State.ACCEPTED and row.state != "proposed" else [],
        "pause": Since(initial={"day": on}), "resume": Back(initial={"day": on}), "stop": Since(initial={"day": on}),
    } | told)  # fmt: skip


def _joins(plan: Plan) -> bool:
    """Does whoever comes now come into a plan that is held already?"""
    return plan.state == Plan.State.ACCEPTED


def _said(request: HttpRequest, row: Apprentice) -> None:
    """What became of it, and what the rule says against it."""
    lines = [line for line in judge.an_apprentice(row, timezone.localdate()) if line.severity == "block"]
    waits = "双方都确认了" if row.state == Apprentice.State.CONFIRMED else "等另一方确认"
    if lines:
        words = "；".join(f"{line.title}：查到{line.found}，需要{line.needed}" for line in lines)
        messages.warning(request, f"{row.person.name}已保存，{waits}；但现在不符合补贴的条件：{words}。")
    else:
        messages.success(request, f"{row.person.name}已保存，{waits}；补贴的条件都符合。")
