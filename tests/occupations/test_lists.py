"""Everyday words, the crosswalk and a catalogue edition, from files."""

from datetime import date

import pytest

from occupations.feed import load_occupations
from occupations.lists import EditionFacts, load_aliases, load_catalogue, load_code_changes
from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange
from tests.occupations.conftest import line

pytestmark = pytest.mark.django_db

ALIAS = {"alias": "月嫂", "code": "4-10-01-06", "name": "家政服务员", "kind": "俗称"}
CHANGE = {
    "old_edition": "2021",
    "old_code": "4-01-02-07",
    "old_name": "互联网营销师",
    "new_code": "4-01-06-02",
    "kind": "换码",
    "source": "国家职业技能标准（2021年版）",
}
FACTS = EditionFacts(2022, "3.0版", "示例目录", date(2022, 9, 1), demonstration=True, source="示例版，非官方目录")


@pytest.fixture(autouse=True)
def classification(write):
    load_occupations(write([line("4-10-01-05", "养老护理员"), line("4-10-01-06", "家政服务员")]))


@pytest.fixture
def aliases(write):
    return lambda *rows: load_aliases(write(rows, columns=list(ALIAS)))


@pytest.fixture
def changes(write):
    return lambda *rows: load_code_changes(write(rows, columns=list(CHANGE)))


@pytest.fixture
def catalogue(write):
    columns = ["code", "name", "urgent"]

    def load(*rows, facts=FACTS):
        return load_catalogue(facts, write([dict(zip(columns, row, strict=True)) for row in rows], columns=columns))

    return load


def test_an_alias_goes_in_with_its_pinyin_and_again_changes_nothing(aliases):
    assert aliases(ALIAS).added == 1
    alias = Alias.objects.get()
    assert (alias.occupation.name, alias.pinyin, alias.initials) == ("家政服务员", "yue sao", "ys")
    again = aliases(ALIAS)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1)


def test_an_alias_missing_from_a_later_file_stays(aliases):
    aliases(ALIAS)
    report = aliases(ALIAS | {"alias": "保姆"})
    assert (report.added, report.absent) == (1, 0)
    assert Alias.objects.count() == 2


def test_one_word_may_stand_for_two_occupations_and_a_kind_may_be_mended(aliases):
    other = ALIAS | {"code": "4-10-01-05", "name": "养老护理员"}
    assert aliases(ALIAS, other).added == 2
    report = aliases(ALIAS | {"kind": "工种"})
    assert report.changes == ["月嫂：类别"]
    assert Alias.objects.get(occupation__name="家政服务员").kind == "job"


@pytest.mark.parametrize(
    ("broken", "column", "words"),
    [
        ({"alias": ""}, "alias", "叫法为空"),
        ({"kind": "外号"}, "kind", "工种"),
        ({"code": "4-10-01-99"}, "code", "职业分类里没有这个编码"),
        ({"name": "养老护理员"}, "name", "4-10-01-06 是“家政服务员”"),
    ],
)
def test_a_bad_alias_is_named(aliases, broken, column, words):
    report = aliases(ALIAS | broken, ALIAS | {"alias": "保姆"})
    assert (report.added, report.parked) == (1, 1)
    assert report.problems[0].column == column
    assert words in str(report.problems[0])


def test_an_alias_twice_in_a_file_is_named(aliases):
    report = aliases(ALIAS, ALIAS)
    assert (report.added, report.parked) == (1, 1)


def test_a_code_change_goes_in_and_again_changes_nothing(changes):
    assert changes(CHANGE).added == 1
    assert CodeChange.objects.get().kind == "same"
    assert changes(CHANGE).unchanged == 1
    assert changes(CHANGE | {"source": "更正后的依据"}).changed == 1


@pytest.mark.parametrize(
    ("broken", "column"),
    [
        ({"old_edition": "去年"}, "old_edition"),
        ({"old_code": "4-01"}, "old_code"),
        ({"new_code": ""}, "new_code"),
        ({"kind": "变了"}, "kind"),
        ({"source": ""}, "source"),
        ({"new_code": "4-01-02-07"}, "new_code"),
    ],
)
def test_a_bad_code_change_is_named(changes, broken, column):
    report = changes(CHANGE | broken)
    assert (report.added, report.parked) == (0, 1)
    assert report.problems[0].column == column


def test_a_code_maps_by_itself_to_one_code_only_and_may_be_split_into_several(changes):
    elsewhere = CHANGE | {"new_code": "4-01-06-03"}
    assert changes(CHANGE, elsewhere).parked == 1
    assert "已对照到 4-01-06-02" in str(changes(elsewhere).problems[0])
    assert changes(*({**CHANGE, "old_code": "4-01-02-09", "new_code": code, "kind": "拆分"}
                     for code in ("4-01-06-02", "4-01-06-03"))).added == 2  # fmt: skip


def test_a_catalogue_edition_goes_in_and_again_changes_nothing(catalogue):
    rows = ("4-10-01-05", "养老护理员", "1"), ("4-10-01-06", "家政服务员", "0")
    assert catalogue(*rows).added == 2
    edition = CatalogueEdition.objects.get()
    assert edition.label == "2022年版（3.0版）·示例版"
    assert dict(edition.entries.values_list("occupation__name", "urgent")) == {"养老护理员": True, "家政服务员": False}
    assert catalogue(*rows).unchanged == 2


def test_a_catalogue_edition_is_a_whole_and_what_it_lacks_is_proposed(catalogue):
    catalogue(("4-10-01-05", "养老护理员", "1"), ("4-10-01-06", "家政服务员", "1"))
    report = catalogue(("4-10-01-05", "养老护理员", "0"))
    assert (report.changed, report.absent) == (1, 1)
    assert report.absences == ["家政服务员 4-10-01-06"]
    assert CatalogueEntry.objects.count() == 2


def test_the_facts_of_an_edition_may_be_mended(catalogue):
    catalogue(("4-10-01-05", "养老护理员", "1"))
    facts = EditionFacts(2022, "3.0版", "改名", date(2022, 10, 1), True, "示例版", date(2023, 9, 30))
    assert "目录的名称、日期或来源已更新" in catalogue(("4-10-01-05", "养老护理员", "1"), facts=facts).notes
    edition = CatalogueEdition.objects.get()
    assert (edition.title, edition.effective_to) == ("改名", date(2023, 9, 30))
