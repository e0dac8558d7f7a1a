"""Settlements under late facts in any order: the API says what the case says, the books end where the rule does."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.conf import settings as settings_of_site
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from certificates.models import Certificate
from lib.refused import Refused
from people.models import InsuranceSpan, StatusSpan
from subsidies.actions import notices, review
from subsidies.bundles.following import follow_up
from subsidies.bundles.reckoning import reckon
from subsidies.models import Application, Determination, Line, Notice
from subsidies.paying import recovering
from tests.subsidies.asking import answer
from tests.training import schools, settled
from training.models import Attendance, ClassSession, Enrolment, ExamResult
from treasury import verifying
from treasury.models import Obligation, Recovery

pytestmark = pytest.mark.django_db
LIVED = 5 if settings_of_site.DATABASES["default"]["ENGINE"].endswith("postgresql") else 12
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


# --- one rule, two doors
TRAINEES = st.fixed_dictionaries({
    "status": st.sampled_from(["unemployed", "hardship", ""]), "pension": st.booleans(), "lessons": st.integers(0, 14),
    "passed": st.booleans(), "certified": st.none() | st.integers(-3, 12), "employed": st.none() | st.integers(-3, 12),
})  # fmt: skip


@pytest.fixture
def school(time_machine):
    time_machine.move_to(settled.AFTER, tick=False)
    return schools.a_school()


@given(people=st.lists(TRAINEES, min_size=1, max_size=4))
@settings(suppress_health_check=SLOW, max_examples=LIVED)
def test_the_api_and_the_case_say_the_same(school, people):
    with transaction.atomic():
        one = settled.over(school, [schools.trainee(nth, status=told["status"]) for nth, told in enumerate(people)])
        for nth, (row, told) in enumerate(zip(Enrolment.objects.filter(of=one).order_by("pk"), people, strict=True)):
            _so(one, row, told, nth)
        said = answer("training", _facts(one, people))
        try:
            made = settled.asked_for(school, one)
        except Refused:
            assert said["amount"] == "0.00"
        else:
            assert f"{made.amount / 100:.2f}" == said["amount"]
            decided = {row.person_id: row.amount for row in Determination.objects.filter(scheme="TR", subject=one.pk)}
            order = Enrolment.objects.filter(of=one).order_by("pk").values_list("person", flat=True)
            assert [f"{decided[person] / 100:.2f}" for person in order] == [each["amount"] for each in said["trainees"]]
        transaction.set_rollback(True)


def _so(one, row: Enrolment, told: dict, nth: int) -> None:
    """What the registers and the class say of somebody, from what was told."""
    last = settled.LAST
    if told["pension"]:
        StatusSpan.objects.create(person=row.person, kind="pension", began=date(2020, 1, 1), since_run=1)
    later = ClassSession.objects.filter(of=one).order_by("day", "begins").values_list("pk", flat=True)
    Attendance.objects.filter(enrolment=row, session__in=list(later)[told["lessons"] :]).delete()
    ExamResult.objects.filter(enrolment=row).update(passed=told["passed"])
    if told["certified"] is not None:
        certified(row.person, last + timedelta(days=told["certified"]), nth)
    if told["employed"] is not None:
        employed(row.person, last + timedelta(days=told["employed"]))


def _facts(one, people: list[dict]) -> dict:
    """The same as anybody would tell the API."""
    lessons = [(each.ends - each.begins) / 45 for each in ClassSession.objects.filter(of=one).order_by("day", "begins")]
    return {
        "kind": "key-group", "occupation": schools.CARE, "level": 5, "category": "A", "course": None, "urgent": None,
        "filed_on": str(one.filed_on), "first_day": str(one.first_day), "last_day": str(one.last_day),
        "settled_on": str(settled.ON), "listed": True, "minimum_hours": 40,
        "planned_hours": one.hours / 100, "longest_day_hours": one.longest_day / 100,
        "trainees": [
            {
                "group": told["status"] or "other", "birth_date": "1985-01-01",
                "draws_pension": told["pension"],
                "attended_hours": sum(int(each * 100) for each in lessons[: told["lessons"]]) / 100,
                "passed": told["passed"], "certificate_on": _day(told["certified"]),
                "in_work_on": _day(told["employed"]) if (told["employed"] or 0) > 0 else None,
            }
            for told in people
        ],
    }  # fmt: skip


def _day(after: int | None) -> str | None:
    return None if after is None or after < 0 else str(settled.LAST + timedelta(days=after))


def certified(person, on: date, nth: int) -> Certificate:
    return Certificate.objects.create(
        entry=person.pk * 100 + nth, person=person, number=f"S{person.pk:012d}{nth:08d}", kind="L",
        occupation=schools.CARE, level=5, issued_on=on, since_run=1,
    )  # fmt: skip


def employed(person, on: date) -> InsuranceSpan:
    month = on.year * 12 + on.month - 1
    return InsuranceSpan.objects.create(
        person=person, employer_code="91990101MA0000001Y", employer_kind="E", relation_began=on, first_month=month,
        last_month=month + 24, since_run=1,
    )  # fmt: skip


# --- late facts in any order
class World:
    def __init__(self, school):
        self.school, self.at = school, settled.AFTER
        self.people = [schools.trainee(nth) for nth in range(3)]
        self.one = settled.over(school, self.people)
        settled.account(school.organisation)

    def waiting(self):
        found = Application.objects.filter(scheme="TR", state__in=["district", "city"]).order_by("pk").first()
        if found is None:
            raise Refused("none", "没有")
        return found


def _certify(w, n):
    person = w.people[n % 3]
    certified(person, w.at.date() - timedelta(days=n % 2), Certificate.objects.count())


def _revoke(w, n):
    rows = Certificate.objects.filter(person=w.people[n % 3], until_run=None)
    Certificate.objects.filter(pk__in=list(rows.values_list("pk", flat=True)[:1])).update(until_run=2)


def _employ(w, n):
    if not w.people[n % 3].insurance.exists():
        employed(w.people[n % 3], w.at.date())


def _lose_the_ground(w, n):
    rows = StatusSpan.objects.filter(person=w.people[n % 3], kind="unemployed")
    if n % 2:
        rows.delete()
    elif not rows.exists():
        StatusSpan.objects.create(person=w.people[n % 3], kind="unemployed", began=date(2026, 1, 1), since_run=1)


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


def _notice(w, n):
    notices.post(scheme="TR", actor=settled.official("city"), at=w.at)


def _over(w, n):
    w.at += timedelta(days=9)
    for one in Notice.objects.filter(closed_at__isnull=True):
        notices.close(pk=one.pk, at=w.at)


def _pay(w, n):
    from tests.subsidies import paying

    batch = settled.batched(w.at)
    if batch.file is not None:
        paying.answered(batch, settled.finance("finance-c"), at=w.at + timedelta(days=1))


def _answer(w, n):
    order = Recovery.objects.filter(state="asked").order_by("pk").first()
    if order is None:
        raise Refused("none", "没有")
    recovering.answer(pk=order.pk, agree=True, actor=settled.official("finance"), at=w.at)


def _repay(w, n):
    order = Recovery.objects.filter(state="ordered").order_by("pk").first()
    if order is None:
        raise Refused("none", "没有")
    left = order.amount - order.repaid - order.written_off
    recovering.repaid(pk=order.pk, amount=left, actor=settled.official("finance"), at=w.at)


STEPS = {
    "certify": _certify, "revoke": _revoke, "employ": _employ, "ground": _lose_the_ground, "decide": _decide,
    "refuse": _refuse, "notice": _notice, "over": _over, "pay": _pay, "answer": _answer, "repay": _repay,
    "ask": lambda w, n: settled.asked_for(w.school, w.one, w.at), "follow": lambda w, n: follow_up("TR", at=w.at),
}  # fmt: skip
PAID = ["decide", "decide", "notice", "over", "pay"]
ROAD = ["ask", *PAID, "certify", "follow", *PAID]
# Certified, revoked and certified anew twice over: what is ordered back is waited for before more of it is asked back.
TWICE = [
    *ROAD, "revoke", "follow", "answer", "certify", "follow", *PAID, "revoke", "follow", "answer", "repay", "follow",
]  # fmt: skip
LIVES = st.tuples(
    st.integers(0, len(ROAD)).map(lambda far: [(verb, 0, 0) for verb in ROAD[:far]]),
    st.lists(st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 5), st.integers(0, 20)), min_size=3, max_size=18),
).map(lambda told: [*told[0], *told[1]])


@given(steps=LIVES)
@example(steps=[(verb, 0, 1) for verb in (*ROAD, "revoke", "follow", "answer", "certify", "follow")])
@example(steps=[(verb, 0, 1) for verb in TWICE])
@settings(suppress_health_check=SLOW, max_examples=LIVED, phases=[Phase.explicit, Phase.generate])
def test_whatever_is_learnt_in_whatever_order_the_books_end_where_the_rule_does(school, steps):
    lived(school, steps)


@pytest.mark.deep
@given(steps=LIVES)
@settings(suppress_health_check=SLOW, max_examples=600)
def test_many_lives(school, steps):
    lived(school, steps)


def lived(school, steps):
    with transaction.atomic():
        settled.funded()
        w = World(school)
        for verb, n, days in steps:
            w.at += timedelta(days=days)
            tried(w, verb, n)
            assert [one for _, found in verifying.wrongs() for one in found] == []
        for _ in range(6):  # until nothing is left to do
            for verb in ("follow", "decide", "decide", "notice", "over", "pay", "answer", "repay"):
                tried(w, verb, 0)
        ends_where_the_rule_does(w)
        transaction.set_rollback(True)


def tried(w, verb, n):
    """What is refused may leave something behind: that what was looked at has changed is written down."""
    with suppress(Refused):
        STEPS[verb](w, n)


def ends_where_the_rule_does(w):
    """Of who was ever granted something: what is owed and paid is what the rule pays now."""
    if not Application.objects.filter(scheme="TR", state="approved").exists():
        return
    found = reckon("TR", [w.one.pk], w.at.date())
    due = dict(zip(found.person.tolist(), found.due.tolist(), strict=True))
    for person in w.people:
        lines = Line.objects.filter(entitlement__person=person).values_list("pk", flat=True)
        rows = Obligation.objects.filter(line__in=list(lines))
        assert sum(row.owed + row.paid for row in rows) == due[person.pk], person.pk
        assert not Line.objects.filter(pk__in=list(lines), state="open").exists()
