"""The doors to accounts. The clock is read here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lib.refused import Refused
from people import desks, looks, signin
from people.actor import actor_of, home_of, needs_role, to_sign_in
from people.forms import Code, Phone, Reveal, SignIn
from people.logins import address_of, is_enrolled
from people.models import AccountChange, Look, User
from people.roles import CLERK, COUNTER, DUTIES, INSIDE, MANAGER

PENDING = "sign-in"  # in the session: the wish that waits for its code, and where to go afterwards
SHOWN, PAGE = 5, 50  # of what was done to accounts: on one's own page, on a page of all
WITH_PASSWORD = "allauth.account.auth_backends.AuthenticationBackend"


class ThenDeliver(HttpResponseRedirect):
    """An answer that is out before the message is sent, so that nobody can time whether one is."""

    def __init__(self, to: str, pk: int):
        super().__init__(to)
        self.pk = pk

    def close(self) -> None:
        try:
            signin.deliver(self.pk, timezone.now())
        finally:
            super().close()


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and number; whatever they are, the next page asks for a code."""
    back = _safe(request, request.POST.get("next", "") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(back or home_of(request))
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wish = signin.ask(**form.cleaned_data, address=address_of(request), at=timezone.now())
        except Refused as refusal:
            form.add_error(None, refusal.message)
        else:
            request.session[PENDING] = {"pk": wish.pk, "next": back}
            return ThenDeliver(reverse("people:sign-in-code"), wish.pk)
    return render(request, "people/sign_in.html", {"form": form, "next": back})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The six digits, or another code for the same wish."""
    pending = request.session.get(PENDING)
    if pending is None:
        if not request.user.is_authenticated:
            messages.warning(request, "登录要从头来：请先填姓名和证件号码。")
        return redirect("people:sign-in")
    form = Code(request.POST if request.method == "POST" and "again" not in request.POST else None)
    refused = None
    try:
        if "again" in request.POST:
            wish = signin.ask_again(pk=pending["pk"], address=address_of(request), at=timezone.now())
            request.session[PENDING] = pending | {"pk": wish.pk}
            messages.success(request, "又申请了一个新的验证码，以前的不用再填。")
            return ThenDeliver(reverse("people:sign-in-code"), wish.pk)
        if form.is_bound and form.is_valid():
            return _enter(request, pending, form.cleaned_data["code"])
    except Refused as refusal:
        refused = refusal
        if form.is_bound:
            form.add_error("code", refusal.message)
    return render(request, "people/sign_in_code.html", {"form": form, "refused": refused})


def _enter(request: HttpRequest, pending: dict[str, Any], digits: str) -> HttpResponse:
    account = signin.enter(pk=pending["pk"], digits=digits, at=timezone.now())
    del request.session[PENDING]
    login(request, account, backend=WITH_PASSWORD)
    request.session["idle"] = True
    request.session.set_expiry(int(signin.IDLE.total_seconds()))
    return redirect(pending["next"] or home_of(request))


def with_password(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For accounts that sign in with a password: a person's own account has none, and no second factor to bind."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request, as_worker=False)
        if request.user.person_id is not None or not request.user.has_usable_password():
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@never_cache
@require_safe
@with_password
def account(request: HttpRequest) -> HttpResponse:
    """One's roles, the desks they open, the password and the second factor."""
    actor = actor_of(request.user)
    grants = request.user.grants.select_related("district", "organisation")  # type: ignore[union-attr]
    return render(request, "people/account.html", {
        "name": request.user.words or request.user.get_username(),  # type: ignore[union-attr]
        "grants": [(grant.place, DUTIES[grant.role]) for grant in grants],
        "desks": desks.desks_of(actor, timezone.localdate(), every_one=request.user.is_superuser),
        "enrolled": is_enrolled(request.user),
        "changes": AccountChange.objects.filter(account=request.user.pk).select_related("by")[:SHOWN],
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(*INSIDE, MANAGER, CLERK)
def account_changes(request: HttpRequest) -> HttpResponse:
    """What was done to accounts, a page after a key; of one account where the address names it."""
    asked, after = (request.GET.get(name, "") for name in ("account", "after"))
    rows = AccountChange.objects.visible_to(request.actor)  # type: ignore[attr-defined]
    account = None
    if asked.isdecimal():
        rows = rows.filter(account=int(asked[:18]))
        account = User.objects.filter(pk__in=rows.values("account")).first()
    count = rows.order_by()[:10_001].count()
    if after.isdecimal():
        rows = rows.filter(pk__lt=int(after[:18]))
    page = list(rows.select_related("account", "by", "district", "organisation")[: PAGE + 1])
    older = page[PAGE - 1].pk if len(page) > PAGE else 0
    context = {"rows": page[:PAGE], "older": older, "count": count, "account": account}
    return render(request, "people/account_changes.html", context)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(COUNTER)
def counter(request: HttpRequest) -> HttpResponse:
    """Find who has come in, by name and number; the search is written down."""
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = looks.find_at_counter(actor=request.actor, **form.cleaned_data, at=timezone.now())  # type: ignore[attr-defined]
            return redirect("people:at-counter", pk=found.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "people/counter.html", {"form": form})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(COUNTER)
def at_counter(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom this clerk has just found: the phone on record, and a new one."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    person = looks.in_sight(actor, pk, now)
    if person is None:
        messages.warning(request, "查询结果只保留一小时。请让本人出示证件，重新查一次。")
        return redirect("people:counter")
    form = Phone(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            looks.register_phone(actor=actor, person_id=pk, phone=form.cleaned_data["phone"], at=now)
            messages.success(request, "新的手机号已经登记，本人现在就可以登录。")
            return redirect("people:at-counter", pk=pk)
        except Refused as refusal:
            form.add_error("phone", refusal.message)
    return render(request, "people/at_counter.html", {"form": form, "person": person})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(*looks.MAY_LOOK)
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """A number or a phone: masked with a form that asks why, or, asked rightly, in clear and written down."""
    actor, now = request.actor, timezone.now()  # type: ignore[attr-defined]
    person = looks.in_sight(actor, pk, now)
    what = request.POST.get("what") or request.GET.get("what", Look.What.NUMBER)
    if person is None or what not in (Look.What.NUMBER, Look.What.PHONE):
        raise Http404
    form = Reveal(request.POST or None, auto_id=f"{what}-%s")  # two of them may stand on one page
    context = {
        "form": form,
        "pk": pk,
        "what": what,
        "words": Look.What(what).label,
        "masked": looks.masked_number(person) if what == Look.What.NUMBER else looks.masked_phone(person),
        "found": "",
        "back": _safe(request, request.POST.get("back", "") or request.GET.get("back", "")),
    }
    if request.method == "POST" and form.is_valid():
        try:
            context["found"] = looks.reveal(
                actor=actor, person_id=pk, what=what, why=form.cleaned_data["why"], at=now
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, refusal.message)
    template = "people/_reveal.html" if request.htmx else "people/reveal.html"  # type: ignore[attr-defined]
    return render(request, template, context)


def elsewhere(request: HttpRequest, to: str) -> HttpResponse:
    """From another sign-in page to ours. Who is signed in and was sent there all the same is told no."""
    if to == "account_login" and request.user.is_authenticated:
        raise PermissionDenied
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(f"{reverse(to)}?{query}" if query else reverse(to))


def _safe(request: HttpRequest, address: str) -> str:
    """The address where it is one of this site's, else nothing."""
    safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if safe else ""
