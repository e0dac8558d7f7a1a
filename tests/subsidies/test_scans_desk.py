"""Scans in the back office: begun by a press, once; what they came to, told in words."""

from datetime import date

import pytest
from django.urls import reverse

from policy import scheme_of
from records import jobs
from records.models import Job
from subsidies import scan
from subsidies.models import Scan
from tests.people.cast import official
from tests.people.test_doors import client_of
from tests.subsidies import town

LIST, START = "/steward/subsidies/scan/", "/steward/subsidies/scan/start/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward(client):
    client.holder = official("steward")
    client.force_login(client.holder)
    return client


def words(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def page_of(one: Scan) -> str:
    return reverse("admin:subsidies_scan_change", args=[one.pk])


def drive(one: Scan) -> None:
    jobs.drive(Job.objects.get(verb=scan.VERB, subject=one.pk, state="waiting").pk)


def test_pressed_twice_one_scan_is_begun_and_the_page_says_so(steward):
    town.holder()
    page = words(steward.get(LIST))
    assert "还没有筛查过" in page and 'name="after" value="0"' in page
    assert steward.post(START, {"after": "0"}).url == LIST
    again = steward.post(START, {"after": "0"}, follow=True)
    assert "不用再按" in words(again)
    (one,) = Scan.objects.all()
    assert Job.objects.filter(verb=scan.VERB).count() == 1
    assert one.started_by == steward.holder and str(steward.holder.words) in words(steward.get(LIST))


def test_a_press_on_an_old_page_begins_nothing_after_the_scan_has_ended_either(steward):
    town.holder()
    steward.post(START, {"after": "0"})
    drive(Scan.objects.get())
    steward.post(START, {"after": "0"})
    assert Scan.objects.count() == 1
    steward.post(START, {"after": str(Scan.objects.get().pk)})
    assert Scan.objects.count() == 2, "but a fresh page may ask for another"


def test_while_one_is_under_way_there_is_a_bar_and_no_button(steward):
    town.holder()
    steward.post(START, {"after": "0"})
    one = Scan.objects.get()
    for path in (LIST, page_of(one)):
        page = words(steward.get(path))
        assert "<progress" in page and "按今天筛查一遍" not in page
        assert '<meta http-equiv="refresh"' in page, "without a script too"
    far = reverse("admin:subsidies_scan_far", args=[one.pk])
    assert "等着筛查" in words(steward.get(far))
    drive(one)
    assert steward.get(far)["HX-Refresh"] == "true"
    assert "按今天筛查一遍" in words(steward.get(LIST))


def test_what_it_came_to_is_told_with_the_reasons_in_words(steward):
    town.holder("示甲")
    town.holder("示乙", months=3)
    town.holder("示丙", issued_on=date(2020, 1, 5))
    one = town.scanned()
    page = words(steward.get(page_of(one)))
    assert "¥1,500.00" in page and "自动" in page
    for code in one.counts["reasons"]:
        check = next(check for check in scheme_of("SU").checks if check.code == code)
        assert check.title in page and check.remedy in page
        assert f'href="/rules/SU/{code}/"' in page
    assert not [name for name in ("示甲", "示乙", "示丙") if name in page]
    home = words(steward.get("/steward/"))
    assert "核对 3 件，1 件可以领" in home and "新告知 1 份" in home and LIST in home


def test_one_that_was_given_up_stands_on_the_home_page_and_may_be_begun_again(steward):
    town.holder()
    one = scan.ask("SU", on=town.ON, at=town.AT, tell=False)
    Job.objects.filter(subject=one.pk, verb=scan.VERB).update(attempts=jobs.ATTEMPTS)
    drive(one)
    home = words(steward.get("/steward/"))
    assert "上一次没有做完：连续 5 次" in home and "is-pressing" in home
    page = words(steward.get(page_of(one)))
    assert "这次筛查没有做完" in page and "再筛查一遍" in page
    assert "按今天筛查一遍" in words(steward.get(LIST))


@pytest.mark.parametrize("asker", ["nobody", "worker", "auditor", "reviewer", "counter", "finance"])
def test_nobody_but_a_steward_sees_or_begins_one(asker):
    one = scan.ask("SU", on=town.ON, at=town.AT, tell=False)
    client = client_of(asker)
    far = reverse("admin:subsidies_scan_far", args=[one.pk])
    for answer in (*map(client.get, (LIST, page_of(one), far)), client.post(START, {"after": str(one.pk)})):
        assert answer.status_code == (302 if asker == "nobody" else 403)
    assert Scan.objects.count() == 1


def test_odd_addresses_do_nothing(steward):
    assert steward.get(START).url == LIST
    for after in ("", "x", "-1", "9" * 30):
        assert steward.post(START, {"after": after}).url == LIST
    assert steward.get("/steward/subsidies/scan/x/change/").status_code == 404
    assert steward.get("/steward/subsidies/scan/99/change/").status_code == 404
