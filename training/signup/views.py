"""The doors of signing up, of one's own classes, and of the code on the wall. The clock is read here."""

from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lib.refused import Refused
from people.actor import WORKER, actor_of, asking, needs_role
from records import events
from subsidies.bundles.own import in_name_of
from training import queries as courses
from training import telling
from training.derive import KINDS
from training.filing.actions import chain
from training.filing.hours import hours_of, when
from training.filing.judge import planned
from training.filing.rules import figure
from training.lessons import actions as lessons
from training.lessons import codes
from training.lessons.attended import attended
from training.models import ClassSession, Enrolment, TrainingClass
from training.outcomes.queries import schools_with
from training.results.queries import of_line
from training.scheme import TRAINING
from training.signup import actions, queries
from training.signup.forms import Denial, SignUp

HERE = "training/signup/"
PASS = "attend"  # in the session: which code was opened when


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Classes to sign up for: GET q, kind, district, since, free, after."""
    on = timezone.localdate()
    words = request.GET.get("q", "").replace("\0", "").strip()[:40]
    kind, district, text = (request.GET.get(name, "") for name in ("kind", "district", "after"))
    kind = kind if kind in KINDS else ""
    districts = queries.districts()
    district = district if district in {each.pk for each in districts} else ""
    since, free = _day(request.GET.get("since", "")), request.GET.get("free") == "on"
    after = int(text) if text.isdecimal() and len(text) < 6 else 0
    found = queries.page(words, kind, district, since, on, free=free, after=after)
    return render(request, f"{HERE}index.html", {
        "q": words, "kind": kind, "district": district, "since": since, "free": free, "kinds": KINDS.items(),
        "districts": districts, "on": on, "page": found,
        "ended": schools_with(offer.one.organisation_id for offer in found.offers),
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """A class as anybody may see it; signed in, what it means for oneself, and the sign-up."""
    on, actor = timezone.localdate(), actor_of(request.user)
    rows = queries.open_now(on).select_related("organisation__district", "course")
    group: TrainingClass = get_object_or_404(rows, pk=pk)
    form = SignUp(request.POST if request.method == "POST" else None, kind=group.kind)
    if form.is_bound and form.is_valid():
        if actor.person_id is None:
            return redirect(f"{reverse('people:sign-in')}?next={request.path}")
        try:
            row = actions.sign_up(
                pk=pk, group=form.cleaned_data.get("group", ""), actor=actor, at=timezone.now(), on=on
            )  # fmt: skip
            messages.success(request, f"{row.get_state_display()}。结果会在这里，登记了手机的会发短信。")
            return redirect("classes-of-mine:one", row.pk)
        except Refused as refusal:
            form.add_error(None, refusal.message)
    mine = (
        group.enrolments.filter(person=actor.person_id, state__in=Enrolment.ALIVE).first() if actor.person_id else None
    )
    checks = actions.looked_at(group, actor.person_id, "", on) if actor.person_id and mine is None else []
    return render(request, f"{HERE}one.html", {
        "offer": queries.offers(TrainingClass.objects.filter(pk=pk))[0], "one": group, "form": form, "mine": mine,
        "sessions": [(each, when(each), hours_of(each)) for each in planned(group)], "checks": checks,
        "stopped": actions.stopped(group, actor.person_id, on) if mine is None else None,
        "signed_in": actor.person_id is not None, "refused": [line for line in checks if line.refuses],
        "ended": schools_with([group.organisation_id]),
    })  # fmt: skip


@never_cache
@require_safe
@needs_role(WORKER)
def mine(request: HttpRequest) -> HttpResponse:
    """Every class in one's own name."""
    person = asking(request).person_id
    assert person is not None
    rows = queries.mine(person)
    titles = courses.titles(row.of for row in rows)
    return render(request, f"{HERE}mine.html", {"rows": list(zip(rows, titles, strict=True))})


@never_cache
@require_safe
@needs_role(WORKER)
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: the timetable, what was attended, what can be done."""
    return _own(request, _line(request, pk), Denial())


@require_POST
@needs_role(WORKER)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Out of the class, or off the list."""
    row, now = _line(request, pk), timezone.now()
    try:
        up = actions.withdraw(pk=row.pk, actor=asking(request), at=now, on=timezone.localdate())
        if up is not None:
            telling.answered(Enrolment.objects.select_related("person", "of").get(pk=up.pk), now)
        messages.success(request, "已退出。")
    except Refused as refusal:
        messages.warning(request, refusal.message)
    return redirect("classes-of-mine:one", pk)


@never_cache
@sensitive_post_parameters()
@require_POST
@needs_role(WORKER)
def deny(request: HttpRequest, pk: int) -> HttpResponse:
    """This is not me."""
    row, form = _line(request, pk), Denial(request.POST)
    if form.is_valid():
        try:
            actions.deny(
                pk=pk, words=form.cleaned_data["words"], actor=asking(request), at=timezone.now(),
                on=timezone.localdate(),
            )  # fmt: skip
            messages.success(request, "收到了。核查期间，这一条不算在班，也不能用来申请补贴。")
            return redirect("classes-of-mine:one", pk)
        except Refused as refusal:
            form.add_error("words" if refusal.code == "words" else None, refusal.message)
    return _own(request, row, form)


@never_cache
@require_safe
def scanned(request: HttpRequest, token: str) -> HttpResponse:
    """The code on the wall, opened by a phone: in time, it is kept while its holder signs in."""
    session = codes.read(token)
    if session is None:
        return render(request, f"{HERE}attend.html", {"stale": True, "every": codes.EVERY}, status=410)
    request.session[PASS] = [session, timezone.now().isoformat()]
    return redirect("attend:here")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs_role(WORKER)
def here(request: HttpRequest) -> HttpResponse:
    """I am in class."""
    now, actor = timezone.now(), asking(request)
    session = _passed(request, now)
    if session is None:
        return render(request, f"{HERE}attend.html", {"stale": True, "every": codes.EVERY}, status=410)
    told: dict[str, Any] = {"session": session, "one": session.of, "when": when(session)}
    if request.method == "POST":
        assert actor.person_id is not None
        try:
            told["done"] = lessons.scan(pk=session.pk, person_id=actor.person_id, actor=actor, at=now)
            request.session.pop(PASS, None)
        except Refused as refusal:
            told["refused"] = refusal.message
    return render(request, f"{HERE}attend.html", told)


def _passed(request: HttpRequest, now: datetime) -> ClassSession | None:
    """The lesson whose code was opened in time by this browser, and not too long ago."""
    kept = request.session.get(PASS)
    if not kept or now - datetime.fromisoformat(kept[1]) > codes.PASS_FOR:
        return None
    return ClassSession.objects.select_related("of__organisation", "room").filter(pk=kept[0]).first()


def _own(request: HttpRequest, row: Enrolment, form: Denial) -> HttpResponse:
    group, on = row.of, timezone.localdate()
    there = {each.session_id: each for each in row.attendance.all()}
    past = [event for event in events.of(chain(group.pk)) if event.data.get("enrolment") == row.pk]
    told = [(event, events.note_of(event)) for event in past if event.verb in ("denial-true", "denial-false")]
    return render(request, f"{HERE}own.html", {
        "row": row, "one": group, "title": courses.title(group), "form": form, "on": on, "told": told,
        "sessions": [(each, when(each), there.get(each.pk)) for each in planned(group)],
        "hours": attended(group).get(row.pk, 0), "alive": row.state in Enrolment.ALIVE,
        "denial": figure("denial", on),
        "over": group.last_day is not None and group.last_day < on, "cancelled": group.state == "cancelled",
        "in_name": in_name_of(TRAINING.code, group.pk, row.person_id), **of_line(row),
    })  # fmt: skip


def _line(request: HttpRequest, pk: int) -> Enrolment:
    rows = Enrolment.objects.visible_to(asking(request)).select_related("of__organisation", "of__course", "person")
    row: Enrolment | None = rows.filter(pk=pk, person=asking(request).person_id).first()
    if row is None:
        raise Http404("没有这个班")
    return row


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
