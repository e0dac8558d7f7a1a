"""Every page of signing in and accounts, asked by everybody: what answers, and whether it is read out right."""

import pytest
from django.test import Client

from people.models import Look, TextMessage
from people.signin import account_of
from tests.people.cast import a_person, official, user

ROLES = ["manager", "clerk", "counter", "reviewer", "city", "finance", "editor", "steward", "auditor"]
ASKERS = ["nobody", "worker", "roleless", *ROLES]
# path → (nobody, worker, an account without a role, holders of a role; exceptions by role). 302/s: to a sign-in page.
PAGES = {
    "/my/sign-in/": (200, 302, 302, 302, {}),
    "/my/sign-in/code/": (302, 302, 302, 302, {}),
    "/sign-in/": (200, 302, 302, 302, {}),
    "/sign-in/code/": ("sign-in", 302, 302, 302, {}),
    "/account/": ("sign-in", 403, 200, 200, {}),
    "/account/sign-out/": (302, 200, 200, 200, {}),
    "/account/closed/": (200, 200, 200, 200, {}),
    "/account/password/": ("sign-in", 403, 200, 200, {}),
    "/account/confirm/": ("sign-in", 403, 200, 200, {}),
    "/account/confirm/code/": ("sign-in", 403, 302, 200, {}),
    "/account/second-factor/": (302, 302, 302, 302, {}),
    "/account/second-factor/bind/": ("sign-in", 403, 200, 302, {}),
    "/account/second-factor/unbind/": ("sign-in", 403, 404, 302, {}),
    "/account/recovery-codes/": ("sign-in", 403, 404, 302, {}),
    "/account/recovery-codes/new/": ("sign-in", 403, 200, 302, {}),
    "/account/recovery-codes/download/": ("sign-in", 403, 404, 302, {}),
    "/people/{other}/reveal/": (
        *("sign-in", 403, 403, 403),
        {"steward": 200, "auditor": 200, "reviewer": 404, "counter": 404},
    ),
    "/desk/counter/": ("sign-in", 403, 403, 403, {"counter": 200}),
    "/desk/counter/{other}/": ("sign-in", 403, 403, 403, {"counter": 302}),
    "/demo/phone/": (404, 404, 404, 404, {}),
    "/editor/": ("sign-in", 403, 403, 403, {"editor": 200}),
    "/steward/": ("sign-in", 403, 403, 403, {"steward": 200}),
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db):
    return a_person("示旁人", household="110109", phone="12000000777")


def client_of(asker) -> Client:
    client = Client()
    if asker == "worker":
        client.force_login(account_of(a_person("示范明")))
    elif asker == "roleless":
        client.force_login(user("roleless"))
    elif asker != "nobody":
        client.force_login(official(asker))
    return client


def expected(path, asker):
    nobody, worker, roleless, holder, by_role = PAGES[path]
    return {"nobody": nobody, "worker": worker, "roleless": roleless}.get(asker, by_role.get(asker, holder))


@pytest.mark.parametrize("asker", ASKERS)
def test_every_page_answers_everybody_as_the_table_says(asker, other):
    client, found = client_of(asker), {}
    for path in PAGES:
        page = client.get(path.format(other=other.pk))
        if asker == "nobody" and page.status_code == 302 and "/sign-in/" in page.url and expected(path, asker) != 302:
            found[path] = "sign-in"
        elif page.status_code == 302 and path in ("/editor/", "/steward/"):
            last = client.get(path, follow=True)
            found[path] = "sign-in" if asker == "nobody" and last.status_code == 200 else last.status_code
        else:
            found[path] = page.status_code
        assert "示旁人" not in page.content.decode() and "12000000777" not in page.content.decode()
    assert found == {path: expected(path, asker) for path in PAGES}


@pytest.mark.parametrize("asker", ["nobody", "worker", "roleless", "manager", "city", "finance", "editor", "reviewer"])
def test_nobody_else_can_post_for_a_strangers_number(asker, other):
    page = client_of(asker).post(f"/people/{other.pk}/reveal/", {"what": "phone", "why": "审计核查"})
    assert page.status_code in (302, 403, 404)
    assert not Look.objects.exists()


def test_the_same_holds_without_a_token_for_every_form():
    client = Client(enforce_csrf_checks=True)
    for path in ("/my/sign-in/", "/my/sign-in/code/", "/sign-in/", "/account/sign-out/"):
        assert client.post(path, {}).status_code == 403, path
    assert not TextMessage.objects.exists()


@pytest.mark.parametrize(
    ("asker", "words"), [("nobody", ["登录"]), ("worker", ["我的", "退出"]), ("steward", ["账号", "退出"])]
)
def test_the_header_says_how_to_get_in_and_out(asker, words):
    head = client_of(asker).get("/rules/").content.decode().split("</header>")[0]
    assert all(f">{word}<" in head for word in words)


def test_pages_with_what_only_one_may_read_are_not_kept_by_browsers(other):
    client = client_of("steward")
    for path in ("/account/", f"/people/{other.pk}/reveal/"):
        assert "no-store" in client.get(path)["Cache-Control"], path
    assert "no-store" in Client().get("/my/sign-in/")["Cache-Control"]


def test_no_form_asks_for_what_an_address_would_carry():
    for path in ("/my/sign-in/", "/sign-in/"):
        assert 'method="get"' not in Client().get(path).content.decode().split("<main")[1]
