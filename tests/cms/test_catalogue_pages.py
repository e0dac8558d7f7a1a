"""The catalogue's public pages: what a first-time reader finds, and every wrong turn."""

import re

import pytest
from django.urls import reverse

from occupations.models import CatalogueEdition
from subsidies.offers import offers

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(catalogue):
    pass


def text(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_a_word_to_the_occupation_and_what_it_brings(client):
    page = client.get("/occupations/", {"q": "养老"}).content.decode()
    assert page.index("养老护理员</a>") < page.index("养老服务师</a>")
    said = text(client.get("/occupations/4-10-01-05/"))
    assert "急需紧缺，非常紧缺" in said and "¥1,500.00" in said and "2022年9月1日" in said
    assert "怎么成为养老护理员" in said and "助行" in said


def test_the_page_says_the_amounts_that_the_rules_decide(client):
    from django.utils.timezone import localdate

    from lib.money import yuan

    said = text(client.get("/occupations/6-31-01-03/"))
    found = offers("6-31-01-03", localdate())
    assert found and all(yuan(offer.amount) in said for offer in found)


def test_an_old_code_leads_to_the_occupation_of_today(client):
    answer = client.get("/occupations/4-01-02-07/")
    assert (answer.status_code, answer["Location"]) == (301, "/occupations/4-01-06-02/")
    assert "互联网营销师" in text(client.get(answer["Location"]))


@pytest.mark.parametrize(
    "path",
    ["/occupations/9-99-99-99/", "/occupations/x/", "/catalogue/1999/", "/catalogue/2023-sample/changes/?against=x"],
)
def test_what_is_not_there_is_said_to_be_not_there(client, path):
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "q=%00", "q=" + "养" * 500, "field=%27%3B--", "level=9", "level=x", "urgent=maybe", "page=-1", "page=99999",
        "page=x", "q=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_a_spoiled_address_never_breaks_the_search(client, query):
    page = client.get(f"/occupations/?{query}")
    assert page.status_code == 200 and b"<script>alert" not in page.content


def test_three_are_compared_a_fourth_finds_no_place_and_an_unknown_one_is_named(client):
    codes = ["4-10-01-05", "4-10-01-06", "4-14-01-03", "6-31-01-03", "9-99-99-99"]
    said = text(client.get(reverse("catalogue:compare"), {"o": codes}))
    assert all(name in said for name in ("养老护理员", "家政服务员", "健康照护师")) and "电工" not in said
    assert "没有放进来：9-99-99-99" in said
    assert "加上电工" in text(client.get(reverse("catalogue:compare"), {"o": codes[:1], "q": "电工"}))
    assert "还没有选职业" in text(client.get(reverse("catalogue:compare")))


def test_old_editions_stay_readable_and_drafts_are_nobodys_business(client):
    for edition in CatalogueEdition.objects.all():
        assert edition.label in text(client.get(f"/catalogue/{edition.slug}/"))
    CatalogueEdition.objects.create(
        year=2030, title="编制中的", slug="2030", effective_from="2030-01-01", source="例", demonstration=True
    )
    assert client.get("/catalogue/2030/").status_code == 404
    assert "编制中的" not in text(client.get("/catalogue/"))


def test_the_catalogue_says_what_is_in_force_and_what_changed(client):
    said = text(client.get("/catalogue/"))
    assert "人力资源开发目录（2023年版）示例版" in said and "不具效力" in said
    said = text(client.get("/catalogue/2023-sample/changes/"))
    assert "新增" in said and "调高" in said and "调低" in said and "删去" in said
    assert "这是公布的第一版" in text(client.get("/catalogue/2022-3.0-sample/changes/"))


def test_the_ladder_has_eight_rungs_and_todays_amounts(client):
    said = text(client.get(reverse("catalogue:levels")))
    rungs = ["首席技师", "特级技师", "高级技师", "技师", "高级工", "中级工", "初级工", "学徒工"]
    assert all(rung in said for rung in rungs) and "¥2,000.00" in said


def test_a_page_asks_the_database_little(client, django_assert_max_num_queries):
    client.get("/occupations/4-10-01-05/")
    with django_assert_max_num_queries(22):
        client.get("/occupations/4-10-01-05/")
    with django_assert_max_num_queries(8):
        client.get("/occupations/", {"q": "养老"})


def test_on_a_day_before_any_edition_the_pages_stand(client, monkeypatch):
    from datetime import date

    from cms.catalogue import views

    monkeypatch.setattr(views, "localdate", lambda: date(2021, 1, 1))
    assert "现在没有施行的目录" in text(client.get("/catalogue/"))
    assert "没有施行的人力资源开发目录" in text(client.get("/occupations/4-10-01-05/"))
    assert "养老护理员" in text(client.get("/occupations/?q=养老"))
