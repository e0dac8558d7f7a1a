"""The doors of the public notices. The clock is read here; what somebody types stands in no address and no log."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from lib.days import chinese
from lib.refused import Refused
from people import limits
from people.actor import actor_of
from people.limits import Limit
from people.logins import address_of
from subsidies import clocks
from subsidies.actions import objections as acts
from subsidies.models import Notice
from subsidies.public import lists
from subsidies.public.forms import Contact, Find, Said

FINDING, OBJECTING = Limit("notice-find", 30, 2_000), Limit("notice-object", 10, 300)
LAST = 3
OBJECTED = "objected"  # in the session: the reference of the objection just made, and its last day


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What is on notice now, and what was."""
    on = timezone.localdate()
    ended, before = lists.ended(on, request.GET.get("before", ""))
    return render(request, "subsidies/public/index.html", {
        "open": [] if "before" in request.GET else lists.open_now(on),
        "ended": ended,
        "earlier": "before" in request.GET,
        "before": before,
    })  # fmt: skip


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: its rows while names are shown, what came of them, its hash."""
    on, found = timezone.localdate(), get_object_or_404(Notice, pk=pk)
    entry = lists.entry(found, on)
    asked = request.GET.get("page", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    response = render(request, "subsidies/public/notice.html", {
        "entry": entry, "notice": found, "page": lists.page_of(found, number, on) if entry.shown else None,
        "size": lists.PAGE,
    })  # fmt: skip
    return _unindexed(response)


@require_safe
def archived(request: HttpRequest, pk: int) -> HttpResponse:
    """The very bytes whose hash the list shows, while names are shown."""
    found = get_object_or_404(Notice, pk=pk)
    if timezone.localdate() > found.shown_until:
        raise Http404("名单已经撤下")
    response = HttpResponse(found.snapshot.encode(), content_type="application/json; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="notice-{pk}.json"'
    return _unindexed(response)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Oneself, by name and the last four signs of the number."""
    form, found = Find(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            limits.count(FINDING, address=address_of(request), at=timezone.now())
            found = lists.find(**form.cleaned_data, on=timezone.localdate())
        except Refused as refusal:
            form.add_error(None, refusal.message)
    return render(request, "subsidies/public/find.html", {"form": form, "found": found})


@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """What becomes of an objection."""
    return render(request, "subsidies/public/objections.html", {"within": _within()})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Objecting to one line: what is wrong, who one is, a last look. What was typed travels in the form alone."""
    found = get_object_or_404(Notice, pk=pk)
    row = lists.row_on(found, place, timezone.localdate())
    if row is None:
        raise Http404("名单上没有这一行，或者名单已经撤下")
    context = {"notice": found, "row": row, "title": lists.title(found), "page": (place - 1) // lists.PAGE + 1}
    if not row.may_object:
        return render(request, "subsidies/public/object_closed.html", context)
    step = request.POST.get("step", "")
    said = Said(request.POST or None)
    contact = Contact(request.POST if "phone" in request.POST else None, initial={"name": _name(request)})
    context |= {"said": said, "contact": contact, "within": _within(), "stage": _stage(step, said, contact)}
    if step == "send" and context["stage"] == LAST:
        try:
            return _object(request, lists.line_at(found, place), said.cleaned_data["said"], contact.cleaned_data)
        except Refused as refusal:
            contact.add_error(None, refusal.message)
    return render(request, "subsidies/public/object.html", context)


@never_cache
@require_safe
def objected(request: HttpRequest) -> HttpResponse:
    """Thanks, and the reference to ask by; only in the browser that objected."""
    made = request.session.get(OBJECTED)
    if made is None:
        return redirect("notices:objections")
    return render(request, "subsidies/public/objected.html", made | {"within": _within()})


def _stage(step: str, said: Said, contact: Contact) -> int:
    """The page that comes next: 1 what is wrong, 2 who one is, 3 a last look. ``step``: the page that was sent."""
    if step in ("", "again-said") or not said.is_valid():
        return 1
    return 2 if step in ("said", "again-contact") or not contact.is_valid() else LAST


def _object(request: HttpRequest, row: int, said: str, contact: dict[str, Any]) -> HttpResponse:
    now = timezone.now()
    limits.count(OBJECTING, address=address_of(request), at=now)
    made = acts.to_notice(
        row=row, said=said, name=contact["name"], contact=contact["phone"], at=now,
        person=actor_of(request.user).person_id,
    )  # fmt: skip
    request.session[OBJECTED] = {"reference": made.reference, "due_on": chinese(made.due_on)}
    return redirect("notices:objected")


def _within() -> int:
    """So many working days an answer may take."""
    return clocks.allowed("objection", timezone.localdate())


def _name(request: HttpRequest) -> str:
    """Of whoever is signed in as a person; others write it."""
    actor = actor_of(request.user)
    return actor.name if actor.person_id is not None else ""


def _unindexed(response: HttpResponse) -> HttpResponse:
    """No search engine keeps what is taken down after a while."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
