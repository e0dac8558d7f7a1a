"""The demonstration: our own files are sound, say what they are, and never touch a real classification."""

import csv
import re

import pytest

from occupations import demo
from occupations.feed import COLUMNS, load_occupations
from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation
from occupations.queries import atlas
from tests.occupations.conftest import line

pytestmark = pytest.mark.django_db

SEED = re.findall(
    r"\S+",
    """
    4-01-06-01 4-01-06-02 4-04-05-05 4-13-01-05 4-10-01-05 4-10-01-06 4-10-01-03 4-10-01-01 4-10-08-01
    4-03-02-01 4-03-02-02 4-03-02-07 4-10-03-01 4-10-03-02 4-07-05-01 4-07-05-03 6-31-01-03 6-18-02-04
    4-12-01-01 6-31-07-03 6-31-07-01 6-29-03-03 6-28-01-13 4-12-04-05 4-02-04-06 3-01-04-02 6-09-03-04
    4-07-04-01 4-14-02-05 4-09-07-04 4-04-04-04 4-14-04-02 4-04-05-13 4-13-01-10 4-07-02-06 4-11-01-04
    6-31-07-04 4-01-06-03 4-02-04-07 2-07-11-04 4-06-02-04 6-29-02-18
    """,
)


def rows(name: str) -> list[dict[str, str]]:
    with (demo.DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_it_loads_every_row_of_our_files_and_again_changes_nothing():
    assert demo.load() == {
        "occupations": len(rows("occupations-sample.csv")),
        "code_changes": len(rows("code-changes.csv")),
        "aliases": len(rows("aliases-sample.csv")),
        "catalogue_2022": len(rows("catalogue-2022-sample.csv")),
        "posts_2022": len(rows("posts-2022-sample.csv")),
        "catalogue_2023": len(rows("catalogue-2023-sample.csv")),
        "posts_2023": len(rows("posts-2023-sample.csv")),
    }
    assert set(demo.load().values()) == {0}


def test_the_sample_holds_what_examples_speak_of_in_every_major_group(sample):
    assert set(SEED) <= set(Occupation.objects.values_list("code", flat=True))
    assert {code[0] for code in Occupation.objects.values_list("code", flat=True)} == set("12345678")
    assert Alias.objects.count() >= 120
    assert CodeChange.objects.filter(source="").count() == 0


def test_both_editions_say_that_they_are_no_official_catalogue(sample):
    editions = CatalogueEdition.objects.order_by("year")
    assert [each.label for each in editions] == ["2022年版（3.0版）·示例版", "2023年版·示例版"]
    assert all(each.demonstration and each.source.startswith("示例版，非官方目录") for each in editions)


def test_the_two_editions_differ_both_ways(sample):
    old, new = (
        set(CatalogueEntry.objects.filter(edition__year=year, urgent=True).values_list("occupation__name", flat=True))
        for year in (2022, 2023)
    )
    assert old - new and new - old and old & new
    assert CatalogueEntry.objects.filter(urgent=False).exists()


def test_a_real_classification_is_not_corrected_by_the_sample(write):
    load_occupations(write([line("4-10-01-05", "养老照护员"), line("4-99-01-01", "不在样例里的职业")]))
    assert demo.load()["occupations"] == 0
    assert atlas().name("4-10-01-05") == "养老照护员"


def test_the_sample_has_the_columns_of_the_feed_and_is_a_small_part_of_the_whole():
    sample = rows("occupations-sample.csv")
    assert tuple(sample[0]) == COLUMNS
    assert 120 <= len(sample) <= 160


def test_the_sample_prints_what_the_real_classification_prints(real_file, sample):
    assert load_occupations(real_file).changed == 0
