"""The doors of the district's desk for classes. The clock is read here."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lib.refused import Refused
from people.actor import asking, needs_role
from people.roles import AUDITOR, CITY, REVIEWER
from records import events
from training import queries, telling
from training.desk import actions, queue
from training.desk.forms import Looked, Words
from training.filing import changes, history, judge
from training.filing.actions import chain
from training.filing.hours import hours_of, when
from training.models import Enrolment, Room, SessionChange, Teacher, TrainingClass

PAGE = "training/desk/"
READERS = (REVIEWER, CITY, AUDITOR)


@never_cache
@require_safe
@needs_role(*READERS)
def waiting(request: HttpRequest) -> HttpResponse:
    """The list alone."""
    return render(request, f"{PAGE}waiting.html", _list(request))


@never_cache
@require_safe
@needs_role(*READERS)
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """One class as it was filed, and what is left for a person."""
    return _filing(request, pk)


@require_POST
@needs_role(REVIEWER)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """It may be held."""
    return _done(
        request, lambda: actions.accept(pk=pk, actor=asking(request), at=timezone.now()), "已准予备案。", "filing", pk
    )


@require_POST
@needs_role(REVIEWER)
def give_back(request: HttpRequest, pk: int) -> HttpResponse:
    """To be mended."""
    return _with_words(request, pk, actions.give_back, "已退回补正。")


@require_POST
@needs_role(REVIEWER)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """It may not."""
    return _with_words(request, pk, actions.refuse, "已答复：不予备案。")


@never_cache
@require_safe
@needs_role(*READERS)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A lesson as it was accepted beside what it is to be."""
    return _change(request, pk, Words())


@require_POST
@needs_role(REVIEWER)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """The change holds; the trainees are told."""
    now = timezone.now()

    def act() -> None:
        telling.moved(actions.agree_to_change(pk=pk, actor=asking(request), at=now), now)

    return _done(request, act, "已同意变更，已告诉学员。", "change", pk)


@never_cache
@require_POST
@needs_role(REVIEWER)
def disagree(request: HttpRequest, pk: int) -> HttpResponse:
    """The lesson is held as it was accepted."""
    form = Words(request.POST)
    if not form.is_valid():
        return _change(request, pk, form)
    words = form.cleaned_data["words"]
    act = lambda: actions.refuse_change(pk=pk, words=words, actor=asking(request), at=timezone.now())  # noqa: E731
    return _done(request, act, "已答复：没有同意变更。", "change", pk)


@never_cache
@require_safe
@needs_role(*READERS)
def denial(request: HttpRequest, pk: int) -> HttpResponse:
    """A line that its person denies."""
    return _denial(request, pk, Looked())


@never_cache
@require_POST
@needs_role(REVIEWER)
def look_into(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of it."""
    form, now = Looked(request.POST), timezone.now()
    if not form.is_valid():
        return _denial(request, pk, form)
    told = form.cleaned_data

    def act() -> None:
        row = actions.answer_denial(
            pk=pk, true=told["true"] == "yes", words=told["words"], actor=asking(request), at=now
        )  # fmt: skip
        telling.looked_into(Enrolment.objects.select_related("person", "of").get(pk=row.pk), now)

    return _done(request, act, "已答复核查结果。", "denial", pk)


def _done(request: HttpRequest, act: Callable[[], Any], words: str, page: str, pk: int) -> HttpResponse:
    try:
        act()
        messages.success(request, words)
    except Refused as refusal:
        messages.warning(request, refusal.message)
        return redirect(f"class-desk:{page}", pk)
    return redirect("class-desk:waiting")


def _with_words(request: HttpRequest, pk: int, act: Callable[..., Any], words: str) -> HttpResponse:
    form = Words(request.POST)
    if not form.is_valid():
        return _filing(request, pk, form, "give-back" if act is actions.give_back else "refuse")
    given = form.cleaned_data["words"]
    return _done(
        request, lambda: act(pk=pk, words=given, actor=asking(request), at=timezone.now()), words, "filing", pk
    )


def _list(request: HttpRequest, here: str = "") -> dict[str, Any]:
    actor = asking(request)
    return {
        "queue": queue.of(actor, timezone.localdate(), here), "has_case": bool(here), "reviews": actor.has(REVIEWER),
    }  # fmt: skip


def _filing(request: HttpRequest, pk: int, form: Words | None = None, opened: str = "") -> HttpResponse:
    seen = TrainingClass.objects.visible_to(asking(request)).select_related("organisation__district", "course")
    one: TrainingClass = get_object_or_404(seen.exclude(state=TrainingClass.State.DRAFT), pk=pk)
    rows = Enrolment.objects.visible_to(asking(request)).filter(of=one).select_related("person")
    waits = one.state == TrainingClass.State.FILED
    judged = judge.a_class(one, one.filed_on) if waits and one.filed_on else None
    return render(request, f"{PAGE}filing.html", _list(request, f"filing-{pk}") | {
        "one": one, "title": queries.title(one), "judged": judged,
        "sessions": [(each, when(each), hours_of(each)) for each in judge.planned(one)], "form": form or Words(),
        "roster": [row for row in rows if row.state == "enrolled"], "opened": opened,
        "answerable": waits and asking(request).has(REVIEWER), "past": history.told(events.of(chain(pk))),
        "words": history.answer_of(one), "share": changes.changed_share(one),
    })  # fmt: skip


def _change(request: HttpRequest, pk: int, form: Words) -> HttpResponse:
    seen = TrainingClass.objects.visible_to(asking(request))
    rows = SessionChange.objects.filter(session__of__in=seen).select_related(
        "session__of__organisation", "session__room", "session__teacher__person"
    )  # fmt: skip
    row = get_object_or_404(rows, pk=pk)
    to = changes.wanted(row)
    teacher = Teacher.objects.select_related("person").filter(pk=to.teacher).first() if to else None
    room = Room.objects.filter(pk=to.room).first() if to and to.room else None
    return render(request, f"{PAGE}change.html", _list(request, f"change-{pk}") | {
        "change": row, "one": row.session.of, "title": queries.title(row.session.of), "when": when(row.session),
        "to": to, "to_when": changes.words(to) if to else "", "teacher": teacher, "room": room, "form": form,
        "hours": row.hours, "share": changes.changed_share(row.session.of),
        "answerable": row.state == SessionChange.State.WAITING and asking(request).has(REVIEWER),
    })  # fmt: skip


def _denial(request: HttpRequest, pk: int, form: Looked) -> HttpResponse:
    seen = Enrolment.objects.visible_to(asking(request)).select_related("person", "of__organisation", "of__course")
    row: Enrolment = get_object_or_404(seen, pk=pk)
    past = [event for event in events.of(chain(row.of_id)) if event.data.get("enrolment") == pk]
    said = [(event, events.note_of(event)) for event in past if event.verb.startswith("den")]
    there = row.attendance.select_related("session", "by").filter(hours__gt=0)
    return render(request, f"{PAGE}denial.html", _list(request, f"denial-{pk}") | {
        "row": row, "one": row.of, "title": queries.title(row.of), "said": said, "form": form,
        "there": [(each, when(each.session)) for each in there], "past": history.told(events.of(chain(row.of_id))),
        "answerable": row.denied_at is not None and asking(request).has(REVIEWER)
        and not asking(request).is_oneself(row.person_id),
    })  # fmt: skip
