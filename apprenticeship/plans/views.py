"""The doors of plans for both parties: one set of pages, each side finds its own buttons. The clock is read here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeship.changing.actions import money_asked
from apprenticeship.entering import joining
from apprenticeship.models import Apprentice, Plan, PlanChange
from apprenticeship.plans import actions, board, history, judge, shelves
from apprenticeship.plans.forms import Again, PlanForm, Words, initial, next_year
from apprenticeship.settling import todo
from lib.refused import Refused
from people.actor import asking, needs_role
from people.models import Organisation
from people.roles import CLERK, MANAGER
from records import events

HERE = "apprenticeship/plans/"
PAGE = 100  # apprentices
ENTERPRISES = (Organisation.Kind.ENTERPRISE, Organisation.Kind.INDIVIDUAL)
State = Plan.State


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def index(request: HttpRequest) -> HttpResponse:
    """What has to be done, then the plans: GET after."""
    actor, on = asking(request), timezone.localdate()
    text = request.GET.get("after", "")
    rows, after = board.page(actor, int(text) if text.isdecimal() and len(text) < 18 else 0)
    own = Organisation.objects.visible_to(actor).filter(pk__in=actor.organisations).order_by("pk")
    return render(request, f"{HERE}index.html", {
        "own": [(each, each.kind in ENTERPRISES) for each in own],
        "todos": board.soonest(board.todos(actor, on) + todo.todos(actor, on), on),
        "rows": list(zip(rows, board.titles(rows), strict=True)), "after": after,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def new(request: HttpRequest, enterprise: int) -> HttpResponse:
    """A draft."""
    own = _own(request, enterprise)
    form = PlanForm(request.POST if request.method == "POST" else None, on=timezone.localdate())
    if form.is_bound and form.is_valid():
        try:
            plan = actions.draft(
                enterprise=own, given=form.cleaned_data, actor=asking(request), at=timezone.now()
            )  # fmt: skip
            messages.success(request, f"草稿建好了，计划编号 {plan.number}。接着录入学徒，请院校确认。")
            return redirect("plans:one", plan.pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, f"{HERE}form.html", {"form": form, "organisation": own, "plan": None})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Other terms."""
    plan = found(request, pk)
    on = plan.filed_on or timezone.localdate()
    form = PlanForm(request.POST, on=on) if request.method == "POST" else PlanForm(initial=initial(plan), on=on)
    if form.is_bound and form.is_valid():
        try:
            plan = actions.edit(pk=pk, given=form.cleaned_data, actor=asking(request), at=timezone.now())
            again = "，院校要重新确认" if plan.state == State.OFFERED else ""
            messages.success(request, f"已保存{again}。")
            return redirect("plans:one", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, f"{HERE}form.html", {"form": form, "organisation": plan.enterprise, "plan": plan})


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about a plan; before it is accepted, everything that is wrong with it."""
    return _one(request, found(request, pk))


@require_POST
@needs_role(MANAGER, CLERK)
def offer(request: HttpRequest, pk: int) -> HttpResponse:
    """To the school."""
    return _done(request, pk, actions.offer, "已请院校确认。")


@require_POST
@needs_role(MANAGER, CLERK)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """By the school."""
    return _done(request, pk, actions.agree, "已确认，由企业提交备案。")


@require_POST
@needs_role(MANAGER, CLERK)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """From the district."""
    return _done(request, pk, actions.take_back, "已撤回，可以改了。")


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """By the school, with why."""
    return _with_words(request, pk, actions.decline, "已退给企业修改。", "decline")


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """It will not be held."""
    return _with_words(request, pk, actions.cancel, "已取消。", "cancel")


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """To the district."""
    found(request, pk)
    try:
        plan, judged = actions.file(
            pk=pk, actor=asking(request), at=timezone.now(), on=timezone.localdate()
        )  # fmt: skip
        if judged.blocks:
            messages.warning(request, f"没有提交：还有 {len(judged.blocks)} 处要改。")
        else:
            messages.success(request, f"已提交备案，最晚{plan.due_on:%Y年%-m月%-d日}答复。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:one", pk)


@require_POST
@needs_role(MANAGER, CLERK)
def trust(request: HttpRequest, pk: int) -> HttpResponse:
    """The other party's word counts for this one, or no more."""
    yes = request.POST.get("trust") == "yes"
    act = lambda pk, actor, at: actions.trust(pk=pk, yes=yes, actor=actor, at=at)  # noqa: E731
    return _done(
        request, pk, act, "已委托，从现在起对方确认的就算双方确认。" if yes else "已收回委托，往后要双方各自确认。"
    )


@never_cache
@require_POST
@needs_role(MANAGER, CLERK)
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """As a new draft from another day on."""
    plan, form = found(request, pk), Again(request.POST)
    if not form.is_valid():
        return _one(request, plan, opened="again", again=form)
    try:
        made = actions.clone(
            pk=pk, first_day=form.cleaned_data["first_day"], actor=asking(request), at=timezone.now()
        )  # fmt: skip
        messages.success(request, f"照样建了草稿，计划编号 {made.number}。请核对协议的日期，再录入学徒。")
        return redirect("plans:edit", made.pk)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("plans:one", pk)


def found(request: HttpRequest, pk: int) -> Plan:
    """A plan of one's own organisation, on either side, or 404."""
    plan: Plan = get_object_or_404(board.own(asking(request)), pk=pk)
    return plan


def _own(request: HttpRequest, enterprise: int) -> Organisation:
    actor = asking(request)
    rows = Organisation.objects.visible_to(actor).filter(pk__in=actor.organisations, kind__in=ENTERPRISES)
    own: Organisation = get_object_or_404(rows, pk=enterprise)
    return own


def _one(request: HttpRequest, plan: Plan, opened: str = "", **told: Any) -> HttpResponse:
    actor, on = asking(request), timezone.localdate()
    seen = Apprentice.objects.visible_to(actor).filter(plan=plan).order_by("pk")
    ours = plan.enterprise_id in actor.organisations
    judged = judge.a_plan(plan, on) if plan.state in Plan.OPEN else None
    party = "enterprise" if ours else "school"
    there = list(seen.there().only("state", "enterprise_at", "school_at"))
    enters = joining.enters(plan, on)
    told_of = judged.apprentices if judged else judge.some(plan, shelves.proposed(plan, seen), on) if enters else ()
    refused = {row.pk: lines for row, lines in told_of if lines}
    lists = shelves.of(there, party, refused)
    shelf = request.GET.get("show", "all")
    shelf = shelf if shelf in {key for key, _, _ in lists} else "all"
    shown = next(some for key, _, some in lists if key == shelf)
    told_after = request.GET.get("after", "")
    after = int(told_after) if told_after.isdecimal() and len(told_after) < 6 else 0
    return render(request, f"{HERE}one.html", {
        "plan": plan, "title": board.title(plan), "ours": ours, "judged": judged, "opened": opened,
        "open": plan.state in Plan.OPEN, "there": shelves.whole(seen, shown[after : after + PAGE]), "many": len(there),
        "shelf": shelf, "shelves": [(key, words, len(some)) for key, words, some in lists],
        "after": after + PAGE if after + PAGE < len(shown) else None,
        "gone": list(seen.filter(state=Apprentice.State.GONE).select_related("person")),
        "refused": refused, "enters": enters,
        "for_us": sum(getattr(row, f"{party}_at") is None for row in there),
        "trusts": getattr(plan, f"{party}_trusts"), "trusted": plan.school_trusts if ours else plan.enterprise_trusts,
        "past": history.told(
            events.of(actions.chain(plan.pk)), history.names(plan, actor)
        ), "said": history.answer_of(plan),
        "change": PlanChange.objects.visible_to(actor).filter(plan=plan, state__in=PlanChange.ALIVE).first(),
        "money_asked": plan.state == State.ACCEPTED and money_asked(plan),
        "words": Words(), "again": Again(initial={"first_day": next_year(plan.first_day)}),
    } | told)  # fmt: skip


def _done(request: HttpRequest, pk: int, act: Callable[..., Any], words: str) -> HttpResponse:
    found(request, pk)
    try:
        act(pk=pk, actor=asking(request), at=timezone.now())
        messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:one", pk)


def _with_words(request: HttpRequest, pk: int, act: Callable[..., Any], said: str, opened: str) -> HttpResponse:
    plan, form = found(request, pk), Words(request.POST)
    if form.is_valid():
        try:
            act(pk=pk, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now())
            messages.success(request, said)
            return redirect("plans:one", pk)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return _one(request, plan, opened=opened, words=form)
