"""The doors of what plans are paid. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import board
from apprenticeship.plans.views import found as own_plan
from apprenticeship.settling import actions, statement
from apprenticeship.settling.forms import Ask
from lib.refused import Refused
from people import banking
from people.actor import asking, needs_role
from people.models import BankAccount
from people.roles import AUDITOR, CITY, CLERK, FINANCE, MANAGER, REVIEWER
from records import events
from subsidies import lifecycle
from subsidies.bundles import actions as bundles
from subsidies.bundles import shown
from subsidies.models import Application
from subsidies.paying import answers

HERE = "apprenticeship/settling/"
PAGE = 100  # apprentices
CHANGED = "没有提交：登记刚刚有了变化，金额和您看到的不一样了。下面是现在的，请再看一遍。"
ASKED_BACK = "结算好了：合计比已经预支的少，要退回的已交财务核定，批准以后按期退回。"
State = Application.State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What a plan is paid; POST asks for it."""
    plan, on = own_plan(request, pk), timezone.localdate()
    told = statement.of_plan(plan, on)
    form = Ask(request.POST) if request.method == "POST" else Ask(initial={"seen": told.net})
    if form.is_bound and form.is_valid():
        if form.cleaned_data["seen"] != told.net:
            form = Ask({"seen": told.net, "note": form.cleaned_data["note"]})
            form.add_error(None, CHANGED)
        else:
            try:
                made = actions.ask(plan=plan, actor=asking(request), at=timezone.now(), note=form.cleaned_data["note"])
                messages.success(request, f"已申请，受理号 {made.number}，等区级审核。" if made else ASKED_BACK)
                return redirect("plans:money", pk)
            except Refused as refusal:
                form.add_error(None, refusal.message)
    return render(request, f"{HERE}one.html", _shown(request, plan, told) | _asking(request, plan, told, form))


@require_POST
@needs_role(MANAGER, CLERK)
def again(request: HttpRequest, pk: int, application: int) -> HttpResponse:
    """What was returned is handed in again."""
    return _moved(request, pk, application, bundles.again, "已重新提交，等区级审核。")


@require_POST
@needs_role(MANAGER, CLERK)
def withdraw(request: HttpRequest, pk: int, application: int) -> HttpResponse:
    """It is not asked for after all."""
    return _moved(request, pk, application, bundles.withdraw, "已撤回，可以改好以后再申请。")


@require_POST
@needs_role(MANAGER, CLERK)
def account(request: HttpRequest, pk: int, application: int) -> HttpResponse:
    """After the bank turned it down: into the account that is registered now."""
    return _moved(request, pk, application, answers.use_last_account, "已改用现在登记的账户，列入下一批发放。")


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def apprentice(request: HttpRequest, pk: int) -> HttpResponse:
    """What is decided of one of them today, and why."""
    rows = Apprentice.objects.visible_to(asking(request)).filter(plan__in=board.own(asking(request)))
    return _apprentice(request, rows, pk, inside=False)


@never_cache
@require_safe
@needs_role(REVIEWER, CITY, FINANCE, AUDITOR)
def at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement for whoever decides or checks."""
    plans = Plan.objects.visible_to(asking(request)).filter(state=Plan.State.ACCEPTED)
    plan = get_object_or_404(plans.select_related("enterprise", "school"), pk=pk)
    told = statement.of_plan(plan, timezone.localdate())
    return render(request, f"{HERE}desk.html", _shown(request, plan, told))


@never_cache
@require_safe
@needs_role(REVIEWER, CITY, FINANCE, AUDITOR)
def apprentice_at_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them for whoever decides or checks."""
    return _apprentice(request, Apprentice.objects.visible_to(asking(request)), pk, inside=True)


def _apprentice(request: HttpRequest, rows: Any, pk: int, inside: bool) -> HttpResponse:
    row = get_object_or_404(
        rows.select_related("person", "plan__enterprise", "plan__school"), pk=pk, plan__state=Plan.State.ACCEPTED
    )  # fmt: skip
    return render(request, f"{HERE}apprentice.html", {
        "row": row, "plan": row.plan, "title": board.title(row.plan), "inside": inside,
        "explanation": statement.of_apprentice(row, timezone.localdate()),
    })  # fmt: skip


def _moved(request: HttpRequest, pk: int, application: int, act: Any, words: str) -> HttpResponse:
    plan = own_plan(request, pk)
    get_object_or_404(Application.objects.visible_to(asking(request)), pk=application, subject=plan.pk)
    try:
        act(pk=application, actor=asking(request), at=timezone.now())
        messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("plans:money", pk)


def _shown(request: HttpRequest, plan: Plan, told: statement.Statement) -> dict[str, Any]:
    """What everybody reads. GET show, after."""
    shelves = [
        ("all", "全部", told.rows), ("blocked", "卡住的", [row for row in told.rows if row.is_blocked]),
        ("owed", "可以申请的", [row for row in told.rows if row.owed > 0]),
        ("back", "多发的", [row for row in told.rows if row.owed < 0]),
    ]  # fmt: skip
    shelf = request.GET.get("show", "all")
    shelf = shelf if shelf in {key for key, _, _ in shelves} else "all"
    rows = next(some for key, _, some in shelves if key == shelf)
    text = request.GET.get("after", "")
    after = int(text) if text.isdecimal() and len(text) < 6 else 0
    return {
        "plan": plan, "title": board.title(plan), "told": told, "on": timezone.localdate(), "shelf": shelf,
        "shelves": [(key, words, len(some)) for key, words, some in shelves], "rows": rows[after : after + PAGE],
        "after": after + PAGE if after + PAGE < len(rows) else None,
    }  # fmt: skip


def _asking(request: HttpRequest, plan: Plan, told: statement.Statement, form: Ask) -> dict[str, Any]:
    """What the enterprise may do, and its school reads."""
    registered = BankAccount.objects.filter(organisation=plan.enterprise_id).order_by("-pk").first()
    ours = plan.enterprise_id in asking(request).organisations
    return {
        "form": form, "ours": ours, "account": banking.shown(registered) if registered and ours else "",
        "bounced": [each for each in told.applications if shown.bounced(each)],
        "returned": told.under_way is not None and told.under_way.state == State.RETURNED,
        "returned_words": _said(told.under_way) if told.under_way else "",
        "no_account": actions.NO_ACCOUNT,
    }  # fmt: skip


def _said(application: Application) -> str:
    """What the reviewer wrote when it was last returned."""
    written = [event for event in events.of(lifecycle.chain(application)) if event.verb == "return"]
    return events.note_of(written[-1]) if written else ""
