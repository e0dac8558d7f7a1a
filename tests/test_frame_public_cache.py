"""Public pages from memory: what is published shows at once, and nobody's own page is ever kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from wagtail.models import Page, Site

from cms import stamps
from cms.models import HomePage, Installation
from config import public_cache
from config.public_cache import MOST, Kept, Store
from occupations.models import Alias, Occupation
from policy import scheme_of
from subsidies.models.notices import Notice

pytestmark = pytest.mark.django_db
HOME, SIGN_IN = "/", "people:sign-in"


@pytest.fixture
def other_process(monkeypatch):
    """Ask as another process would answer, which has kept pages of its own."""
    theirs = Store()

    def get(path: str):
        with monkeypatch.context() as there:
            there.setattr(public_cache, "store", theirs)
            return Client().get(path)

    return get


def from_memory(client, path: str = HOME, **headers) -> bool:
    """The page was given without being made: the version is all that was asked of the database."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, **headers)
    assert response.status_code == 200
    return [query["sql"] for query in queries] == [public_cache.VERSION]


def kept() -> int:
    return len(public_cache.store._pages)


def test_the_second_reader_gets_the_page_from_memory_with_every_header(client):
    made = client.get(HOME)
    assert not from_memory(Client(), "/?x=1")
    assert from_memory(Client())
    again = Client().get(HOME)
    assert again.content == made.content
    assert dict(again.items()) == dict(made.items())
    assert "frame-ancestors 'none'" in again["Content-Security-Policy"] and again["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/rules/", "/rules/SU/", "/rules/SU/{check}/", "/occupations/suggest/?q=养老"),
        *("/catalogue/", "/occupations/levels/", "/occupations/compare/?o=4-10-01-05&o=4-10-01-06"),
        *("/occupations/", "/occupations/?q=养老&urgent=1", "/occupations/4-10-01-05/"),
    ],
)
def test_what_is_named_public_is_kept(client, catalogue, path):
    path = path.format(check=scheme_of("SU").checks[0].code)
    assert client.get(path).status_code == 200
    assert from_memory(Client(), path)


@pytest.mark.parametrize("name", sorted(public_cache.PUBLIC - {"wagtail_serve"}))
def test_every_name_is_an_address_of_the_site(name):
    room, _, page = name.partition(":")
    _, inside = get_resolver().namespace_dict[room]
    assert page in inside.reverse_dict


def test_an_editor_publishes_and_every_process_shows_it_at_once(client, other_process):
    for get in (client.get, other_process, client.get, other_process):
        assert "一句新话" not in get(HOME).content.decode()
    home = HomePage.objects.get()
    home.sentence = "一句新话"
    draft = home.save_revision()
    assert "一句新话" not in client.get(HOME).content.decode()
    draft.publish()
    for get in (client.get, other_process):
        assert "一句新话" in get(HOME).content.decode()
    home.unpublish()
    for get in (client.get, other_process):
        assert get(HOME).status_code == 404


def change_a_page():
    Page.objects.filter(slug="home").update(title="另一个")


def change_the_site():
    Site.objects.update(site_name="另一个")


def mark_a_demonstration():
    Installation.mark_as_demonstration()


def post_a_notice():
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    Notice.objects.create(
        scheme="SU", posted_on=date(2026, 3, 2), ends_on=date(2026, 3, 9), shown_until=date(2026, 4, 9), posted_at=at,
        snapshot="[]", hash="0" * 64, lines=1, amount=1,
    )  # fmt: skip


def close_a_notice():
    Notice.objects.update(closed_at=datetime(2026, 3, 10, tzinfo=UTC))


def rename_an_occupation():
    Occupation.objects.filter(name="电工").update(name="电气工")


@pytest.mark.parametrize(
    "change",
    [change_a_page, change_the_site, mark_a_demonstration, post_a_notice, close_a_notice, rename_an_occupation],
)
def test_any_write_to_what_pages_are_made_from_shows_with_the_next_request(client, catalogue, change):
    if change is close_a_notice:
        post_a_notice()
    client.get(HOME)
    assert from_memory(client)
    change()
    assert not from_memory(client)
    assert from_memory(client)


def test_every_table_that_pages_are_made_from_renews_its_stamp():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'public_pages_restamp'")
            found = {table for (table,) in cursor.fetchall()}
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'public_pages_%'")
            names = {name for (name,) in cursor.fetchall()}
            found = {name.removeprefix("public_pages_").rpartition("_")[0] for name in names}
            assert len(names) == 3 * len(found)
    tables = {model._meta.db_table for _, model in stamps.watched()}
    assert found == tables and {"wagtailcore_page", "cms_homepage", "subsidies_notice"} <= tables


def test_a_new_word_for_an_occupation_is_suggested_at_once(client, catalogue):
    path = "/occupations/suggest/?q=无此叫法"
    assert "4-10-01-05" not in client.get(path).content.decode()
    Alias.objects.create(occupation=Occupation.objects.get(name="养老护理员"), text="无此叫法")
    assert "4-10-01-05" in client.get(path).content.decode()


def test_another_day_makes_the_page_anew(client, monkeypatch):
    client.get(HOME)
    assert from_memory(client)
    tomorrow = public_cache.localdate() + timedelta(days=1)
    monkeypatch.setattr(public_cache, "localdate", lambda: tomorrow)
    assert not from_memory(client)


def test_whoever_is_signed_in_neither_fills_nor_gets_what_is_kept(client, admin_user):
    client.force_login(admin_user)
    assert "退出" in client.get(HOME).content.decode() and kept() == 0
    reader = Client()
    assert "退出" not in reader.get(HOME).content.decode() and kept() == 1
    own = client.get(HOME)
    assert "退出" in own.content.decode() and "ETag" not in own
    client.logout()
    assert "退出" not in client.get(HOME).content.decode()


def test_a_private_page_named_public_by_mistake_is_never_kept(client, admin_user, monkeypatch):
    everything = {"people:account", SIGN_IN, "account_login", "certificates:calculator"}
    monkeypatch.setattr(public_cache, "PUBLIC", public_cache.PUBLIC | everything)
    client.force_login(admin_user)
    assert client.get(reverse("people:account")).status_code == 200
    assert Client().get(reverse("people:account")).status_code == 302
    assert Client(headers={"Authorization": "Basic eDp5"}).get(HOME).status_code == 200
    assert kept() == 0


def test_a_page_with_a_form_is_never_kept_and_each_reader_has_his_own_token(monkeypatch):
    monkeypatch.setattr(public_cache, "PUBLIC", public_cache.PUBLIC | {SIGN_IN})
    one, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    for reader in (one, one, other):  # the second time he has the cookie, and nothing is set any more
        assert "csrfmiddlewaretoken" in reader.get(reverse(SIGN_IN)).content.decode()
    assert one.cookies["csrftoken"].value != other.cookies["csrftoken"].value
    assert kept() == 0


def test_a_message_that_waits_is_shown_once_and_to_its_reader_alone(client, rf):
    from django.contrib import messages
    from django.contrib.messages.storage.cookie import CookieStorage

    client.get(HOME)
    storage, response = CookieStorage(rf.get("/")), client.get("/rules/")
    storage.add(messages.INFO, "只给一个人看")
    storage.update(response)
    reader = Client()
    reader.cookies["messages"] = response.cookies["messages"].value
    assert "只给一个人看" in reader.get(HOME).content.decode()
    assert "只给一个人看" not in reader.get(HOME).content.decode()
    assert "只给一个人看" not in client.get(HOME).content.decode()


def test_large_type_and_contrast_are_pages_of_their_own(client):
    classes = {}
    for mode in ("", "large", "contrast", "contrast-large", "large-contrast", "nonsense"):
        reader = Client()
        reader.cookies["xunxing_display"] = mode
        for _ in range(2):
            page = reader.get(HOME).content.decode()
        classes[mode] = page.split('class="')[1].split('"')[0]
    assert list(classes.values()) == ["", "large", "contrast", "large contrast", "large contrast", ""]
    assert kept() == 4


def test_a_fragment_for_htmx_is_no_page(client, catalogue):
    path = "/occupations/suggest/?q=电工"
    client.get(path)
    assert not from_memory(client, path, headers={"HX-Request": "true"})
    assert "HX-Request" in client.get(path)["Vary"]


def test_a_browser_that_has_the_page_is_told_so(client):
    first = client.get(HOME)
    assert first["Cache-Control"] == "private, no-cache"
    assert client.get(HOME, headers={"If-None-Match": first["ETag"]}).status_code == 304
    change_a_page()
    HomePage.objects.update(sentence="一句新话")
    again = client.get(HOME, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200 and "一句新话" in again.content.decode()


def test_reading_alone_is_answered_from_memory(client):
    client.get("/rules/")
    assert client.post("/rules/").status_code == 405
    head = client.head("/rules/")
    assert (head.status_code, head.content) == (200, b"")
    assert from_memory(client, "/rules/")


def test_what_is_missing_or_too_long_to_be_asked_twice_is_not_kept(client, catalogue):
    assert client.get("/rules/XX/").status_code == 404
    client.get("/occupations/suggest/?q=" + "a" * 300)
    client.get("/healthz")
    assert kept() == 0


def test_another_host_has_pages_of_its_own(client, settings):
    settings.ALLOWED_HOSTS = ["testserver", "xunxing.example.org"]
    client.get("/rules/")
    assert not from_memory(client, "/rules/", headers={"Host": "xunxing.example.org"})
    assert client.get("/rules/", headers={"Host": "evil.example.org"}).status_code == 400


def test_without_a_version_nothing_is_kept(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cms_pagestamp")
        cursor.execute("DELETE FROM occupations_stamp")
    client.get("/rules/")
    assert kept() == 0


def test_memory_is_bounded_and_gives_up_what_was_asked_for_longest_ago(monkeypatch):
    store, version = Store(), ("v",)
    for number in range(MOST + 10):
        store.put(version, (number,), Kept(b"x", [], ""))
        assert store.get(version, (0,)) is not None
    assert len(store._pages) == MOST and (1,) not in store
    store.put(version, ("long",), Kept(b"x" * (public_cache.ALL - 5), [], ""))
    assert ("long",) in store and sum(len(page.body) for page in store._pages.values()) <= public_cache.ALL
    assert store.get(("w",), ("long",)) is None and ("long",) not in store


def test_the_server_is_given_kept_pages_before_django_begins(client, rf):
    from config.wsgi import application

    made, told = client.get(HOME), []

    def serve(**headers) -> tuple[str, dict[str, str], bytes]:
        answer = application(rf.get(HOME, **headers).environ, lambda status, head: told.append((status, dict(head))))
        status, head = told.pop()
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        return status, head, body

    with CaptureQueriesContext(connection) as queries:
        assert serve() == ("200 OK", dict(made.items()), made.content)
    assert len(queries) == 1
    status, head, body = serve(HTTP_IF_NONE_MATCH=f"W/{made['ETag']}")
    assert (status, body, sorted(head)) == ("304 Not Modified", b"", ["Cache-Control", "ETag", "Vary"])
    assert "ETag" not in serve(HTTP_COOKIE="sessionid=x")[1]
