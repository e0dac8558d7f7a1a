"""The files of the room of occupations come in by the same way: all at once, and asking where much is missing."""

import pytest

from lib.workbook import write_csv
from occupations import demo
from occupations.feed import COLUMNS
from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation
from occupations.table import read_table
from records import kinds, runs
from records.models import ImportRun
from tests.records.making import AT, codes, counts, found, hand

pytestmark = pytest.mark.django_db

SAMPLE = demo.DATA / "occupations-sample.csv"
EDITION = ["2024", "", "人力资源开发目录（2024年版）示例版", "2024-09-01", "", "1", "示例，不具效力"]


def occupations(keep=158, edit=lambda row: row):
    rows = [edit(dict(row)) for _, row in read_table(SAMPLE, COLUMNS).rows][:keep]
    return write_csv(COLUMNS, [[row[name] for name in COLUMNS] for row in rows])


def test_asked_only_what_it_would_do_it_writes_nothing():
    run = hand("occupations", SAMPLE.read_bytes(), confirm=False)
    assert run.state == "waiting" and counts(run) == {"read": 158, "good": 158, "added": 158}
    assert not Occupation.objects.exists() and run.true_to is None
    runs.confirm(run=run, by=None, at=AT, tell=False)
    runs.drive(run)
    assert Occupation.objects.count() == 158


def test_a_file_that_lacks_a_tenth_asks_first():
    hand("occupations", SAMPLE.read_bytes())
    few = hand("occupations", occupations(keep=140), confirm=False)
    assert few.absent == 18 and few.asks == "现有 158 条，这份文件里缺少 18 条。缺少的不会删除，但请先核对是不是漏了。"
    with pytest.raises(runs.Refused, match="asks"):
        runs.confirm(run=few, by=None, at=AT)
    runs.confirm(run=few, by=None, at=AT, agreed=True, tell=False)
    runs.drive(few)
    few.refresh_from_db()
    assert few.state == "done" and Occupation.objects.count() == 158
    nearly = hand("occupations", occupations(keep=150), confirm=False)
    assert nearly.absent == 8 and not nearly.asks


def test_what_the_loader_finds_is_told_at_the_right_row():
    def edit(row):
        return row | ({"code": "4-10-1-5"} if row["code"] == "4-10-01-05" else {})

    run = hand("occupations", occupations(edit=edit))
    assert counts(run)["parked"] == 1 and Occupation.objects.count() == 157
    ((row, code, message),) = found(run)
    line = next(n for n, text in enumerate(SAMPLE.read_text().splitlines(), 1) if text.startswith("4-10-01-05"))
    assert (row, code) == (line, "loader") and "编码应是四段" in message


def test_what_the_loader_will_not_have_at_all_is_refused_in_its_words():
    def edit(row):
        return row | ({"edition": "2015"} if row["code"] == "4-10-01-05" else {})

    run = hand("occupations", occupations(edit=edit))
    assert run.state == "refused" and "几版大典" in run.message and not Occupation.objects.exists()


def test_aliases_and_code_changes_go_in_too():
    hand("occupations", SAMPLE.read_bytes())
    assert hand("aliases", (demo.DATA / "aliases-sample.csv").read_bytes()).state == "done"
    assert hand("code-changes", (demo.DATA / "code-changes.csv").read_bytes()).state == "done"
    assert Alias.objects.exists() and CodeChange.objects.exists()


def _catalogue(*rows):
    titles = ["目录年份", "版本", "目录名称", "施行日期", "最后一天", "示例版", "来源", "编码", "名称", "急需紧缺"]
    return write_csv(titles, rows)


def test_a_catalogue_says_in_every_row_of_which_edition_it_is():
    hand("occupations", SAMPLE.read_bytes())
    one, two = Occupation.objects.order_by("code")[:2]
    content = _catalogue([*EDITION, one.code, one.name, "1"], [*EDITION, two.code, two.name, "0"])
    assert counts(hand("catalogue", content)) == {"read": 2, "good": 2, "added": 2}
    edition = CatalogueEdition.objects.get()
    assert (edition.year, edition.demonstration, edition.effective_to) == (2024, True, None)
    assert CatalogueEntry.objects.get(urgent=True).occupation == one


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (0, "24", "四位数字"),
        (3, "明年", "施行日期"),
        (4, "2024-01-01", "最后一天早于"),
        (5, "也许", "只能填 1"),
        (6, "", "没有写"),
    ],
)
def test_an_edition_that_cannot_be_is_refused(place, value, words):
    hand("occupations", SAMPLE.read_bytes())
    one = Occupation.objects.first()
    edition = [*EDITION]
    edition[place] = value
    run = hand("catalogue", _catalogue([*edition, one.code, one.name, "1"]))
    assert run.state == "refused" and words in found(run)[0][2] and not CatalogueEdition.objects.exists()


def test_two_editions_in_one_file_are_told_apart():
    hand("occupations", SAMPLE.read_bytes())
    one, two = Occupation.objects.order_by("code")[:2]
    other = ["2025", *EDITION[1:]]
    run = hand("catalogue", _catalogue([*EDITION, one.code, one.name, "1"], [*other, two.code, two.name, "0"]))
    assert codes(run) == [(3, "edition")] and CatalogueEntry.objects.count() == 1
    assert ImportRun.objects.filter(kind="catalogue", state="done").count() == 1


@pytest.mark.parametrize("kind", ["occupations", "aliases", "code-changes", "catalogue"])
def test_a_template_says_what_must_be_filled_in_and_an_empty_cell_is_judged_by_the_loader(kind):
    """An empty cell that were refused before the loader sees its row would make its occupation look missing."""
    template = kinds.feed_of(kind).template
    required = [column for column in template.columns if column.required]
    assert required and all(column.hint or column.example for column in template.columns)
    row = {column.name: "" for column in template.columns}
    run = hand(kind, write_csv(template.titles, [list(row.values()), list((row | {required[0].name: "？"}).values())]))
    assert {code for _, code in codes(run)} <= {"loader", "edition"}


def test_a_file_of_aliases_promises_only_what_it_does():
    hand("occupations", SAMPLE.read_bytes())
    hand("aliases", (demo.DATA / "aliases-sample.csv").read_bytes())
    kept = Alias.objects.count()
    few = hand("aliases", "alias,code,name,kind\n示例叫法,4-10-01-06,家政服务员,俗称\n".encode())
    assert few.absent == 0 and Alias.objects.count() == kept + 1
    assert "没有的不受影响" in kinds.feed_of("aliases").template.reach
    assert "缺少的会说出来" in kinds.feed_of("occupations").template.reach
