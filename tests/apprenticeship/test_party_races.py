"""Both parties press at once, on PostgreSQL: one answer stands, and nobody waits for ever."""

from datetime import date, datetime, timedelta

import pytest

from apprenticeship.changing import actions as changing
from apprenticeship.differing import actions as differing
from apprenticeship.models import Apprentice, Difference, Overlap
from apprenticeship.overlapping import actions as overlapping
from occupations import demo
from people.models import District, InsuranceSpan
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED
from tests.people import cast
from tests.training.settled import official
from tests.training.test_class_races import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ON = ACCEPTED.date()
CLAIM = date(2026, 8, 10)


@pytest.fixture
def both(time_machine, _loaded_anew):
    time_machine.move_to(ACCEPTED, tick=False)
    return two.partners()


@pytest.fixture
def _loaded_anew():
    """A transactional test before this one took away what the migrations had put there."""
    for order, code in enumerate(("110101", "110102", "110105"), 90):
        District.objects.get_or_create(code=code, defaults={"name": f"示例{code}", "order": order})
    demo.load()


def test_one_accepts_while_the_other_withdraws(both):
    row = settled.rows(settled.accepted(both, 1))[0]
    made = differing.say(
        pk=row.pk, code="D-CONTRACT", value=CLAIM, words="和合同原件不一样", actor=both.school.actor, at=ACCEPTED, on=ON
    )
    when = {"pk": made.pk, "at": ACCEPTED, "on": ON}
    school, enterprise = both.school.actor, both.enterprise.actor
    found = at_once(
        *[lambda: differing.accept(actor=enterprise, **when).state] * 4,
        *[lambda: differing.withdraw(actor=school, **when).state] * 4,
    )
    row.refresh_from_db()
    state = Difference.objects.get().state
    assert found == {state: 1, "answered": 7}
    assert (row.contract_began == CLAIM) == (state == "accepted")


def test_one_field_is_said_to_be_otherwise_once(both):
    row = settled.rows(settled.accepted(both, 1))[0]
    found = at_once(*[
        lambda actor=actor: differing.say(
            pk=row.pk, code="D-CONTRACT", value=CLAIM, words="和合同原件不一样", actor=actor, at=ACCEPTED, on=ON
        ).state
        for actor in (both.school.actor, both.enterprise.actor) * 3
    ])  # fmt: skip
    assert found == {"open": 1, "twice": 5}


def test_the_school_changes_while_a_teacher_of_the_old_one_is_agreed_to(both):
    plan = settled.accepted(both, 1)
    row, new = settled.rows(plan)[0], two.partners(4).school
    other = two.actions.add_guide(
        organisation=both.school.organisation, name="示新师", document="01", number=cast.number(9701),
        qualification="讲师", actor=both.school.actor,
    )  # fmt: skip
    said = differing.say(
        pk=row.pk, code="B-TEACHER", value=other, words="换一位老师", actor=both.school.actor, at=ACCEPTED, on=ON
    )
    made = changing.propose(
        plan=plan.pk, kind="school", words="原院校停办这个专业", actor=both.enterprise.actor, at=ACCEPTED, on=ON,
        given={
            "school": new.organisation, "agreement": "示例协议第9号", "agreed_on": date(2026, 9, 1),
            "agreed_until": date(2028, 12, 31),
        },
    )  # fmt: skip
    for party in (both.school, new):
        changing.agree(pk=made.pk, actor=party.actor, at=ACCEPTED, on=ON, teacher=party.guide)
    reviewer, enterprise = official("reviewer", "110101"), both.enterprise.actor
    found = at_once(
        lambda: changing.accept(pk=made.pk, actor=reviewer, at=ACCEPTED, on=ON).state,
        lambda: differing.accept(pk=said.pk, actor=enterprise, at=ACCEPTED, on=ON).state,
    )
    assert found["done"] == 1 and sum(found[code] for code in ("accepted", "answered")) == 1, found
    row.refresh_from_db()
    assert row.teacher == new.guide


def test_a_record_is_taken_out_while_the_night_settles_its_overlap(both):
    other = two.partners(2)
    first = settled.rows(settled.accepted(both, 1))[0]
    plan = two.agreed(other, 1, start=11)
    second = two.proposed(other, plan, 1, insured=False)
    InsuranceSpan.objects.create(
        person=second.person, employer_code=other.enterprise.organisation.code, employer_kind="E",
        first_month=two.MONTH, last_month=two.MONTH, since_run=1,
    )  # fmt: skip
    holder = other.enterprise.actor
    overlapping.raise_one(pk=second.pk, words="九月起在我们这里上班", actor=holder, at=ACCEPTED, on=ON)
    after = ON + timedelta(days=15)
    at = datetime.combine(after, ACCEPTED.timetz())
    at_once(
        *[lambda: overlapping.settle(after, at)] * 3,
        lambda: two.entering.take_out(pk=second.pk, words="录错了", actor=holder, at=at, on=after).state,
    )
    assert Overlap.objects.get().state in ("apart", "second")
    gone = set(Apprentice.objects.filter(pk__in=[first.pk, second.pk], state="gone").values_list("pk", flat=True))
    assert second.pk in gone and (first.pk in gone) == (Overlap.objects.get().state == "second")
