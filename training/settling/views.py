"""The doors of what classes are paid. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.money import yuan
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
from training import queries
from training.files.views import download
from training.filing.views import found as own_class
from training.models import Enrolment, TrainingClass
from training.settling import actions, papers, statement
from training.settling.forms import Ask

PAGE = "training/settling/"
CHANGED = "没有提交：登记刚刚有了变化，金额和您看到的不一样了。下面是现在的，请再看一遍。"
FORMS = ("xlsx", "pdf")
State = Application.State


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What a class is paid; POST asks for what is owed."""
    group, on = own_class(request, pk), timezone.localdate()
    told = statement.of_class(group, on)
    form = Ask(request.POST) if request.method == "POST" else Ask(initial={"seen": told.owed})
    if form.is_bound and form.is_valid():
        if form.cleaned_data["seen"] != told.owed:
            form = Ask({"seen": told.owed, "note": form.cleaned_data["note"]})
            form.add_error(None, CHANGED)
        else:
            try:
                made = actions.settle(
                    one=group, actor=asking(request), at=timezone.now(), note=form.cleaned_data["note"]
                )  # fmt: skip
                messages.success(request, f"已申请结算 {yuan(made.amount)}，受理号 {made.number}，等区级审核。")
                return redirect("settling:one", pk)
            except Refused as refusal:
                form.add_error(None, refusal.message)
    return render(request, f"{PAGE}one.html", _shown(group, told, form, on))


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def taken(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The statement as a workbook or as a PDF."""
    group, on = own_class(request, pk), timezone.localdate()
    if form not in FORMS:
        raise Http404("没有这种文件")
    told = statement.of_class(group, on)
    content = papers.workbook(told) if form == "xlsx" else papers.pdf(told, on)
    return download(f"结算单 {group.number} {group.name}.{form}", content)


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


def _moved(request: HttpRequest, pk: int, application: int, act: Any, words: str) -> HttpResponse:
    group = own_class(request, pk)
    get_object_or_404(Application.objects.visible_to(asking(request)), pk=application, subject=group.pk)
    try:
        act(pk=application, actor=asking(request), at=timezone.now())
        messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("settling:one", pk)


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def trainee(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    """What is decided of one trainee today, and why."""
    return _trainee(request, own_class(request, pk), enrolment)


@never_cache
@require_safe
@needs_role(REVIEWER, CITY, FINANCE, AUDITOR)
def trainee_at_desk(request: HttpRequest, pk: int, enrolment: int) -> HttpResponse:
    """The same for whoever decides or checks."""
    rows = TrainingClass.objects.visible_to(asking(request)).select_related("organisation", "course")
    return _trainee(request, get_object_or_404(rows, pk=pk), enrolment)


def _trainee(request: HttpRequest, group: TrainingClass, enrolment: int) -> HttpResponse:
    seen = Enrolment.objects.visible_to(asking(request)).select_related("person")
    row = get_object_or_404(seen, pk=enrolment, of=group)
    return render(request, f"{PAGE}trainee.html", {
        "one": group, "title": queries.title(group), "row": row, "inside": asking(request).has(MANAGER, CLERK),
        "explanation": statement.of_trainee(group, row.person_id, timezone.localdate()),
    })  # fmt: skip


def _said(application: Application) -> str:
    """What the reviewer wrote when it was last returned."""
    written = [event for event in events.of(lifecycle.chain(application)) if event.verb == "return"]
    return events.note_of(written[-1]) if written else ""


def _shown(group: TrainingClass, told: statement.Statement, form: Ask, on: Any) -> dict[str, Any]:
    account = BankAccount.objects.filter(organisation=group.organisation_id).order_by("-pk").first()
    return {
        "one": group, "title": queries.title(group), "told": told, "form": form, "on": on,
        "account": banking.shown(account) if account else "", "no_account": actions.NO_ACCOUNT,
        "bounced": [each for each in told.applications if shown.bounced(each)],
        "over": group.last_day is not None and group.last_day < on,
        "returned": told.under_way is not None and told.under_way.state == State.RETURNED,
        "returned_words": _said(told.under_way) if told.under_way else "",
    }  # fmt: skip
