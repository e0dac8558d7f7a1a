"""Open data: what the files say is what the pages and the tables say, of what is published and of nothing else."""

import csv
import hashlib
import io
import json
import re
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse
from django.utils.timezone import get_default_timezone

from cms.opendata import files
from cms.opendata.dataset import flat
from cms.opendata.sets import SETS
from occupations.editions import publish_demonstration
from occupations.models import CatalogueEdition, Occupation, Post
from occupations.queries import atlas
from people.models import Organisation
from policy import registered
from tests.training import learnt
from tests.training.schools import a_school

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def known(catalogue):
    pass


def address(one, form, slug=""):
    if not one.by_edition:
        return reverse("data:today", args=[one.slug, form])
    return reverse("data:edition", args=[slug or published().slug, one.slug, form])


@pytest.fixture
def ended():
    """Classes that are over, one of them of few: their outcomes are a set too."""
    learnt.fed()
    school, who = a_school(kind="key-group"), learnt.people(12)
    one = learnt.over(school, who)
    learnt.over(school, who[:11], kind="startup", occupation="", level=0, startup="SYB")
    learnt.over(school, who[:3], occupation="4-10-01-06")
    for line in learnt.lines(one)[:9]:
        learnt.sat(line, school)
    learnt.counted()
    return school.organisation


def published():
    return CatalogueEdition.objects.filter(state="published").order_by("-effective_from").first()


def everything(client, one, size=7):
    """All rows, page by page."""
    url, rows = f"{address(one, 'json')}?size={size}", []
    while url:
        told = client.get(url).json()
        rows += told["rows"]
        url = told["next"]
    assert len(rows) == told["total"]
    return rows


@pytest.mark.parametrize("slug", SETS)
def test_the_three_forms_hold_the_same_rows_in_the_same_order(client, slug, ended):
    one = SETS[slug]
    rows = everything(client, one, size=7 if slug in ("urgent", "posts") else 97)
    ids = [row["id"] for row in rows]
    assert rows and len(set(ids)) == len(ids), "each once, and each with an id of its own"
    wanted = [["" if cell is None else cell for cell in flat(tuple(row.values()))] for row in rows]
    words = [[_as_text(cell) for cell in row] for row in wanted]
    told = list(csv.reader(io.StringIO(client.get(address(one, "csv")).content.decode("utf-8-sig"))))
    assert told[0] == one.titles == list(dict.fromkeys(one.titles))
    assert [[cell.removeprefix("'") for cell in row] for row in told[1:]] == words
    book = openpyxl.load_workbook(io.BytesIO(client.get(address(one, "xlsx")).content))
    first = [["" if cell is None else _as_text(cell) for cell in row] for row in book.worksheets[0].values]
    assert first[0] == one.titles and first[1:] == words
    meant = [row[1] for row in book.worksheets[1].values if row[1]]
    assert meant[1 : len(one.columns) + 1] == [column.name for column in one.columns]


def _as_text(cell):
    return {True: "是", False: "否"}[cell] if isinstance(cell, bool) else str(cell)


def test_what_it_says_of_an_edition_is_what_the_table_says(client):
    edition = published()
    urgent = {row["code"] for row in everything(client, SETS["urgent"]) if row["urgent"]}
    assert urgent == set(edition.entries.filter(urgent=True).values_list("occupation__code", flat=True)) and urgent
    posts = everything(client, SETS["posts"])
    assert [row["name"] for row in posts] == list(edition.posts.order_by("place").values_list("name", flat=True))
    assert posts[0]["skills"] == edition.posts.order_by("place").first().abilities
    head = client.get(address(SETS["posts"], "json")).json()
    assert (head["edition"]["digest"], head["source"]) == (edition.digest, edition.source)
    assert len(everything(client, SETS["occupations"], 500)) == len(atlas().offered)
    assert {row["id"] for row in everything(client, SETS["rules"], 500)} == {
        check.code for scheme in registered() for check in scheme.checks
    }


def test_outcomes_are_as_the_pages_show_them_and_of_few_there_is_no_row(client, ended):
    rows = everything(client, SETS["outcomes"])
    assert [row["id"] for row in rows] == [
        f"{ended.code}:key-group:4-10-01-05/5:2026", f"{ended.code}:startup:SYB:2026"
    ]  # fmt: skip
    care, founders = rows
    assert (care["began"], care["passed_base"], care["passed"]) == (12, 12, 9)
    assert (care["passed_low"], care["passed_high"]) == ("0.4677", "0.9111")
    assert (founders["name"], founders["level"], founders["passed"]) == ("SYB（创办企业）", "", 1), (
        "none is told as one"
    )
    assert care["insurance_to"] == "2027-03-31"
    page = client.get(f"/outcomes/{ended.code}/").content.decode()
    assert "12 人里 9 人" in page and "区间 47%到91%" in page
    before = client.get(address(SETS["outcomes"], "csv"))
    Organisation.objects.update(name="改了名的学校")
    after = client.get(address(SETS["outcomes"], "csv"))
    assert before["ETag"] != after["ETag"] and "改了名的学校" in after.content.decode("utf-8-sig")


def test_the_fingerprint_of_an_edition_can_be_made_again_from_its_files(client):
    told = client.get(address(SETS["urgent"], "json")).json()
    head = told["edition"]
    entries = [
        [row["id"].partition(":")[2], row["urgent"], row["grade"], row["pay_from"], row["pay_to"],
         ",".join(row["levels"]), row["jobs"]]
        for row in everything(client, SETS["urgent"])
    ]  # fmt: skip
    posts = [
        [row["industry"], row["area"], row["direction"], row["name"], row["occupation"] or None, row["grade"],
         row["pay_from"], row["pay_to"], "\n".join(row["skills"])]
        for row in everything(client, SETS["posts"])
    ]  # fmt: skip
    said = {
        "edition": [head["year"], head["version"], head["title"], head["in_force_from"], told["source"]],
        "scale": head["scale"], "entries": sorted(entries), "posts": posts,
    }  # fmt: skip
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == head["digest"]


def test_a_figure_of_the_law_is_given_with_its_days_and_its_text(client):
    rows = [row for row in everything(client, SETS["terms"], 1000) if row["scheme"] == "SU" and row["unit"] == "元"]
    page = client.get("/rules/SU/").content.decode()
    now = [row for row in rows if not row["until"]]
    assert now and all(row["law"] and row["status"] in ("官方", "推定", "示意") for row in rows)
    assert all(row["value"] in page for row in now), "the page shows what is in force"
    assert {row["number"] for row in rows if row["value"] == "¥1,500.00"} == {"1500.00"}


@pytest.mark.parametrize("state", ["draft", "sent"])
def test_what_is_not_published_is_in_no_file(client, state, django_user_model):
    sender = django_user_model.objects.create(username="sends")
    made = CatalogueEdition.objects.create(
        year=2031, title="没有公布的", slug="2031", effective_from="2031-01-01", source="示例"
    )
    secret = Post.objects.create(edition=made, place=1, industry="密", area="密", direction="密", name="密岗")
    made.entries.create(occupation=Occupation.objects.first(), urgent=True, grade="密级")
    if state == "sent":
        from django.utils.timezone import now

        CatalogueEdition.objects.filter(pk=made.pk).update(state="sent", sent_by=sender, sent_at=now())
    for name in ("urgent", "posts"):
        assert client.get(reverse("data:edition", args=["2031", name, "json"])).status_code == 404
    assert "没有公布的" not in client.get("/data/").content.decode()
    assert secret.name not in json.dumps(everything(client, SETS["occupations"], 1000), ensure_ascii=False)


def test_it_is_asked_whether_it_changed_and_answers_with_nothing(client):
    for form in files.TYPES:
        first = client.get(address(SETS["occupations"], form))
        assert first["Access-Control-Allow-Origin"] == "*" and first["Cache-Control"] == "public, no-cache"
        again = client.get(address(SETS["occupations"], form), headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        head = client.head(address(SETS["occupations"], form))
        assert (head.status_code, head["ETag"], head.content) == (200, first["ETag"], b"")
    before = {slug: client.get(address(one, "csv"))["ETag"] for slug, one in SETS.items()}
    printed = client.get(f"/catalogue/{published().slug}/").content.decode()
    Occupation.objects.filter(code="4-10-01-05").update(name="=养老护理员")
    after = {slug: client.get(address(one, "csv"))["ETag"] for slug, one in SETS.items()}
    assert {slug for slug in SETS if before[slug] != after[slug]} == {"occupations"}
    today = client.get(f"/catalogue/{published().slug}/").content.decode()
    assert '">养老护理员</a><span' in printed and '">养老护理员</a><span' in today, "what it prints stays"
    told = client.get(address(SETS["occupations"], "csv")).content.decode("utf-8-sig")
    assert "'=养老护理员" in told, "what looks like a formula is none"
    book = openpyxl.load_workbook(io.BytesIO(client.get(address(SETS["occupations"], "xlsx")).content))
    assert "f" not in {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row}


@pytest.mark.parametrize(
    ("path", "status", "field"),
    [
        ("/data/occupations.json?page=0", 400, "page"), ("/data/occupations.json?page=x", 400, "page"),
        ("/data/occupations.json?size=1001", 400, "size"), ("/data/occupations.json?size=-1", 400, "size"),
        ("/data/occupations.json?page=99999", 404, "page"), ("/data/nothing.json", 404, ""),
        ("/data/occupations.pdf", 404, ""), ("/data/urgent.json", 404, ""),
        ("/data/catalogue/1999/urgent.json", 404, ""), ("/data/catalogue/1999/occupations.json", 404, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_said_in_words(client, path, status, field):
    answer = client.get(path)
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (status, field) and re.search("[一-鿿]", error["message"])


def test_the_page_lists_every_set_with_what_its_columns_mean_and_dead_links_are_none(client):
    page = client.get("/data/").content.decode()
    for one in SETS.values():
        assert f'id="{one.slug}"' in page and all(column.meaning in page for column in one.columns)
    links = set(re.findall(r'href="(/data/[^"]+\.(?:csv|xlsx|json))"', page))
    count = CatalogueEdition.objects.filter(state="published").count()
    assert len(links) == 3 * (4 + 2 * count)
    assert {client.get(link).status_code for link in links} == {200}


def graph(page):
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])


def test_what_pages_say_to_search_engines_is_what_they_show(client):
    page = client.get("/occupations/4-10-01-05/").content.decode()
    told = graph(page)
    assert (told["@type"], told["name"]) == ("Occupation", "养老护理员")
    assert told["occupationalCategory"]["codeValue"] == "4-10-01-05"
    value = told["estimatedSalary"]["value"]
    assert f"{value['minValue']:,}—{value['maxValue']:,}元/月" in page
    assert all(name in page for name in told["alternateName"]) and all(skill in page for skill in told["skills"])
    slug = published().slug
    told = graph(client.get(f"/catalogue/{slug}/").content.decode())
    paths = [one["contentUrl"].removeprefix("http://testserver") for one in told["distribution"]]
    assert len(paths) == 6 and {client.get(path).status_code for path in paths} == {200}
    assert {one["@type"] for one in graph(client.get("/data/").content.decode())["dataset"]} == {"Dataset"}


def test_an_edition_published_just_after_midnight_is_of_that_day_everywhere(client):
    edition = CatalogueEdition.objects.create(
        year=2024,
        title="零点公布的",
        slug="2024-midnight",
        effective_from=date(2024, 3, 2),
        source="示例",
        demonstration=True,
    )
    edition.entries.create(occupation=Occupation.objects.first(), urgent=True)
    publish_demonstration(edition, datetime(2024, 3, 1, 0, 5, tzinfo=get_default_timezone()))
    for path in (f"/catalogue/{edition.slug}/", "/data/"):
        page = client.get(path).content.decode()
        told = graph(page)
        assert "2024年3月1日" in page
        assert "2024-03-01" in {one.get("datePublished") for one in told.get("dataset", [told])}


def test_no_text_ends_the_element_it_stands_in(client):
    Occupation.objects.filter(code="4-10-01-05").update(name="</script><b>&")
    page = client.get("/occupations/4-10-01-05/").content.decode()
    assert graph(page)["name"] == "</script><b>&" and "</script><b>&" not in page
