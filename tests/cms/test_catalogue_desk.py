"""The editors' desk for the catalogue: import, compare, what it does to money, a second person, wrong turns."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from openpyxl import load_workbook

from certificates import counts
from lib.workbook import write, write_csv
from occupations.models import CatalogueEdition
from records.models import StoredFile
from tests.people import cast
from tests.test_sight import client_of

pytestmark = pytest.mark.django_db
DESK = "/desk/catalogue/"
ENTRIES = ["编码", "名称", "急需紧缺", "紧缺程度", "月薪从", "月薪到", "等级", "工种"]
POSTS = ["产业类别", "核心领域", "重点方向", "代表性岗位", "职业编码", "核心能力要求"]
CARE, COOK = ["4-10-01-05", "养老护理员"], ["4-03-02-01", "中式烹调师"]


def signed(name):
    client = client_of("nobody")
    client.force_login(cast.official("editor", name))
    return client


@pytest.fixture
def two(catalogue):
    return signed("edits-a"), signed("edits-b")


def begun(client, **more):
    day = localdate() + timedelta(days=30)
    told = {
        "year": day.year, "title": "人力资源开发目录", "effective_from": day.isoformat(), "source": "示例文件",
        "scale": "一般、紧缺",
    } | more  # fmt: skip
    answer = client.post(DESK, told)
    assert answer.status_code == 302, answer.content.decode()
    return CatalogueEdition.objects.get(demonstration=False)


def sends(client, edition, part, titles, *rows, name="表.xlsx"):
    rows = [[*row, *[""] * (len(titles) - len(row))] for row in rows]
    content = write(titles, rows) if name.endswith("xlsx") else write_csv(titles, rows)
    return client.post(f"{DESK}{edition.pk}/", {"part": part, "file": SimpleUploadedFile(name, content)})


def does(client, edition, verb, **told):
    answer = client.post(f"{DESK}{edition.pk}/{verb}/", told, follow=True)
    assert answer.status_code == 200
    edition.refresh_from_db()
    return answer.content.decode()


def test_from_two_workbooks_to_publication_by_a_second_person(two):
    edition = begun(two[0])
    page = sends(two[0], edition, "entries", ENTRIES, [*CARE, "0"], [*COOK, "1", "紧缺", "6000", "9000", "5,4,3", ""])
    said = page.content.decode()
    assert "新增 2" in said and "2 个职业，其中急需紧缺 1 个" in said
    assert "这是第一版" in said, "示例版 are no predecessors of a real one"
    page = sends(
        two[0], edition, "posts", POSTS, ["生活服务", "餐饮", "团餐", "团餐厨师长", COOK[0], "会排菜单；会控成本"]
    )
    assert "1 个岗位，1 个产业类别" in page.content.decode()
    assert "¥1,500.00 → ¥1,800.00" in page.content.decode() and "每人每年最多：1 次 → 3 次" in page.content.decode()
    assert "已送审" in does(two[0], edition, "send", publish_on=localdate().isoformat())
    assert "您是送审的人，不能自己同意" in two[0].get(f"{DESK}{edition.pk}/").content.decode()
    assert "要由另一位编辑同意" in does(two[0], edition, "agree") and edition.state == "sent"
    assert "已公布" in does(two[1], edition, "agree") and edition.state == "published"
    assert client_of("nobody").get(f"/catalogue/{edition.slug}/").status_code == 200
    assert "不能再改" in two[0].get(f"{DESK}{edition.pk}/").content.decode()
    assert "一天只能有一版" not in two[0].get(DESK).content.decode()


def test_holders_are_counted_once_however_many_become_urgent_or_cease_to_be(two, monkeypatch):
    edition = begun(two[0])
    sends(two[0], edition, "entries", ENTRIES, [*CARE, "1"], [*COOK, "1"])
    readings, real = [], counts._all
    monkeypatch.setattr(counts, "_all", lambda on: readings.append(on) or real(on))
    assert "2 个职业，其中急需紧缺 2 个" in two[0].get(f"{DESK}{edition.pk}/").content.decode()
    assert len(readings) == 1


def test_a_bad_row_is_told_with_what_to_do_and_the_good_ones_are_in(two):
    edition = begun(two[0])
    said = sends(
        two[0], edition, "entries", ENTRIES, [*CARE, "1"], [COOK[0], "烹调师", "1"], ["4-99-99-99", "没有的", "1"],
        [*COOK, "也许", "极缺", "9", "1", "六级"], name="表.csv",
    ).content.decode()  # fmt: skip
    assert "搁置 3 行" in said and "4-03-02-01 是“中式烹调师”" in said and "职业分类里没有这个编码" in said
    assert (
        ">紧缺程度</td>" in said
        and "不在这一版紧缺程度的写法里" in said
        and "等级认不出" in said
        and edition.entries.count() == 1
    )


def test_the_workbook_comes_back_with_each_problem_beside_its_row(two):
    edition = begun(two[0])
    sends(two[0], edition, "entries", ENTRIES, [*CARE, "1"], [*COOK, "也许", "极缺"])
    address = f"{DESK}{edition.pk}/marked/entries/"
    assert address in two[1].get(f"{DESK}{edition.pk}/").content.decode(), "whoever opens the draft later finds it too"
    sheet = load_workbook(BytesIO(b"".join(two[0].get(address).streaming_content))).active
    said = {row[0].value: row[len(ENTRIES)].value for row in sheet.iter_rows(min_row=2)}
    assert said[CARE[0]] is None and "紧缺程度：" in said[COOK[0]] and "急需紧缺：" in said[COOK[0]]
    assert client_of("steward").get(address).status_code == 403
    sends(two[0], edition, "entries", ENTRIES, [*CARE, "1"])
    assert two[0].get(address).status_code == 404 and not StoredFile.objects.exists()
    sends(two[0], edition, "entries", ENTRIES, [*COOK, "也许"])
    two[0].post(f"{DESK}{edition.pk}/discard/")
    assert not StoredFile.objects.exists()


def test_the_day_of_publication_stands_in_its_box_as_a_browser_reads_it(two):
    edition = begun(two[0])
    assert f'value="{edition.effective_from.isoformat()}"' in two[0].get(f"{DESK}{edition.pk}/").content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "这个文件是空的"), (b"nonsense", "缺少"), ("编码,名称\n1,2\n".encode(), "缺少列：急需紧缺")],
)
def test_a_file_that_is_none_is_refused_in_words(two, content, words):
    edition = begun(two[0])
    answer = two[0].post(f"{DESK}{edition.pk}/", {"part": "entries", "file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 200 and words in answer.content.decode()
    assert "还没有选文件" in two[0].post(f"{DESK}{edition.pk}/", {"part": "entries"}).content.decode()


def test_what_is_given_back_says_why_and_goes_on(two):
    edition = begun(two[0])
    assert "不能送审" in does(two[0], edition, "send", publish_on=localdate().isoformat())
    sends(two[0], edition, "entries", ENTRIES, [*CARE, "1"])
    past = (localdate() - timedelta(days=1)).isoformat()
    assert "这一天已经过去了" in does(two[0], edition, "send", publish_on=past) and edition.state == "draft"
    does(two[0], edition, "send", publish_on=(localdate() + timedelta(days=9)).isoformat())
    assert "请写明退回的原因" in does(two[1], edition, "give-back", note="") and edition.state == "sent"
    assert "少了中式烹调师" in does(two[1], edition, "give-back", note="少了中式烹调师") and edition.state == "draft"
    does(two[0], edition, "send", publish_on=(localdate() + timedelta(days=9)).isoformat())
    assert "公布" in does(two[1], edition, "agree") and edition.state == "agreed"


def test_a_draft_is_taken_back_and_thrown_away(two):
    edition = begun(two[0])
    sends(two[0], edition, "entries", ENTRIES, [*CARE, "1"])
    does(two[0], edition, "send", publish_on=localdate().isoformat())
    assert "只有送审的人能撤回" in does(two[1], edition, "take-back")
    assert "已撤回" in does(two[0], edition, "take-back")
    assert two[0].post(f"{DESK}{edition.pk}/discard/", follow=True).status_code == 200
    assert not CatalogueEdition.objects.filter(pk=edition.pk).exists()


def test_a_second_edition_of_the_day_and_a_wrong_form_are_told_at_the_form(two):
    edition = begun(two[0])
    told = {
        "year": edition.year,
        "version": "2版",
        "title": "又一版",
        "effective_from": edition.effective_from,
        "source": "例",
    }
    assert "一天只能有一版" in two[0].post(DESK, told).content.decode()
    said = two[0].post(DESK, {"year": "二零二六", "effective_from": "明天", "title": "留着"}).content.decode()
    assert "年份是四位数字" in said and "日期认不出" in said and "请写明依据" in said and "留着" in said


def test_the_desk_is_the_editors_alone(catalogue):
    for role in ("steward", "city", "auditor", "finance", "counter"):
        assert client_of(role).get(DESK).status_code == 403
    assert client_of("nobody").get(DESK).status_code == 302
    assert signed("edits-c").get(f"{DESK}template/entries/").status_code == 200
    assert signed("edits-d").get(f"{DESK}template/x/").status_code == 404


def test_an_edition_that_forgot_its_first_part_says_so_before_it_is_sent(two):
    today, post = localdate().isoformat(), ["生活服务", "餐饮", "团餐", "团餐厨师长", COOK[0], "会排菜单"]
    old = begun(two[0], effective_from=today)
    sends(two[0], old, "entries", ENTRIES, [*CARE, "1"])
    sends(two[0], old, "posts", POSTS, post)
    does(two[0], old, "send", publish_on=today)
    does(two[1], old, "agree")
    begins = localdate() + timedelta(days=60)
    two[0].post(
        DESK, {"year": begins.year, "version": "2版", "title": "又一版", "effective_from": begins, "source": "例"}
    )
    edition = CatalogueEdition.objects.get(version="2版")
    said = sends(two[0], edition, "entries", ENTRIES, [*CARE, "1"]).content.decode()
    assert "第一部分还是空的" in said and "的 1 个岗位在这一版里都没有了" in said
    assert "第一部分还是空的" not in sends(two[0], edition, "posts", POSTS, post).content.decode()
