"""The doors to 我的证书与补贴: one's own data, and no one else's. The clock is read here."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from certificates.my import requests
from certificates.my.forms import Report, WhichMonth
from certificates.my.months import read
from certificates.my.page import read_page
from certificates.my.subjects import Subject, subject_of
from lib.refused import Refused
from people.actor import WORKER, needs_role
from people.models import Person, User
from records import files
from records.corrections import actions
from records.corrections.actions import Thing
from records.corrections.models import Correction
from records.evidence import Proof, served
from records.models import StoredFile


@never_cache
@require_safe
@needs_role(WORKER)
def home(request: HttpRequest) -> HttpResponse:
    """Everything the city knows of the person, what is owed first."""
    page = read_page(_person(request), on=timezone.localdate())
    return render(request, "certificates/my/page.html", {"page": page})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER)
def report(request: HttpRequest, about: str, row: int = 0) -> HttpResponse:
    """Say that something is wrong: sent, or kept as a draft, which a script does while it is filled in."""
    if about == "month" and read(request.GET.get("month", "")) is None:
        return _which_month(request)
    subject = _subject(request, about, row)
    if request.method != "POST":
        return _show_form(request, subject)
    form = subject.form(request.POST, request.FILES)
    try:
        if "send" in request.POST:
            return _send(request, subject, form)
        return _keep(request, subject, form)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect("my:home")


def _which_month(request: HttpRequest) -> HttpResponse:
    """One question first: a request is about a month, and the address names it."""
    form = WhichMonth(request.GET if "month" in request.GET else None)
    return render(request, "certificates/my/which_month.html", {"form": form})


def _show_form(request: HttpRequest, subject: Subject) -> HttpResponse:
    found = actions.open_one(subject.person.pk, subject.thing)
    if found and found.state == Correction.State.SENT:
        messages.info(request, "这一项您已经申请更正，正在等待核对。要改内容，请先撤回。")
        return redirect("my:request", found.pk)
    form = subject.form()
    if found:
        form.initial.update({name: value for name, value in actions.said(found).items() if value})
    return _form_page(request, subject, form, found)


def _send(request: HttpRequest, subject: Subject, form: Report) -> HttpResponse:
    if not form.is_valid():
        return _form_page(request, subject, form, None)
    now, file = timezone.now(), _store(request, form)
    try:
        sent = actions.send(
            person_id=subject.person.pk, thing=subject.thing, given=form.given(), file=file, at=now,
            on=timezone.localdate(now),
        )  # fmt: skip
    except Refused:
        _unstore(file)
        raise
    messages.success(request, "已经提交。答复以后会发短信告诉您。")
    return redirect("my:request", sent.pk)


def _keep(request: HttpRequest, subject: Subject, form: Report) -> HttpResponse:
    """As far as it is: what is wrong in it is said when it is sent."""
    form.is_valid()
    quietly = bool(request.headers.get("HX-Request"))
    file = None if quietly else _store(request, form)
    try:
        actions.keep(
            person_id=subject.person.pk, thing=subject.thing, given=form.given(), at=timezone.now(), file=file,
        )  # fmt: skip
    except Refused as refusal:
        _unstore(file)
        if quietly:
            return HttpResponse(refusal.message)
        raise
    if quietly:
        return HttpResponse("已存为草稿，离开这一页也不会丢。")
    messages.success(request, "已存为草稿，还没有提交。可以从“更正申请”里接着填。")
    return redirect("my:home")


def _store(request: HttpRequest, form: Report) -> Any:
    proof: Proof | None = form.cleaned_data.get("file")
    if proof is None:
        return None
    by = User.objects.get(pk=request.actor.user_id)  # type: ignore[attr-defined]
    return files.keep(proof.content, proof.name, by, timezone.now())


def _unstore(file: StoredFile | None) -> None:
    """What was refused leaves no file behind; one that something else names stays."""
    if file:
        files.forget(file)


def _form_page(request: HttpRequest, subject: Subject, form: Report, draft: Correction | None) -> HttpResponse:
    return render(request, "certificates/my/report.html", {
        "subject": subject,
        "heading": subject.title if subject.missing else f"{subject.title}，哪里不对？",
        "form": form,
        "now": [] if subject.missing else subject.lines(),
        "draft": draft,
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(WORKER)
def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own request: how far it is, what was said, what was answered."""
    correction = _own(request, pk)
    return render(request, "certificates/my/request.html", requests.detail(correction))


@require_POST
@needs_role(WORKER)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw what was sent, or throw a draft away."""
    correction = _own(request, pk)
    person = correction.person_id
    try:
        if correction.state == Correction.State.DRAFT:
            actions.discard(person_id=person, pk=pk)
            messages.success(request, "草稿已删去。")
            return redirect("my:home")
        actions.withdraw(person_id=person, pk=pk, at=timezone.now())
        messages.success(request, "已撤回。想再办，可以重新申请。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("my:request", pk)


@never_cache
@require_safe
@needs_role(WORKER)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof one handed in oneself."""
    return served(_own(request, pk).file, pk)


def _person(request: HttpRequest) -> Person:
    actor = request.actor  # type: ignore[attr-defined]
    return get_object_or_404(Person.objects.visible_to(actor), pk=actor.person_id)


def _own(request: HttpRequest, pk: int) -> Correction:
    own = Correction.objects.visible_to(request.actor).filter(person=request.actor.person_id)  # type: ignore[attr-defined]
    return get_object_or_404(own.select_related("person", "file", "run"), pk=pk)


def _subject(request: HttpRequest, about: str, row: int) -> Subject:
    month = read(request.GET.get("month", "")) if about == "month" else None
    subject = subject_of(_person(request), Thing(about, row, month or 0))
    if subject is None:
        raise Http404("没有这一条")
    return subject
