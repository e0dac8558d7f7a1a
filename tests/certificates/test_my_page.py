"""我的证书与补贴: what stands on it, for whom, and for nobody else."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from people import looks
from people.actor import Actor
from people.models import Look, TextMessage, TrueTo
from people.roles import STEWARD
from records.corrections import actions
from records.models import Correction
from subsidies.models import EarlierPayment
from tests.certificates.holding import AT, ON, certificate, drawing, insured, month, one_month_short, worker
from tests.people import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def page_of(client, user) -> str:
    client.force_login(user)
    response = client.get("/my/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html))


def test_what_is_owed_comes_first_with_its_slip_and_last_day(client):
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 7))
    certificate(person)
    html = page_of(client, user)
    said = words(html)
    assert "您有1笔补贴可以领" in said
    assert "最晚2027年5月20日申请" in said and "还有273天" in said
    assert "¥1,500.00" in said and "怎么算出来的" in said
    assert "申请这一笔" in said and "窗口人员可以代办" in said, "what happens next"
    assert f'href="/claim/{person.certificates.get().entry}/"' in html
    assert said.index("¥1,500.00") < said.index("我的证书1本营养师") < said.index("参保月份")
    assert html.count("<h1") == 1


def test_what_is_not_owed_says_why_and_what_would_change_it(client):
    _, user = one_month_short()
    said = words(page_of(client, user))
    assert "现在没有可以领的补贴" in said
    assert "参保月数还差1个月" in said
    assert "照常缴了的话，数据送到以后就够了，可以领¥1,500.00，来得及" in said
    assert "已缴11个月" in said
    assert "登记得不对？申请更正" in said


def test_the_calculator_says_the_same_of_the_same_facts(client):
    """One rule, many faces: the link on the page leads to the same answer."""
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 5))
    insured(person, month(2026, 6), month(2026, 7), employer_kind="P", employer_code="52990101MJ0000002K")
    certificate(person)
    certificate(person, level=5, issued_on=date(2026, 1, 5))
    html = page_of(client, user)
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/calculator/\?[^"]+)"', html)]
    assert len(links) == 2
    for link in links:
        assert "核发证书和申请这两个时点的身份不符合规定" in client.get(link).content.decode()
    assert "name=" not in html.split("/calculator/")[1][:300]


def test_two_that_exclude_each_other_are_not_added_up(client):
    person, user = worker()
    insured(person, month(2022, 1), month(2026, 7))
    certificate(person, issued_on=date(2026, 6, 1))
    certificate(person, level=5, issued_on=date(2026, 7, 1), occupation="4-07-03-01")
    said = words(page_of(client, user))
    assert "您有1笔补贴可以领，另有1笔要等" in said
    assert "一共" not in said
    assert "先领了另一本，这一本最早2027年1月才能领" in said


def test_every_register_is_on_the_page_with_the_day_it_is_true_to(client):
    person, user = worker()
    insured(person, month(2025, 1), month(2025, 3), deferred=True)
    insured(person, month(2025, 4), month(2026, 7))
    row = certificate(person, job="老人照护员")
    drawing(person, date(2024, 10, 8), date(2024, 12, 31))
    EarlierPayment.objects.create(
        person=person, scheme="SU", occupation="4-07-03-01", level=5, paid_on=date(2024, 1, 15), amount=100_000,
        since_run=0,
    )  # fmt: skip
    html = page_of(client, user)
    said = words(html)
    for expected in (
        "已缴19个月，其中缓缴3个月", "社保数据截至2026年7月31日", "证书数据截至2026年7月31日", "老人照护员",
        "2025年4月至2026年7月", "示例养老服务有限公司", "朝阳区", "领取失业保险金", "2024年10月8日至2024年12月31日",
        "个人技能提升补贴·职业指导师·初级工（五级）", "¥1,000.00", "2025年1月：缓缴", "2026年8月：还没有数据",
        "2026年5月：已缴，营养师证书核发", "2027年5月：还没有数据，营养师最晚申请",
    ):  # fmt: skip
        assert expected in said, expected
    assert row.number not in html and f"{row.number[:4]}**********" in html


def test_the_page_masks_the_number_and_the_phone_and_says_how_to_change_it(client):
    person, user = worker()
    html = page_of(client, user)
    number = looks.identities.number_of(person)
    assert number not in html and "12000000001" not in html
    assert looks.masked_number(person) in html and "120****0001" in html
    assert "服务窗口改" in html


def test_who_looked_is_told_by_role_and_never_by_name(client):
    person, user = worker()
    steward = cast.official("steward", enrolled=False)
    steward.last_name = "演管理"
    steward.save()
    by = Actor(user_id=steward.pk, roles=frozenset({STEWARD}))
    looks.reveal(actor=by, person_id=person.pk, what="number", why="办理本人提出的更正", at=AT)
    said = words(page_of(client, user))
    assert "2026年8月20日10:00数据管理员看了完整的证件号码：办理本人提出的更正" in said
    assert "演管理" not in said
    assert Look.objects.count() == 1, "looking at one's own page is no look"


def test_what_is_missing_from_a_register_can_be_reported_from_the_page(client):
    """Each address the report knows is one that the page leads to, for somebody of whom nothing is registered too."""
    _, user = worker()
    html = page_of(client, user)
    for url in ("/my/report/certificate/", "/my/report/status/", "/my/report/month/", "/my/report/name/"):
        assert f'href="{url}"' in html, url
        assert client.get(url).status_code == 200


def test_a_code_that_no_edition_knows_is_read_out_in_words(client):
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 7))
    certificate(person, occupation="4-99-99-01")
    html = page_of(client, user)
    assert "没有收录的职业（4-99-99-01）·中级工（四级）" in words(html)
    (what_if,) = {link.replace("&amp;", "&") for link in re.findall(r'href="(/calculator/\?[^"]+)"', html)}
    assert "没有收录的职业（4-99-99-01）" in client.get(what_if).content.decode()
    form = client.get(f"/my/report/certificate/{person.certificates.get().entry}/").context["form"]
    assert form["occupation"].value() == "4-99-99-01", "what is sent back must be something the register takes"


def test_who_is_registered_as_dead_is_told_so_and_not_sent_to_work(client):
    person, user = worker()
    insured(person, month(2024, 1), month(2026, 4))
    certificate(person, issued_on=date(2026, 3, 10))
    drawing(person, date(2026, 5, 1), kind="dead")
    said = words(page_of(client, user))
    assert "登记里写着您已经在2026年5月1日去世" in said and "申请更正" in said
    assert "现在没有在北京的企业参保" in said
    assert "上班" not in said.partition("我的证书")[0] and "最早" not in said


def test_every_list_says_how_many(client):
    person, user = worker()
    insured(person, month(2025, 1), month(2025, 3), deferred=True)
    insured(person, month(2025, 4), month(2026, 7))
    certificate(person)
    drawing(person, date(2024, 10, 8), date(2024, 12, 31))
    said = words(page_of(client, user))
    assert "我的证书1本" in said and "在哪里缴的2段" in said and "身份记录1条" in said
    assert "按2026年8月20日登记的情况核对" in said


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("nothing", ["还没有查到您的证书", "没有查到登记在您名下的证书", "没有查到您在本市缴失业保险的记录"]),
        ("months", ["还没有查到您的证书", "已缴3个月"]),
        ("paper", ["现在没有可以领的补贴", "已缴0个月"]),
        ("unfed", ["证书数据还没有送到这里", "社保数据还没有送到这里"]),
    ],
)
def test_an_empty_register_says_why_it_is_empty_and_what_to_do(client, given, expected):
    person, user = worker()
    if given == "months":
        insured(person, month(2026, 5), month(2026, 7))
    if given == "paper":
        certificate(person)
    if given == "unfed":
        TrueTo.objects.all().delete()
    said = words(page_of(client, user))
    for one in expected:
        assert one in said, one


# --- who may --------------------------------------------------------------------------------------
ROLES = ("manager", "clerk", "counter", "reviewer", "city", "finance", "editor", "steward", "auditor")


def pages(correction: Correction) -> dict[str, str]:
    row = correction.person.certificates.get()
    span = correction.person.insurance.first()
    return {
        "home": "/my/",
        "report": reverse("my:report", args=["certificate", row.entry]),
        "span": reverse("my:report", args=["span", span.pk]),
        "request": reverse("my:request", args=[correction.pk]),
        "take-back": reverse("my:take-back", args=[correction.pk]),
        "proof": reverse("my:proof", args=[correction.pk]),
    }


@pytest.fixture
def asked():
    person, _ = one_month_short()
    values = {"first": "2026-05", "last": "2026-05", "paid": "none", "note": "示例说明甲乙丙"}
    thing = actions.Thing("month", month=month(2026, 5))
    return actions.send(person_id=person.pk, thing=thing, given=values, at=AT, on=ON)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", ["", "other", *ROLES])
def test_nobody_else_gets_to_it_by_any_address(client, asked, role, method):
    """Table-driven: every address × role × somebody else's object. Never data."""
    secrets = ["示差月", "示例说明甲乙丙", asked.person.certificates.get().number, "12000000001", "示例养老服务"]
    if role == "other":
        client.force_login(worker("例他人", phone="12000000002")[1])
    elif role:
        client.force_login(cast.official(role, enrolled=True))
    for name, url in pages(asked).items():
        response = getattr(client, method)(url)
        body = response.content.decode()
        assert not [one for one in secrets if one in body], (role, name)
        if role == "":
            assert response.status_code in (302, 405), name
            assert response.status_code == 405 or "/my/sign-in/" in response.url
        elif role == "other" and name != "home":
            assert response.status_code in (404, 405), name
        elif role != "other":
            assert response.status_code in (403, 405), name
    asked.refresh_from_db()
    assert asked.state == "sent"
    assert not TextMessage.objects.exists()


@pytest.mark.parametrize(
    "url",
    ["/my/report/weather/", "/my/report/month/3/", "/my/report/span/", "/my/report/span/999999/",
     "/my/report/certificate/999999/", "/my/report/name/1/", "/my/requests/999999/"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, url):
    _, user = worker()
    client.force_login(user)
    assert client.get(url).status_code in (200, 404)
    assert client.get(url).status_code == (200 if url == "/my/report/month/3/" else 404)


def test_the_number_of_queries_does_not_grow_with_what_is_known(client):
    counts = []
    for many in (1, 6):
        person, user = worker(f"示{many}")
        for year in range(2026 - many, 2026):
            insured(person, month(year, 1), month(year, 10))
            drawing(person, date(year, 11, 1), date(year, 12, 1))
        for nth in range(many):
            code = f"4-07-0{nth + 1}-01"
            certificate(person, level=5 - nth % 3, issued_on=date(2026, 1 + nth, 5), occupation=code)
        client.force_login(user)
        client.get("/my/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/my/")
        counts.append(len(asked))
    assert counts[0] == counts[1] < 40
