"""The doors to a claim, for oneself or for who stands at a counter. The clock is read here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from certificates.claim import claimant as claiming
from certificates.claim import facts as known
from certificates.claim.claimant import CODE, Claimant
from certificates.claim.forms import Promise, WhichCertificate
from certificates.my.deadlines import Deadline
from certificates.queries import Standing
from lib.refused import Refused
from occupations.queries import atlas
from people import banking, looks
from people.actor import WORKER, Actor, needs_role
from people.models import Person
from people.roles import COUNTER
from subsidies.actions import claims
from subsidies.applicant import accounts
from subsidies.models import Application

CHANGED = "登记刚刚有了变化，结果和您刚才看到的不一样。请再看一遍，没有问题再提交。"
State = Application.State


def for_whom(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a claim: of whoever is signed in, or of ``person``, found at this counter within the hour."""

    @never_cache
    @sensitive_post_parameters()
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, person: int | None = None, **kwargs: Any) -> HttpResponse:
        guarded = needs_role(WORKER if person is None else COUNTER)(found)
        return guarded(request, person, *args, **kwargs)

    def found(request: HttpRequest, person: int | None, *args: Any, **kwargs: Any) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        if person is None:
            one = get_object_or_404(Person.objects.visible_to(actor), pk=actor.person_id)
        elif (one := looks.at_this_counter(actor, person, timezone.now())) is None:
            messages.warning(request, "查询结果只保留一小时。请让本人出示证件，重新查一次。")
            return redirect("people:counter")
        return view(request, Claimant(one, actor, person is not None), *args, **kwargs)

    return asked


@require_safe
@for_whom
def choose(request: HttpRequest, who: Claimant) -> HttpResponse:
    """Which certificate."""
    papers = who.standings(timezone.localdate())
    book = atlas()
    choices = [(one.certificate.entry, f"{claiming.name(one, book)}\n{claiming.says(one)}") for one in papers]
    form = WhichCertificate(request.GET if "certificate" in request.GET else None, choices)
    if form.is_bound and form.is_valid():
        return redirect(who.url("facts", form.cleaned_data["certificate"]))
    return _page(request, "choose", who, form=form, papers=papers)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whom
def facts(request: HttpRequest, who: Claimant, subject: int) -> HttpResponse:
    """What is known, to be confirmed; where the city found it and an account is there, the whole claim in one step."""
    one = _standing(who, subject)
    if (there := who.alive(subject)) and there.state != State.DRAFT:
        return _asked_already(request, there, who)
    before = who.accounts() if one.explanation.accepted and who.invited(subject) and not who.at_counter else []
    form = Promise(seen=claiming.seen(one), reasons=False)
    if request.method == "POST":
        if "confirm" in request.POST and before:
            form = Promise(request.POST, seen=claiming.seen(one), reasons=False)
            if _agreed(request, form, one) and (done := _confirm(request, who, one, before[0].pk, form)):
                return done
        elif begun := _begin(request, who, one):
            return begun
    return _page(
        request, "one_step" if before else "facts", who, one, form=form, known=known.of(who, one), draft=there,
        account=banking.shown(before[0]) if before else "",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@for_whom
def account(request: HttpRequest, who: Claimant, subject: int) -> HttpResponse:
    """Where the money goes."""
    draft = who.alive(subject)
    if draft is None or draft.state != State.DRAFT:
        return redirect(who.url("facts", subject))
    asked = accounts.question(
        application=draft, actor=who.actor, sent=request.POST if request.method == "POST" else None,
        other="other" in request.GET, at=timezone.now(),
    )  # fmt: skip
    if asked.done:
        return redirect(who.url("check", subject))
    if asked.turns:
        return redirect(f"{request.path}?other")
    back = request.path if "other" in request.GET else who.url("facts", subject)
    return _page(request, "account", who, asked=asked, form=asked.form, draft=draft, back=back)


@require_http_methods(["GET", "HEAD", "POST"])
@for_whom
def check(request: HttpRequest, who: Claimant, subject: int) -> HttpResponse:
    """Everything once more, the promise, and the button."""
    draft = who.alive(subject)
    if draft is None or draft.state != State.DRAFT:
        return redirect(who.url("facts", subject))
    if draft.account is None:
        return redirect(who.url("account", subject))
    one = _standing(who, subject)
    form = Promise(
        request.POST if request.method == "POST" else None, seen=claiming.seen(one),
        reasons=not one.explanation.accepted, at_counter=who.at_counter,
    )  # fmt: skip
    if form.is_bound and _agreed(request, form, one):
        try:
            note = form.cleaned_data.get("note", "")
            return _handed_in(request, who, claims.submit(pk=draft.pk, actor=who.actor, at=timezone.now(), note=note))
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return _page(
        request, "check", who, one, form=form, draft=draft, account=banking.shown(draft.account),
        known=known.of(who, one), proofs=draft.attachments.count(),
    )  # fmt: skip


def _begin(request: HttpRequest, who: Claimant, one: Standing) -> HttpResponse | None:
    """The facts are right: a draft from here on."""
    try:
        made = claims.start(
            scheme=CODE, person=who.person.pk, subject=one.certificate.entry, actor=who.actor, at=timezone.now(),
            title=claiming.name(one),
        )  # fmt: skip
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return None
    if made.state != State.DRAFT:
        return _asked_already(request, made, who)
    return redirect(who.url("account", one.certificate.entry))


def _confirm(request: HttpRequest, who: Claimant, one: Standing, account: int, form: Promise) -> HttpResponse | None:
    try:
        made = claims.confirm(
            scheme=CODE, person=who.person.pk, subject=one.certificate.entry, account=account, actor=who.actor,
            at=timezone.now(), title=claiming.name(one),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.message)
        return None
    return _handed_in(request, who, made)


def _agreed(request: HttpRequest, form: Promise, one: Standing) -> bool:
    """The promise was given, on what stands in the registers now."""
    if not form.is_valid():
        return False
    if form.cleaned_data["seen"] == claiming.seen(one):
        return True
    messages.warning(request, CHANGED)
    form.data = request.POST.copy()
    form.data["seen"] = claiming.seen(one)
    return False


def _handed_in(request: HttpRequest, who: Claimant, made: Application) -> HttpResponse:
    messages.success(request, f"申请已经提交，受理号 {made.number}。")
    return redirect("claim:receipt", made.pk) if who.at_counter else redirect("applicant:case", made.pk)


def _asked_already(request: HttpRequest, there: Application, who: Claimant) -> HttpResponse:
    if who.at_counter and there.entered_by_id != who.actor.user_id:
        messages.warning(request, "这本证书已经有一份申请在办，不是在您这里录入的。请本人登录查看，或者拨打12333。")
        return redirect(who.url("choose"))
    messages.info(request, "这本证书已经申请过了，办到哪一步在这里看。")
    return redirect("applicant:case", there.pk)


def _standing(who: Claimant, subject: int) -> Standing:
    one = who.standing(subject, timezone.localdate())
    if one is None:
        raise Http404("没有这本证书")
    return one


def _page(request: HttpRequest, name: str, who: Claimant, one: Standing | None = None, **more: Any) -> HttpResponse:
    if one is not None:
        more |= {
            "one": one, "explanation": one.explanation, "subject": claiming.name(one),
            "deadline": Deadline(one.last_day, timezone.localdate()),
            "account_url": who.url("account", one.certificate.entry),
        }  # fmt: skip
    return render(request, f"certificates/claim/{name}.html", {"who": who, "choose_url": who.url("choose")} | more)
