"""Whoever follows every link of the public site: nothing breaks, each page says what it is, nobody is told of."""

import re
from collections import Counter
from html import unescape
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from cms.demo_pages import load
from cms.robots import is_private
from subsidies.actions import notices, review
from tests.cms.test_finding_the_site import listed
from tests.people import cast
from tests.subsidies import claiming
from tests.subsidies.claiming import AT

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.one_database("it reads pages whose own tests run on both"),
]
HOST = "http://testserver"
ALIKE = 400  # addresses of one kind that are read
ASKED = 4  # different questions (?…) that are put to one page
# An identity number, a phone, an account: none stands on a page whole. What is ours by name is no number of anybody.
NUMBERS = re.compile(r"(?<![\w.-])(?:\d{17}[\dXx]|1[3-9]\d{9}|\d{16,19})(?![\w-])")


@pytest.fixture
def town(time_machine):
    """Texts of the editors, and a list of names before the public."""
    time_machine.move_to(AT)
    load(cast.official("editor", username="a"), cast.official("editor", username="b"))
    city = claiming.official("city")
    people = [claiming.claimant(name) for name in ("示公示", "示阿依·买买提", "示三")]
    for person, card in zip(people, (claiming.CARD, claiming.OTHER_CARD, "6000000000000007"), strict=True):
        review.approve(pk=claiming.handed_in(person, number=card).pk, actor=city, at=AT)
    notices.post(scheme="SU", actor=city, at=AT)


class Crawl:
    """Reads `ALIKE` pages of each kind, whoever leads there; `wrong` says what and from where."""

    def __init__(self):
        self.client, self.wrong, self.read = Client(), [], {}
        self.seen, self.kinds, self.asked = set(), Counter(), Counter()
        self.waiting = []

    def found(self, address: str, on: str) -> None:
        parts = urlsplit(urldefrag(urljoin(HOST + on, unescape(address)))[0])
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        here = f"{parts.scheme}://{parts.netloc}" == HOST and not parts.path.startswith("/static/")
        if here and path not in self.seen and not is_private(parts.path):
            self.seen.add(path)
            self.asked[parts.path] += bool(parts.query)
            if not parts.query or self.asked[parts.path] <= ASKED:
                self.waiting.append((path, on))

    def follow(self) -> None:
        while self.waiting:
            path, on = self.waiting.pop(0)
            try:
                kind = resolve(urlsplit(path).path).view_name
            except Resolver404:
                kind = "nothing"
            self.kinds[kind] += 1
            if self.kinds[kind] <= ALIKE or kind in ("wagtail_serve", "nothing"):
                self.look(path, on)

    def look(self, path: str, on: str) -> None:
        answer = self.client.get(path)
        if answer.status_code in (301, 302):
            return self.found(answer["Location"], path)
        if answer.status_code != 200:
            self.wrong.append(f"{path} from {on}: {answer.status_code}")
        elif answer["Content-Type"].startswith("text/html"):
            self.page(path, answer.content.decode())

    def page(self, path: str, html: str) -> None:
        title = re.search(r"<title>(.*?)</title>", html, re.S)
        told = re.search(r'<meta name="description" content="([^"]+)"', html)
        if not (title and title[1].strip() and told and told[1].strip()):
            self.wrong.append(f"{path}: it does not say what it is")
        elif "?" not in path:
            self.read[path] = re.sub(r"\s+", " ", title[1]).strip()
        if numbers := NUMBERS.findall(re.sub(r"<[^>]*>", " ", html)):
            self.wrong.append(f"{path}: {numbers}")
        for address in re.findall(r'<(?:a|link)\b[^>]*?\bhref="([^"]*)"', html):
            self.found(address, path)


def test_every_link_of_the_public_site_leads_to_a_page_that_tells_of_nobody(town):
    crawl = Crawl()
    crawl.found("/", "/")
    for paths in listed(crawl.client).values():
        for path in paths:
            crawl.found(path, "/sitemap.xml")
    crawl.follow()
    assert crawl.wrong == []
    del crawl.read["/catalogue/"]  # the edition in force, which has an address of its own too
    alike = Counter(crawl.read.values())
    assert not [(path, title) for path, title in crawl.read.items() if alike[title] > 1]
    assert {"/", "/notices/", "/rules/SU/"} <= set(crawl.read) and len(crawl.read) > 80


@pytest.mark.parametrize("number", ["110101199003070038", "13800138000", "6222020200112345678"])
def test_a_number_of_somebody_would_be_seen(number):
    assert NUMBERS.search(f"<p>号码：{number}。</p>")
