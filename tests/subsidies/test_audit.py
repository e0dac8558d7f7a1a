"""The auditor's desk: a payment made again, a case as of a day, an export whose manifest holds; nothing is changed."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from people.identities import number_of
from records import events
from records.models import Event
from subsidies.audit import again, asof
from subsidies.audit.export import export
from subsidies.models import Determination
from subsidies.paying import recovering
from tests.people import cast
from tests.subsidies import claiming, paying, town
from tests.subsidies.paying import PAY
from tests.subsidies.test_paying import city, refused, two  # noqa: F401 (fixtures)
from treasury.models import Obligation, Payment

pytestmark = pytest.mark.django_db
LATER = PAY + timedelta(days=40)


@pytest.fixture
def auditor():
    return claiming.official("auditor")


@pytest.fixture
def paid(city, two):  # noqa: F811
    people = [claiming.claimant("示审计"), claiming.claimant("示失败")]
    cases = paying.payable(city, *people, cards=[paying.card(1), paying.card(2, "closed")])
    paying.answered(paying.sent(*two), two[0])
    return people, cases


def made(place=1):
    return again.make(Payment.objects.get(place=place))


def test_a_payment_is_made_again_and_holds(paid):
    whole = made()
    assert whole.holds and [answer.holds for answer in whole.answers] == [True] * 5
    [share] = whole.shares
    assert share.explanation.amount == 150000 and all(answer.holds for answer in share.answers)
    assert made(2).holds and made(2).failure == "账户已销户"


PLANTED = {
    "各笔相加等于支付金额": "UPDATE treasury_part SET amount = amount + 1",
    "入账分录和银行答复一致": "UPDATE treasury_payment SET state = 'sent', ended_on = NULL WHERE place = 1",
    "发的就是决定的金额": "UPDATE subsidies_line SET determination_id = (SELECT MAX(id) FROM subsidies_determination)",
    "列入批次时各关口都通过": "UPDATE treasury_gated SET passed = FALSE, failed = 'G-HOLD'",
    "案卷的记录没有被改过": "UPDATE records_eventnote SET event_id = %s",
}  # fmt: skip


@pytest.mark.parametrize("title", PLANTED)
def test_what_was_touched_is_named(title, paid, city):  # noqa: F811
    case = paid[1][0]
    if "determination_id" in PLANTED[title]:
        kept = Determination.objects.latest("pk")
        kept.pk, kept.amount = None, 100
        kept.save()
    if "eventnote" in PLANTED[title]:
        order = recovering.ask(pk=case.pk, amount=1, ground="audit", words="审计发现", actor=city, at=LATER,
                               instalments=[((LATER + timedelta(days=3)).date(), 1)])  # fmt: skip
        assert order
        events.add(f"application:{case.pk}", "hold", by=city, at=LATER, note="核实")
        first = Event.objects.filter(chain=f"application:{case.pk}").earliest("pk").pk
        told = [first]
    else:
        told = []
    with connection.cursor() as cursor:
        cursor.execute(PLANTED[title], told)
        assert cursor.rowcount
    whole = made()
    failed = [a.title for a in [*whole.answers, *whole.shares[0].answers] if not a.holds]
    assert title in failed and not whole.holds


def test_a_case_is_read_as_of_each_day(paid, city, two):  # noqa: F811
    people, cases = paid
    town.taken_back(people[0].certificates.get(), run=2)
    order = recovering.ask(pk=cases[0].pk, amount=150000, ground="changed", words="证书已被撤回", actor=city, at=LATER,
                           instalments=[((LATER + timedelta(days=30)).date(), 150000)])  # fmt: skip
    recovering.answer(pk=order.pk, agree=True, actor=two[1], at=LATER)
    days = {
        claiming.AT.date() - timedelta(days=1): ("", []),
        claiming.AT.date(): ("准予发放", [("应付", 150000)]),
        PAY.date() + timedelta(days=1): ("准予发放", [("已付", 150000)]),
        LATER.date(): ("准予发放", [("应追回", 150000)]),
    }
    for on, (state, accounts) in days.items():
        then = asof.of(cases[0], on)
        assert (then.state, then.accounts) == (state, accounts), on
    assert asof.of(cases[0], claiming.AT.date()).later == 5
    assert asof.of(cases[0], claiming.AT.date()).explanation.amount == 150000


def test_an_export_holds_what_its_manifest_says_and_no_person(paid, auditor, city):  # noqa: F811
    refused("not-yours", export, first=claiming.AT.date(), last=PAY.date(), actor=city, at=LATER)
    refused("last", export, first=PAY.date(), last=claiming.AT.date(), actor=auditor, at=LATER)
    content = export(first=claiming.AT.date(), last=LATER.date(), actor=auditor, at=LATER)
    packed = zipfile.ZipFile(io.BytesIO(content))
    manifest = json.loads(packed.read("manifest.json"))
    assert {one["file"] for one in manifest["files"]} | {"manifest.json"} == set(packed.namelist())
    for one in manifest["files"]:
        told = packed.read(one["file"])
        assert hashlib.sha256(told).hexdigest() == one["sha256"]
        rows = list(csv.reader(io.StringIO(told.decode("utf-8-sig"))))
        assert len(rows) - 1 == one["rows"]
    sizes = {one["file"]: one["rows"] for one in manifest["files"]}
    assert sizes["payments.csv"] == 2 and sizes["entries.csv"] == 3 and sizes["events.csv"] > 10
    everything = "".join(packed.read(name).decode("utf-8-sig") for name in packed.namelist())
    for person in paid[0]:
        assert person.name not in everything and number_of(person) not in everything
    taken = Event.objects.get(verb="export")
    assert taken.by_id == auditor.user_id and taken.data["sha256"] == hashlib.sha256(content).hexdigest()


# --- the pages ---
@pytest.fixture
def client():
    signed = Client()
    signed.force_login(cast.official("auditor", "reads"))
    return signed


def test_the_desk_answers_and_says_what_it_does_not_find(client, paid):
    assert client.get("/desk/audit/").status_code == 200
    reference = Payment.objects.get(place=1).reference
    page = client.get("/desk/audit/payment/", {"reference": f" {reference.lower()} "}).content.decode()
    assert "重算和记下的全部一致" in page and "示审计" in page and "不符" not in page
    assert "没有这个流水号" in client.get("/desk/audit/payment/", {"reference": "SU1"}).content.decode()
    assert "请填流水号" in client.get("/desk/audit/payment/").content.decode()
    number = paid[1][0].number
    page = client.get("/desk/audit/case/", {"number": number, "on": str(PAY.date())}).content.decode()
    assert "结束时：准予发放" in page and "¥1,500.00" in page
    early = client.get("/desk/audit/case/", {"number": number, "on": "2020-01-01"}).content.decode()
    assert "还没有提交" in early
    assert "没有这个受理号" in client.get("/desk/audit/case/", {"number": "X", "on": "2025-01-01"}).content.decode()
    assert "要写成" in client.get("/desk/audit/case/", {"number": number, "on": "昨天"}).content.decode()


def test_an_export_by_the_page(client, paid):
    response = client.post("/desk/audit/export/", {"first": "2025-09-01", "last": "2025-12-31"})
    assert response["Content-Type"] == "application/zip" and zipfile.is_zipfile(io.BytesIO(response.content))
    wrong = client.post("/desk/audit/export/", {"first": "2025-09-02", "last": "2025-09-01"})
    assert "早于开始日期" in wrong.content.decode()
    assert (
        "366 天以内"
        in client.post("/desk/audit/export/", {"first": "2020-01-01", "last": "2025-09-01"}).content.decode()
    )


@pytest.mark.parametrize("role", ["city", "finance", "reviewer", "steward"])
def test_nobody_else_enters(role):
    other = Client()
    other.force_login(cast.official(role, f"other-{role}"))
    for path in ("", "payment/", "case/"):
        assert other.get(f"/desk/audit/{path}").status_code == 403
    assert other.post("/desk/audit/export/").status_code == 403


def test_looking_changes_nothing(client, paid):
    before = list(Obligation.objects.values()), Determination.objects.count(), Event.objects.count()
    client.get("/desk/audit/payment/", {"reference": Payment.objects.get(place=1).reference})
    client.get("/desk/audit/case/", {"number": paid[1][0].number, "on": str(PAY.date())})
    assert before == (list(Obligation.objects.values()), Determination.objects.count(), Event.objects.count())
