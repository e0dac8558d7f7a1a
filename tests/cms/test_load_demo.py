"""load_demo: accounts with passwords of this installation's own, a plain mark, and no harm the second time."""

import io
import stat

import pytest
from django.core.management import call_command

from cms import demo
from cms.models import Installation
from people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    return tmp_path


def load(**options) -> str:
    out, err = io.StringIO(), io.StringIO()
    call_command("load_demo", stdout=out, stderr=err, **options)
    return out.getvalue() + err.getvalue()


def password_of(username, folder) -> str:
    return dict(line.split() for line in (folder / "demo-logins.txt").read_text().splitlines())[username]


def test_it_says_plainly_that_this_is_a_demonstration():
    assert "演示系统" in load()
    assert Installation.is_demonstration()


def test_the_accounts_open_what_they_are_for_and_nothing_more(client, own_var):
    said = load()
    for username in ("bianji", "guanli"):
        assert password_of(username, own_var) in said
    assert client.login(username="bianji", password=password_of("bianji", own_var))
    assert client.get("/editor/").status_code == 200
    assert client.get("/steward/").status_code == 302, "an editor keeps words, not data"
    assert client.login(username="guanli", password=password_of("guanli", own_var))
    assert client.get("/steward/").status_code == 200


def test_loading_again_changes_nothing(own_var):
    load()
    first = (own_var / "demo-logins.txt").read_text()
    before = list(User.objects.order_by("pk").values())
    assert "没有改动" in load()
    assert (own_var / "demo-logins.txt").read_text() == first
    assert list(User.objects.order_by("pk").values()) == before


def test_the_passwords_are_read_by_the_owner_only_even_where_the_file_was_open_before(own_var):
    kept = own_var / "demo-logins.txt"
    kept.write_text("")
    kept.chmod(0o644)
    load()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_stands_in_the_file_opens_the_account(own_var):
    load()
    User.objects.all().delete()
    password = password_of("bianji", own_var)
    load()
    assert User.objects.get(username="bianji").check_password(password)


def test_two_installations_have_different_passwords(tmp_path):
    one, two = (demo.open_accounts(tmp_path / name) for name in ("one", "two"))
    assert one["bianji"] != two["bianji"]
    assert len(one["bianji"]) >= 12


def test_a_scale_is_accepted_and_said_to_do_nothing_yet():
    assert "--scale 3" in load(scale=3)


def test_the_table_stands_straight_under_chinese_heads():
    lines = demo.table({"bianji": "aaaa-bbbb-cccc", "guanli": "dddd-eeee-ffff"}, "http://127.0.0.1:8000").splitlines()
    starts = {demo._width(line[: line.index("http")]) for line in lines[1:]}
    assert len(starts) == 1
    assert lines[1].endswith("http://127.0.0.1:8000/editor/")
