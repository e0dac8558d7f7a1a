"""Messages: sealed, sent once, answered for; forgotten after a month; sealed again under a new key."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction

from lib.sealed import new_key
from people import identities, keys, rotation, signin, standin, texts
from people.logins import code_now
from people.models import SignInCode, TextMessage
from people.tasks import forget_old_texts, send_waiting_texts
from tests.people.cast import AT, a_person, official

PHONE, BODY = "12000000321", "您好，您有一笔补贴可以领取。"


def queued(phone=PHONE, **more):
    return texts.queue(person=None, purpose="notice", phone=phone, body=BODY, at=AT, **more)


@pytest.mark.django_db
def test_a_row_holds_neither_phone_nor_words_in_clear():
    row = TextMessage.objects.filter(pk=queued().pk).values_list().get()
    raw = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
    assert PHONE.encode() not in raw and BODY.encode() not in raw


@pytest.mark.django_db
def test_whoever_has_a_phone_is_told_once_it_is_in_and_nobody_else(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        texts.tell(a_person("示有号", phone=PHONE), BODY, AT)
        texts.tell(a_person("示无号"), BODY, AT)
        assert TextMessage.objects.get().state == "queued"
    (shown,) = texts.latest(5)
    assert (shown.body, shown.arrived) == (f"【训兴】{BODY}", True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ending", "state", "words"),
    [
        ("00321", "delivered", "已送达"),
        ("99990", "refused", "号码无效"),
        ("99991", "queued", "发送太频繁"),
        ("99992", "queued", "短信服务没有应答"),
        ("99993", "refused", "对方没有收到"),
    ],
)
def test_every_answer_of_the_gateway_has_its_state_and_its_words(ending, state, words):
    row = queued(f"120000{ending}")
    texts.send(row.pk, AT)
    row.refresh_from_db()
    assert row.state == state
    shown = texts.latest(5)[0]
    assert (shown.state, shown.phone, shown.body) == (words, f"120****{ending[1:]}", BODY)


@pytest.mark.django_db
def test_a_gateway_that_breaks_is_asked_again_and_its_words_reach_no_log(monkeypatch, caplog):
    def broken(self, phone, *rest):
        raise ValueError(f"cannot reach {phone}: {BODY}")

    monkeypatch.setattr(standin.StandIn, "send", broken)
    row = queued()
    texts.send(row.pk, AT)
    row.refresh_from_db()
    assert (row.state, row.failure) == ("queued", "service-down")
    assert "ValueError" in caplog.text and PHONE not in caplog.text and BODY not in caplog.text
    monkeypatch.undo()
    monkeypatch.setattr(standin.StandIn, "report", broken)
    texts.send(row.pk, AT)
    row.refresh_from_db()
    assert row.state == "accepted"


@pytest.mark.django_db
def test_the_stand_in_says_that_it_is_one():
    assert texts.gateway().stand_in
    assert "stand-in" in standin.__doc__


@pytest.mark.django_db
def test_a_report_that_comes_later_is_asked_for(monkeypatch):
    monkeypatch.setattr(standin.StandIn, "report", lambda self, reference: "")
    row = queued()
    texts.send(row.pk, AT)
    row.refresh_from_db()
    assert row.state == "accepted"
    texts.send_waiting(AT + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == "accepted"
    monkeypatch.undo()
    texts.send_waiting(AT + timedelta(hours=2))
    row.refresh_from_db()
    assert row.state == "delivered"


@pytest.mark.django_db
def test_a_state_that_disagrees_with_the_rest_is_refused_by_the_database():
    row = queued()
    for crime in ({"state": "lost"}, {"state": "accepted"}, {"state": "refused", "sent_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TextMessage.objects.filter(pk=row.pk).update(**crime)


@pytest.mark.django_db
def test_what_is_old_is_forgotten():
    queued()
    signin.ask(name="示一", document="01", number="E12345", address="10.0.0.1", at=AT)
    texts.forget_old(AT + timedelta(days=29))
    signin.forget_old(AT + timedelta(hours=23))
    assert TextMessage.objects.exists() and SignInCode.objects.exists()
    forget_old_texts()
    assert not TextMessage.objects.exists() and not SignInCode.objects.exists()


@pytest.mark.django_db
def test_the_timed_task_sends_what_waits():
    row = queued()
    send_waiting_texts()
    row.refresh_from_db()
    assert row.state == "delivered"


@pytest.mark.django_db
def test_a_new_key_seals_messages_and_second_factors_again(settings, tmp_path):
    settings.DATA_KEYS, settings.DATA_KEYS_FILE = "", tmp_path / "data-keys"
    settings.DATA_KEYS_FILE.write_text(new_key(1) + "\n")
    steward, row = official("steward"), queued()
    before = code_now(steward, AT)
    spare = Authenticator.objects.get(user=steward, type="recovery_codes").wrap().get_unused_codes()
    call_command("rotate_keys", retire=True)
    assert settings.DATA_KEYS_FILE.read_text().startswith("2:")
    assert code_now(steward, AT) == before
    assert Authenticator.objects.get(user=steward, type="recovery_codes").wrap().get_unused_codes() == spare
    assert texts.latest(1)[0].body == BODY
    row.refresh_from_db()
    assert bytes(row.body_sealed)[0] == bytes(row.phone_sealed)[0] == 2
    assert rotation.reseal(2) == 0


@pytest.mark.django_db
def test_a_code_asked_for_under_the_old_key_still_signs_in(settings, tmp_path, client):
    settings.DATA_KEYS, settings.DATA_KEYS_FILE = "", tmp_path / "data-keys"
    settings.DATA_KEYS_FILE.write_text(new_key(1) + "\n")
    person = a_person("示范明", phone=PHONE)
    number = identities.number_of(person)
    wish = signin.ask(name="示范明", document="01", number=number, address="10.0.0.1", at=AT)
    signin.deliver(wish.pk, AT)
    code = texts.latest(1)[0].body.split("验证码是")[1][:6]
    call_command("rotate_keys")
    assert signin.enter(pk=wish.pk, digits=code, at=AT).person == person
    with pytest.raises(signin.Refused) as refusal:
        signin.ask(name="示范明", document="01", number=number, address="10.0.0.1", at=AT)
    assert refusal.value.code == "too-soon", "the limit outlives the key"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_who_send_at_once_send_once_and_ten_who_ask_at_once_get_one_code(monkeypatch):
    sent, start = [], threading.Barrier(10)
    monkeypatch.setattr(standin.StandIn, "send", lambda self, phone, body: sent.append(1) or "x^DELIVRD")
    keys.in_force()
    row, outcomes = queued(), []

    def hurry():
        try:
            start.wait(timeout=10)
            texts.send(row.pk, AT)
            try:
                signin.ask(name="示一", document="01", number="E12345", address="10.0.0.1", at=AT)
                outcomes.append("asked")
            except signin.Refused as refusal:
                outcomes.append(refusal.code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=hurry) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(sent) == 1
    assert sorted(outcomes) == ["asked"] + ["too-soon"] * 9
