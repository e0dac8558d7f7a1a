"""How a class ends, in Chromium: results on the screen, certificates, and whoever checks one."""

import pytest
from playwright.sync_api import expect

from occupations import demo
from people.signin import account_of
from tests.browser.conftest import DESK, PHONE, TABLET, deep
from tests.training.ending import LATER, ended, lines_of
from tests.training.schools import a_school
from training.models import CompletionCertificate, ExamResult

MANY = 12


@pytest.fixture
def school(site, time_machine):
    demo.load()
    time_machine.move_to(LATER)
    return a_school()


def entered(page, one, sound) -> None:
    """All passed but one, who sits again; a mistake keeps nothing out of the form."""
    sound(page)
    lines = lines_of(one)
    for row in lines:
        page.locator(f"input[name=passed-{row.pk}][value=yes]").check()
    page.locator(f"input[name=passed-{lines[0].pk}][value=no]").check()
    page.locator(f"input[name=score-{lines[1].pk}]").fill("59")
    page.get_by_role("button", name="保存全部成绩").click()
    expect(page.get_by_role("alert")).to_contain_text(f"有 {MANY} 位学员的要改")
    page.get_by_label("考核日期", exact=True).fill("2026-09-15")
    page.get_by_role("button", name="保存全部成绩").click()
    expect(page.get_by_role("alert")).to_contain_text("有 1 位学员的要改")
    expect(page.locator(f"#wrong-{lines[1].pk}")).to_contain_text("成绩59分，合格要60分")
    sound(page)
    page.get_by_role("link", name=f"{lines[1].person.name}：").click()
    page.locator(f"input[name=score-{lines[1].pk}]").fill("95")
    page.get_by_role("button", name="保存全部成绩").click()
    expect(page.get_by_text(f"已保存，登记或更正 {MANY} 人")).to_be_visible()
    assert ExamResult.objects.filter(passed=True).count() == MANY - 1
    page.locator(f"input[name=passed-{lines[0].pk}][value=yes]").check()
    page.locator(f"input[name=day-{lines[0].pk}]").fill("2026-09-19")
    page.get_by_role("button", name="保存全部成绩").click()
    expect(page.get_by_text(f"登记了成绩 {MANY} 人，合格 {MANY} 人")).to_be_visible()
    sound(page)


def issued(page, one, sound) -> CompletionCertificate:
    page.get_by_role("link", name="培训合格证书").first.click()
    sound(page)
    page.get_by_role("button", name=f"给 {MANY} 人颁发证书").click()
    expect(page.get_by_text(f"已颁发 {MANY} 张培训合格证书")).to_be_visible()
    sound(page)
    made = CompletionCertificate.objects.select_related("enrolment__person").earliest("pk")
    with page.expect_download() as download:
        page.get_by_role("link", name=made.number).click()
    assert download.value.suggested_filename.endswith(f"{made.number}.pdf")
    return made


def checked(page, made, words: str, sound) -> None:
    page.get_by_label("证书编号").fill(made.number.lower())
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("alert")).to_contain_text("请填证书上的姓名")
    page.get_by_label("证书上的姓名").fill(made.enrolment.person.name)
    sound(page)
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_role("heading", name=words)).to_be_visible()
    sound(page)


@pytest.mark.parametrize(("width", "other"), [(PHONE, DESK), deep(DESK, PHONE), deep(TABLET, TABLET)])
def test_a_class_ends(signed_in, sound, open_page, school, width, other):
    one = ended(school, MANY)
    page = signed_in(school.user, f"/classes/{one.pk}/", width)
    page.get_by_role("link", name="结业考核").click()
    expect(page.get_by_role("heading", name="结业考核", exact=True)).to_be_visible()
    entered(page, one, sound)
    made = issued(page, one, sound)
    own = signed_in(account_of(made.enrolment.person), f"/my/classes/{made.enrolment_id}/", other)
    expect(own.get_by_text(made.number)).to_be_visible()
    sound(own)
    checked(open_page("/completions/", other), made, "证书有效", sound)
    page.goto(f"/classes/trainees/{made.enrolment_id}/void/")
    sound(page)
    page.get_by_label("作废的原因").fill("监考记录对不上")
    page.get_by_role("button", name="作废这个成绩").click()
    expect(page.get_by_text("的成绩已作废")).to_be_visible()
    sound(page)
    checked(open_page("/completions/", other), made, "证书已经撤回", sound)
    own.reload()
    expect(own.get_by_text("已撤回：监考记录对不上")).to_be_visible()
