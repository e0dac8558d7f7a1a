"""The classification comes in from a file: whole, twice, mended, broken."""

import codecs

import openpyxl
import pytest

from lib.workbook import Unreadable
from lib.workbook import write as write_workbook
from occupations import demo
from occupations.feed import COLUMNS, load_occupations
from occupations.models import Occupation, Stamp, Standing
from tests.occupations.conftest import line

pytestmark = pytest.mark.django_db

CARE = line("4-10-01-05", "养老护理员")
HOME = line("4-10-01-06", "家政服务员")
NURSERY = line("4-10-01-03", "保育师")


def counts(report) -> tuple[int, int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.absent, report.parked


def names() -> dict[str, str]:
    return dict(Occupation.objects.values_list("code", "name"))


def test_a_file_goes_in_whole_and_a_second_time_changes_nothing(write):
    path = write([CARE, HOME])
    assert counts(load_occupations(path)) == (2, 0, 0, 0, 0)
    stamp = Stamp.objects.get().token
    again = load_occupations(path)
    assert counts(again) == (0, 0, 2, 0, 0)
    assert "数据库已与这份文件一致，没有改动。" in again.lines()
    assert Stamp.objects.get().token == stamp, "not a single write"


def test_the_real_classification_goes_in_whole_and_again_changes_nothing(real_file):
    report = load_occupations(real_file)
    assert counts(report) == (1671, 0, 0, 0, 0)
    assert Standing.objects.count() == Occupation.objects.count() == 1671
    assert counts(load_occupations(real_file)) == (0, 0, 1671, 0, 0)
    assert Occupation.objects.get(code="4-10-01-05").pinyin == "yang lao hu li yuan"
    assert not Occupation.objects.filter(name__regex="[LS]$").exists()
    assert Occupation.objects.get(code="2-02-02-03").green, "the mark behind the name became a mark"


def test_the_sample_goes_in_whole_and_a_real_classification_over_it(real_file, django_assert_max_num_queries):
    demo.load()
    with django_assert_max_num_queries(40):
        report = load_occupations(real_file)
    assert report.changed == 0, "the sample's rows are the real rows"
    assert report.added + report.unchanged == 1671


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_every_usual_encoding_is_read(write, encoding):
    load_occupations(write([CARE, HOME], encoding=encoding))
    assert names() == {"4-10-01-05": "养老护理员", "4-10-01-06": "家政服务员"}


def test_a_workbook_is_read_as_well_and_a_formula_in_it_sets_its_row_aside(tmp_path):
    path = tmp_path / "file.xlsx"
    path.write_bytes(write_workbook(COLUMNS, [[row[column] for column in COLUMNS] for row in (CARE, HOME)]))
    assert counts(load_occupations(path)) == (2, 0, 0, 0, 0)
    book = openpyxl.load_workbook(path)
    book.active["B3"] = "=A1"
    book.save(path)
    report = load_occupations(path)
    assert counts(report) == (0, 0, 1, 0, 1)
    assert (report.problems[0].row, report.problems[0].column) == (3, "name")
    assert "公式" in str(report.problems[0])


def test_a_changed_name_is_shown_as_a_change_and_the_occupation_stays_itself(write):
    load_occupations(write([CARE, HOME]))
    before = Occupation.objects.get(code="4-10-01-06")
    report = load_occupations(write([CARE, line("4-10-01-06", "家政师", digital="1")]))
    assert counts(report) == (0, 1, 1, 0, 0)
    assert report.changes == ["4-10-01-06 家政师：名称 “家政服务员” → “家政师”；数字职业 否 → 是"]
    after = Occupation.objects.get(code="4-10-01-06")
    assert (after.pk, after.key, after.name, after.initials) == (before.pk, before.key, "家政师", "jzs")


def test_a_row_the_file_lacks_is_proposed_and_never_deleted(write):
    load_occupations(write([CARE, HOME]))
    report = load_occupations(write([CARE]))
    assert counts(report) == (0, 0, 1, 1, 0)
    assert report.absences == ["4-10-01-06 家政服务员"]
    assert len(names()) == 2
    assert report.complete, "a proposal is no failure"


def test_a_bad_row_is_neither_written_nor_called_absent(write):
    load_occupations(write([CARE, HOME]))
    report = load_occupations(write([CARE, HOME | {"digital": "是"}]))
    assert counts(report) == (0, 0, 1, 0, 1)


def test_codes_that_were_provisional_may_swap_and_each_name_stays_who_it_is(write):
    load_occupations(write([CARE, HOME]))
    keys = dict(Occupation.objects.values_list("name", "key"))
    report = load_occupations(write([line("4-10-01-06", "养老护理员"), line("4-10-01-05", "家政服务员")]))
    assert counts(report) == (0, 2, 0, 0, 0)
    assert names() == {"4-10-01-06": "养老护理员", "4-10-01-05": "家政服务员"}
    assert dict(Occupation.objects.values_list("name", "key")) == keys
    assert set(Standing.objects.values_list("code", "name")) == set(names().items())


@pytest.mark.parametrize(
    ("broken", "column", "words"),
    [
        ({"code": "4-10-1-5"}, "code", "编码应是四段"),
        ({"code": "9-10-01-05"}, "code", "编码应是四段"),
        ({"code": "４-10-01-05"}, "code", "编码应是四段"),
        ({"code": "2010/1/5"}, "code", "改成了日期"),
        ({"code": ""}, "code", "编码应是四段"),
        ({"name": ""}, "name", "名称为空"),
        ({"name": "养老\ufffd员"}, "name", "乱码"),
        ({"name": "养" * 61}, "name", "过长"),
        ({"name": "=cmd()"}, "name", "乱码"),
        ({"edition": "2022版"}, "edition", "版次应是年份"),
        ({"major_code": "5"}, "major_code", "应是 4"),
        ({"middle_code": "4-11"}, "middle_code", "应是 4-10"),
        ({"minor_code": "4-10-02"}, "minor_code", "应是 4-10-01"),
        ({"minor": ""}, "minor", "名称为空"),
        ({"digital": "S"}, "digital", "1（是）或 0（否）"),
        ({"green": ""}, "green", "1（是）或 0（否）"),
    ],
)
def test_a_bad_row_is_named_with_its_cell_and_the_good_ones_go_in(write, broken, column, words):
    report = load_occupations(write([HOME, CARE | broken, NURSERY]))
    assert counts(report) == (2, 0, 0, 0, 1)
    [problem] = report.problems
    assert (problem.row, problem.column, problem.value) == (3, column, broken[column])
    assert words in str(problem) and problem.remedy
    assert names() == {"4-10-01-06": "家政服务员", "4-10-01-03": "保育师"}


def test_every_fault_of_a_row_is_named_at_once(write):
    report = load_occupations(write([CARE | {"name": "", "edition": "", "green": "x"}, HOME]))
    assert [problem.column for problem in report.problems] == ["name", "edition", "green"]
    assert report.parked == 1


@pytest.mark.parametrize("second", [CARE, line("4-10-01-05", "护老员"), line("4-10-01-09", "养老护理员")])
def test_a_code_or_a_name_twice_in_one_file_is_named_and_the_first_stands(write, second):
    report = load_occupations(write([CARE, HOME, second]))
    assert counts(report) == (2, 0, 0, 0, 1)
    assert "与第 2 行重复" in str(report.problems[0])
    assert report.problems[0].row == 4


def test_a_row_of_a_wrong_width_is_named(write):
    path = write([CARE, HOME])
    path.write_text(path.read_text().replace("家政服务员", "家政,服务员"), encoding="utf-8")
    report = load_occupations(path)
    assert counts(report) == (1, 0, 0, 0, 1)
    assert "这一行有 12 格，列名有 11 个" in str(report.problems[0])


def test_empty_cells_and_lines_that_spreadsheets_leave_behind_do_not_matter(write):
    path = write([CARE, HOME])
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0] + ",,", lines[1] + ",,", ",,,", "", lines[2]]), encoding="utf-8")
    assert counts(load_occupations(path)) == (2, 0, 0, 0, 0)


def test_extra_columns_are_named_and_left_out(write):
    report = load_occupations(write([CARE | {"备注": "x"}], columns=[*COLUMNS, "备注"]))
    assert counts(report) == (1, 0, 0, 0, 0)
    assert "多出的列未使用：备注" in report.notes


def test_columns_may_stand_in_any_order(write):
    load_occupations(write([CARE], columns=COLUMNS[::-1]))
    assert names() == {"4-10-01-05": "养老护理员"}


def test_the_well_known_fault_in_the_name_of_the_first_major_group_is_mended_aloud(write):
    report = load_occupations(write([line("1-06-01-02", "企业经理", major="民办非企业单位负责人")]))
    assert Occupation.objects.get().major == "党的机关、国家机关、群众团体和社会组织、企事业单位负责人"
    assert any("第 1 大类" in note for note in report.notes)


@pytest.mark.parametrize(
    ("mark", "digital", "green"),
    [("L", False, True), ("S", True, False), ("L/S", True, True), ("LS", True, True), (" S / L", True, True)],
)
def test_a_mark_printed_behind_a_name_becomes_a_mark(write, mark, digital, green):
    load_occupations(write([line("4-08-03-02", f"摄影测量员{mark}")]))
    occupation = Occupation.objects.get()
    assert (occupation.name, occupation.digital, occupation.green) == ("摄影测量员", digital, green)


def broken_files():
    good = ",".join(COLUMNS) + "\n" + ",".join(CARE[column] for column in COLUMNS) + "\n"
    utf8 = good.encode()
    return {
        "nothing": (b"", "文件是空的"),
        "blanks": (b" \r\n\r\n", "文件是空的"),
        "only headings": (",".join(COLUMNS).encode(), "只有列名，没有数据"),
        "a workbook": (b"PK\x03\x04" + utf8, "这是 Excel 工作簿"),
        "an old workbook": (b"\xd0\xcf\x11\xe0" + utf8, "这是 Excel 工作簿"),
        "UTF-16": (codecs.BOM_UTF16_LE + good.encode("utf-16-le"), "不是 UTF-8 或 GBK"),
        "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00", "这是图片"),
        "bytes of no encoding": (good.replace("养老", "\x00").encode().replace(b"\x00", b"\xff\xff\xff"), "损坏的字符"),
        "mostly no encoding": (b"\xff\xff\xff\xff", "既不是 UTF-8 也不是 GBK"),
        "UTF-8 with a broken sign": (utf8.replace("护".encode(), "护".encode()[:2]), "第 2 行附近有损坏的字符"),
        "missing columns": (b"code,name\n4-10-01-05,x\n", "缺少列：major_code、major"),
        "tabs": (utf8.replace(b",", b"\t"), "列与列之间要用英文逗号"),
        "a column twice": (utf8.replace(b"green\n", b"green,name\n"), "列名重复：name"),
        "an open quote": (utf8 + b'"4-10', "引号"),
        "two editions": (utf8 + utf8.split(b"\n")[1].replace(b"2022", b"2015"), "一个文件只放一版"),
    }


@pytest.mark.parametrize(("content", "words"), broken_files().values(), ids=broken_files().keys())
def test_a_file_that_is_no_classification_is_refused_in_words_and_nothing_is_written(tmp_path, content, words):
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    with pytest.raises(Unreadable, match=words):
        load_occupations(path)
    assert not Occupation.objects.exists()


def test_a_file_that_is_not_there_and_a_folder_are_refused_in_words(tmp_path):
    with pytest.raises(Unreadable, match="找不到文件"):
        load_occupations(tmp_path / "none.csv")
    with pytest.raises(Unreadable, match="它不是文件"):
        load_occupations(tmp_path)


def test_a_file_of_a_wrong_size_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(Unreadable, match="超过 20 MB"):
        load_occupations(path)


def test_a_failure_half_way_leaves_nothing(write, monkeypatch):
    monkeypatch.setattr(Standing.objects, "bulk_create", lambda rows: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load_occupations(write([CARE]))
    assert not Occupation.objects.exists()


def test_a_long_report_shows_the_first_lines_and_says_how_many_more(write):
    rows = [line(f"4-10-01-{number:02}", "x") for number in range(1, 31)]
    lines = load_occupations(write(rows)).lines()
    assert "  ……另有 10 条" in lines
    assert "搁置 30" in lines[1]
