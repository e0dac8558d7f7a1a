"""What search engines and feed readers are told, and that each public page says what it is."""

import re
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import get_resolver

from cms import models, robots, sitemaps
from cms.demo_pages import load
from occupations import demo as occupations_demo
from tests.cms import pages
from tests.people import cast

pytestmark = pytest.mark.django_db

DEFAULT = "训兴 · 训兴"


def written() -> None:
    """A site as the demonstration has it: occupations, editions of the catalogue, texts."""
    occupations_demo.load()
    load(cast.official("editor", username="a"), cast.official("editor", username="b"))


def addresses_of(xml: bytes) -> list[str]:
    return [loc.text for loc in ElementTree.fromstring(xml).iter() if loc.tag.endswith("}loc")]


def listed(client: Client) -> dict[str, list[str]]:
    """Paths by section, read as a crawler would."""
    found = {}
    for address in addresses_of(client.get("/sitemap.xml").content):
        answer = client.get(address.removeprefix("http://testserver"))
        assert answer.status_code == 200 and answer["Content-Type"] == "application/xml"
        paths = [each.removeprefix("http://testserver") for each in addresses_of(answer.content)]
        found.setdefault(re.search(r"sitemap-([a-z]+)", address)[1], []).extend(paths)
    return found


def test_the_sitemap_lists_what_is_public_and_nothing_else(client):
    written()
    draft = pages.guide("没有发布的", live=False)
    found = listed(client)
    assert set(found) == set(sitemaps.SECTIONS)
    every = [path for paths in found.values() for path in paths]
    assert len(every) == len(set(every))
    assert {"/", "/guides/claim/", "/policies/", "/questions/", "/news/open/"} <= set(found["pages"])
    assert draft.get_url() not in every
    assert {"/calculator/", "/rules/", "/notices/", "/occupations/", "/catalogue/", "/api/v1/docs/"} <= set(every)
    assert {"/rules/SU/", "/rules/SU/SU-MONTHS/", "/rules/AP/AP-RATIO/"} <= set(found["rules"])
    assert len(found["occupations"]) > 100 and "/occupations/4-10-01-05/" in found["occupations"]
    assert not [path for path in every if robots.is_private(path)]


def test_no_public_first_page_is_forgotten(client):
    """A route without parameters is in the sitemap, or private, or named here with its reason."""
    no_page = {
        "robots.txt", "sitemap.xml", "news/feed/", "healthz", "api/v1/docs", "api/v1/schema/", "api/v1/docs/try/",
        "occupations/suggest/", "occupations/compare/", "notices/find/", "notices/objected/", "notices/objections/",
    }  # fmt: skip
    written()
    every = {path for paths in listed(client).values() for path in paths}
    plain = [route for route in _routes() if "<" not in route and "^" not in route and "(" not in route]
    assert len(plain) > 30
    forgotten = [
        route for route in plain
        if "/" + route not in every and not robots.is_private("/" + route) and route not in no_page
        and not route.startswith(("api/v1/", "_util/"))
    ]  # fmt: skip
    assert not forgotten


def _routes(patterns=None, before: str = ""):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from _routes(pattern.url_patterns, route)
        else:
            yield route


def test_every_public_page_says_what_it_is_under_one_address(client, settings):
    settings.BASE_URL = "https://xunxing.example.org"
    written()
    found, titles, words, wrong = listed(client), {}, {}, []
    found["rules"], found["occupations"] = found["rules"][::5], found["occupations"][::400]
    plain = client.get("/account/").content.decode()  # not ours to find: what stands there is the default
    assert "canonical" not in plain
    for path in [path for paths in found.values() for path in paths]:
        answer = client.get(path)
        html = answer.content.decode()
        title = re.search(r"<title>(.*?)</title>", html, re.S)[1].strip()
        told = re.search(r'<meta name="description" content="([^"]*)"', html)[1].strip()
        canonical = re.findall(r'<link rel="canonical" href="([^"]*)"', html)
        if answer.status_code != 200 or title == DEFAULT or len(told) < 8 or told.startswith("技能提升补贴、机构培训"):
            wrong.append((path, answer.status_code, title, told))
        if canonical != [f"https://xunxing.example.org{path}"]:
            wrong.append((path, canonical))
        same = re.search(r'<meta property="og:title" content="([^"]*)"', html)[1], title.removesuffix(" · 训兴")
        if same[0] != same[1] or f'<meta property="og:description" content="{told}"' not in html:
            wrong.append((path, same))
        titles.setdefault(title, []).append(path)
        words.setdefault(told, []).append(path)
    assert not wrong
    # /catalogue/ is the edition in force, which has an address of its own too
    alike = [set(paths) - {"/catalogue/"} for paths in [*titles.values(), *words.values()]]
    assert not [paths for paths in alike if len(paths) > 1], "each says what it alone is"


def test_an_error_and_a_private_page_have_no_address_to_be_found_under(client):
    for path in ("/nothing/here/", "/sign-in/"):
        html = client.get(path).content.decode()
        assert "canonical" not in html and "og:url" not in html
    assert '<meta name="robots" content="noindex">' in client.get("/sign-in/").content.decode()


def test_robots_keep_out_of_what_is_somebodys_own(client):
    answer = client.get("/robots.txt")
    lines = answer.content.decode().splitlines()
    assert answer["Content-Type"].startswith("text/plain")
    assert {"Disallow: /my/", "Disallow: /desk/", "Disallow: /editor/", "Disallow: /notices/"} <= set(lines)
    assert "Allow: /notices/$" in lines
    assert lines[-1].endswith("/sitemap.xml")


def test_the_feed_tells_the_news_in_order_and_keeps_its_guids(client):
    for number in range(3):
        pages.a_piece_of_news(f"第{number}号<通知>&")
    first = ElementTree.fromstring(client.get("/news/feed/").content)
    assert first.findtext("channel/language").lower() == "zh-hans"
    items = first.findall("channel/item")
    assert [item.findtext("title") for item in items] == [f"第{number}号<通知>&" for number in (2, 1, 0)]
    assert all(item.findtext("pubDate") and item.findtext("description") for item in items)
    assert items[0].find("guid").get("isPermaLink") == "false"
    page = models.NewsPage.objects.first()
    page.slug, page.title = "elsewhere", "换了标题"
    page.save_revision().publish()
    again = ElementTree.fromstring(client.get("/news/feed/").content).findall("channel/item")
    assert {item.findtext("guid") for item in again} == {item.findtext("guid") for item in items}
    link = next(item.findtext("link") for item in again if item.findtext("title") == "换了标题")
    assert client.get(link.removeprefix("http://testserver")).status_code == 200


def test_an_old_address_leads_to_the_new_one(client, django_capture_on_commit_callbacks):
    page = pages.guide(slug="old")
    page.save_revision().publish()
    page.slug = "new"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    answer = client.get("/guides/old/")
    assert (answer.status_code, answer["Location"]) == (301, "/guides/new/")
    assert client.get("/guides/new/").status_code == 200


def test_the_demonstration_has_its_texts_once_and_says_so(client):
    writer, second = cast.official("editor", username="a"), cast.official("editor", username="b")
    assert load(writer, second) == 11
    assert load(writer, second) == 0
    for kind, count in ((models.GuidePage, 4), (models.PolicyPage, 3), (models.NewsPage, 3)):
        found = kind.objects.live()
        assert found.count() == count
        for page in found:
            page.full_clean()
            html = client.get(page.get_url()).content.decode()
            assert "演示内容" in html and "已经不在规则里" not in html, page.slug
            page.body.stream_block.clean(page.body)
    page = models.QuestionsPage.objects.get()
    page.groups.stream_block.clean(page.groups)
    html = client.get("/questions/").content.decode()
    assert html.count('class="one-question"') >= 12 and "已经不在规则里" not in html
