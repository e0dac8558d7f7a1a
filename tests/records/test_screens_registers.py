"""Lists of what was fed: found by name or number without either in an address, paged by key, exported safely."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from certificates.models import Certificate
from people.models import InsuranceSpan, Organisation, Person
from people.registers import counted
from tests.people.cast import a_person, number
from tests.people.test_doors import client_of
from tests.records import making

pytestmark = pytest.mark.django_db
PERSONS = "/steward/people/person/"


@pytest.fixture
def client(db):
    return client_of("steward")


def words(page) -> str:
    return page.content.decode()


def test_a_person_is_found_by_the_whole_number_or_name_and_neither_is_in_the_address(client):
    one, other = a_person("示例甲", nth=1), a_person("示例乙", nth=2)
    for asked in (number(1), number(1).lower(), "示例甲", "示 例 甲"):
        page = client.post(f"{PERSONS}find/", {"who": asked})
        assert page.url == f"{PERSONS}?id__in={one.pk}", asked
        listed = words(client.get(page.url))
        assert "示例甲" in listed and "示例乙" not in listed and "按人查到" in listed
    assert other.name not in words(client.get(f"{PERSONS}{one.pk}/change/"))


@pytest.mark.parametrize(
    ("asked", "told"), [("示例丙", "没有找到叫这个名字的人"), ("99010119850101", "没有找到这个证件号码的人")]
)
def test_who_is_not_found_is_said_with_what_to_do(client, asked, told):
    a_person("示例甲", nth=1)
    page = words(client.post(f"{PERSONS}find/", {"who": asked}, follow=True))
    assert told in page and asked not in page.split("<main")[1].split('class="finds"')[0].replace(told, "")


def test_the_same_search_finds_a_persons_rows_in_every_other_list(client):
    making.hand("insurance", [making.months(1), making.months(2)])
    making.hand("certificates", [making.certificate(1), making.certificate(2)])
    person = Person.objects.get(name=making.person(1)["姓名"])
    for path in ("/steward/people/insurancespan/", "/steward/certificates/certificate/"):
        page = client.post(f"{path}find/", {"who": making.number(1)})
        assert page.url == f"{path}?person__id__in={person.pk}"
        assert "<strong>1</strong> 条" in words(client.get(page.url))
    page = words(client.get(f"{PERSONS}{person.pk}/change/"))
    assert f"/steward/people/insurancespan/?person__id__in={person.pk}" in page
    assert f"/people/{person.pk}/reveal/" in page


def test_numbers_and_phones_are_masked_in_lists_pages_and_exports(client):
    person = a_person("示例甲", phone="12000000123", nth=1)
    pages = [client.get(PERSONS), client.get(f"{PERSONS}{person.pk}/change/")]
    for page in map(words, pages):
        assert number(1) not in page and "12000000123" not in page and number(1)[-4:] in page
    assert "120****0123" in words(pages[1])
    assert number(1) not in exported(client, PERSONS, "1").decode("utf-8-sig")


def test_pages_go_by_key_both_ways_and_meet_every_row_once(client):
    Organisation.objects.bulk_create(
        Organisation(code=f"91990101MA{n:08d}", name=f"示例公司{n}", kind="enterprise") for n in range(120)
    )
    path = "/steward/people/organisation/"
    seen, address = [], path
    for _ in range(3):
        cl = client.get(address).context["cl"]
        seen.append([row.name for row in cl.result_list])
        address = path + cl.older
    assert [len(page) for page in seen] == [50, 50, 20] and len({name for page in seen for name in page}) == 120
    back = client.get(path + cl.newer).context["cl"]
    assert [row.name for row in back.result_list] == seen[1]
    assert cl.older == "" and client.get(path).context["cl"].newer == ""
    assert client.get(path, {"after": "x"}).status_code == 200, "a broken key is the first page"


def test_a_list_counts_no_further_than_it_says(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr("people.registers.COUNTED", 5)
    monkeypatch.setattr("people.registers.counted.__defaults__", (5,))
    Organisation.objects.bulk_create(
        Organisation(code=f"91990101MA{n:08d}", name=f"示例公司{n}", kind="enterprise") for n in range(9)
    )
    assert counted(Organisation.objects.all()) == 6


def test_a_list_asks_the_same_few_questions_however_long_it_is(client, django_assert_max_num_queries):
    making.hand("insurance", [making.months(n) for n in range(60)])
    with django_assert_max_num_queries(12):
        client.get("/steward/people/insurancespan/")


def test_what_was_corrected_is_there_when_asked_for(client):
    making.hand("insurance", [making.months(1)])
    making.hand("insurance", [making.months(1, last="2023-06") | {"操作": "改"}], name="二.csv")
    path = "/steward/people/insurancespan/"
    assert "2023年12月" not in words(client.get(path)) and "2023年6月" in words(client.get(path))
    assert "2023年12月" in words(client.get(path, {"known": "before"}))
    assert "<strong>2</strong> 条" in words(client.get(path, {"known": "all"}))
    old = InsuranceSpan.objects.get(until_run__isnull=False)
    page = words(client.get(f"{path}{old.pk}/change/"))
    assert "第 1 次导入" in page and "第 2 次导入" in page
    listed = client.get("/steward/records/importrun/", {"number": 2})
    assert "<strong>1</strong> 条" in words(listed), "the run's number leads to the run"


def exported(client, path, form="0", **more) -> bytes:
    page = client.get(f"{path}export/")
    ticks = {
        name: "on" for name, field in page.context["form"].fields.items() if getattr(field, "is_selectable_field", 0)
    }
    return client.post(f"{path}export/", {"format": form, "resource": "0", **ticks, **more}).content


def test_an_export_has_the_columns_and_words_of_the_list(client):
    making.hand("certificates", [making.certificate(1)])
    path = "/steward/certificates/certificate/"
    sheet = openpyxl.load_workbook(io.BytesIO(exported(client, path))).active
    titles, row = sheet.iter_rows(values_only=True)
    assert titles == ("证书编号", "姓名", "证件号码", "职业编码", "职业", "等级", "核发日期", "发证机构")
    assert row[1] == making.person(1)["姓名"] and "*" in row[2] and row[6] == "2024-03-01"
    page = words(client.get(f"{path}export/"))
    assert "证书编号" in page and "onchange" not in page and "style=" not in page


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+A1", "@SUM(A1)", "\tx", "-A2"])
def test_no_cell_of_an_export_runs(client, name):
    Organisation.objects.create(code="91990101MA0000001Y", name=name, kind="enterprise")
    path = "/steward/people/organisation/"
    rows = list(csv.reader(io.StringIO(exported(client, path, "1").decode("utf-8-sig"))))
    assert rows[1][0].startswith("'")
    cell = openpyxl.load_workbook(io.BytesIO(exported(client, path))).active["A2"]
    assert cell.data_type == "s" and cell.value == name


def test_too_many_rows_to_export_are_refused_in_words(client, monkeypatch):
    monkeypatch.setattr("people.registers.EXPORTED", 1)
    making.hand("certificates", [making.certificate(1), making.certificate(2)])
    path = "/steward/certificates/certificate/"
    page = client.get(f"{path}export/", follow=True)
    assert "请先用筛选缩小范围" in words(page) and page.redirect_chain


def test_an_export_is_written_in_the_log_without_a_name(client, caplog):
    making.hand("certificates", [making.certificate(1)])
    with caplog.at_level("INFO", logger="xunxing.access"):
        exported(client, "/steward/certificates/certificate/")
    assert "export of certificates.certificate: 1 rows by user" in caplog.text
    assert making.person(1)["姓名"] not in caplog.text


def test_a_list_with_nothing_says_why_and_what_next(client):
    page = words(client.get("/steward/certificates/certificate/"))
    assert "没有符合的记录" in page and "去导入" in page
    page = words(client.get("/steward/certificates/certificate/", {"q": "S1"}))
    assert "换一个条件" in page
    assert not Certificate.objects.exists()


def test_a_certificate_is_found_by_its_number(client):
    making.hand("certificates", [making.certificate(1), making.certificate(2)])
    asked = making.certificate(1)["证书编号"]
    page = words(client.get("/steward/certificates/certificate/", {"q": asked}))
    assert "<strong>1</strong> 条" in page and asked in page


def test_what_waits_is_named_on_the_way_in(client):
    page = words(client.get(reverse("admin:registers")))
    for title in ("人员", "单位", "失业保险缴费", "身份记录", "证书", "以前发放的补贴", "决定记录", "主动告知"):
        assert f">{title}<" in page
