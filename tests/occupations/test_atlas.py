"""The snapshot: which occupation, known or not, urgent on which day; and never a stale one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from django.db import connection

from occupations import queries
from occupations.atlas import Atlas, Edition
from occupations.crosswalk import Change, Stood
from occupations.feed import load_occupations
from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation, Post, Standing
from occupations.queries import atlas, search
from occupations.search import Named
from tests.occupations.conftest import line

FACES = {
    1: Named("4-10-01-05", "4-10-01-05", "养老护理员", "2022", "", "", ""),
    2: Named("4-01-06-02", "4-01-06-02", "互联网营销师", "2022", "", "", ""),
}
STOOD = [Stood("2022", face.code, pk) for pk, face in FACES.items()]
CHANGES = [Change("2021", "4-01-02-07", "4-01-06-02", "same"), Change("2015", "4-09-09-09", "4-10-01-05", "split")]


def edition(begins, ends=None, urgent=(), demonstration=False, label=None) -> Edition:
    return Edition(label or begins, demonstration, day(begins), day(ends), frozenset(urgent))


def day(text):
    return date.fromisoformat(text) if text else None


def book(*editions) -> Atlas:
    return Atlas(FACES, STOOD, CHANGES, [], editions)


def ask(atlas: Atlas, code: str | None, on: str) -> SimpleNamespace:
    """One row of columns()."""
    columns = atlas.columns(np.array([code], dtype=object), np.array([on], dtype="M8[D]"))
    return SimpleNamespace(**{name: values[0] for name, values in columns.items()})


def test_an_occupation_is_urgent_from_the_first_day_of_an_edition_to_its_last():
    atlas = book(edition("2022-09-01", "2023-08-31", urgent=[1]))
    asked = {on: ask(atlas, "4-10-01-05", on) for on in ("2022-08-31", "2022-09-01", "2023-08-31", "2023-09-01")}
    assert [each.urgent for each in asked.values()] == [False, True, True, False]
    assert [each.edition for each in asked.values()] == ["", "2022-09-01", "2022-09-01", ""]
    assert [each.edition_status for each in asked.values()] == ["", "official", "official", ""]


def test_the_next_edition_takes_over_on_its_first_day():
    atlas = book(edition("2022-09-01", urgent=[1]), edition("2023-09-01", urgent=[2]))
    for on, urgent in (("2023-08-31", (True, False)), ("2023-09-01", (False, True)), ("2040-01-01", (False, True))):
        assert tuple(ask(atlas, code, on).urgent for code in ("4-10-01-05", "4-01-06-02")) == urgent


def test_an_edition_that_was_replaced_does_not_come_back_when_its_successor_ends():
    atlas = book(edition("2022-09-01", urgent=[1]), edition("2023-09-01", "2023-12-31"))
    assert ask(atlas, "4-10-01-05", "2024-01-01").edition == ""


def test_urgency_is_of_the_occupation_whatever_its_code_was():
    atlas = book(edition("2022-09-01", urgent=[2]))
    asked = ask(atlas, "4-01-02-07", "2022-09-01")
    assert (asked.canonical, asked.urgent, asked.code_known) == ("4-01-06-02", True, True)


def test_a_demonstration_never_stands_over_a_real_edition_and_says_what_it_is():
    official = edition("2022-09-01", "2024-12-31", urgent=[1], label="官方")
    atlas = book(official, edition("2023-09-01", urgent=[2], demonstration=True, label="示例"))
    assert ask(atlas, "4-10-01-05", "2024-01-01").edition == "官方"
    after = ask(atlas, "4-01-06-02", "2025-01-01")
    assert (after.edition, after.edition_status, after.urgent) == ("示例", "illustrative", True)


def test_without_any_edition_nothing_is_urgent():
    asked = ask(book(), "4-10-01-05", "2022-09-01")
    assert (asked.urgent, asked.edition, asked.edition_status) == (False, "", "")


def test_an_unknown_code_is_itself_and_no_code_is_nothing():
    atlas = book(edition("2022-09-01", urgent=[1, 2]))
    unknown = ask(atlas, "4-99-99-99", "2023-01-01")
    assert (unknown.canonical, unknown.code_known, unknown.urgent) == ("4-99-99-99", False, False)
    for nothing in (None, "", float("nan")):
        asked = ask(atlas, nothing, "2023-01-01")
        assert (asked.canonical, asked.code_known, asked.urgent) == ("", False, False)
    assert ask(atlas, "4-10-01-05", "NaT").edition == ""


def test_a_code_is_known_that_stands_anywhere_or_that_the_crosswalk_names():
    known = ("4-10-01-05", "4-01-02-07", "4-09-09-09")
    assert [book().known(code) for code in known] == [True, True, True]
    assert not book().known("4-99-99-99")
    assert book().canonical("4-09-09-09") == "4-09-09-09", "split: left alone"
    assert [book().name(code) for code in ("4-01-02-07", "4-99-99-99")] == ["互联网营销师", None]


def test_rows_asked_at_once_say_what_each_says_alone():
    atlas = book(
        edition("2022-09-01", "2023-08-31", [1]),
        edition("2023-09-01", None, [2]),
        edition("2022-01-01", None, [2], True),
    )
    dice = np.random.default_rng(1)
    codes = np.array(["4-10-01-05", "4-01-02-07", "4-99-99-99", ""], dtype=object)[dice.integers(0, 4, 300)]
    on = np.datetime64("2021-12-01") + dice.integers(0, 900, 300)
    together = atlas.columns(codes, on)
    for row in range(300):
        alone = ask(atlas, codes[row], str(on[row]))
        assert {name: values[row] for name, values in together.items()} == vars(alone)


@pytest.mark.parametrize("dtype", [object, "str", "string"])
def test_codes_may_come_as_any_array_of_text(dtype):
    codes = pd.Series(["4-01-02-07", "4-10-01-05"], dtype=dtype).to_numpy()
    found = book().columns(codes, np.array(["2022-09-01"] * 2, dtype="M8[D]"))
    assert found["canonical"].tolist() == ["4-01-06-02", "4-10-01-05"]
    assert book().columns(np.array([], dtype=object), np.array([], dtype="M8[D]"))["urgent"].tolist() == []


# The snapshot and the database


@pytest.mark.django_db
def test_an_import_is_seen_at_once_and_until_then_nothing_is_read_twice(write, django_assert_num_queries):
    load_occupations(write([line("4-10-01-05", "养老护理员")]))
    first = atlas()
    with django_assert_num_queries(1):
        assert atlas() is first
    load_occupations(write([line("4-10-01-05", "养老照护员"), line("4-10-01-06", "家政服务员")]))
    assert atlas().name("4-10-01-05") == "养老照护员"
    assert [hit.name for hit in search("家政")] == ["家政服务员"]
    assert first.name("4-10-01-05") == "养老护理员", "a snapshot in hand never changes"


@pytest.mark.django_db
def test_every_write_to_what_is_read_is_seen_by_whatever_road(sample):
    """Guards the triggers too: SQLite loses them when a migration remakes a table without setting them again."""
    occupation = Occupation.objects.latest("pk")
    occupation.pk, occupation.key = None, "5-99-01-01"
    occupation.save()
    names = {"occupation": occupation, "edition": "2030", "code": "5-99-01-01", "name": "示例职业"}
    change = {
        "old_edition": "2022",
        "old_code": "5-99-01-01",
        "new_code": "5-99-01-02",
        "kind": "split",
        "source": "例",
    }
    edition = CatalogueEdition.objects.create(
        year=2030, title="示例", slug="2030", effective_from=day("2030-01-01"), source="例"
    )
    leaves_first = [
        Post.objects.create(edition=edition, place=1, industry="农业", name="示例岗位"),
        CatalogueEntry.objects.create(edition=edition, occupation=occupation),
        edition,
        CodeChange.objects.create(**change),
        Alias.objects.create(occupation=occupation, text="示例"),
        Standing.objects.create(**names),
        occupation,
    ]
    for row in leaves_first:
        table, pk = connection.ops.quote_name(row._meta.db_table), row.pk
        before = atlas()
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id WHERE id = %s", [pk])
        changed = atlas()
        assert changed is not before, f"an update of {table}"
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])
        fewer = atlas()
        assert fewer is not changed, f"a deletion from {table}"
        row.save(force_insert=True)
        assert atlas() is not fewer, f"an insertion into {table}"
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])


@pytest.mark.django_db
def test_an_empty_database_answers_and_keeps_nothing():
    assert (atlas().known("4-10-01-05"), search("养老")) == (False, [])
    assert queries._kept is None


@pytest.mark.django_db(transaction=True)
def test_an_import_by_another_connection_is_seen(write):
    load_occupations(write([line("4-10-01-05", "养老护理员")]))
    assert not atlas().known("4-10-01-06")

    def elsewhere():
        load_occupations(write([line("4-10-01-05", "养老护理员"), line("4-10-01-06", "家政服务员")], name="other.csv"))
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(elsewhere).result()
    assert atlas().known("4-10-01-06")
