"""load_demo: accounts with passwords of this installation's own, a plain mark, and no harm the second time."""

import io
import re
import stat
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cms import demo
from cms.models import Installation
from people import identities
from people.demo import Account
from people.models import Person, User
from records.joining.models import Registration

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db
LOOKS = "it looks at what is printed or kept in a file; that a city loads, and twice, is tried on both"


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr("cms.city.applications.load", lambda on, at: 0)  # test_city_claims.py has them made
    monkeypatch.setattr("cms.city.apprentices.load", lambda on, at, heads: 0)  # and test_city_apprentices.py these
    return tmp_path


def load(**options) -> str:
    out, err = io.StringIO(), io.StringIO()
    call_command("load_demo", stdout=out, stderr=err, **{"heads": 120, **options})
    return out.getvalue() + err.getvalue()


def password_of(username, folder) -> str:
    return dict(line.split() for line in (folder / "demo-logins.txt").read_text().splitlines())[username]


@pytest.mark.one_database(LOOKS)
def test_it_says_plainly_that_this_is_a_demonstration():
    assert "演示系统" in load()
    assert Installation.is_demonstration()
    on_their_way = Registration.objects.order_by("state").values_list("state", flat=True)
    assert list(on_their_way) == ["refused", "sent", "sent"], "the steward's desk does not open empty"


@pytest.mark.one_database(LOOKS)
def test_every_account_is_printed_and_opens_what_it_is_for_and_nothing_more(own_var):
    said = load()
    for username, desk in (("bianji", "/editor/"), ("guanli", "/steward/"), ("caiwu", "")):
        assert password_of(username, own_var) in said
        user = User.objects.get(username=username)
        assert user.check_password(password_of(username, own_var))
        client = Client()
        client.force_login(user)
        open_to = {path for path in ("/editor/", "/steward/") if client.get(path).status_code == 200}
        assert open_to == ({desk} if desk else set())


def test_loading_again_changes_nothing(own_var):
    load()
    first = (own_var / "demo-logins.txt").read_text()
    before = list(User.objects.order_by("pk").values())
    assert "没有改动" in load()
    assert (own_var / "demo-logins.txt").read_text() == first
    assert list(User.objects.order_by("pk").values()) == before


@pytest.mark.one_database(LOOKS)
def test_the_passwords_are_read_by_the_owner_only_even_where_the_file_was_open_before(own_var):
    kept = own_var / "demo-logins.txt"
    kept.write_text("")
    kept.chmod(0o644)
    load()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@pytest.mark.one_database(LOOKS)
def test_what_stands_in_the_file_opens_the_account(own_var):
    load()
    password = password_of("bianji", own_var)
    changed = User.objects.get(username="bianji")
    changed.set_password("another")
    changed.save()
    load()
    assert User.objects.get(username="bianji").check_password(password)


@pytest.mark.one_database(LOOKS)
def test_two_installations_have_different_passwords(tmp_path):
    one, two = ({a.username: a.password for a in demo.open_accounts(tmp_path / name, AT)} for name in ("one", "two"))
    assert one["bianji"] != two["bianji"]
    assert len(one["bianji"]) >= 12


def test_a_city_of_another_size_is_not_mixed_with_the_one_that_is_there():
    load()
    people = Person.objects.count()
    with pytest.raises(CommandError, match="大小不同"):
        load(scale=3)
    assert Person.objects.count() == people


@pytest.mark.one_database(LOOKS)
def test_whom_a_visitor_may_sign_in_as_is_printed_and_found():
    said = load()
    person = identities.find("01", re.search(r"示差月\s+(99\d{15}[\dX])", said)[1])
    assert person is not None and person.name == "示差月"


def test_the_table_stands_straight_under_chinese_heads():
    accounts = [
        Account("内容编辑", "bianji", "aaaa-bbbb-cccc"),
        Account("区级审核员（东城区）", "sh", "dddd-eeee-ffff"),
    ]
    lines = demo.table(accounts, "http://127.0.0.1:8000/").splitlines()
    starts = {demo._width(line[: line.index("-")]) for line in lines[1:3]}
    assert len(starts) == 1
    assert "http://127.0.0.1:8000/sign-in/" in lines[-1] and "http://127.0.0.1:8000/demo/phone/" in lines[-1]
