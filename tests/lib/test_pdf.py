"""Papers: every sign drawn by some font or told as its code point, lines broken as Chinese is."""

import re

import pytest

from lib.pdf import Cell, Fonts, Paper, embedding, fonts, lines
from tests import papers
from tests.papers import KAI, RARE

SAID = (
    "您于2025年9月30日提出的申请（受理号SU20250930），经审核符合《稳就业专项行动实施方案》（京就办发〔2022〕1号）规定，"
    "准予发放¥1,500.00。"
)
NOBODYS = "\U0003fffd"  # no sign will ever stand there


@pytest.fixture(scope="module")
def found() -> Fonts:
    return Fonts()


def foot(paper: Paper, page: int, pages: int) -> None:
    paper.put(f"第{page + 1}页，共{pages}页", paper.left, 800, 9, page=page)


def printed(fonts: Fonts, *texts: str) -> tuple[bytes, Paper]:
    paper = Paper(fonts)
    for text in texts:
        paper.text(text, indent=2)
    return paper.finish(title="示例", author="示例", foot=foot), paper


def words(broken) -> list[str]:
    return ["".join(run.text for run in line.runs) for line in broken]


@pytest.mark.parametrize("wide", range(104, 300, 7))
def test_no_line_begins_with_a_closing_sign_or_ends_with_an_opening_one(found, wide):
    told = words(lines.broken(SAID, found.regular, 12, wide))
    assert "".join(told) == SAID
    for line in told:
        assert line[0] not in lines.CLINGING and line[-1] not in lines.OPENING, told


@pytest.mark.parametrize("wide", range(104, 300, 7))
def test_numbers_days_and_document_numbers_stay_whole(found, wide):
    told = words(lines.broken(SAID, found.regular, 12, wide))
    for whole in ("〔2022〕1号", "2025年9月30日", "¥1,500.00", "SU20250930"):
        assert any(whole in line for line in told), (whole, told)


def test_what_is_longer_than_a_line_is_broken_and_nothing_is_lost(found):
    digest = "0123456789abcdef" * 4
    told = words(lines.broken(digest, found.regular, 12, 100))
    assert len(told) > 1 and "".join(told) == digest


def test_a_line_is_never_wider_than_its_column_but_for_an_empty_half(found):
    for line in lines.broken(SAID * 3, found.regular, 12, 200):
        end = line.width + line.apart * sum(len(run.text) for run in line.runs if run.wide)
        assert end <= 200 + 6 + line.apart + 0.01


def test_a_line_is_stretched_only_as_far_as_nobody_sees_it(found):
    broken = lines.broken("示" * 30 + "SU20250930123456789012345" + "例" * 40, found.regular, 10, 250)
    assert all(0 <= line.apart <= lines.STRETCH * 10 for line in broken)
    assert broken[-1].apart == 0, "the last line is as long as it is"


def test_marks_side_by_side_share_their_empty_halves(found):
    alone = lines.width_of("》", found.regular, 10) + lines.width_of("，", found.regular, 10)
    if alone < 19:
        pytest.skip("the font found here has narrow marks")
    assert lines.width_of("》，", found.regular, 10) == pytest.approx(alone - 5)


def test_figures_are_all_of_one_width(found):
    assert len({found.regular.find(figure)[1] for figure in "0123456789"}) == 1


def test_a_sign_that_no_font_has_prints_as_its_code_point_and_is_told(found):
    papers.needs(reader=True)
    content, paper = printed(found, f"示{NOBODYS}明")
    assert paper.missing == [NOBODYS]
    assert "示[U+3FFFD]明" in papers.text_of(content)


def test_signs_beyond_the_basic_plane_copy_as_what_they_are(found):
    papers.needs(KAI, RARE, reader=True)
    content, paper = printed(found, "𠮷田 䶮 㛃 𬱖 㵪 龘", SAID)
    assert paper.missing == []
    assert "𠮷田䶮㛃𬱖㵪龘" in papers.text_of(content) and "〔2022〕1号" in papers.text_of(content)


def test_every_font_is_embedded_and_only_what_is_used_of_it(found):
    papers.needs(KAI, RARE, reader=True)
    content, _ = printed(found, SAID, "㵪")
    drawn = [row for row in papers.fonts_of(content) if not row[0].startswith("Helvetica")]
    assert {re.sub(r"^[A-Z]{6}\+", "", row[0]) for row in drawn} == {"LXGWWenKai-Regular", "BabelStoneHan"}
    assert all("yes yes yes" in " ".join(row) for row in drawn)
    assert len(content) < 60_000


def test_without_a_font_file_the_common_signs_are_still_drawn_and_a_rare_one_is_told(tmp_path):
    bare = Fonts(folders=[tmp_path])
    assert bare.names == [] and bare.regular.find("示")[0].name == fonts.LAST
    content, paper = printed(bare, "示例：准予发放。", "𠮷")
    assert paper.missing == ["𠮷"] and b"STSong" in content


def test_a_font_named_by_setting_comes_first_and_one_that_is_not_there_stops_the_start(tmp_path):
    papers.needs(RARE)
    rare = next(path for folder in fonts.FOLDERS for path in folder.rglob(RARE))
    assert Fonts([rare]).regular.find("示")[0].path == rare
    with pytest.raises(FileNotFoundError):
        Fonts([tmp_path / "none.ttf"])


def test_what_chooses_a_variant_is_not_taken_for_a_sign(found):
    assert found.missing("示\ufe00\U000e0100例") == []
    assert words(lines.broken("示\U000e0100例", found.regular, 10, 100)) == ["示例"]


def test_the_table_for_copying_is_utf_16_in_blocks_of_a_hundred():
    signs = ["𠮷", *map(chr, range(0x4E00, 0x4E00 + 149))]
    table = embedding.to_unicode({sign: f"{place:04X}" for place, sign in enumerate(signs, 1)})
    assert "<0001> <D842DFB7>" in table and "<0002> <4E00>" in table
    assert "100 beginbfchar" in table and "50 beginbfchar" in table


def test_what_most_papers_draw_is_cut_out_once_and_a_rare_name_is_still_whole(found):
    papers.needs(KAI, RARE, reader=True)
    shared = Fonts(common="您于年月日提出的申请准予发放0123456789")
    first, second = (printed(shared, f"您于2025年9月30日提出的申请：{name}准予发放")[0] for name in ("𠮷甲", "乙㵪"))
    assert "提出的申请：𠮷甲准予发放" in papers.text_of(first) and "提出的申请：乙㵪准予发放" in papers.text_of(second)
    [font, *_] = shared.regular._fonts
    assert font.common.program in first and font.common.program in second


def test_a_long_table_goes_on_with_its_head_and_tears_no_row(found):
    papers.needs(reader=True)
    paper = Paper(found)
    paper.table(["序号", "事项"], [[f"第{n}行", Cell("甲乙丙丁" * 20, bold=True)] for n in range(40)], (1, 3))
    content = paper.finish(title="示例", author="示例", foot=foot)
    text = papers.text_of(content)
    assert len(paper.pages) == text.count("序号") > 1
    assert all(f"第{n}行" in text for n in range(40)) and f"共{len(paper.pages)}页" in text


def test_the_same_paper_is_the_same_file(found):
    assert printed(found, SAID)[0] == printed(found, SAID)[0]
