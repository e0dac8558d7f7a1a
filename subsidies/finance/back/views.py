"""The doors of 追回: the city asks and proposes to write off; finance agrees and registers. The clock is read here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.money import yuan
from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import CITY, FINANCE
from subsidies.finance import queue
from subsidies.finance.back import reading
from subsidies.finance.back.forms import Amount, Ask, Off, Parts, SetOff
from subsidies.finance.page import said_yes, show
from subsidies.finance.views import READERS
from subsidies.models import Application
from subsidies.paying import recovering as acts
from subsidies.paying import setting_off
from treasury import models
from treasury.models import Recovery, WriteOff
from treasury.recoveries import MOST_INSTALMENTS


@never_cache
@require_safe
@needs_role(*READERS)
def recoveries(request: HttpRequest) -> HttpResponse:
    """What was asked back, the newest first."""
    return show(request, timezone.localdate(), queue.BACK, "_choose", "追回")


@never_cache
@require_safe
@needs_role(*READERS)
def recovery(request: HttpRequest, pk: int) -> HttpResponse:
    """One recovery: how much, why, by when, what came back."""
    return _page(request, pk)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(CITY)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that what was paid on a case comes back."""
    rows = Application.objects.visible_to(asking(request)).select_related("person")
    case = get_object_or_404(rows, pk=pk)
    try:
        owed = acts.paid_obligation(case)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("money:recoveries")
    form = Ask(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("amount", "ground", "words")}
        try:
            made = acts.ask(
                pk=pk, instalments=form.instalments, actor=asking(request), at=timezone.now(), **told
            )  # fmt: skip
            messages.success(request, "已提出，等财务人员批准。批准以后本人会收到消息。")
            return redirect("money:recovery", made.pk)
        except Refused as refusal:
            field = {"instalments": "first_on", "unchanged": "ground"}.get(refusal.code, refusal.code)
            form.add_error(field if field in form.fields else None, refusal.message)
    return show(request, timezone.localdate(), queue.BACK, "_ask", "提出追回", here=f"ask{pk}", case=case, owed=owed,
                form=form)  # fmt: skip


@require_POST
@needs_role(FINANCE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's yes or no."""
    try:
        agree, form = said_yes(request), Parts(request.POST)
        if not form.is_valid():
            raise Refused("parts", f"没有办成：分期填 1 到 {MOST_INSTALMENTS} 期。")
        acts.answer(
            pk=_found(request, pk).pk, agree=agree, actor=asking(request), at=timezone.now(),
            parts=form.cleaned_data["parts"] or 1,
        )  # fmt: skip
        messages.success(request, "已批准，本人会收到消息。" if agree else "已答复：不同意追回。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:recovery", pk)


@require_POST
@needs_role(FINANCE)
def repaid(request: HttpRequest, pk: int) -> HttpResponse:
    """So much came back."""
    form = Amount(request.POST)
    if form.is_valid():
        try:
            amount, seen = form.cleaned_data["amount"], form.cleaned_data["seen"]
            acts.repaid(pk=_found(request, pk).pk, amount=amount, seen=seen, actor=asking(request), at=timezone.now())
            messages.success(request, f"已登记退回 {yuan(amount)}，回到原来的资金。")
            return redirect("money:recovery", pk)
        except Refused as refusal:
            form.add_error("amount", refusal.message)
    return _page(request, pk, repaid=form)


@sensitive_post_parameters()
@require_POST
@needs_role(CITY)
def ask_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that so much will not come back."""
    form = Off(request.POST)
    if form.is_valid():
        try:
            acts.ask_write_off(pk=_found(request, pk).pk, actor=asking(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, "已提出核销，等财务人员批准。")
            return redirect("money:recovery", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return _page(request, pk, off=form)


@require_POST
@needs_role(FINANCE)
def answer_write_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's yes or no to a write-off."""
    asked = WriteOff.objects.visible_to(asking(request)).filter(recovery=pk, answered_at__isnull=True).first()
    try:
        agree = said_yes(request)
        acts.answer_write_off(pk=asked.pk if asked else 0, agree=agree, actor=asking(request), at=timezone.now())
        messages.success(request, "已批准核销。" if agree else "已答复：不同意核销，继续追回。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:recovery", pk)


@sensitive_post_parameters()
@require_POST
@needs_role(CITY)
def ask_set_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose that so much is kept out of what the same payee is to get."""
    row = _found(request, pk)
    form = SetOff(request.POST, choices=reading.offered(setting_off.choices(row)))
    if form.is_valid():
        try:
            setting_off.ask(pk=row.pk, actor=asking(request), at=timezone.now(), **form.cleaned_data)
            messages.success(request, "已提出抵扣，等财务人员批准。")
            return redirect("money:recovery", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return _page(request, pk, set_off=form)


@require_POST
@needs_role(FINANCE)
def answer_set_off(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's yes or no to a set-off."""
    asked = models.SetOff.objects.visible_to(asking(request)).filter(recovery=pk, answered_at__isnull=True).first()
    try:
        agree = said_yes(request)
        setting_off.answer(pk=asked.pk if asked else 0, agree=agree, actor=asking(request), at=timezone.now())
        messages.success(request, "已批准抵扣，两笔都已入账，本人会收到消息。" if agree else "已答复：不同意抵扣。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("money:recovery", pk)


def _page(request: HttpRequest, pk: int, **bound: forms.Form) -> HttpResponse:
    on = timezone.localdate()
    row = _found(request, pk)
    told: dict[str, Any] = reading.context(row, asking(request), on)
    told |= {"repaid": Amount(), "off": Off(), "set_off": SetOff(choices=reading.offered(told["against"]))} | bound
    return show(request, on, queue.BACK, "_recovery", f"追回 {row.number}", here=pk, **told)


def _found(request: HttpRequest, pk: int) -> Recovery:
    rows = Recovery.objects.visible_to(asking(request))
    ready = rows.select_related("obligation__person", "obligation__organisation", "asked_by", "answered_by")
    return get_object_or_404(ready, pk=pk)
