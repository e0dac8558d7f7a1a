"""The calculator: a link that carries a whole case comes to the same as the rule and the API; a walk asks in turn."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import certificates
from certificates.calculator import ANSWERS, QUESTIONS, WALK, link
from lib.money import parse_yuan, yuan
from policy.examples import Example, load_examples
from tests.subsidies.asking import BODIES, answer, spoiled, told

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("a page over the estimate, whose own tests run on both")]
SU = "skill-upgrade"
EXAMPLES = load_examples(Path(certificates.__file__).with_name("examples.yaml"))
VOID = {"input", "img", "br", "hr", "meta", "link", "path", "circle", "use", "source"}


class Slip(HTMLParser):
    """What a person sees on the slip: the answer, and the rule each condition that did not pass leads to."""

    def __init__(self, page: str):
        super().__init__()
        self.amount = self.verdict = ""
        self.links: dict[str, set[str]] = {"fail": set(), "look": set(), "info": set()}
        self._open: list[tuple[str, list[str]]] = []
        self._state = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if "slip-check" in classes:
            self._state = next(c.removeprefix("is-") for c in classes if c.startswith("is-"))
        code = re.search(r"/rules/SU/(SU-[A-Z]+)/$", given.get("href") or "")
        if code and self._state in self.links:
            self.links[self._state].add(code[1])
        if tag not in VOID:
            self._open.append((tag, classes))

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        classes = [name for _, each in self._open for name in each]
        self.amount += data.strip() * ("slip-amount" in classes)
        self.verdict += data.strip() * ("slip-verdict" in classes)


def page_of(address: str, status: int = 200) -> str:
    response = Client().get(address)
    assert response.status_code == status
    return response.content.decode()


def slip_of(body: dict) -> Slip:
    return Slip(page_of(link(body)))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_the_page_answers_as_the_api_and_the_lawyer(catalogue, example: Example):
    slip, api = slip_of(example.body), told(answer(SU, example.body))
    assert api == {key: example.expect[key] for key in api}
    if api["accepted"]:
        assert (slip.amount, slip.verdict) == (yuan(parse_yuan(api["amount"])), "")
    else:
        assert slip.amount == ""
        hopeless = {"SU-TERMS", "SU-LEVEL", "SU-ONCE", "SU-TRAINING", "SU-HIGHER"} & set(api["failed"])
        assert slip.verdict == ("这本证书领不了这项补贴" if hopeless else "现在还不能领")
    assert slip.links["fail"] | slip.links["look"] == set(api["failed"])
    assert slip.links["look"] == {"SU-DEFERRED"} & set(api["failed"])


def test_the_contracts_example_reads_the_same_on_the_page(catalogue):
    slip = slip_of(BODIES[SU])
    assert (slip.amount, slip.links) == ("¥1,500.00", {"fail": set(), "look": set(), "info": {"SU-EDITION"}})


def test_the_link_on_the_result_leads_back_to_the_same_result(catalogue):
    page = page_of(link(EXAMPLES[-1].body))
    (again,) = re.findall(r'id="link"[^>]*href="([^"]+)"', page)
    split = urlsplit(again.replace("&amp;", "&"))
    assert sorted(parse_qsl(split.query)) == sorted(parse_qsl(urlsplit(link(EXAMPLES[-1].body)).query))
    assert Slip(page_of(f"{split.path}?{split.query}")).links == Slip(page).links


def test_the_walk_asks_one_question_after_the_other_and_then_answers(catalogue):
    """Each page is sent as a browser would send it: what it carries, and the answer to its own question."""
    said = {
        "occupation": "4-10-01-05", "level": "4", "issued_on": "2025-03-01", "status_at_issue": "employee",
        "certificate_verified": "unknown", "status_at_application": "employee", "months_insured": "13",
        "earlier": "no", "held": "none",
        "applied_on": "2025-05-01",
    }  # fmt: skip
    sent: dict[str, str] = {"applied_on": said["applied_on"]}
    for question in WALK:
        page = page_of("/calculator/?" + "&".join(f"{k}={v}" for k, v in sent.items()))
        assert f'name="{question.fields[0]}"' in page or question.name == "occupation"
        carried = set(re.findall(r'type="hidden" name="([a-z_]+)"', page))
        assert set(sent) - {"applied_on"} <= carried
        sent[question.fields[0]] = said[question.fields[0]]
    slip = Slip(page_of("/calculator/?" + "&".join(f"{k}={v}" for k, v in sent.items())))
    assert (slip.amount, slip.links["fail"]) == ("¥1,500.00", set())


@pytest.mark.parametrize(
    "query",
    [
        "occupation=%ff%fe", "occupation=😀", "level=4.0", "level=９", "issued_on=2022-02-30", "months_insured=-1",
        "months_insured=1e9", "months_insured=" + "9" * 400, "paid=SU~4-10-01-05~5~2021-02-30", "paid=~~~~", "held=~",
        "held=4-10-01-05~９", "paid=SU~４-10-01-05~5~2021-05-01", "edit=nothing", "applied_on=10000-01-01",
        "certificate_verified=maybe", "urgent=maybe", "earlier=maybe", "q=" + "长" * 500, "%00=%00", "occupation=%00",
        *(f"edit={name}" for name in QUESTIONS), "edit=applied_on&earlier=done&paid=x",
        "edit=applied_on&deferred_months_needed=x", "edit=urgent&held=x", "edit=urgent&earlier=yes",
    ],
)  # fmt: skip
def test_a_spoiled_address_asks_again_and_never_breaks(catalogue, query):
    assert "<h1" in page_of(f"/calculator/?{query}")
    whole = link(spoiled(SU, paid=[], held=[]))
    assert "<h1" in page_of(f"{whole}&{query}")


def errors_of(page: str) -> list[str]:
    """Where the list of what is wrong leads to; each place must be on the page."""
    there = re.findall(r'<a href="#([^"]+)">', page.partition("error-summary")[2].partition("</ul>")[0])
    assert [name for name in there if f'id="{name}"' not in page] == []
    return there


def test_a_link_with_a_level_that_is_none_asks_that_question_again(catalogue):
    body = spoiled(SU, issued_on="2025-07-15", applied_on="2025-09-01", paid=[], held=[])
    page = page_of(link(body).replace("held=none", "held=4-10-01-05~9"))
    assert errors_of(page) == ["id_held_0"], "an error without its question is a dead end"
    assert "更高等级的证书吗？" in page and "请从列出的里面选一个。" in page


@pytest.mark.parametrize(
    "query", ["occupation=%00foo", "asked=occupation&choose=1", "q=月嫂&asked=occupation&choose=1"]
)
def test_one_thing_wrong_is_told_once_and_leads_to_its_box(catalogue, query):
    page = page_of(f"/calculator/?{query}")
    assert errors_of(page) == ["id_occupation"]
    assert "空字符" not in page


def test_months_typed_in_words_come_back_as_a_number(catalogue):
    typed = link(spoiled(SU, paid=[], held=[])).replace("months_insured=14", "months_insured=1年2个月")
    assert "months_insured=14" in re.search(r'id="link"[^>]*href="([^"]+)"', page_of(typed))[1]
    assert 'name="months_insured" value="14"' in page_of(f"{typed}&edit=months_insured")


def test_an_earlier_payment_is_asked_for_one_question_a_page(catalogue):
    whole = link(spoiled(SU, paid=[], held=[])).replace("earlier=no", "earlier=yes")
    asked, sent = [], {"add": "1"}
    for name, said in [("paid_scheme", "TR"), ("paid_same", "no"), ("paid_on", "20210501")]:
        page = page_of(f"{whole}&{urlencode(sent)}")
        assert page.count("<h1>") == 1
        asked.append(set(re.findall(r'type="(?:radio|text)" name="(\w+)"', page)))
        sent[name] = said
    assert asked == [{"paid_scheme"}, {"paid_same"}, {"paid_on"}], "which level of another occupation is not asked"
    assert "paid=TR~-~5~2021-05-01" in Client().get(f"{whole}&{urlencode(sent)}")["Location"]


def test_the_answer_shows_no_address_to_read(catalogue):
    text = re.sub(r"<[^>]+>", " ", page_of(link(BODIES[SU])).partition("<main")[2])
    assert "http" not in text and "status_at" not in text


NAMES = st.sampled_from(
    [*ANSWERS, *ANSWERS, "edit", "edit", "add", "step", "q", "paid_scheme", "paid_same", "paid_level", "paid_on"]
)
SAID = st.sampled_from([
    *QUESTIONS, "paid_scheme", "paid_same", "paid_on",
    "4-10-01-05", "1-01-01-01", "4", "1", "0", "5", "2025-03-01", "2016-01-01", "employee", "benefit", "12",
    "yes", "no", "done", "none", "true", "false", "maybe", "", "-", "SU", "SU~4-10-01-05~4~2025-01-01", "4-10-01-05~3",
    "-~3", "SU~-~4~2025-01-01", "~",
])  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(whole=st.booleans(), said=st.lists(st.tuples(NAMES, SAID), max_size=12))
def test_no_address_at_all_breaks_the_page(catalogue, whole, said):
    start = link(BODIES[SU]) + "&" if whole else "/calculator/?"
    response = Client().get(start + urlencode(said))
    assert response.status_code in (200, 302)


@pytest.mark.parametrize(("issued_on", "applied_on"), [("0001-01-01", "9999-12-31"), ("9999-12-31", "9999-12-31")])
def test_the_edges_of_time_have_a_page_too(catalogue, issued_on, applied_on):
    slip = slip_of(spoiled(SU, issued_on=issued_on, applied_on=applied_on, held=[]))
    api = told(answer(SU, spoiled(SU, issued_on=issued_on, applied_on=applied_on, held=[])))
    assert slip.links["fail"] == set(api["failed"])


def test_the_page_is_read_only():
    assert Client().post("/calculator/").status_code == 405
