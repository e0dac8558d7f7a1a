"""How often and how long: codes, wishes, sessions and messages that could not be sent."""

from datetime import timedelta

import pytest
from django.test import Client

from people import keys, texts
from people.models import SignInCode, TextMessage
from tests.people.cast import AT, STRANGER, WHO, a_person, ask, number, sent, wrong

SIGN_IN, CODE = "/my/sign-in/", "/my/sign-in/code/"

pytestmark = pytest.mark.django_db


def test_a_code_lasts_five_minutes(client, person, clock):
    ask(client)
    clock.shift(timedelta(minutes=4, seconds=59))
    assert client.post(CODE, {"code": sent()}).status_code == 302
    fresh = Client()
    ask(fresh)
    clock.shift(timedelta(minutes=5))
    page = fresh.post(CODE, {"code": sent()})
    assert page.status_code == 200 and "过了5分钟" in page.content.decode()


def test_a_code_is_tried_five_times(client, person, clock):
    ask(client)
    for left in (4, 3, 2, 1):
        assert f"还可以试{left}次" in client.post(CODE, {"code": wrong(sent())}).content.decode()
    assert "作废" in client.post(CODE, {"code": wrong(sent())}).content.decode()
    page = client.post(CODE, {"code": sent()}).content.decode()
    assert "作废" in page, "even the right one"
    assert "请按“再要一个验证码”" in page and ">再要一个验证码</button>" in page, "the button is called what it says"
    assert SignInCode.objects.get().tries == 5


def test_a_code_is_used_once(client, person, clock):
    ask(client)
    code, pending = sent(), client.session["sign-in"]
    client.post(CODE, {"code": code})
    other = Client()
    session = other.session
    session["sign-in"] = pending
    session.save()
    other.cookies["sessionid"] = session.session_key
    assert "已经用过" in other.post(CODE, {"code": code}).content.decode()


def test_two_wishes_are_a_minute_apart_and_five_an_hour(person, clock):
    for turn in range(5):
        assert ask(Client()).status_code == 302, turn
        page = ask(Client())
        assert page.status_code == 200 and "请等60秒" in page.content.decode()
        clock.shift(timedelta(seconds=60))
    page = ask(Client())
    assert "一小时内最多申请5次" in page.content.decode() and "55分钟后" in page.content.decode()
    assert WHO["name"] in page.content.decode() and WHO["number"] in page.content.decode(), "what was typed stays"
    clock.shift(timedelta(minutes=56))
    assert ask(Client()).status_code == 302


def test_a_stranger_is_slowed_down_alike(person, clock):
    assert ask(Client(), STRANGER).status_code == 302
    assert "请等" in ask(Client(), STRANGER).content.decode()


def test_somebody_who_only_knows_the_number_cannot_use_up_anothers_wishes(person, clock):
    for turn in range(6):
        ask(Client(), name=f"演{turn}")
    assert ask(Client()).status_code == 302


def test_one_address_asks_thirty_times_an_hour(person, clock):
    for turn in range(30):
        assert ask(Client(), number=number(800 + turn)).status_code == 302
    assert "同一个网络" in ask(Client()).content.decode()
    assert ask(Client(REMOTE_ADDR="10.9.8.7")).status_code == 302


def test_another_code_is_asked_for_without_typing(client, person, clock):
    ask(client)
    page = client.post(CODE, {"again": "1"})
    assert page.status_code == 200 and "请等" in page.content.decode()
    clock.shift(timedelta(seconds=61))
    first = sent()
    assert client.post(CODE, {"again": "1"}).url == CODE
    assert TextMessage.objects.count() == 2
    if first != sent():
        assert "还可以试4次" in client.post(CODE, {"code": first}).content.decode()
    assert client.post(CODE, {"code": sent()}).status_code == 302


def test_half_an_hour_without_a_page_ends_it_and_each_page_puts_that_off(client, person, clock):
    ask(client)
    client.post(CODE, {"code": sent()})
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        assert client.get("/rules/").wsgi_request.user.is_authenticated
    clock.shift(timedelta(minutes=31))
    assert not client.get("/rules/").wsgi_request.user.is_authenticated


@pytest.mark.parametrize(
    ("ending", "state", "failure"),
    [
        ("99990", "refused", "bad-number"),
        ("99991", "queued", "rate-limit"),
        ("99992", "queued", "service-down"),
        ("99993", "refused", "undelivered"),
        ("00001", "delivered", ""),
    ],
)
def test_whatever_becomes_of_the_message_the_page_is_the_same(client, clock, ending, state, failure):
    a_person(WHO["name"], phone=f"120000{ending}", nth=700)
    assert ask(client).url == CODE
    row = TextMessage.objects.get()
    assert (row.state, row.failure) == (state, failure)
    assert "没有收到短信" in client.get(CODE).content.decode()


def test_what_could_not_be_sent_is_tried_again_while_it_is_worth_something(client, clock):
    a_person(WHO["name"], phone="12000099992", nth=700)
    ask(client)
    clock.shift(timedelta(minutes=1))
    texts.send_waiting(AT + timedelta(minutes=1))
    assert TextMessage.objects.get().state == "queued"
    TextMessage.objects.update(phone_sealed=keys.seal(keys.PHONE, "12000000001"))
    texts.send_waiting(AT + timedelta(minutes=2))
    assert TextMessage.objects.get().state == "delivered"
    TextMessage.objects.update(state="queued")
    texts.send_waiting(AT + timedelta(minutes=6))
    assert TextMessage.objects.get().state == "lapsed"
