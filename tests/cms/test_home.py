"""The home page: the root of the site, kept by editors in Chinese, and never a link to a page that is not there."""

from datetime import date

import pytest
from django.urls import path
from wagtail.models import Page, Site

from cms import addresses, home
from cms.models import HomePage, Installation
from tests.cms import pages

pytestmark = pytest.mark.django_db


def test_the_first_address_is_our_home_page_and_wagtails_welcome_is_gone(client):
    page = Site.objects.get(is_default_site=True).root_page.specific
    assert isinstance(page, HomePage)
    assert Page.objects.filter(depth=2).count() == 1
    html = client.get("/").content.decode()
    assert "Wagtail" not in html
    assert '<html lang="zh-Hans"' in html


def test_the_page_tree_cannot_be_misbuilt():
    page = HomePage.objects.get()
    assert not HomePage.can_create_at(page)
    assert not HomePage.can_create_at(page.get_parent()), "there is one home page already"


def test_an_editor_changes_the_words_in_a_chinese_form(admin_client, client):
    page = HomePage.objects.get()
    form = admin_client.get(f"/editor/pages/{page.pk}/edit/").content.decode()
    assert "一句话" in form
    assert "首页文字" in form
    page.sentence = "换一句话，也能看清。"
    page.save_revision().publish()
    assert "换一句话，" in client.get("/").content.decode()


def test_the_standards_are_those_in_force_that_day():
    found = home.statement(date(2026, 3, 1))
    assert [row.amount for row in found.rows] == [100_000, 150_000, 200_000]
    assert found.rows[0].level == "初级工（五级）"
    assert found.status == "official"
    assert "人社部发〔2017〕40号" in found.law


def test_the_search_on_the_home_page_asks_for_occupations(client):
    html = client.get("/").content.decode()
    assert 'action="/occupations/"' in html
    assert "养老护理员" in client.get("/occupations/", {"q": "养老护理员"}).content.decode()


def test_there_are_six_verbs(client):
    verbs = [verb.verb for verb in home.context(on=date(2026, 3, 1))["verbs"]]
    assert verbs == ["算一算", "查目录", "查自己的", "查进度", "看公示", "查规则"]


def test_the_latest_news_and_the_guides_stand_on_the_home_page(client):
    assert "最新通知" not in client.get("/").content.decode()
    for number in range(5):
        pages.a_piece_of_news(f"第{number}号通知")
    pages.guide("怎么领补贴")
    html = client.get("/").content.decode()
    assert "第4号通知" in html and "第2号通知" in html and "第1号通知" not in html and "怎么领补贴" in html


def test_every_link_of_the_home_page_leads_somewhere(client):
    links = set(_links(client.get("/").content.decode()))
    assert {"/calculator/", "/rules/", "/api/v1/docs/", "/rules/SU/"} <= links
    for link in links:
        assert client.get(link).status_code in (200, 302), link


def _links(html: str) -> list[str]:
    found = (part.split('"', 1)[0].split("#")[0] for part in html.split('href="')[1:])
    return [link for link in found if link.startswith("/") and not link.startswith("/static/")]


class OnlyDocs:
    """A site of which nothing is built yet but the API's reading page."""

    urlpatterns = [path("docs/", lambda request: None, name="api-docs")]


def test_what_is_not_built_is_not_offered(settings):
    settings.ROOT_URLCONF = OnlyDocs
    assert [verb.verb for verb in home.context(on=date(2026, 3, 1))["verbs"]] == []
    assert addresses.links(addresses.MAIN) == []
    assert [link.url for link in addresses.links(addresses.FOOTER)] == ["/docs/"]
    assert addresses.address("certificates:calculator") == ""


@pytest.mark.parametrize(("where", "here"), [("/rules/", "page"), ("/rules/SU/", "true"), ("/", "")])
def test_the_header_says_where_the_reader_is(where, here):
    rules = addresses.links((("补贴规则", "rules:index"),), where)[0]
    assert rules.here == here


def test_the_foot_says_demonstration_only_where_it_is_one(client):
    assert "演示系统" not in client.get("/").content.decode()
    Installation.mark_as_demonstration()
    Installation.mark_as_demonstration()
    assert "演示系统" in client.get("/").content.decode()
