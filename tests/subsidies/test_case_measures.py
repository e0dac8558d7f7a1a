"""What the city does beside deciding, and what the machine leaves for a person to judge."""

from datetime import date

import pytest

from subsidies.actions import measures, review
from subsidies.models import Determination
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return claiming.claimant()


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


def test_a_restriction_stops_what_it_says_and_nothing_else(person, city):
    row = measures.restrict(
        person=person, stops="decide", reason="核查虚假证书", since=date(2025, 9, 1), until=None, actor=city, at=AT
    )
    made = claiming.handed_in(person)
    refused("restricted", review.approve, pk=made.pk, actor=city, at=AT)
    measures.lift(pk=row.pk, actor=city, at=AT)
    assert review.approve(pk=made.pk, actor=city, at=AT).state == "approved"


def test_a_check_is_passed_by_two_persons_and_stays_in_sight(reviewer, city):
    person = claiming.claimant("示放行", months=11)
    made = claiming.handed_in(person)
    asked = measures.ask_override(
        application=made, check="SU-MONTHS", reason="灾后特批，见市局批复", expires_on=date(2025, 12, 31),
        actor=city, on=date(2025, 9, 30), at=AT,
    )  # fmt: skip
    refused("own", measures.answer_override, pk=asked.pk, agree=True, actor=city, at=AT)
    measures.answer_override(pk=asked.pk, agree=True, actor=claiming.official("city", "second"), at=AT)
    assert review.look_again(pk=made.pk, actor=reviewer, at=AT).amount == 150000
    advised = review.advise(pk=made.pk, actor=reviewer, at=AT)
    assert advised.amount == 150000 and not advised.clear
    kept = Determination.objects.last()
    assert kept.facts["waived"] == "SU-MONTHS" and kept.accepted and kept.failed == ""
    assert review.approve(pk=made.pk, actor=city, at=AT).state == "approved"
    from subsidies.recompute import differences

    assert not list(differences())


def test_somebody_of_the_same_name_and_birth_date_under_another_document_is_for_a_person_to_judge(person, settings):
    from lib.sealed import new_key
    from people.rotation import reseal

    claiming.handed_in(person)
    settings.DATA_KEYS = settings.DATA_KEYS + "," + new_key(2)  # a new key loses nobody
    reseal(2)
    twin, namesake = claiming.claimant(person.name), claiming.claimant(person.name)
    type(twin).objects.filter(pk=twin.pk).update(born=person.born)
    twin.refresh_from_db()
    assert claiming.handed_in(twin, number=claiming.OTHER_CARD).flags == "SAME-NAME"
    assert claiming.handed_in(namesake, number="6000005555555552").flags == ""
