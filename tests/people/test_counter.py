"""At a counter: find who has come in, write down a phone; all of it written down, nobody found by listing."""

from datetime import timedelta

import pytest
from django.test import Client

from people import texts
from people.looks import looks_at
from people.models import Look, TextMessage
from people.phones import phone_of, plain
from tests.people.cast import PHONE, WHO, a_person, ask, number, official, sent

COUNTER = "/desk/counter/"
NEW = "12000000456"

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(official("counter"))
    return client


def register(desk, person, phone=NEW, again=None):
    return desk.post(f"{COUNTER}{person.pk}/", {"phone": phone, "again": phone if again is None else again})


def test_a_person_without_a_phone_comes_in_and_signs_in_at_once(desk, clock):
    person = a_person(WHO["name"], nth=700)
    found = desk.post(COUNTER, WHO)
    assert found.url == f"{COUNTER}{person.pk}/"
    html = desk.get(found.url).content.decode()
    assert WHO["name"] in html and WHO["number"] not in html and "没有登记" in html
    assert register(desk, person, "120 0000-0456").status_code == 302
    person.refresh_from_db()
    assert phone_of(person) == NEW
    own = Client()
    ask(own)
    assert own.post("/my/sign-in/code/", {"code": sent()}).status_code == 302
    assert [(one.who, one.what) for one in looks_at(person.pk)] == [
        ("东城区窗口人员", "登记或更改手机"),
        ("东城区窗口人员", "按姓名和证件号码查询"),
    ]


def test_the_phone_before_is_told(desk, person, clock):
    desk.post(COUNTER, WHO)
    register(desk, person)
    told = TextMessage.objects.get()
    assert told.purpose == "notice" and "已在窗口更改" in texts.latest(1)[0].body
    assert texts.latest(1)[0].phone == "120****0321"
    assert desk.get(f"{COUNTER}{person.pk}/").content.decode().count("120****0456") == 1


@pytest.mark.parametrize(
    ("phone", "again", "words"),
    [
        ("", "", "请填手机号"),
        ("12345", "12345", "11位数字"),
        (NEW, "12000000457", "两次填的不一样"),
        (NEW, "", "请再填一次"),
        (PHONE, PHONE, "登记的就是这个号码"),
    ],
)
def test_a_wrong_phone_is_answered_in_words_and_changes_nothing(desk, person, clock, phone, again, words):
    desk.post(COUNTER, WHO)
    page = register(desk, person, phone, again)
    assert page.status_code == 200 and words in page.content.decode()
    person.refresh_from_db()
    assert phone_of(person) == PHONE and not TextMessage.objects.exists()


@pytest.mark.parametrize("typed", [{"name": "演错名"}, {"number": number(701)}, {"document": "02"}])
def test_who_does_not_match_is_not_found(desk, person, typed):
    page = desk.post(COUNTER, WHO | typed)
    assert page.status_code == 200 and "没有查到" in page.content.decode()
    assert not Look.objects.exists()


def test_only_whom_this_clerk_found_and_only_for_an_hour(desk, person, clock):
    assert desk.get(f"{COUNTER}{person.pk}/").url == COUNTER
    assert register(desk, person).url == COUNTER
    desk.post(COUNTER, WHO)
    colleague = Client()
    colleague.force_login(official("counter", "colleague"))
    assert register(colleague, person).url == COUNTER
    clock.shift(timedelta(minutes=61))
    assert register(desk, person).url == COUNTER
    assert "重新查一次" in desk.get(COUNTER).content.decode()
    person.refresh_from_db()
    assert phone_of(person) == PHONE


@pytest.mark.parametrize("role", ["reviewer", "steward", "auditor", "manager", "city"])
def test_no_other_role_stands_at_a_counter(client, person, role):
    client.force_login(official(role))
    assert client.get(COUNTER).status_code == client.post(COUNTER, WHO).status_code == 403
    assert register(client, person).status_code == 403


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("12000000456", NEW), (" 120-0000 0456", NEW), ("+8612000000456", NEW), ("(120)00000456", NEW)]
    + [(wrong, "") for wrong in ("", "22000000456", "1200000045", "120000004567", "电话")],
)
def test_a_phone_is_eleven_digits_however_it_was_typed(typed, kept):
    assert plain(typed) == kept
