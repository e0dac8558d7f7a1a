"""The doors to 我的申请: one's own applications, or those a clerk entered, and no others. The clock is read here."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import WORKER, Actor, needs_role
from people.roles import COUNTER
from records.evidence import served
from subsidies import telling
from subsidies.actions import attachments, claims, objections, ratings
from subsidies.applicant import accounts, cases
from subsidies.applicant.cases import Case
from subsidies.applicant.forms import Completed, NewProof, Objection, Rate
from subsidies.models import Application, Attachment

State = Application.State


@never_cache
@require_safe
@needs_role(WORKER)
def applications(request: HttpRequest) -> HttpResponse:
    """All one asked for, the newest first, drafts too."""
    actor = _actor(request)
    return render(request, "subsidies/applicant/list.html", {
        "listed": cases.listed(actor, request.GET.get("after", "")), "unread": telling.unread(actor),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(WORKER)
def inbox(request: HttpRequest) -> HttpResponse:
    """What one was told. What this page shows is looked at by being shown."""
    lines, rows, next_key = cases.inbox(_actor(request), request.GET.get("after", ""))
    page = render(request, "subsidies/applicant/inbox.html", {"lines": lines, "next_key": next_key})
    if request.method == "GET":
        telling.seen(rows, timezone.now())
    return page


@never_cache
@require_safe
@needs_role(WORKER, COUNTER)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One application: how far it is, why, and what one may do."""
    return _case(request, _found(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER, COUNTER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then take it back."""
    found = _found(request, pk)
    if request.method != "POST":
        if "withdraw" not in found.steps:
            return redirect("applicant:case", pk)
        return render(request, "subsidies/applicant/withdraw.html", {
            "case": found, "counter": _at_counter(request), "kept": attachments.PROOF_KEPT.days,
        })  # fmt: skip
    try:
        claims.withdraw(pk=pk, actor=_actor(request), at=timezone.now())
        messages.success(request, "已撤回。还在申领期限内的，可以再申请。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("applicant:case", pk)


@require_POST
@needs_role(WORKER, COUNTER)
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    try:
        claims.discard(pk=pk, actor=_actor(request))
        messages.success(request, "草稿已删去。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("claim:entered" if _at_counter(request) else "applicant:list")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER, COUNTER)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """Another account, while it waits to be completed or once the bank turned the old one down."""
    found = _found(request, pk)
    again = found.money is not None and found.money.choose
    if found.row.state != State.RETURNED and not again:
        messages.warning(request, "这份申请现在不能换账户。等着补正、或者银行没有入账的时候才能换。")
        return redirect("applicant:case", pk)
    asked = accounts.question(
        application=found.row, actor=_actor(request), sent=request.POST if request.method == "POST" else None,
        other="other" in request.GET, at=timezone.now(), again=again,
    )  # fmt: skip
    if asked.done and again:
        messages.success(request, "收款账户已经换好，列入下一批发放。")
        return redirect("applicant:case", pk)
    if asked.done:
        messages.success(request, "收款账户已经换好。补齐以后，记得重新提交。")
        return redirect("applicant:proofs", pk)
    if asked.turns:
        return redirect(f"{request.path}?other")
    return render(request, "subsidies/applicant/account.html", {
        "case": found, "asked": asked, "counter": _at_counter(request), "again": again,
    })  # fmt: skip


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER, COUNTER)
def proofs(request: HttpRequest, pk: int) -> HttpResponse:
    """Add proofs; and, where it was sent back, hand it in again."""
    found = _found(request, pk)
    if found.row.state not in (State.DRAFT, State.RETURNED):
        return redirect("applicant:case", pk)
    sending = "send" in request.POST
    new = NewProof(request.POST, request.FILES) if request.method == "POST" and _adds(request) else NewProof()
    said = Completed(request.POST) if sending else Completed()
    if new.is_bound and not (new.is_valid() and _attach(request, pk, new)):
        return _proofs(request, found, new, said)
    if sending and said.is_valid() and found.row.state == State.RETURNED:
        return _again(request, _found(request, pk), said)
    if sending and not said.is_valid():
        return _proofs(request, found, NewProof(), said)
    return redirect("applicant:proofs", pk) if request.method == "POST" else _proofs(request, found, new, said)


@never_cache
@require_safe
@needs_role(WORKER)
def proof(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """A proof one handed in oneself. A clerk who took it in has seen it on paper, and opens no files."""
    return served(_proof(request, pk, proof).file, proof)


@require_POST
@needs_role(WORKER, COUNTER)
def take_away(request: HttpRequest, pk: int, proof: int) -> HttpResponse:
    """A proof handed in by mistake."""
    try:
        attachments.detach(pk=_proof(request, pk, proof).pk, actor=_actor(request), at=timezone.now())
        messages.success(request, "已删去。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("applicant:proofs", pk)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER, COUNTER)
def object_to_it(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a refusal is wrong."""
    found = _found(request, pk)
    form = Objection(request.POST or None)
    if not found.may_object:
        return redirect("applicant:case", pk)
    if request.method == "POST" and form.is_valid():
        try:
            made = objections.to_refusal(
                pk=pk, said=form.cleaned_data["said"], actor=_actor(request), at=timezone.now()
            )  # fmt: skip
            messages.success(request, f"异议已经提交，最晚{made.due_on:%Y年%-m月%-d日}答复。")
            return redirect("applicant:case", pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "subsidies/applicant/object.html", {
        "case": found, "form": form, "counter": _at_counter(request),
    })  # fmt: skip


@sensitive_post_parameters()
@require_POST
@needs_role(WORKER)
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """好差评."""
    found = _found(request, pk)
    form = Rate(request.POST)
    if not form.is_valid():
        return _case(request, found, rating=form)
    try:
        ratings.rate(pk=pk, actor=_actor(request), at=timezone.now(), **form.cleaned_data)
        messages.success(request, "已收到您的评价，谢谢。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("applicant:case", pk)


def _again(request: HttpRequest, found: Case, said: Completed) -> HttpResponse:
    """Handed in again, where something was completed."""
    note = said.cleaned_data["note"].strip()
    if not (note or found.completed):
        said.add_error("note", "还没有补任何东西。请附上材料、换好账户，或者在这里写明情况，再提交。")
        return _proofs(request, found, NewProof(), said)
    try:
        claims.submit(pk=found.row.pk, actor=_actor(request), at=timezone.now(), note=note)
    except Refused as refusal:
        said.add_error(None, refusal.message)
        return _proofs(request, found, NewProof(), said)
    messages.success(request, "已经重新提交。办到哪一步、轮到谁，随时在这里看。")
    return redirect("applicant:case", found.row.pk)


def _adds(request: HttpRequest) -> bool:
    return "add" in request.POST or bool(request.FILES)


def _attach(request: HttpRequest, pk: int, form: NewProof) -> bool:
    try:
        attachments.attach(
            pk=pk, actor=_actor(request), proof=form.cleaned_data["file"], label=form.cleaned_data["label"],
            at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return False
    messages.success(request, "材料已经附上。")
    return True


def _proofs(request: HttpRequest, found: Case, new: forms.Form, said: forms.Form) -> HttpResponse:
    return render(request, "subsidies/applicant/proofs.html", {
        "case": found, "new": new, "said": said, "wrong": new if new.errors else said, "counter": _at_counter(request),
    })  # fmt: skip


def _case(request: HttpRequest, found: Case, rating: Rate | None = None) -> HttpResponse:
    return render(request, "subsidies/applicant/case.html", {
        "case": found, "rating": rating or Rate(), "counter": _at_counter(request),
    })  # fmt: skip


def _found(request: HttpRequest, pk: int) -> Case:
    found = cases.case(_actor(request), pk, timezone.localdate())
    if found is None:
        raise Http404("没有这份申请，或者它不是您的")
    return found


def _proof(request: HttpRequest, pk: int, proof: int) -> Attachment:
    actor = _actor(request)
    rows = Attachment.objects.visible_to(actor).filter(application__in=cases.own(actor).values("pk"))
    return get_object_or_404(rows.select_related("file"), pk=proof, application=pk)


def _at_counter(request: HttpRequest) -> bool:
    return _actor(request).person_id is None


def _actor(request: HttpRequest) -> Actor:
    actor: Any = request.actor  # type: ignore[attr-defined]
    return actor
