"""A person's sign-in: name and number, then the code on the registered phone; nothing tells who is on record."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from people import signin, views
from people.models import Person, SignInCode, TextMessage, User
from people.signin import account_of
from tests.people.cast import PHONE, STRANGER, WHO, a_person, ask, official, sent, wrong

SIGN_IN, CODE = "/my/sign-in/", "/my/sign-in/code/"

pytestmark = pytest.mark.django_db


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
