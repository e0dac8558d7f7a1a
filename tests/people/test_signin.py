"""A person's sign-in: name and number, then the code on the registered phone; nothing tells who is on record."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people import keys, signin, texts, views
from people.models import Person, SignInCode, TextMessage, User
from people.signin import account_of
from tests.people.cast import a_person, number, official

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
PHONE = "12000000321"
WHO = {"name": "示范明", "document": "01", "number": number(700)}
STRANGER = WHO | {"number": number(701)}
SIGN_IN, CODE = "/my/sign-in/", "/my/sign-in/code/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def person(db):
    return a_person(WHO["name"], phone=PHONE, nth=700)


def ask(client, who=WHO, **more):
    return client.post(SIGN_IN, who | more)


def sent() -> str:
    """The code in the newest message."""
    row = TextMessage.objects.first()
    return re.search(r"\d{6}", keys.unseal(keys.MESSAGE, row.body_sealed))[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_whole_walk(client, person, clock):
    page = ask(client, next="/rules/")
    assert (page.status_code, page.url) == (302, CODE)
    html = client.get(CODE).content.decode()
    assert 'autocomplete="one-time-code"' in html and 'inputmode="numeric"' in html
    done = client.post(CODE, {"code": sent()})
    assert (done.status_code, done.url) == (302, "/rules/")
    account = User.objects.get(person=person)
    assert not account.has_usable_password() and account.username.startswith("p-")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert TextMessage.objects.get().state == "delivered"
    assert client.get(SIGN_IN).status_code == 302, "who is signed in is not asked again"


def test_signing_in_again_is_the_same_account(client, person, clock):
    for _ in range(2):
        fresh = Client()
        ask(fresh)
        assert fresh.post(CODE, {"code": sent()}).status_code == 302
        clock.shift(timedelta(seconds=61))
    assert User.objects.filter(person=person).count() == 1


@pytest.mark.parametrize(
    "typed",
    [
        {"name": " 示 范 明 "},
        {"number": f" {WHO['number'][:6]} {WHO['number'][6:]} "},
        {"number": WHO["number"].translate(str.maketrans("0123456789", "０１２３４５６７８９"))},
    ],
)
def test_blanks_and_full_width_signs_do_not_matter(client, person, clock, typed):
    assert ask(client, **typed).status_code == 302
    assert client.post(CODE, {"code": f" {sent()[:3]} {sent()[3:]} "}).status_code == 302


@pytest.mark.parametrize("who", [STRANGER, WHO | {"name": "演错名"}, WHO | {"document": "02"}])
def test_nobody_learns_whether_a_person_is_on_record(client, person, clock, who):
    """The same page, the same words, the same work before the answer; only nothing is sent."""
    with_phone, unknown = Client(), Client()
    known_page, unknown_page = ask(with_phone), ask(unknown, who)
    assert (known_page.status_code, known_page.url) == (unknown_page.status_code, unknown_page.url)
    token = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    assert token.sub("", with_phone.get(CODE).content.decode()) == token.sub("", unknown.get(CODE).content.decode())
    guess = {"code": wrong(sent())}
    said = [token.sub("", one.post(CODE, guess).content.decode()) for one in (with_phone, unknown)]
    assert said[0] == said[1] and "还可以试4次" in said[0]
    assert TextMessage.objects.count() == 1
    for _ in range(4):
        for one in (with_phone, unknown):
            assert "_auth_user_id" not in one.session
            one.post(CODE, guess)
    assert "_auth_user_id" not in unknown.session


def test_a_person_without_a_phone_gets_the_same_page_and_no_message(client, clock):
    a_person(WHO["name"], nth=700)
    assert ask(client).url == CODE
    assert "窗口" in client.get(CODE).content.decode()
    assert not TextMessage.objects.exists()


def test_asking_costs_the_same_queries_whoever_it_is(person, clock, monkeypatch):
    monkeypatch.setattr(signin, "deliver", lambda pk, at: None)  # done after the answer
    counts = []
    for who in (WHO, STRANGER, WHO | {"name": "演错名"}):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            ask(Client(), who)
        counts.append(len(asked))
    assert len(set(counts)) == 1


def test_the_message_is_sent_after_the_answer(client, person, clock, monkeypatch):
    order = []
    monkeypatch.setattr(views.signin, "deliver", lambda pk, at: order.append("sent"))
    response = views.ThenDeliver(CODE, 1)
    order.append("answered")
    response.close()
    assert order == ["answered", "sent"]


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
    assert "作废" in client.post(CODE, {"code": sent()}).content.decode(), "even the right one"
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


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "请填姓名"),
        ({"number": ""}, "请填证件号码"),
        ({"number": WHO["number"][:-1]}, "这里有17位"),
        ({"number": WHO["number"][:-1] + ("0" if WHO["number"][-1] != "0" else "1")}, "校验位对不上"),
        ({"document": "04", "number": "E12"}, "5到20位"),
        ({"document": "99"}, "从列出的证件类型里"),
    ],
)
def test_every_wrong_field_is_answered_in_words_and_keeps_what_was_typed(client, clock, typed, words):
    page = ask(client, **typed)
    html = page.content.decode()
    assert page.status_code == 200 and words in html
    kept = WHO | typed
    assert (kept["name"] in html) and (kept["number"] in html)
    assert not SignInCode.objects.exists()


def test_a_code_of_the_wrong_shape_costs_no_try(client, person, clock):
    ask(client)
    for typed, words in (("", "请填短信里的6位数字"), ("12345", "验证码是6位数字"), ("abcdef", "验证码是6位数字")):
        assert words in client.post(CODE, {"code": typed}).content.decode()
    assert SignInCode.objects.get().tries == 0


def test_the_code_page_without_a_wish_leads_back(client):
    assert client.get(CODE).url == SIGN_IN
    assert client.post(CODE, {"code": "123456"}).url == SIGN_IN
    assert "从头来" in client.get(SIGN_IN).content.decode()


def test_the_number_is_never_read_from_an_address(client, person, clock):
    html = client.get(SIGN_IN, WHO).content.decode()
    assert f'value="{WHO["number"]}"' not in html and not SignInCode.objects.exists()
    assert 'method="post"' in html and 'method="get"' not in html


def test_only_an_address_of_this_site_is_gone_to_afterwards(client, person, clock):
    ask(client, next="https://elsewhere.example.com/")
    assert client.post(CODE, {"code": sent()}).url in ("/", "/my/")


def test_half_an_hour_without_a_page_ends_it_and_each_page_puts_that_off(client, person, clock):
    ask(client)
    client.post(CODE, {"code": sent()})
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        assert client.get("/rules/").wsgi_request.user.is_authenticated
    clock.shift(timedelta(minutes=31))
    assert not client.get("/rules/").wsgi_request.user.is_authenticated


def test_signing_out_forgets_the_session(client, person, clock):
    ask(client)
    client.post(CODE, {"code": sent()})
    assert "退出" in client.get("/rules/").content.decode()
    assert client.post("/account/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_told_what_to_do(client, person, clock):
    User.objects.filter(pk=account_of(person).pk).update(is_active=False)
    ask(client)
    page = client.post(CODE, {"code": sent()})
    assert "已经停用" in page.content.decode() and "_auth_user_id" not in client.session


def test_an_officials_name_opens_nothing_by_text_message(client, person, clock):
    official("steward", "示范明")
    ask(client)
    client.post(CODE, {"code": sent()})
    assert client.get("/steward/", follow=True).status_code == 403
    assert client.get("/account/").status_code == 403


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
    texts.send_waiting(NOON + timedelta(minutes=1))
    assert TextMessage.objects.get().state == "queued"
    TextMessage.objects.update(phone_sealed=keys.seal(keys.PHONE, "12000000001"))
    texts.send_waiting(NOON + timedelta(minutes=2))
    assert TextMessage.objects.get().state == "delivered"
    TextMessage.objects.update(state="queued")
    texts.send_waiting(NOON + timedelta(minutes=6))
    assert TextMessage.objects.get().state == "lapsed"


def test_no_name_number_phone_or_code_is_left_in_clear(client, person, clock, caplog):
    """Logs, sessions, messages and wishes are searched for what was typed and sent."""
    caplog.set_level("DEBUG")
    ask(client)
    ask(client)
    code = sent()
    client.post(CODE, {"code": wrong(code)})
    client.post(CODE, {"code": code})
    client.get("/rules/")
    secrets = [WHO["name"], WHO["number"], PHONE, code]
    kept = [caplog.text, *(str(row.get_decoded()) for row in Session.objects.all())]
    for model in (SignInCode, TextMessage, User, Session):
        for row in model.objects.values_list():
            kept += [bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row]
    for secret in secrets:
        for shape in (secret, secret.encode().decode("latin-1")):
            assert not [text for text in kept if shape in text], "in clear"
    assert Person.objects.filter(name=WHO["name"]).exists(), "the one place where a name stands"
