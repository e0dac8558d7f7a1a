"""Any legal history of a plan: after each step the books are sound, at the end they stand where the rule does."""

from contextlib import suppress
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings as settings_of_site
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from apprenticeship.during import actions as during
from apprenticeship.during import counting
from apprenticeship.entering import actions as entering
from apprenticeship.models import Apprentice
from certificates.models import Certificate
from lib.refused import Refused
from people.models import InsuranceSpan
from subsidies.actions import notices, review, undoing
from subsidies.bundles.following import follow_up
from subsidies.bundles.reckoning import reckon
from subsidies.models import Application, Line, Notice, NoticeLine
from subsidies.paying import recovering
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.people import cast
from tests.subsidies import paying
from treasury import verifying
from treasury.models import Obligation, Part, Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
LIVED = 6 if settings_of_site.DATABASES["default"]["ENGINE"].endswith("postgresql") else 12
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
HOURS = {"general": 8, "theory": 8, "practice": 8}


@pytest.fixture
def both(time_machine):
    time_machine.move_to(settled.ACCEPTED, tick=False)
    return two.partners()


class World:
    def __init__(self, both):
        self.both, self.at, self.upheld = both, settled.ACCEPTED, False
        self.plan = settled.filed_and_accepted(both, two.agreed(both, 4, **HOURS))
        for row in settled.rows(self.plan):
            settled.insured(both, row)

    @property
    def on(self) -> date:
        return self.at.date()

    def row(self, n: int) -> Apprentice:
        rows = settled.rows(self.plan)
        return rows[n % len(rows)]

    def waiting(self) -> Application:
        found = Application.objects.filter(scheme="AP", state__in=["district", "city"]).order_by("pk").first()
        if found is None:
            raise Refused("none", "没有")
        return found


def _join(w, n):
    """Somebody new, later than the plan: entered by one party, confirmed by the other."""
    number, both = 40 + w.plan.apprentices.count(), w.both
    if number > 47:
        raise Refused("full", "够了")
    row = entering.propose(
        plan=w.plan.pk, name=two.name(number), document="01", number=cast.number(number),
        given=two.told(both, first_day=w.on), actor=both.enterprise.actor, at=w.at,
    )  # fmt: skip
    InsuranceSpan.objects.get_or_create(
        person=row.person, employer_code=both.enterprise.organisation.code,
        defaults={"employer_kind": "E", "first_month": two.MONTH, "last_month": two.MONTH + 13, "since_run": 1},
    )  # fmt: skip
    if n % 3:
        entering.confirm(plan=w.plan.pk, which=None, actor=both.school.actor, at=w.at)


def _stop(w, n):
    day = min(w.on, settled.LAST)
    during.stop(pk=w.row(n).pk, on=day, words="离职", actor=w.both.enterprise.actor, at=w.at, today=w.on)


def _pause(w, n):
    during.pause(
        pk=w.row(n).pk, since=min(w.on, settled.LAST), words="病假", actor=w.both.enterprise.actor, at=w.at, today=w.on
    )  # fmt: skip


def _resume(w, n):
    during.resume(pk=w.row(n).pk, on=w.on, actor=w.both.school.actor, at=w.at, today=w.on)


def _teach(w, n):
    if not counting.done([w.plan.pk]).get(w.row(n).pk):
        settled.taught(w.both, w.row(n))


def _certify(w, n):
    row = w.row(n)
    if not Certificate.objects.filter(person=row.person_id, until_run=None).exists():
        Certificate.objects.filter(entry=900_000 + row.pk).delete()
        settled.certified(row, w.on)


def _revoke(w, n):
    Certificate.objects.filter(person=w.row(n).person_id, until_run=None).update(until_run=2)


def _decide(w, n):
    made = w.waiting()
    if made.state == "district":
        review.advise(pk=made.pk, actor=settled.official("reviewer", made.district_id), at=w.at)
    else:
        review.approve(pk=made.pk, actor=settled.official("city"), at=w.at)


def _refuse(w, n):
    made = w.waiting()
    if made.state == "city":
        review.refuse(pk=made.pk, reason="untrue", actor=settled.official("city"), at=w.at, note="说明为什么")


def _reopen(w, n):
    made = Application.objects.filter(scheme="AP", state="approved").order_by("-pk").first()
    if made is None:
        raise Refused("none", "没有")
    review.reopen(pk=made.pk, actor=settled.official("city"), at=w.at, note="再看一遍材料")


def _fall(w, n):
    """A line is taken off its way, by an objection or by the rule on pay day."""
    line = Line.objects.filter(state__in=["noticed", "payable"]).order_by("pk").first()
    if line is None:
        raise Refused("none", "没有")
    outcome = NoticeLine.Outcome.UPHELD if n % 2 else NoticeLine.Outcome.TAKEN_OFF
    undoing.fell_out(line.application, [line.pk], by=settled.official("city"), at=w.at, outcome=outcome)
    w.upheld |= bool(n % 2)


def _notice(w, n):
    notices.post(scheme="AP", actor=settled.official("city"), at=w.at)


def _over(w, n):
    w.at += timedelta(days=9)
    for one in Notice.objects.filter(closed_at__isnull=True):
        notices.close(pk=one.pk, at=w.at)


def _pay(w, n):
    batch = settled.batched(w.at)
    if batch.file is not None and batch.state == "sent":
        paying.answered(batch, settled.finance("finance-c"), at=w.at + timedelta(days=1))


def _answer(w, n):
    order = Recovery.objects.filter(state="asked").order_by("pk").first()
    if order is None:
        raise Refused("none", "没有")
    recovering.answer(pk=order.pk, agree=True, actor=settled.official("finance"), at=w.at)


def _repay(w, n):
    """In parts."""
    order = Recovery.objects.filter(state="ordered").order_by("pk").first()
    if order is None:
        raise Refused("none", "没有")
    recovering.repaid(
        pk=order.pk, amount=max(order.left // (1 + n % 2), 1), actor=settled.official("finance"), at=w.at
    )  # fmt: skip


def _end(w, n):
    w.at = max(w.at, settled.OVER)


STEPS = {
    "join": _join, "stop": _stop, "pause": _pause, "resume": _resume, "teach": _teach, "certify": _certify,
    "revoke": _revoke, "decide": _decide, "refuse": _refuse, "reopen": _reopen, "fall": _fall, "notice": _notice,
    "over": _over, "pay": _pay, "answer": _answer, "repay": _repay, "end": _end,
    "ask": lambda w, n: settled.asked(w.both, w.plan, w.at), "follow": lambda w, n: follow_up("AP", at=w.at),
}  # fmt: skip
PAID = ["decide", "decide", "notice", "over", "pay"]
ROAD = ["ask", *PAID, "teach", "stop", "certify", "end", "ask", *PAID, "certify", "follow", *PAID]
LIVES = st.tuples(
    st.integers(0, len(ROAD)).map(lambda far: [(verb, nth, 0) for nth, verb in enumerate(ROAD[:far])]),
    st.lists(st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 5), st.integers(0, 40)), min_size=4, max_size=25),
).map(lambda told: [*told[0], *told[1]])


@given(steps=LIVES)
@example(steps=[(verb, nth, 1) for nth, verb in enumerate(ROAD)])
@example(steps=[
    *((verb, 0, 0) for verb in ("ask", *PAID)), ("teach", 0, 0), ("certify", 0, 0), ("teach", 1, 0), ("certify", 1, 0),
    ("stop", 2, 0), ("end", 0, 0), ("ask", 0, 0), ("decide", 0, 0), ("decide", 0, 0), ("notice", 0, 0), ("fall", 0, 0),
    ("over", 0, 0), ("pay", 0, 0), ("follow", 0, 1), *((verb, 0, 0) for verb in PAID), ("revoke", 1, 0),
    ("follow", 0, 1), ("answer", 0, 0), ("repay", 1, 0), ("certify", 1, 3), ("repay", 0, 0), ("follow", 0, 1),
])  # fmt: skip
@settings(suppress_health_check=SLOW, max_examples=LIVED, phases=[Phase.explicit, Phase.generate])
def test_whatever_happens_in_whatever_order_the_books_end_where_the_rule_does(both, steps):
    lived(both, steps)


@pytest.mark.deep
@given(steps=LIVES)
@settings(suppress_health_check=SLOW, max_examples=400, deadline=None)
def test_many_lives(both, steps):
    lived(both, steps)


def lived(both, steps):
    with transaction.atomic():
        settled.funded()
        w = World(both)
        for verb, n, days in steps:
            w.at += timedelta(days=days)
            tried(w, verb, n)
            sound()
        w.at = max(w.at, datetime.combine(settled.LAST + timedelta(days=150), w.at.timetz()))
        settled.funded(2028, 2029, at=w.at)
        for _ in range(7):  # until nothing is left to do
            for verb in ("ask", "follow", "decide", "decide", "notice", "over", "pay", "answer", "repay"):
                tried(w, verb, 0)
        sound()
        ends_where_the_rule_does(w)
        transaction.set_rollback(True)


def tried(w, verb, n):
    """What is refused may leave something behind: that what was looked at has changed is written down."""
    with suppress(Refused):
        STEPS[verb](w, n)


def sound():
    assert [one for _, found in verifying.wrongs() for one in found] == []
    assert not Obligation.objects.filter(owed__lt=0).exists()


def ends_where_the_rule_does(w):
    """What the bank sent, less what came back, is what the rule pays; person by person, and in all."""
    found = reckon("AP", [w.plan.pk], w.on)
    if found is None:
        return
    due, sent = 0, 0
    for person, amount, upheld in zip(found.person.tolist(), found.due.tolist(), found.upheld.tolist(), strict=True):
        lines = Line.objects.filter(entitlement__person=person).values_list("pk", flat=True)
        stands = sum(row.owed + row.paid for row in Obligation.objects.filter(line__in=list(lines)))
        assert stands == amount or (upheld and stands < amount), person
        due, sent = due + amount, sent + stands
        assert not Line.objects.filter(pk__in=list(lines), state="open").exists()
    bank = Part.objects.filter(live=True, payment__state="paid").aggregate(sum=Sum("amount"))["sum"] or 0
    back = Recovery.objects.aggregate(sum=Sum("repaid"))["sum"] or 0
    assert bank - back == sent
    assert sent == due or w.upheld
