"""Whom the holder of an account is: written down by another steward, by document, and shown masked."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from lib.refused import Refused
from people import identities, looks
from people.actions import clear_own, set_own
from people.actor import actor_of
from people.models import User
from people.signin import account_of
from tests.people.cast import AT, a_person, number, official

pytestmark = pytest.mark.django_db


@pytest.fixture
def steward():
    return official("steward")


@pytest.fixture
def desk(steward):
    client = Client()
    client.force_login(steward)
    return client


def page_of(account: User, what: str = "own") -> str:
    return reverse(f"admin:people_user_{what}", args=[account.pk])


def told(account: User) -> list[str]:
    return [row.words for row in account.changes.order_by("id")]


def test_a_steward_writes_down_whom_a_holder_of_roles_is(desk):
    reviewer, person = official("reviewer"), a_person("示审核", nth=801)
    sent = {"document": "01", "number": number(801)}
    page = desk.post(page_of(reviewer), sent, follow=True).content.decode()
    assert "已登记" in page and "示审核" in page and looks.masked_number(person) in page and number(801) not in page
    reviewer = User.objects.get(pk=reviewer.pk)
    assert actor_of(reviewer).own == person.pk and actor_of(reviewer).person_id is None
    assert told(reviewer)[-1] == "登记本人是谁"
    desk.post(page_of(reviewer), sent)
    assert told(reviewer).count("登记本人是谁") == 1, "the same again changes nothing"
    assert number(801) not in desk.get(page_of(reviewer)).content.decode()
    assert "已去掉" in desk.post(page_of(reviewer), {"clear": "1"}, follow=True).content.decode()
    assert actor_of(User.objects.get(pk=reviewer.pk)).own is None and told(reviewer)[-1] == "去掉登记的本人"
    assert "没有登记本人是谁" in desk.post(page_of(reviewer), {"clear": "1"}, follow=True).content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"document": "01", "number": number(899)}, "没有查到这个证件号码"),
        ({"document": "01", "number": "123"}, "证件号码不对"),
        ({"document": "01", "number": ""}, "请填证件号码"),
        ({"document": "99", "number": number(802)}, "请从列出的证件类型里选一种"),
    ],
)
def test_whatever_is_wrong_is_said_beside_it(desk, sent, words):
    reviewer = official("reviewer")
    a_person("示审核", nth=802)
    page = desk.post(page_of(reviewer), sent).content.decode()
    assert words in page and "有误" in page and told(reviewer)[-1] != "登记本人是谁"


def test_nobody_does_it_for_oneself_and_one_person_has_one_account(desk, steward):
    person, reviewer, city = a_person("示审核", nth=803), official("reviewer"), official("city")
    sent = {"document": "01", "number": number(803)}
    assert "另一位数据管理员" in desk.post(page_of(steward), sent).content.decode()
    desk.post(page_of(reviewer), sent)
    assert "已经登记在另一个账号上" in desk.post(page_of(city), sent).content.decode()
    with pytest.raises(Refused):
        clear_own(account=steward, by=steward, at=AT)
    with pytest.raises(Refused):
        set_own(account=account_of(person), **sent, by=steward, at=AT)
    assert identities.find(**sent) == person


def test_others_are_not_let_in():
    reviewer = official("reviewer")
    for role in ("auditor", "city", "editor"):
        client = Client()
        client.force_login(official(role))
        assert client.get(page_of(reviewer)).status_code in (302, 403), role


def test_a_persons_own_account_has_no_other_person_whatever_the_road():
    own = account_of(a_person("示范明"))
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=own.pk).update(own=own.person)
