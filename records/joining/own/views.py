"""The doors of 本单位. The clock is read here."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people import banking
from people.actor import asking, needs_role
from people.models import BankAccount, Organisation, RoleGrant
from people.roles import CLERK, MANAGER, words
from records.joining.own import actions
from records.joining.own.forms import Account, Clerk


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def index(request: HttpRequest) -> HttpResponse:
    """The organisations one works for: straight to it where there is one."""
    own = list(_own(request))
    if len(own) == 1:
        return redirect("organisation:one", own[0].pk)
    return render(request, "records/joining/own/index.html", {"own": own})


@never_cache
@require_safe
@needs_role(MANAGER, CLERK)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """What is on record, who works for it, where it is paid to."""
    return _one(request, _found(request, pk), Clerk())


@never_cache
@require_POST
@needs_role(MANAGER)
def add_clerk(request: HttpRequest, pk: int) -> HttpResponse:
    """An account for a clerk; its first password is shown on the answer and nowhere else."""
    organisation, form = _found(request, pk), Clerk(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        try:
            account, password = actions.add_clerk(
                organisation=organisation, username=told["username"].strip().lower(), name=told["name"],
                actor=asking(request), at=timezone.now(),
            )  # fmt: skip
            return _one(request, organisation, Clerk(), made=(account.words, account.username, password))
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return _one(request, organisation, form)


@require_POST
@needs_role(MANAGER)
def remove_clerk(request: HttpRequest, pk: int, grant: int) -> HttpResponse:
    """Somebody works here no longer."""
    organisation = _found(request, pk)
    row = get_object_or_404(RoleGrant.objects.select_related("user", "organisation"), pk=grant, organisation=pk)
    try:
        actions.remove_clerk(grant=row, actor=asking(request), at=timezone.now())
        messages.success(request, f"已停用{row.user.words}的账号，马上不能登录。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("organisation:one", organisation.pk)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(MANAGER)
@reauthentication_required
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Another account to be paid to: only after the manager has said again who he is."""
    organisation = _found(request, pk)
    form = Account(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.set_account(
                organisation=organisation, actor=asking(request), at=timezone.now(), **form.cleaned_data
            )  # fmt: skip
            messages.success(request, "收款账户已登记，从现在起发到这个账户。")
            return redirect("organisation:one", pk)
        except Refused as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.message)
    return render(request, "records/joining/own/account.html", {
        "organisation": organisation, "form": form, "now": _paid_to(organisation),
    })  # fmt: skip


def _one(request: HttpRequest, organisation: Organisation, form: django_forms.Form, **more: Any) -> HttpResponse:
    grants = organisation.grants.select_related("user").order_by("-role", "pk")
    return render(request, "records/joining/own/one.html", {
        "organisation": organisation, "paid_to": _paid_to(organisation), "form": form, "made": None,
        "staff": [(grant, words(grant.role)) for grant in grants], "me": asking(request).user_id,
        "may_manage": asking(request).has(MANAGER), "registration": organisation.registrations.first(),
    } | more)  # fmt: skip


def _paid_to(organisation: Organisation) -> str:
    last = BankAccount.objects.filter(organisation=organisation).order_by("-pk").first()
    return banking.shown(last) if last else ""


def _own(request: HttpRequest) -> Any:
    actor = asking(request)
    rows = Organisation.objects.visible_to(actor).filter(pk__in=actor.organisations)
    return rows.select_related("district").order_by("pk")


def _found(request: HttpRequest, pk: int) -> Organisation:
    found: Organisation | None = _own(request).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这个单位，或者不是您的单位")
    return found
