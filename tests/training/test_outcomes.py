"""成效: who is counted, when, and as what; stored is what a plain count says, and again it comes out the same."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from certificates.models import Certificate
from lib.days import add_months
from lib.months import first_day, last_day, month_of
from people.models import InsuranceSpan, TrueTo
from tests.training import learnt
from tests.training.learnt import LAST, ON, certified, completed, counted, employed, fed, left, lines, over, people, sat
from tests.training.schools import CARE, a_school
from training.models import ClassOutcome, Enrolment, OutcomesCounted, TrainingClass
from training.outcomes.actions import COUNTS
from training.tasks import count_outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
JULY, NEXT_JANUARY = date(2026, 7, 15), date(2027, 1, 15)  # within the sixth and the twelfth month after LAST


@pytest.fixture
def school():
    return a_school(kind="key-group")


def told(one) -> dict[str, int | None]:
    return dict(ClassOutcome.objects.filter(of=one).values(*COUNTS).get())


def test_whoever_began_is_counted_whoever_did_not_is_not(school):
    fed()
    one = over(school, people(9))
    _, leaves, before, denies, not_them, plain, waits, again, last_day_off = lines(one)
    left(leaves, one.first_day)
    left(before, one.first_day - timedelta(days=1))
    Enrolment.objects.filter(pk=denies.pk).update(denied_at=learnt.AT, denial_due=ON)
    left(not_them, one.last_day, Enrolment.NOT_THEM)
    Enrolment.objects.filter(pk=plain.pk).update(subsidised=False)
    Enrolment.objects.filter(pk=waits.pk).update(state="waiting")
    left(again, one.first_day)
    Enrolment.objects.create(of=one, person=again.person, joined_on=one.first_day)
    left(last_day_off, one.last_day)
    assert counted() == 1
    assert (told(one)["began"], told(one)["stayed"]) == (4, 3)  # the first, leaves, again, last_day_off


def test_only_an_exam_that_stands_counts_and_whoever_has_none_did_not_pass(school):
    fed()
    one = over(school, people(4))
    first, second, third, _ = lines(one)
    sat(first, school)
    sat(second, school, passed=False)
    sat(third, school, voided=True)
    counted()
    assert (told(one)["began"], told(one)["sat"], told(one)["passed"]) == (4, 2, 1)


def test_the_certificate_is_of_that_occupation_and_level_from_the_last_day_on(school):
    fed()
    one = over(school, who := people(7))
    certified(who[0], LAST)
    certified(who[1], LAST - timedelta(days=1))
    certified(who[2], LAST, level=4)
    certified(who[3], LAST, occupation="6-31-01-03")
    certified(who[4], LAST, until_run=2)
    certified(who[5], LAST - timedelta(days=400))
    certified(who[5], LAST + timedelta(days=400))
    counted()
    assert told(one)["certified"] == 2


def test_an_older_code_is_the_same_occupation(school):
    """The crosswalk says so; the class was printed with the code of its day."""
    fed()
    one = over(school, who := people(2), occupation="4-01-02-07")  # 4-01-06-02 since
    certified(who[0], LAST, occupation="4-01-06-02")
    counted()
    assert told(one)["certified"] == 1


def test_founders_have_the_certificate_of_the_class(school):
    fed()
    one = over(school, who := people(2), kind="startup", occupation="", level=0, startup="SYB")
    completed(lines(one)[0], school)
    certified(who[1], LAST)
    counted()
    assert told(one)["certified"] == 1


def test_in_work_is_insured_by_an_employer_in_that_very_month(school):
    fed()
    other = a_school(2)
    one = over(school, who := people(9))
    employed(who[0], JULY, NEXT_JANUARY)
    employed(who[1], date(2020, 1, 1), JULY)  # long since, and until then
    employed(who[2], date(2026, 2, 1), date(2026, 6, 1))  # till the month before
    employed(who[2], date(2026, 8, 1), date(2026, 12, 1))  # from the month after
    employed(who[3], JULY, JULY, code="", kind="F")
    employed(who[4], JULY, JULY, deferred=True)
    employed(who[5], JULY, NEXT_JANUARY, code=school.organisation.code)
    employed(who[6], JULY, JULY, code=other.organisation.code)
    over(other, who[7:])  # so that the other is a school of this round too
    employed(who[8], JULY, JULY, until_run=2)
    counted()
    assert (told(one)["worked_6"], told(one)["worked_12"]) == (4, 1)  # 0, 1, 4, 6; 0


@pytest.mark.parametrize(
    ("on", "insurance", "certificates", "due"),
    [
        (date(2026, 3, 20), ON, ON, set()),  # 59 days
        (date(2026, 3, 21), ON, ON, {"sat", "passed"}),
        (date(2026, 7, 19), ON, ON, {"sat", "passed"}),
        (date(2026, 7, 20), ON, ON, {"sat", "passed", "certified"}),
        (date(2026, 7, 20), ON, date(2026, 7, 19), {"sat", "passed"}),
        (ON, date(2026, 7, 30), None, {"sat", "passed"}),
        (ON, date(2026, 7, 31), ON, {"sat", "passed", "certified", "worked_6"}),
        (date(2026, 7, 30), ON, ON, {"sat", "passed", "certified"}),  # fed ahead: the month is not over
        (ON, date(2027, 1, 30), ON, {"sat", "passed", "certified", "worked_6"}),
        (ON, date(2027, 1, 31), ON, {"sat", "passed", "certified", "worked_6", "worked_12"}),
        (ON, None, ON, {"sat", "passed", "certified"}),
    ],
)
def test_what_is_too_young_or_not_fed_yet_is_told_as_such(school, on, insurance, certificates, due):
    fed(insurance, certificates)
    one = over(school, people(1))
    counted(on)
    assert {name for name, count in told(one).items() if count is not None} == {"began", "stayed"} | due


def test_a_class_that_is_not_over_or_never_was_one_is_not_counted(school):
    fed()
    who = people(2)
    over(school, who, last=ON)
    over(school, who, state="cancelled")
    empty = over(school, [])
    counted()
    assert not ClassOutcome.objects.exists()
    assert TrainingClass.objects.count() == 3 and empty.pk


def test_again_it_gives_the_same_and_touches_nothing_and_corrections_flow_in(school):
    fed()
    one, other = over(school, who := people(3)), over(school, people(2, 600))
    employed(who[0], JULY, JULY)
    assert (counted(), told(one)["worked_6"]) == (2, 1)
    with CaptureQueriesContext(connection) as queries:
        assert counted() == 0
    written = [each["sql"] for each in queries if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert not [sql for sql in written if "INSERT" in sql or "UPDATE" in sql], "else every page would be made anew"
    InsuranceSpan.objects.update(until_run=9)
    certified(who[1], LAST)
    TrainingClass.objects.filter(pk=other.pk).update(state="cancelled")
    assert counted() == 2
    assert (told(one)["worked_6"], told(one)["certified"]) == (0, 1)
    assert not ClassOutcome.objects.filter(of=other).exists()
    TrueTo.objects.create(kind="insurance", run=99, day=date(2026, 7, 30))  # the newest word counts
    assert counted() == 1 and told(one)["worked_6"] is None
    assert OutcomesCounted.objects.get().insurance_to == date(2026, 7, 30)


def test_the_nightly_task_counts_as_of_today(school, time_machine):
    fed()
    one = over(school, people(1))
    time_machine.move_to(ON)
    count_outcomes()
    assert told(one)["worked_12"] == 0 and OutcomesCounted.objects.get().on == ON


def test_more_classes_are_no_more_questions(school):
    fed()
    who, asked = people(2), []
    for many in (1, 1, 6):  # the first reads the classification too
        for _ in range(many):
            over(school, who)
        with CaptureQueriesContext(connection) as queries:
            assert counted() == many
        asked.append(len(queries))
    assert asked[2] <= asked[1] < 20


@pytest.mark.parametrize("counts", [{"began": 0}, {"stayed": 3}, {"sat": 1, "passed": 2}, {"sat": 1}, {"worked_12": 1}])
def test_what_cannot_be_is_refused_by_the_database(school, counts):
    one = over(school, people(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ClassOutcome.objects.create(of=one, **({"began": 2, "stayed": 2} | counts))


# --- the stored counts are what a plain count over the rows says


@pytest.mark.parametrize("seed", range(3))
def test_the_stored_counts_are_a_plain_count(school, seed):
    chance = np.random.default_rng(seed)
    schools = [school, a_school(2, district="110102")]
    who = people(14)
    fed(date(2026, 11, 30), date(2026, 10, 1))
    _lived(chance, schools, who)
    on = date(2026, 12, 24)
    counted(on)
    wanted = {one.pk: plain(one, on) for one in TrainingClass.objects.filter(state="accepted", last_day__lt=on)}
    stored = {pk: counts for pk, *counts in ClassOutcome.objects.values_list("of", *COUNTS)}
    assert stored == {pk: counts for pk, counts in wanted.items() if counts[0]}
    assert any(counts[5] for counts in stored.values()) and any(counts[4] for counts in stored.values())


def _lived(chance, schools, who) -> None:
    """Ten classes, some too young, of any state; half of what could be is."""
    for _ in range(10):
        by = schools[chance.integers(0, 2)]
        last = date(2026, 1, 1) + timedelta(days=int(chance.integers(-120, 380)))
        skill = (CARE, 5) if chance.random() < 0.6 else ("4-10-01-06", 4)
        state = "accepted" if chance.random() < 0.9 else "cancelled"
        some = [who[nth] for nth in chance.permutation(len(who))[: chance.integers(0, 12)]]
        one = over(by, some, last, state=state, occupation=skill[0], level=skill[1])
        for line in lines(one):
            if chance.random() < 0.3:
                left(line, last + timedelta(days=int(chance.integers(-8, 2))))
            if chance.random() < 0.6:
                sat(line, by, passed=chance.random() < 0.8, voided=chance.random() < 0.1)
            if chance.random() < 0.15:
                Enrolment.objects.filter(pk=line.pk).update(subsidised=False)
            if chance.random() < 0.4:
                certified(line.person, last + timedelta(days=int(chance.integers(-3, 90))), *skill)
    for person in who:
        for year in (2025, 2026):
            begin = date(year, int(chance.integers(1, 8)), 1)
            code = str(chance.choice([learnt.EMPLOYER, schools[0].organisation.code, ""], p=[0.6, 0.3, 0.1]))
            end = first_day(month_of(begin) + int(chance.integers(0, 5)))
            employed(person, begin, end, code=code, kind="E" if code else "F")


def plain(one: TrainingClass, on: date) -> list[int | None]:
    """As one would count on paper, a trainee at a time."""
    began = [
        line for line in lines(one)
        if line.subsidised and line.state in ("enrolled", "left") and (line.left_on or one.last_day) >= one.first_day
    ]  # fmt: skip
    result = {line.pk: getattr(line, "result", None) for line in began}
    stands = {pk: each for pk, each in result.items() if each is not None and each.voided_at is None}
    exam = (on - one.last_day).days >= 60
    half_a_year = add_months(np.datetime64(one.last_day, "D"), 6)
    counts: list[int | None] = [len(began), sum(not line.left_on or line.left_on >= one.last_day for line in began)]
    counts += [len(stands), sum(each.passed for each in stands.values())] if exam else [None, None]
    counts.append(sum(_holds(line) for line in began) if half_a_year <= np.datetime64("2026-10-01") else None)
    for months in (6, 12):
        month = month_of(one.last_day) + months
        counts.append(sum(_works(line, month) for line in began) if last_day(month) <= date(2026, 11, 30) else None)
    return counts


def _holds(line: Enrolment) -> bool:
    of = line.of
    held = Certificate.objects.filter(person=line.person, occupation=of.occupation, level=of.level)
    return held.filter(issued_on__gte=of.last_day).exists()


def _works(line: Enrolment, month: int) -> bool:
    spans = InsuranceSpan.objects.filter(person=line.person).exclude(employer_kind="F")
    spans = spans.exclude(employer_code=line.of.organisation.code)
    return spans.filter(first_month__lte=month, last_month__gte=month).exists()
