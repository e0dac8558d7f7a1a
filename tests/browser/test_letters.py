"""Asking about a letter in Chromium: by its number, by its file, with and without JavaScript; and one's own."""

import pytest
from django.urls import reverse

from people.signin import account_of
from records import files
from subsidies.actions import review
from subsidies.letters import actions
from tests.browser.conftest import DESK, PHONE
from tests.subsidies import claiming
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def letter(site, time_machine):
    time_machine.move_to(AT)
    person = claiming.claimant("示阿依·𠮷")
    return actions.decision(pk=claiming.approved(person, claiming.official("city")).pk, at=AT)


def test_the_number_is_typed_in_and_the_file_compared(open_page, at_every_width, letter, tmp_path):
    page = open_page("/letters/")
    at_every_width(page, PHONE)
    page.get_by_label("编号").fill(letter.number.lower())
    page.get_by_role("button", name="核对").click()
    page.get_by_text(letter.sha256).wait_for()
    at_every_width(page, PHONE)
    paper = tmp_path / "letter.pdf"
    for content, words in ((files.content_of(letter.file), "一模一样"), (b"%PDF-1.4 other", "不一样")):
        paper.write_bytes(content)
        page.get_by_label("手里的PDF文件").set_input_files(paper)
        page.get_by_role("button", name="比对").click()
        page.get_by_text(words, exact=True).wait_for()
        at_every_width(page, PHONE)


def test_without_a_script_it_works_as_well(open_page, sound, letter):
    page = open_page(reverse("letters:letter", args=[letter.number]), script=False)
    page.get_by_role("button", name="比对").click()
    page.get_by_role("link", name="请先选一个PDF文件").wait_for()


def test_a_void_letter_and_an_unknown_number_say_so(open_page, sound, letter):
    review.reopen(pk=letter.application_id, actor=claiming.official("city", "second"), at=AT, note="看错了")
    sound(open_page(reverse("letters:letter", args=[letter.number])))
    sound(open_page(reverse("letters:letter", args=["2222-2222-2222-2222"]), expect=("404",)))


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_ones_own_letters(signed_in, sound, letter, width):
    user = account_of(letter.application.person)
    sound(signed_in(user, reverse("letters:of-application", args=[letter.application_id]), width))
