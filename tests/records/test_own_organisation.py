"""本单位: a manager keeps its clerks and the account it is paid to, and no other organisation's."""

import re

import pytest

from lib.refused import Refused
from people import banking
from people.actor import actor_of
from people.models import AccountChange, BankAccount, Organisation, RoleGrant, User
from records import events
from records.joining import actions
from records.joining.own import actions as own
from tests.people import cast
from tests.records.joining import AT, code, handed_in, signed_in, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(time_machine):
    time_machine.move_to(AT)


@pytest.fixture
def person(today):
    return cast.a_person("示经办", phone="12000000101")


@pytest.fixture
def manager(person, today):
    row = actions.accept(pk=handed_in(person).pk, actor=actor_of(cast.official("steward")), at=AT)
    cast.enrol(row.account)
    return row.account, row.organisation


def test_a_manager_adds_a_clerk_and_takes_him_away_again(manager):
    user, organisation = manager
    client, home = signed_in(user), f"/organisation/{organisation.pk}/"
    page = client.post(f"{home}clerks/", {"name": "示办事", "username": "clerk1"})
    password = re.search(r"<samp>([a-z0-9-]{19})</samp>", page.content.decode())[1]
    clerk = User.objects.get(username="clerk1")
    assert clerk.check_password(password) and password not in client.get(home).content.decode(), "told once"
    assert "已经有人用了" in text(client.post(f"{home}clerks/", {"name": "示办事", "username": "clerk1"}))
    cast.enrol(clerk)
    his = signed_in(clerk)
    assert "由单位管理员办理" in text(his.get(home))
    assert his.post(f"{home}clerks/", {"name": "示乙", "username": "clerk2"}).status_code == 403
    grant = clerk.grants.get()
    assert "已停用示办事" in text(client.post(f"{home}clerks/{grant.pk}/remove/", follow=True))
    assert not User.objects.get(pk=clerk.pk).is_active and his.get(home).status_code != 200
    assert AccountChange.objects.filter(account=clerk).count() == 4
    assert [one.verb for one in events.of(own.chain(organisation.pk))] == ["add-clerk", "remove-clerk"]


def test_no_manager_reaches_another_organisation(manager, person):
    user, _ = manager
    other = Organisation.objects.create(code=code(9), name="示例别家", kind="institution")
    grant = RoleGrant.objects.create(user=cast.user("there"), role="clerk", organisation=other, granted_at=AT)
    client = signed_in(user)
    assert client.get(f"/organisation/{other.pk}/").status_code == 404
    for path in ("clerks/", f"clerks/{grant.pk}/remove/"):
        assert client.post(f"/organisation/{other.pk}/{path}", {"name": "示", "username": "abcd"}).status_code == 404
    mine = user.grants.get().organisation_id
    assert client.post(f"/organisation/{mine}/clerks/{grant.pk}/remove/").status_code == 404
    with pytest.raises(Refused, match="not-yours"):
        own.add_clerk(organisation=other, username="abcd", name="示某", actor=actor_of(user), at=AT)
    with pytest.raises(Refused, match="not-a-clerk"):
        own.remove_clerk(grant=user.grants.get(), actor=actor_of(user), at=AT)


GIVEN = {
    "bank": "ICBC",
    "holder": "示例第1培训学校",
    "number": "0200 0001 2345 6789 012",
    "again": "0200000123456789012",
}


def account(manager, **other):
    user, organisation = manager
    return own.set_account(organisation=organisation, actor=actor_of(user), at=AT, **(GIVEN | other))


@pytest.mark.parametrize(
    ("other", "what"),
    [
        ({"again": "02000001234567890"}, "again"), ({"number": "12ab", "again": "12ab"}, "number"),
        ({"holder": "示例别家"}, "holder"), ({"bank": "XX"}, "bank"),
    ],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused(manager, other, what):
    with pytest.raises(Refused, match=what):
        account(manager, **other)
    assert not BankAccount.objects.exists()


def test_the_account_is_changed_only_after_the_manager_said_again_who_he_is(manager):
    user, organisation = manager
    client, where = signed_in(user), f"/organisation/{organisation.pk}/account/"
    response = client.get(where)
    assert response.status_code == 302 and "/account/confirm/" in response["Location"]
    assert client.post(where, GIVEN).status_code == 302 and not BankAccount.objects.exists()
    first = account(manager)
    assert banking.number_of(first) == "0200000123456789012" and account(manager).pk == first.pk
    second = account(manager, number="0200000999999999999", again="0200000999999999999")
    page = text(client.get(f"/organisation/{organisation.pk}/"))
    assert "尾号9999" in page and "尾号9012" not in page and second.pk > first.pk
    with pytest.raises(Refused, match="number"):
        account(manager)
    assert [one.verb for one in events.of(own.chain(organisation.pk))].count("set-account") == 3
