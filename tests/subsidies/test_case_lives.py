"""Random lives of a claim, legal steps and others: after each one state, days, lines, deciders and history agree."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lib.refused import Refused
from records import events
from subsidies import lifecycle
from subsidies.actions import claims, notices, objections, review
from subsidies.models import Application, Determination, Line, Notice, NoticeLine, Objection
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT
from treasury.models import Obligation

pytestmark = pytest.mark.django_db
MOVES = {(move.source, move.verb): move.to for move in lifecycle.TABLE}
LINE_OF = {
    "district": {"open"}, "city": {"open"}, "returned": {"open"}, "approved": {"cleared", "noticed", "payable"},
    "refused": {"closed"}, "withdrawn": {"closed"},
}  # fmt: skip
WHY = "说明为什么"

STEPS = {
    "submit": lambda pk, a, at: claims.submit(pk=pk, actor=a, at=at),
    "withdraw": lambda pk, a, at: claims.withdraw(pk=pk, actor=a, at=at),
    "lapse": lambda pk, a, at: claims.lapse(pk=pk, at=at),
    "take": lambda pk, a, at: review.take(pk=pk, actor=a, at=at),
    "advise": lambda pk, a, at: review.advise(pk=pk, actor=a, at=at),
    "advise-against": lambda pk, a, at: review.advise_against(pk=pk, reason="untrue", actor=a, at=at, note=WHY),
    "undo-advice": lambda pk, a, at: review.undo_advice(pk=pk, actor=a, at=at),
    "send-back": lambda pk, a, at: review.send_back(pk=pk, actor=a, at=at, note=WHY),
    "return": lambda pk, a, at: review.ask_for_more(pk=pk, reason="evidence", actor=a, at=at, note=WHY),
    "approve": lambda pk, a, at: review.approve(pk=pk, actor=a, at=at),
    "refuse": lambda pk, a, at: review.refuse(pk=pk, reason="untrue", actor=a, at=at, note=WHY),
    "reopen": lambda pk, a, at: review.reopen(pk=pk, actor=a, at=at, note=WHY),
    "hold": lambda pk, a, at: review.hold(pk=pk, actor=a, at=at, note=WHY),
    "release": lambda pk, a, at: review.release(pk=pk, actor=a, at=at),
    "notice": lambda pk, a, at: notices.post(scheme="SU", actor=a, at=at),
    "close": lambda pk, a, at: [notices.close(pk=one.pk, at=at) for one in Notice.objects.all()],
    "object": lambda pk, a, at: _object(pk, a, at),
    "uphold": lambda pk, a, at: _answer(True, a, at),
    "dismiss": lambda pk, a, at: _answer(False, a, at),
}  # fmt: skip
ACTORS = ("worker", "other", "reviewer", "stranger", "city", "city2", "counter")
# most steps by whoever may, so that lives get anywhere
LIKELY = {
    "submit": "worker", "withdraw": "worker", "advise": "reviewer", "advise-against": "reviewer", "approve": "city",
    "undo-advice": "reviewer", "refuse": "city", "object": "worker", "uphold": "city2", "dismiss": "city2",
}  # fmt: skip
STEP = st.tuples(st.sampled_from(list(STEPS)), st.sampled_from(ACTORS) | st.none(), st.integers(0, 12))


def _object(pk, actor, at):
    if row := NoticeLine.objects.filter(line__application=pk, outcome="open").first():
        return objections.to_notice(row=row.pk, said=WHY, name="示举报", contact="12000000000", person=None, at=at)
    return objections.to_refusal(pk=pk, said=WHY, actor=actor, at=at)


def _answer(upheld, actor, at):
    row = Objection.objects.filter(state="open").first()
    if row is None:
        raise Refused("none", "没有")
    return objections.answer(pk=row.pk, upheld=upheld, words=WHY, actor=actor, at=at)


@pytest.fixture
def cast_of():
    return {
        "reviewer": claiming.official("reviewer"), "stranger": claiming.official("reviewer", district=claiming.THERE),
        "city": claiming.official("city"), "city2": claiming.official("city", "second"),
        "counter": claiming.official("counter"), "other": claiming.worker(claiming.claimant("示旁人")),
    }  # fmt: skip


def agrees(pk):
    case = Application.objects.get(pk=pk)
    waiting, ended = case.state in ("district", "city", "returned"), case.state in ("approved", "refused", "withdrawn")
    assert (case.due_on is not None, case.ended_at is not None) == (waiting, ended)
    deciders = [one for one in (case.entered_by_id, case.first_by_id, case.second_by_id) if one]
    assert len(deciders) == len(set(deciders))
    lines = list(case.lines.select_related("entitlement", "determination"))
    if case.state == "draft":
        assert not lines and case.determination is None
        return
    [line] = lines
    assert line.state in LINE_OF[case.state] and line.entitlement.alive == (case.state not in ("refused", "withdrawn"))
    assert case.determination.amount == case.amount
    owed = Obligation.objects.filter(line=line.pk).first()
    assert (owed.owed if owed else 0) == (case.amount if case.state == "approved" else 0)
    if case.state == "approved":
        assert (line.amount, line.determination_id) == (case.amount, case.determination_id) and case.amount > 0
    standing = NoticeLine.objects.filter(line=line, outcome__in=["open", "stood", "dismissed"]).count()
    assert standing == (line.state in ("noticed", "payable"))
    assert line.frozen == Objection.objects.filter(row__line=line, row__outcome="open", state="open").exists() or (
        line.state not in ("noticed",)
    )
    state = "draft"
    for event in events.of(lifecycle.chain(case)):
        if "to" in event.data:
            assert MOVES[state, event.verb] == event.data["to"]
            state = event.data["to"]
    assert state == case.state


def everything(pk):
    return (
        list(Application.objects.filter(pk=pk).values()), list(Line.objects.values()),
        list(NoticeLine.objects.values()), Determination.objects.count(),
    )  # fmt: skip


@given(steps=st.lists(STEP, min_size=3, max_size=25), unclear=st.booleans(), at_counter=st.booleans())
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=settings().max_examples // 2,  # each is a dozen steps long
)
def test_whatever_is_tried_state_days_lines_and_history_agree(cast_of, steps, unclear, at_counter):
    with transaction.atomic():
        person = claiming.claimant("示一生", months=0 if unclear else 40)
        if unclear:
            town.insured(person, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
        actors = cast_of | {"worker": claiming.worker(person)}
        made = claiming.draft(person, actors["counter"] if at_counter else None)
        at = AT
        for verb, who, days in [("submit", None, 0), *steps]:
            at += timedelta(days=days)
            before = everything(made.pk)
            try:
                with transaction.atomic():
                    STEPS[verb](made.pk, actors[who or LIKELY.get(verb, "city")], at)
            except Refused:
                assert everything(made.pk) == before, f"{verb} was refused and left something behind"
            agrees(made.pk)
        assert not list(events.broken())
        transaction.set_rollback(True)
