"""What a class is paid: asked for, decided for each trainee, reviewed, on notice, paid to the institution."""

from datetime import date, timedelta

import pytest

from certificates.models import Certificate
from people import keys
from people.models import StatusSpan, TextMessage
from records import jobs
from records.models import Job
from subsidies.bundles.following import Followed, follow_up
from subsidies.models import Application, Determination, Entitlement, Line
from subsidies.paying import recovering
from tests.people import cast
from tests.training import schools, settled
from training import tasks
from training.models import Enrolment, ExamResult
from treasury.models import Obligation, Payment, Recovery

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(time_machine):
    time_machine.move_to(settled.AFTER)
    return schools.a_school()


def test_from_the_last_lesson_to_the_bank(school):
    people = [schools.trainee(nth) for nth in range(3)] + [schools.trainee(3, status="")]
    one = settled.over(school, people)
    made = settled.asked_for(school, one)
    assert made.state == "district" and made.amount == 3 * 72_000, "60 % of 1,200 each; one is of no group"
    assert Determination.objects.filter(scheme="TR", subject=one.pk).count() == 4
    assert Determination.objects.get(person=people[3]).failed == "TR-GROUP"
    made = settled.granted(made)
    settled.funded()
    made = settled.paid(made)
    assert set(Line.objects.values_list("state", "kind", "amount")) == {("paid", "settlement", 72_000)}
    payment = Payment.objects.get()
    assert (payment.organisation, payment.amount, payment.state) == (school.organisation, 216_000, "paid")
    assert Entitlement.objects.filter(alive=True).count() == 3


def certified(person, on: date, nth: int = 1) -> Certificate:
    return Certificate.objects.create(
        entry=nth, person=person, number=f"S00000000000{nth:08d}", kind="L", occupation=schools.CARE, level=5,
        issued_on=on, since_run=1,
    )  # fmt: skip


def standing(line_of) -> int:
    """Fen owed or paid on all lines of a person's right."""
    rows = Obligation.objects.filter(right=line_of.entitlement_id)
    return sum(row.owed + row.paid for row in rows)


def test_what_is_proved_later_is_a_supplement_and_what_proves_false_a_recovery(school):
    person, other = schools.trainee(1), schools.trainee(2)
    one = settled.over(school, [person, other])
    settled.funded()
    first = settled.paid(settled.granted(settled.asked_for(school, one)))
    later = settled.AFTER + timedelta(days=30)
    proof = certified(person, later.date() - timedelta(days=2))
    assert follow_up("TR", at=later) == Followed(supplements=1)
    assert follow_up("TR", at=later) == Followed(), "what is under way is not asked for again"
    more = Application.objects.exclude(pk=first.pk).get()
    [line] = more.lines.all()
    assert (line.kind, line.amount, more.amount) == ("supplement", 24_000, 24_000), "80 % less the 60 % that was paid"
    settled.paid(settled.granted(more, later), later)
    assert standing(line) == 96_000

    proof.until_run = 2
    proof.save()
    revoked = later + timedelta(days=60)
    assert follow_up("TR", at=revoked) == Followed(recoveries=1)
    assert follow_up("TR", at=revoked) == Followed()
    order = Recovery.objects.get()
    assert (order.amount, order.state, order.asked_by) == (24_000, "asked", None)
    recovering.answer(pk=order.pk, agree=True, actor=settled.official("finance"), at=revoked)
    assert standing(line) == 72_000
    assert follow_up("TR", at=revoked) == Followed()


def test_the_morning_s_workers_divide_the_classes_and_one_that_is_killed_is_followed_by_another(school, time_machine):
    classes = []
    for nth in range(3):
        first = schools.FIRST + timedelta(days=7 * nth)
        one = settled.over(school, [schools.trainee(nth)], first=first, name=f"{nth}班")
        settled.granted(settled.asked_for(school, one, settled.AFTER + timedelta(days=30)))
        certified(Enrolment.objects.get(of=one).person, settled.AFTER.date() + timedelta(days=30), nth)
        classes.append(one)
    time_machine.move_to(settled.AFTER + timedelta(days=60), tick=False)
    tasks.follow_settlements()
    tasks.follow_settlements()
    [even, odd] = Job.objects.filter(verb=tasks.FOLLOW).order_by("subject")
    Job.objects.filter(pk=even.pk).update(done=max(one.pk for one in classes))  # so far another worker had come
    assert jobs.drive(even.pk) and jobs.drive(odd.pk)
    asked = Application.objects.filter(lines__kind="supplement").values_list("subject", flat=True)
    assert set(asked) == {one.pk for one in classes if one.pk % 2}


def test_the_manager_is_told_what_became_of_it_by_text(school):
    school.user.own = cast.a_person("示管理", phone="13800000050", nth=50)
    school.user.save()
    settled.funded()
    settled.paid(settled.granted(settled.asked_for(school, settled.over(school, [schools.trainee(1)]))))
    told = [keys.unseal(keys.MESSAGE, bytes(row.body_sealed)) for row in TextMessage.objects.order_by("pk")]
    assert ["准予" in told[0], "已经入账" in told[1], len(told)] == [True, True, 2]


def test_a_supplement_not_paid_yet_is_let_go_when_its_proof_goes(school):
    person = schools.trainee(1)
    one = settled.over(school, [person])
    settled.funded()
    settled.paid(settled.granted(settled.asked_for(school, one)))
    later = settled.AFTER + timedelta(days=30)
    proof = certified(person, later.date())
    follow_up("TR", at=later)
    more = settled.granted(Application.objects.get(state="district"), later)
    proof.until_run = 2
    proof.save()
    assert follow_up("TR", at=later + timedelta(days=1)) == Followed(let_go=1)
    assert standing(more.lines.get()) == 72_000 and more.lines.get().state == "closed"


def test_a_line_that_comes_out_otherwise_on_pay_day_stays_behind_and_the_others_are_paid(school):
    people = [schools.trainee(nth) for nth in range(3)]
    one = settled.over(school, people)
    settled.funded()
    made = settled.granted(settled.asked_for(school, one))
    StatusSpan.objects.filter(person=people[0]).delete()
    settled.paid(made)
    states = dict(Line.objects.values_list("entitlement__person", "state"))
    assert states == {people[0].pk: "closed", people[1].pk: "paid", people[2].pk: "paid"}
    assert made.state == "approved" and Payment.objects.get().amount == 144_000


def test_who_is_paid_for_the_same_skill_elsewhere_gets_no_line(school):
    person, other = schools.trainee(1), schools.trainee(2)
    Entitlement.objects.create(
        scheme="SU", family="SU", person=person, skill=f"{schools.CARE}/5", common=f"{schools.CARE}/5"
    )
    made = settled.asked_for(school, settled.over(school, [person, other]))
    assert [line.entitlement.person for line in made.lines.all()] == [other]


def test_nothing_to_ask_for_says_so_and_twice_is_once(school):
    one = settled.over(school, [schools.trainee(1, status="")])
    with schools.refused("没有可以申请的"):
        settled.asked_for(school, one)
    one = settled.over(school, [schools.trainee(2)], first=schools.FIRST + timedelta(days=7), name="二班")
    assert settled.asked_for(school, one) == settled.asked_for(school, one)


def test_the_district_and_the_city_decide_anew_and_what_changed_is_shown_first(school):
    people = [schools.trainee(nth) for nth in range(2)]
    one = settled.over(school, people)
    made = settled.asked_for(school, one)
    ExamResult.objects.filter(enrolment__person=people[0]).update(passed=False)
    with schools.refused("登记刚刚有了变化"):
        settled.granted(made)
    made.refresh_from_db()
    assert (made.state, made.amount) == ("district", 72_000)
    assert settled.granted(made).state == "approved"
