"""The catalogue narrowed down: what is left, and what each choice says it would leave."""

from datetime import date

import pytest

from occupations.models import Occupation
from occupations.queries import atlas, find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
ON = date(2026, 3, 2)
EVERY = 10_000


def codes(found) -> list[str]:
    return [card.code for card in found.cards]


def test_no_text_shows_every_occupation_urgent_ones_first_in_the_order_of_codes_page_by_page():
    every, after, seen = find("", ON, limit=EVERY), 0, []
    assert sorted(codes(every)) == sorted(Occupation.objects.values_list("code", flat=True))
    order = [(not card.urgent, card.code) for card in every.cards]
    assert order == sorted(order) and every.cards[0].urgent
    while after is not None:
        page = find("  ", ON, limit=50, after=after)
        assert page.total == every.total and 0 < len(page.cards) <= 50
        seen, after = seen + codes(page), page.after
    assert seen == codes(every)


def test_found_best_first_with_what_answered():
    found = find("月嫂", ON)
    [first, *_] = found.cards
    assert (first.name, first.matched, first.by_code, found.guessed) == ("家政服务员", "月嫂", False, False)
    assert find("4-01-02-07", ON).cards[0].by_code


def test_where_nothing_answers_it_shows_what_was_probably_meant_and_says_so():
    found = find("养劳", ON)
    assert found.guessed and found.cards[0].name == "养老护理员" and found.total >= 1
    nothing = find("zzzzzzzz", ON)
    assert (nothing.cards, nothing.total, nothing.after) == ([], 0, None)


def test_urgency_and_levels_are_those_of_the_edition_in_force_that_day():
    assert find("互联网营销师", ON).cards[0].urgent and find("互联网营销师", ON).edition.label == "2023年版·示例版"
    before = find("", date(2020, 1, 1), limit=EVERY)
    assert before.edition is None and before.urgent.count == 0 and not any(card.urgent for card in before.cards)
    assert find("互联网营销师", ON).cards[0].levels == [5, 4, 3, 2, 1]


def test_urgent_here_is_urgent_where_a_claim_is_decided():
    import numpy as np

    every = find("", ON, limit=EVERY).cards
    asked = atlas().columns(np.array([card.code for card in every]), np.full(len(every), np.datetime64(ON)))
    assert [card.urgent for card in every] == asked["urgent"].tolist()


@pytest.mark.parametrize("text", ["", "师", "维修", "养老"])
@pytest.mark.parametrize(
    "choices", [{}, {"field": "4"}, {"field": "4-10", "urgent": True}, {"level": 3}, {"digital": True, "level": 5}]
)
def test_each_number_is_what_a_press_of_it_shows(text, choices):
    found = find(text, ON, **choices)
    for major in found.fields:
        assert find(text, ON, **{**choices, "field": major.value}).total == major.count
        assert sum(middle.count for middle in major.inside) == major.count
        for middle in major.inside:
            assert find(text, ON, **{**choices, "field": middle.value}).total == middle.count
    for level in found.levels:
        assert find(text, ON, **{**choices, "level": int(level.value)}).total == level.count
    for choice in ("urgent", "digital", "green"):
        assert find(text, ON, **{**choices, choice: True}).total == getattr(found, choice).count


def test_what_is_left_has_what_was_asked():
    for card in find("", ON, field="4-10", level=5, limit=EVERY).cards:
        assert card.code.startswith("4-10") and 5 in card.levels
    for card in find("", ON, urgent=True, limit=EVERY).cards:
        assert card.urgent
    assert find("", ON, field="4-10-01").total >= 4
    [chosen] = [major for major in find("", ON, field="6").fields if major.chosen]
    assert (chosen.value, chosen.words) == ("6", "生产制造及有关人员")


@pytest.mark.parametrize("choices", [{"field": "4-1"}, {"field": "%"}, {"level": 9}, {"limit": 0}, {"after": 99_999}])
def test_a_choice_that_nothing_has_leaves_nothing(choices):
    assert find("", ON, **choices).cards == []


def test_levels_there_are_certificates_for_count_beside_those_the_edition_names():
    key = Occupation.objects.get(name="景泰蓝制作工").key
    assert find("景泰蓝", ON).cards[0].levels == []
    certified = {key: [3, 4]}
    assert find("景泰蓝", ON, certified=certified).cards[0].levels == [4, 3]
    assert find("景泰蓝", ON, certified=certified, level=3).total == 1
