"""The fragment a person chooses an occupation from."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggest(client, sample):
    def suggest(**query) -> str:
        response = client.get(reverse("occupations:suggest"), query)
        assert response.status_code == 200
        return response.content.decode()

    return suggest


def test_each_hit_is_a_radio_row_with_words_before_codes(suggest):
    page = suggest(q="月嫂")
    row = re.search(r"<li.*?</li>", page, re.S)[0]
    assert '<input type="radio" name="occupation" id="occupation-4-10-01-06" value="4-10-01-06" required>' in row
    assert '<label for="occupation-4-10-01-06">' in row
    words = re.sub(r"<[^>]+>", " ", row).split()
    assert words == ["家政服务员", "也叫", "月嫂", "·", "4-10-01-06"]


def test_a_hit_by_its_own_name_repeats_nothing_and_an_old_code_is_named(suggest):
    assert "也叫" not in suggest(q="家政服务员")
    assert "原编码 4-01-02-07" in suggest(q="4-01-02-07")


def test_what_was_chosen_stays_ticked(suggest):
    assert 'value="4-10-01-06" checked' in suggest(q="月嫂", occupation="4-10-01-06")


def test_an_empty_result_says_what_to_try_and_offers_what_is_near(suggest):
    page = suggest(q="养劳")
    assert "没有找到“养劳”" in page and "平常的叫法、拼音" in page
    assert "您是不是要找" in page and 'value="4-10-01-05"' in page
    assert "您是不是要找" not in suggest(q="zzzzzzzz")


def test_empty_text_gives_an_empty_fragment(suggest):
    assert suggest(q="  ").strip() == suggest().strip() == ""


def test_what_was_typed_is_shown_as_text(suggest):
    page = suggest(q="<script>alert(1)</script>")
    assert "<script" not in page and "&lt;script&gt;" in page


def test_very_long_text_is_cut_and_harmless(suggest):
    assert len(suggest(q="呜" * 5000)) < 2000


def test_only_reading_is_allowed(client):
    assert client.post(reverse("occupations:suggest"), {"q": "电工"}).status_code == 405


def test_another_page_may_include_the_fragment_with_hits_alone(sample):
    assert "没有找到" in render_to_string("occupations/_suggest.html", {"hits": [], "q": "呜呜", "chosen": ""})
