"""追回: by two, back in instalments to where it came from, written off only with a reason and by two."""

from datetime import timedelta

import pytest

from lib.refused import Refused
from tests.people import cast
from tests.treasury.test_ledger import AT, ON, Cause, balance, fund, owed, post  # noqa: F401 (fixtures)
from treasury import recoveries, verifying

pytestmark = pytest.mark.django_db


@pytest.fixture
def three():
    return [cast.official(role, f"{role}-{n}") for role, n in (("city", 1), ("finance", 1), ("finance", 2))]


def actor(user):
    from people.actor import actor_of

    return actor_of(user)


def ordered(owed, three, parts=(60000, 60000, 30000)):  # noqa: F811
    post(Cause.PAID, owed[0], 150000, payments=1)
    days = [ON + timedelta(days=30 * n) for n in range(1, len(parts) + 1)]
    made = recoveries.ask(
        obligation=owed[0].pk, amount=sum(parts), ground="changed", words="登记更正后不符合条件",
        instalments=list(zip(days, parts, strict=True)), actor=actor(three[0]), at=AT, on=ON,
    )  # fmt: skip
    return recoveries.answer(pk=made.pk, agree=True, actor=actor(three[1]), at=AT, on=ON)


def test_money_comes_back_in_three_instalments(owed, three):  # noqa: F811
    made = ordered(owed, three)
    assert balance(owed[0]) == (0, 0, 150000, 0)
    for amount, left in ((60000, 90000), (50000, 40000), (40000, 0)):
        made = recoveries.repaid(pk=made.pk, amount=amount, actor=actor(three[1]), at=AT, on=ON)
        assert balance(owed[0])[2] == left
    assert made.state == "settled" and all(one.repaid_on for one in made.instalments.all())
    assert not [one for _, found in verifying.wrongs() for one in found]


def test_what_will_not_come_back_is_written_off_by_two_with_a_reason(owed, three):  # noqa: F811
    made = ordered(owed, three)
    with pytest.raises(Refused):
        recoveries.ask_write_off(pk=made.pk, amount=150001, words="本人已去世，没有遗产", actor=actor(three[0]), at=AT)
    asked = recoveries.ask_write_off(
        pk=made.pk, amount=90000, words="本人已去世，没有遗产", actor=actor(three[0]), at=AT
    )
    recoveries.answer_write_off(pk=asked.pk, agree=True, actor=actor(three[1]), at=AT, on=ON)
    assert balance(owed[0]) == (0, 0, 60000, 90000)
    done = recoveries.repaid(pk=made.pk, amount=60000, actor=actor(three[1]), at=AT, on=ON)
    assert done.state == "settled"
    with pytest.raises(Refused):
        recoveries.repaid(pk=made.pk, amount=1, actor=actor(three[1]), at=AT, on=ON)


@pytest.mark.parametrize(
    ("parts", "days"),
    [([], []), ([1], [30]), ([150000, 0], [30, 60]), ([75000, 75000], [60, 30]), ([75000, 75000], [30, 30]),
     ([150000], [0])],
)  # fmt: skip
def test_a_plan_of_instalments_adds_up_and_goes_forward(owed, three, parts, days):  # noqa: F811
    post(Cause.PAID, owed[0], 150000, payments=1)
    plan = [(ON + timedelta(days=day), part) for day, part in zip(days, parts, strict=True)]
    with pytest.raises(Refused) as refusal:
        recoveries.ask(obligation=owed[0].pk, amount=150000, ground="changed", words="登记更正", instalments=plan,
                       actor=actor(three[0]), at=AT, on=ON)  # fmt: skip
    assert refusal.value.code == "instalments"


def test_no_more_is_asked_back_than_was_paid_and_never_twice_at_once(owed, three):  # noqa: F811
    post(Cause.PAID, owed[0], 100000, payments=1)
    plan = {"ground": "audit", "words": "审计发现", "actor": actor(three[0]), "at": AT, "on": ON}
    day = ON + timedelta(days=30)
    with pytest.raises(Refused):
        recoveries.ask(obligation=owed[0].pk, amount=100001, instalments=[(day, 100001)], **plan)
    recoveries.ask(obligation=owed[0].pk, amount=50000, instalments=[(day, 50000)], **plan)
    with pytest.raises(Refused) as refusal:
        recoveries.ask(obligation=owed[0].pk, amount=50000, instalments=[(day, 50000)], **plan)
    assert refusal.value.code == "twice"
