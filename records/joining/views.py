"""The doors of 单位入驻 for whoever registers an organisation. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import WORKER, actor_of, asking, needs_role
from people.models import User
from records.evidence import served
from records.joining import actions, pledge
from records.joining.forms import FirstPassword, Join
from records.joining.models import Registration

ALREADY = "没有再收一份，这个单位您已经交过，正在等待核验，内容在这一页上。要改内容，请先撤回，再重新提交。"


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What one needs, how it goes, and what one has handed in."""
    actor = actor_of(request.user)
    mine = Registration.objects.visible_to(actor) if actor.person_id is not None else Registration.objects.none()
    return render(request, "records/joining/index.html", {
        "mine": mine, "within": actions.ANSWERED_WITHIN, "is_person": actor.person_id is not None,
    })  # fmt: skip


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER)
def new(request: HttpRequest) -> HttpResponse:
    """Register an organisation."""
    now, actor = timezone.now(), asking(request)
    on = timezone.localdate(now)
    form = Join(request.POST or None, request.FILES or None, on=on) if request.method == "POST" else Join(on=on)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            made, new = actions.send(
                person_id=_person(request), given=told, proof=told["file"], version=pledge.IN_FORCE,
                by=User.objects.get(pk=actor.account), at=now, on=on,
            )  # fmt: skip
            if new:
                messages.success(request, "已提交，等数据管理员核验。")
            else:
                messages.warning(request, ALREADY)
            return redirect("joining:one", made.pk)
        except Refused as refusal:
            form.refused(refusal)
    return render(request, "records/joining/new.html", {
        "form": form, "pledge_title": pledge.TITLE, "pledge": pledge.words(), "within": actions.ANSWERED_WITHIN,
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(WORKER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is; accepted, the place to set the first password."""
    return _one(request, _own(request, pk))


@never_cache
@require_safe
@needs_role(WORKER)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The papers one handed in."""
    return served(_own(request, pk).file, pk)


@require_POST
@needs_role(WORKER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    try:
        actions.withdraw(pk=_own(request, pk).pk, person_id=_person(request), at=timezone.now())
        messages.success(request, "已撤回。要入驻，可以重新提交。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("joining:one", pk)


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(WORKER)
def password(request: HttpRequest, pk: int) -> HttpResponse:
    """The first password of the manager's account."""
    row, form = _own(request, pk), FirstPassword(request.POST)
    if not form.is_valid():
        return _one(request, row, form)
    try:
        actions.set_first_password(pk=pk, person_id=_person(request), password=form.cleaned_data["password"])
        messages.success(request, "密码设好了。请退出，用单位账号登录，第一次登录要绑定验证器。")
        return redirect("joining:one", pk)
    except Refused as refusal:
        if refusal.code == "password":
            form.add_error("password", refusal.message)
            return _one(request, row, form)
        messages.warning(request, refusal.message)
        return redirect("joining:one", pk)


def _one(request: HttpRequest, row: Registration, form: FirstPassword | None = None) -> HttpResponse:
    account: Any = row.account
    return render(request, "records/joining/one.html", {
        "row": row, "form": form or FirstPassword(),
        "needs_password": account is not None and not account.has_usable_password(),
        "sign": {"sent": "look", "accepted": "pass", "refused": "fail", "withdrawn": "none"}[row.state],
    })  # fmt: skip


def _own(request: HttpRequest, pk: int) -> Registration:
    rows = Registration.objects.visible_to(asking(request)).select_related("district", "account", "file")
    return get_object_or_404(rows, pk=pk)


def _person(request: HttpRequest) -> int:
    person = asking(request).person_id
    assert person is not None, "the door lets none but persons in"
    return person
