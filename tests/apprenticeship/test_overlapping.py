"""One person in two plans at once: both enterprises are asked, and one of the records ends."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from apprenticeship.during import actions as during
from apprenticeship.models import Apprentice, Overlap
from apprenticeship.overlapping import actions
from lib.refused import Refused
from people.models import InsuranceSpan, User
from subsidies.models import Entitlement, Taken
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.training.settled import official

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
ON = ACCEPTED.date()
LATER = max(ON, two.FIRST)
DUE = ON + timedelta(days=14)


@pytest.fixture
def pairs(time_machine):
    time_machine.move_to(ACCEPTED, tick=False)
    return two.partners(1), two.partners(2)


@pytest.fixture
def rows(pairs) -> tuple[Apprentice, Apprentice]:
    """The first of an accepted plan, and the same person written into another enterprise's plan."""
    first = settled.rows(settled.accepted(pairs[0], 2))[0]
    plan = two.agreed(pairs[1], 1, start=11)
    again = two.proposed(pairs[1], plan, 1, insured=False)
    InsuranceSpan.objects.create(
        person=again.person, employer_code=pairs[1].enterprise.organisation.code, employer_kind="E",
        first_month=two.MONTH, last_month=two.MONTH, since_run=1,
    )  # fmt: skip
    two.entering.confirm(plan=plan.pk, which=None, actor=pairs[1].school.actor, at=two.AT)
    return first, again


def raised(pairs, rows, by=None) -> Overlap:
    actor = by or pairs[1].enterprise.actor
    return actions.raise_one(pk=rows[1].pk, words="九月起在我们这里上班", actor=actor, at=ACCEPTED, on=ON)


def gone(row: Apprentice) -> bool:
    row.refresh_from_db()
    return row.state == "gone"


def test_asked_from_the_record_s_page_and_the_other_finds_it_among_what_it_has_to_do(pairs, rows):
    asking, other = (signed_in(pair.enterprise.user) for pair in reversed(pairs))
    assert "请对方企业核对" in text(asking.get(reverse("plans:apprentice", args=[rows[1].pk])))
    page = reverse("plans:overlaps", args=[rows[1].pk])
    assert pairs[0].enterprise.organisation.name in text(asking.get(page))
    asking.post(page, {"words": "九月起在我们这里上班"})
    asking.post(page, {"words": "九月起在我们这里上班"})
    found = Overlap.objects.get()
    assert found.first == rows[0] and found.second_says and found.due_on == DUE
    assert "答复时间重叠" in text(other.get("/plans/"))
    shown = text(other.get(reverse("plans:overlap", args=[found.pk])))
    assert "九月起在我们这里上班" in shown and "还没有答复" in shown
    other.post(reverse("plans:overlap", args=[found.pk]), {"words": "有合同和考勤为证"})
    found.refresh_from_db()
    assert found.first_says == "有合同和考勤为证"


def test_whose_holder_did_not_answer_ends(pairs, rows):
    raised(pairs, rows)
    at = datetime.combine(DUE, ACCEPTED.timetz())
    assert actions.settle(DUE, at) == 0, "the last day still counts"
    assert actions.settle(DUE + timedelta(days=1), at) == 1
    assert gone(rows[0]) and not gone(rows[1])
    assert rows[0].left_why == actions.ENDED
    assert not Entitlement.objects.get(pk=rows[0].right_id).alive
    assert Taken.objects.get(person=rows[0].person_id).until <= DUE + timedelta(days=1)
    assert actions.settle(DUE + timedelta(days=1), at) == 0


def test_where_nobody_answered_the_later_filed_ends(pairs, rows):
    raised(pairs, rows, official("reviewer", "110101"))
    actions.settle(DUE + timedelta(days=1), ACCEPTED)
    assert gone(rows[1]) and not gone(rows[0])


def test_where_both_did_the_city_decides(pairs, rows, time_machine):
    found = raised(pairs, rows)
    actions.keep(pk=found.pk, words="有合同和考勤为证", actor=pairs[0].enterprise.actor, at=ACCEPTED, on=ON)
    after = DUE + timedelta(days=1)
    actions.settle(after, ACCEPTED)
    found.refresh_from_db()
    assert found.state == "city" and not gone(rows[0]) and not gone(rows[1])
    city = signed_in(User.objects.get(pk=official("city").user_id))
    assert "时间重叠" in text(city.get(reverse("differences:waiting")))
    page = reverse("differences:overlap", args=[found.pk])
    assert "有合同和考勤为证" in text(city.get(page))
    city.post(page, {"keeps": "second", "words": "参保和考勤都在后一家"})
    assert gone(rows[0]) and not gone(rows[1])
    with pytest.raises(Refused):
        actions.decide(
            pk=found.pk, keeps="first", words="再看一遍材料", actor=official("city"), at=ACCEPTED, on=after
        )  # fmt: skip


def test_who_was_wrong_ends_the_own_record(pairs, rows):
    found = raised(pairs, rows)
    actions.give_up(pk=found.pk, actor=pairs[0].enterprise.actor, at=ACCEPTED, on=ON)
    assert gone(rows[0]) and not gone(rows[1])


def test_a_plan_that_is_cancelled_asks_nobody(pairs, rows):
    two.actions.cancel(pk=rows[1].plan_id, words="这份计划不办了", actor=pairs[1].enterprise.actor, at=ACCEPTED)
    with pytest.raises(Refused):
        raised(pairs, rows)


def test_too_late_and_not_theirs_are_refused(pairs, rows):
    found = raised(pairs, rows)
    late = {"at": ACCEPTED, "on": DUE + timedelta(days=1)}
    for actor, when in (
        (pairs[0].enterprise.actor, late), (pairs[0].school.actor, {"at": ACCEPTED, "on": ON}),
        (two.partners(5).enterprise.actor, {"at": ACCEPTED, "on": ON}),
    ):  # fmt: skip
        with pytest.raises(Refused):
            actions.keep(pk=found.pk, words="有合同和考勤为证", actor=actor, **when)
        with pytest.raises(Refused):
            actions.give_up(pk=found.pk, actor=actor, **when)
    for client in (signed_in(two.partners(6).enterprise.user), signed_in(cast.official("clerk"))):
        assert client.get(reverse("plans:overlap", args=[found.pk])).status_code == 404


def test_without_an_overlap_there_is_nothing_to_ask(pairs):
    row = settled.rows(settled.accepted(pairs[0], 1))[0]
    with pytest.raises(Refused) as refusal:
        actions.raise_one(
            pk=row.pk, words="看看有没有", actor=pairs[0].enterprise.actor, at=ACCEPTED, on=date(2026, 9, 2)
        )  # fmt: skip
    assert refusal.value.code == "none"


def test_where_one_has_gone_meanwhile_the_other_stays(pairs, rows):
    """Neither answered: by the rule alone the second would end, and the person would be in none."""
    found = raised(pairs, rows, official("reviewer", "110101"))
    during.stop(pk=rows[0].pk, on=two.FIRST, words="不干了", actor=pairs[0].enterprise.actor, at=ACCEPTED, today=LATER)
    with pytest.raises(Refused, match="apart"):
        actions.give_up(pk=found.pk, actor=pairs[1].enterprise.actor, at=ACCEPTED, on=ON)
    assert actions.settle(DUE + timedelta(days=1), ACCEPTED) == 1
    found.refresh_from_db()
    assert found.state == "apart" and not gone(rows[1])
    assert actions.settle(DUE + timedelta(days=1), ACCEPTED) == 0


def test_where_the_days_have_moved_apart_both_stay_and_the_city_need_not_decide(pairs, rows):
    found = raised(pairs, rows)
    actions.keep(pk=found.pk, words="有合同和考勤为证", actor=pairs[0].enterprise.actor, at=ACCEPTED, on=ON)
    assert actions.settle(DUE + timedelta(days=1), ACCEPTED) == 1, "now it is the city's"
    Apprentice.objects.filter(pk=rows[0].pk).update(months=1)
    Apprentice.objects.filter(pk=rows[1].pk).update(first_day=date(2026, 12, 1))
    with pytest.raises(Refused, match="apart"):
        actions.decide(
            pk=found.pk,
            keeps="first",
            words="合同在先",
            actor=official("city"),
            at=ACCEPTED,
            on=DUE + timedelta(days=2),
        )
    actions.settle(DUE + timedelta(days=2), ACCEPTED)
    found.refresh_from_db()
    assert found.state == "apart" and not gone(rows[0]) and not gone(rows[1])
