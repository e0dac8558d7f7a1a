"""`import_feed KIND FILE`: what it says and how it ends."""

import stat
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from occupations import demo
from occupations.feeds import OCCUPATIONS
from occupations.models import Occupation
from records import kinds
from records.management.commands import import_feed
from records.models import ImportRun

pytestmark = pytest.mark.django_db

SAMPLE = demo.DATA / "occupations-sample.csv"


@pytest.fixture
def feed(capsys, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"

    def feed(kind: str, file: Path, *more: str) -> tuple[int, str]:
        try:
            call_command("import_feed", kind, str(file), *more)
        except SystemExit as end:
            return end.code, capsys.readouterr().out
        except CommandError as error:
            return error.returncode, str(error)
        return 0, capsys.readouterr().out

    return feed


def test_a_file_goes_in_and_the_counts_are_said_in_chinese(feed):
    code, said = feed("occupations", SAMPLE)
    assert code == 0
    assert said.splitlines()[:2] == [
        "职业分类：读到 158 行",
        "新增 158 · 变更 0 · 撤回 0 · 未变 0 · 文件中缺少 0 · 搁置 0",
    ]


def test_the_same_file_again_says_so_and_writes_nothing(feed):
    feed("occupations", SAMPLE)
    code, said = feed("occupations", SAMPLE)
    assert code == 0
    assert "导入过，没有新的内容" in said and ImportRun.objects.count() == 1


def test_the_same_rows_in_another_file_say_that_nothing_changed(feed, tmp_path):
    feed("occupations", SAMPLE)
    file = tmp_path / "again.csv"
    file.write_bytes(SAMPLE.read_bytes() + b"\r\n")
    code, said = feed("occupations", file)
    assert code == 0
    assert "新增 0 · 变更 0 · 撤回 0 · 未变 158" in said and "没有改动" in said


def test_with_a_bad_row_the_good_ones_go_in_and_it_ends_with_one(feed, tmp_path):
    file = tmp_path / "mended.csv"
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace("4-10-01-05,", "4-10-1-5,"), encoding="utf-8")
    code, said = feed("occupations", file)
    assert code == 1 and Occupation.objects.count() == 157
    assert "搁置 1" in said and "编码 · “4-10-1-5”：" in said
    assert "标注了问题的文件：在“数据管理”导入" in said


def test_the_marked_workbook_is_written_only_where_the_operator_says_and_for_him_alone(feed, tmp_path, settings):
    file, marked = tmp_path / "mended.csv", tmp_path / "marked.xlsx"
    file.write_text(SAMPLE.read_text(encoding="utf-8").replace("4-10-01-05,", "4-10-1-5,"), encoding="utf-8")
    assert feed("occupations", file)[0] == 1
    assert not [path for path in settings.VAR_DIR.rglob("*") if path.is_file()], "nothing is left in clear by itself"
    code, said = feed("occupations", file, "--marked", str(marked))
    assert code == 0 and "没有新的内容" in said and f"标注了问题的文件：{marked}" in said
    assert stat.S_IMODE(marked.stat().st_mode) == 0o600
    assert "4-10-1-5" in str(list(openpyxl.load_workbook(marked).active.values))
    other = tmp_path / "other.csv"
    other.write_bytes(file.read_bytes() + b"\r\n")
    code, said = feed("occupations", other, "--marked", str(marked))
    assert code == 2 and "不会覆盖" in said and ImportRun.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        ("nonsense", "x", "没有“nonsense”这种数据。可以导入的有：aliases、catalogue、certificates、code-changes、"),
        ("occupations", "", "没有导入。文件是空的"),
        ("occupations", "code,name\n1,2\n", "没有导入。缺少列"),
    ],
)
def test_what_cannot_be_read_writes_nothing_and_ends_with_two(feed, tmp_path, kind, content, words):
    file = tmp_path / "file.csv"
    file.write_text(content, encoding="utf-8")
    code, said = feed(kind, file)
    assert code == 2 and words in said
    assert not Occupation.objects.exists()


def test_the_other_kinds_of_the_room_below_go_in_too(feed):
    feed("occupations", SAMPLE)
    assert feed("aliases", demo.DATA / "aliases-sample.csv")[0] == 0
    assert feed("code-changes", demo.DATA / "code-changes.csv")[0] == 0


def test_a_kind_has_one_feed():
    with pytest.raises(ValueError, match="occupations"):
        kinds.register(OCCUPATIONS)


def test_help_names_the_kinds():
    parser = import_feed.Command().create_parser("manage.py", "import_feed")
    assert "occupations" in parser.format_help()
