"""What an occupation brings: the typical cases meet every condition, and say what the schemes' tables say."""

from datetime import date

import pytest

from policy import scheme_of
from subsidies import offers as several
from subsidies.offers import offers

pytestmark = pytest.mark.django_db

DAYS = [date(2022, 9, 1), date(2024, 2, 29), date(2026, 11, 28)]


def amounts(found, scheme, words=""):
    return {offer.level: offer.amount // 100 for offer in found if offer.scheme.code == scheme and words in offer.words}


@pytest.mark.parametrize("on", DAYS)
def test_every_typical_case_meets_every_condition_where_there_is_a_standard(catalogue, on):
    found = offers("4-03-02-01", on)
    assert amounts(found, "SU") == {5: 1000, 4: 1500, 3: 2000}
    assert amounts(found, "TR", "金蓝领项目 · A类") == {5: 1500, 4: 2000, 3: 2800}
    assert amounts(found, "TR", "重点群体免费培训 · C类") == {5: 800, 4: 1100, 3: 1500}
    assert amounts(found, "AP") == {4: 5000, 3: 6000, 2: 7000, 1: 8000}
    assert not [line.code for offer in found for line in offer.told.failed]


def test_an_urgent_occupation_brings_what_the_law_adds(catalogue):
    plain, urgent = (offers("4-10-01-05", DAYS[2], urgent=told) for told in (False, True))
    assert amounts(plain, "SU") == amounts(urgent, "SU")
    assert amounts(urgent, "TR", "金蓝领项目 · A类") == {5: 1800, 4: 2400, 3: 3360}
    assert amounts(urgent, "AP") == {4: 6000, 3: 7000, 2: 8000, 1: 8000}
    assert [offer.amount for offer in offers("4-10-01-05", DAYS[2])] == [offer.amount for offer in urgent]


def test_before_there_were_terms_there_is_nothing_to_be_had(catalogue):
    assert {offer.scheme.code for offer in offers("4-10-01-05", date(2018, 5, 1))} == {"SU"}
    assert offers("4-10-01-05", date(2016, 5, 1)) == []


def test_a_scheme_offers_what_its_estimate_answers(catalogue):
    from subsidies.estimates import estimate

    on = DAYS[2]
    for offer in offers("4-10-01-05", on):
        case = scheme_of(offer.scheme.code).typical_cases("4-10-01-05", offer.level, on)[offer.words]
        assert estimate(offer.scheme, case).explain(0).amount == offer.amount


@pytest.mark.parametrize("urgent", [False, True])
def test_for_many_at_once_there_is_what_there_is_for_each(urgent):
    codes = ["4-10-01-05", "4-03-02-01", "6-31-01-03"]
    found = several.amounts(codes, DAYS[2], urgent)
    for code in codes:
        each = {(one.scheme.code, one.level, one.words): one.amount for one in offers(code, DAYS[2], urgent=urgent)}
        assert found[code] == each and each
    assert several.amounts([], DAYS[2], urgent) == {}
