"""What a person types and what they should see first, on the real classification or our own sample."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benchmarks import search_cases
from occupations import demo
from occupations.feed import load_occupations
from occupations.finding import Narrowed, find
from occupations.models import CodeChange
from occupations.queries import atlas, search
from occupations.search import Index, Named, Word
from occupations.slips import MEASURED, slips
from occupations.spelling import spell

pytestmark = pytest.mark.django_db


def find_in(book, text: str) -> list:
    return find(book, text, date(2026, 3, 2), Narrowed(), limit=5, after=0, certified={}).cards


def named(*names: str) -> list[Named]:
    return [
        Named(str(n), f"4-10-01-0{n}", name, "2022", "生活照料服务人员", *spell(name))
        for n, name in enumerate(names, 1)
    ]


@pytest.fixture(scope="module", params=["sample", "real"])
def book(request, django_db_setup, django_db_blocker):
    """Searches hold on our own sample and on the whole classification: a snapshot of each, read once."""
    file = request.getfixturevalue("real_file") if request.param == "real" else None
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load()
        if file:
            load_occupations(file)
        yield atlas()
        transaction.set_rollback(True)


FIRST = {
    # name: whole, beginning, middle
    "养老护理员": "养老护理员",
    "养老": "养老护理员",
    "护理员": "医疗护理员",
    "电工": "电工",
    "焊": "焊工",
    "电梯": "电梯安装维修工",
    "景泰蓝": "景泰蓝制作工",
    # everyday words and 工种
    "直播带货": "互联网营销师",
    "直播销售员": "互联网营销师",
    "月嫂": "家政服务员",
    "保姆": "家政服务员",
    "育儿嫂": "家政服务员",
    "电商": "电子商务师",
    "外卖骑手": "网约配送员",
    "老人看护": "养老护理员",
    "水电工": "电工",
    "电梯工": "电梯安装维修工",
    "无人机飞手": "无人机驾驶员",
    "汽修": "汽车维修工",
    "厨师": "中式烹调师",
    "AI训练师": "人工智能训练师",
    "ai训练师": "人工智能训练师",
    "ＡＩ训练师": "人工智能训练师",
    # pinyin, initials
    "yanglao": "养老护理员",
    "yang lao": "养老护理员",
    "YangLao": "养老护理员",
    "diangong": "电工",
    "yuesao": "家政服务员",
    "tiaojiushi": "调酒师",
    "yl": "养老护理员",
    "ylhly": "养老护理员",
    "hlwyxs": "互联网营销师",
    # codes
    "4-10-01-05": "养老护理员",
    "4－10－01－05": "养老护理员",
    "4—10—01—05": "养老护理员",
    "4100105": "养老护理员",
    "4-10": "婴幼儿发展引导员",
    "4-01-02-07": "互联网营销师",
    # words in any order, signs in any order, a name inside what was typed
    "护理 养老": "养老护理员",
    "养老，护理": "养老护理员",
    "护理养老": "养老护理员",
    "维修电梯": "电梯安装维修工",
    "电工证": "电工",
    "我想学养老护理员": "养老护理员",
    "“养老护理员”": "养老护理员",
    "  养老  ": "养老护理员",
    # the name of the group
    "生活照料": "家政服务员",
}


@pytest.mark.parametrize("text", FIRST)
def test_what_is_meant_comes_first(book, text):
    hits = book.search(text)
    assert [hit.name for hit in hits[:1]] == [FIRST[text]]
    assert len(hits) == len({hit.code for hit in hits}) <= 10


def test_a_hit_says_what_answered_and_which_code_and_edition(sample):
    assert search("月嫂")[0] == ("4-10-01-06", "家政服务员", "月嫂", "2022")
    assert search("养老护理员")[0].matched == "养老护理员"
    [old] = search("4-01-02-07")
    assert (old.code, old.matched, old.by_code) == ("4-01-06-02", "4-01-02-07", True)
    assert search("网络主播")[0].edition == "2022+2024"


def test_a_former_name_finds_its_occupation(sample):
    CodeChange.objects.create(
        old_edition="2015",
        old_code="4-10-09-09",
        old_name="护老师傅",
        new_code="4-10-01-05",
        kind="renamed",
        source="x",
    )
    assert (search("护老师傅")[0].name, search("hulaoshifu")[0].name) == ("养老护理员", "养老护理员")


def test_a_code_prefix_gives_codes_in_their_order(book):
    codes = [hit.code for hit in book.search("4-10", limit=100)]
    assert codes == sorted(codes) and all(code.startswith("4-10") for code in codes) and len(codes) > 10
    assert book.search("4-1") != [] and book.search("9") == []


@pytest.mark.parametrize(
    "text", ["", "   ", "%", "_", "'", '"', "😀", "%' OR 1=1 --", "\x00", "（）", "-", "零" * 10_000]
)
def test_what_says_nothing_finds_nothing_and_hurts_nobody(book, text):
    assert book.search(text) == []
    assert isinstance(book.near(text), list)


@pytest.mark.parametrize("text", ["养" + "老" * 100_000, "a" * 100_000, "4-10-01-05" * 10_000, "养老\u202e😀'%_"])
def test_long_and_strange_text_is_harmless(book, text):
    assert len(book.search(text)) <= 10
    assert len(book.near(text)) <= 5


def test_the_limit_is_kept(book):
    assert [len(book.search("师", limit=limit)) for limit in (0, -1, 1, 3)] == [0, 0, 1, 3]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("养劳", "养老护理员"),
        ("养牢护力", "养老护理员"),
        ("dianggong", "电工"),
        ("焊功", "焊工"),
        ("护里员", "医疗护理员"),
    ],
)
def test_an_empty_result_offers_what_is_near(book, slip, meant):
    assert book.search(slip) == []
    assert book.near(slip)[0].name == meant


@pytest.mark.parametrize("text", search_cases.MEANT)
def test_what_people_type_finds_what_they_mean(book, text):
    found = [card.name for card in find_in(book, text)]
    assert search_cases.MEANT[text] in (found[:1] if text in search_cases.FIRST else found)


@pytest.mark.parametrize(
    ("typed", "text", "parted"),
    [
        ("abcd", "abcd", (0, 0)),
        ("abc", "abcd", (1, 0)),
        ("acbd", "abcd", (1, 1)),
        ("abxd", "abcd", (1, 1)),
        ("abccd", "abcd", (1, 1)),
        ("abc", "abcdefg", (2, 0)),
        ("wxyz", "abcd", (2, 2)),
    ],
)
def test_a_slip_is_one_sign_or_two_that_changed_places(typed, text, parted):
    assert slips(typed, text, most=1) == parted


def test_a_guess_is_bounded_work_whatever_is_typed(book, monkeypatch):
    measured = []
    monkeypatch.setattr("occupations.slips.slips", lambda *each: measured.append(each) or (9, 9))
    for text in ("员" * 40, "gong" * 10, "养老护理员电工焊工月嫂保安厨师会计导游司机"):
        measured.clear()
        book.near(text)
        assert len(measured) <= 2 * MEASURED


def test_nothing_is_near_to_nonsense(book):
    assert book.near("zzzzzzzz") == book.near("") == []


def test_a_search_asks_the_database_one_thing_whatever_is_typed(sample):
    search("养老")
    for text in ("养老", "yanglao", "4-10", "%"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            search(text)
        assert len(queries) == 1


def test_whole_comes_before_beginning_before_middle_and_words_before_spellings():
    index = Index(named("大师傅", "师", "师傅", "诗人", "事由"), [], [])
    assert [hit.name for hit in index.search("师")] == ["师", "师傅", "大师傅"]
    assert [hit.name for hit in index.search("shi")] == ["师", "师傅", "诗人", "事由", "大师傅"]


def test_pinyin_is_found_at_the_beginning_of_a_syllable_only():
    index = Index(named("张工"), [], [])
    assert [bool(index.search(text)) for text in ("zhang", "gong", "zhanggo", "ang", "ong", "zg", "g")] == [
        *(True, True, True, False, False, True, True)
    ]


def test_of_equals_the_one_with_more_everyday_words_comes_first():
    named = [
        Named(str(n), f"4-10-01-0{n}", name, "2022", "", *spell(name)) for n, name in enumerate(["护工", "护士"], 1)
    ]
    index = Index(named, [Word(1, "大夫帮手", "da fu bang shou", "dfbs")], [])
    assert [hit.name for hit in index.search("护")] == ["护士", "护工"]


def test_what_answers_closely_leaves_no_room_for_what_answers_loosely():
    words = [Word(1, "服务员", "fu wu yuan", "fwy")]
    index = Index(named("家政服务员", "端盘子的"), words, [])
    assert [hit.name for hit in index.search("家政服务员")] == ["家政服务员"]
    assert [hit.name for hit in index.search("大家的服务员")] == ["端盘子的"]
    assert [hit.name for hit in index.search("家庭服务员")] == ["家政服务员", "端盘子的"], (
        "one slip, then what is inside"
    )
    assert [hit.name for hit in index.search("照料服务")] == ["端盘子的", "家政服务员"], "the group, failing all"
