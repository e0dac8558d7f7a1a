"""What the database itself refuses, tried by raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from occupations import demo
from occupations.models import CatalogueEdition, Occupation

pytestmark = pytest.mark.django_db


def insert(table: str, **values) -> None:
    columns = ", ".join(connection.ops.quote_name(name) for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO occupations_{table} ({columns}) VALUES ({marks})", list(values.values()))


def occupation(**others):
    groups = {name: "组" for name in ("major", "middle", "minor")}
    face = {"code": "5-99-01-01", "name": "示例职业", "edition": "2022", "digital": False, "green": False}
    insert("occupation", **({"key": "5-99-01-01", "pinyin": "", "initials": ""} | groups | face | others))


def standing(**others):
    insert("standing", **({"occupation_id": first(), "edition": "2030", "code": "5-99-01-01", "name": "示例"} | others))


def change(**others):
    usual = {"old_edition": "2015", "old_code": "5-99-01-01", "old_name": "", "new_code": "5-99-01-02", "kind": "same"}
    insert("codechange", **(usual | {"source": "依据"} | others))


def edition(**others):
    usual = {"year": 2030, "version": "", "title": "示例", "effective_from": "2030-01-01", "effective_to": None}
    usual |= {"slug": "2030", "scale": "[]", "state": "draft", "digest": "", "returned": ""}
    insert("catalogueedition", **(usual | {"demonstration": True, "source": "示例版"} | others))


def entry(**others):
    edition = CatalogueEdition.objects.get(slug="2030").pk
    usual = {"edition_id": edition, "occupation_id": first(), "urgent": False, "grade": "", "levels": "", "jobs": ""}
    insert("catalogueentry", **(usual | others))


def alias(**others):
    usual = {"occupation_id": first(), "text": "示例", "kind": "common", "pinyin": "", "initials": ""}
    insert("alias", **(usual | others))


def first() -> int:
    return Occupation.objects.order_by("pk").values_list("pk", flat=True)[0]


@pytest.fixture(autouse=True)
def kept():
    demo.load()


@pytest.mark.parametrize("good", [occupation, standing, change, edition, alias])
def test_a_sound_row_goes_in(good):
    good()


REFUSED = {
    "a key twice": lambda: occupation(key="4-10-01-05"),
    "a key of no shape": lambda: occupation(key="5-99-01"),
    "a code of no shape": lambda: occupation(code="5-99-01-1"),
    "a code with a line end": lambda: occupation(code="5-99-01-1\n"),
    "a code of a ninth group": lambda: occupation(code="9-99-01-01"),
    "no name": lambda: occupation(name=""),
    "an edition of no shape": lambda: occupation(edition="2022版"),
    "a standing of no shape": lambda: standing(code="5"),
    "a standing without a name": lambda: standing(name=""),
    "a standing in no edition": lambda: standing(edition=""),
    "a code twice in an edition": lambda: standing(edition="2022", code="4-10-01-06"),
    "a code twice in an edition and its increment": lambda: standing(edition="2022+2030", code="4-10-01-06"),
    "an occupation twice in an edition": lambda: standing(edition="2022+2030"),
    "a change to two codes": lambda: [change(), change(new_code="5-99-01-03", kind="renamed")],
    "a change twice": lambda: [change(kind="split"), change(kind="split")],
    "a change of nothing": lambda: change(new_code="5-99-01-01"),
    "a change of an unknown kind": lambda: change(kind="lost"),
    "a change from a code of no shape": lambda: change(old_code="5"),
    "a change to a code of no shape": lambda: change(new_code="5"),
    "a change in no edition": lambda: change(old_edition=""),
    "a change without a source": lambda: change(source=""),
    "an edition twice": lambda: [edition(), edition(effective_from="2031-01-01")],
    "two editions from one day": lambda: [edition(), edition(version="2")],
    "an edition that ends before it begins": lambda: edition(effective_to="2029-12-31"),
    "an edition without a source": lambda: edition(source=""),
    "an edition without a title": lambda: edition(title=""),
    "an entry twice": lambda: [edition(), entry(urgent=True), entry()],
    "an entry with a level that is none": lambda: [edition(), entry(levels="5,6")],
    "an entry with half a band of pay": lambda: [edition(), entry(pay_from=6000)],
    "an entry whose pay ends below its beginning": lambda: [edition(), entry(pay_from=6000, pay_to=5000)],
    "an edition of an unknown state": lambda: edition(state="lost"),
    "an edition that is public and no day says since when": lambda: edition(state="published"),
    "an edition sent by nobody": lambda: edition(state="sent"),
    "a real edition that nobody agreed to": lambda: edition(
        demonstration=False, state="published", published_at="2030-01-01 00:00:00+00:00"
    ),
    "an edition under a name with a blank": lambda: edition(slug="2030 版"),
    "an edition under another's name": lambda: edition(slug=CatalogueEdition.objects.first().slug),
    "an alias twice": lambda: [alias(), alias(kind="job")],
    "an alias without a text": lambda: alias(text=""),
    "an alias of an unknown kind": lambda: alias(kind="nick"),
    "a second stamp": lambda: insert("stamp", id=2, token="x"),
}


@pytest.mark.parametrize("bad", REFUSED.values(), ids=REFUSED.keys())
def test_the_database_refuses(bad):
    with pytest.raises(DatabaseError), transaction.atomic():
        bad()


def test_a_real_edition_may_begin_on_the_day_a_demonstration_does():
    edition()
    edition(demonstration=False, slug="2030-2")


def test_who_an_occupation_is_never_changes():
    with pytest.raises(DatabaseError, match="keeps its key"), transaction.atomic():
        Occupation.objects.filter(key="4-10-01-05").update(key="4-10-01-99")
    Occupation.objects.filter(key="4-10-01-05").update(code="4-10-01-99")


def test_an_occupation_that_an_edition_names_is_not_deleted():
    with pytest.raises(DatabaseError), transaction.atomic():
        Occupation.objects.get(key="4-10-01-05").delete()
