"""The editors' pages: a tree that cannot be misbuilt, blocks that render, amounts that come from the tables only."""

import json
import re
from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page

from cms import blocks, models, wording
from tests.cms import pages

pytestmark = [pytest.mark.django_db, pytest.mark.one_database("what pages may hold is judged in Python")]

KINDS = [
    models.HomePage, models.GuideIndexPage, models.GuidePage, models.PolicyIndexPage, models.PolicyPage,
    models.QuestionsPage, models.NewsIndexPage, models.NewsPage,
]  # fmt: skip
MAY_STAND = {
    (models.HomePage, models.GuideIndexPage), (models.HomePage, models.PolicyIndexPage),
    (models.HomePage, models.QuestionsPage), (models.HomePage, models.NewsIndexPage),
    (models.GuideIndexPage, models.GuidePage), (models.PolicyIndexPage, models.PolicyPage),
    (models.NewsIndexPage, models.NewsPage),
}  # fmt: skip


@pytest.mark.parametrize("parent", KINDS)
@pytest.mark.parametrize("child", KINDS)
def test_each_kind_stands_only_under_its_own(parent, child):
    assert (child in parent.allowed_subpage_models()) == ((parent, child) in MAY_STAND)


def test_the_sections_are_there_from_the_first_day_and_there_are_no_second_ones(client):
    assert Page.find_problems() == ([], [], [], [], [])
    home = models.HomePage.objects.get()
    assert [one.slug for one in home.get_children()] == ["guides", "policies", "questions", "news"]
    for one in home.get_children().specific():
        assert not type(one).can_create_at(home)
        answer = client.get(one.url)
        assert answer.status_code == 200 and "还没有发布" in answer.content.decode(), one.url


def test_an_editor_is_offered_only_what_may_stand_there():
    client, _ = pages.editor()
    home, guides = models.HomePage.objects.get(), models.GuideIndexPage.objects.get()
    assert client.get(f"/editor/pages/add/cms/guidepage/{guides.pk}/").status_code == 200
    for kind, parent in (("newspage", guides), ("guidepage", home), ("guideindexpage", home)):
        assert client.get(f"/editor/pages/add/cms/{kind}/{parent.pk}/").status_code in (302, 403)
    assert 'name="slug"' not in client.get(f"/editor/pages/{guides.pk}/edit/").content.decode(), "it is in many links"


def test_a_page_with_every_block_renders(client):
    assert {kind for kind, _ in pages.EVERY_BLOCK} == set(blocks.Body().child_blocks)
    html = client.get(pages.guide().url).content.decode()
    for words in ("先看能不能领", "登录", "备案。", "别错过期限。", "按要求提供", "要不要跑腿？", "算例"):
        assert words in html
    assert "¥1,000.00" in html and "¥2,000.00" in html, "the standard, from the terms"
    assert "12个月" in html and "/rules/AP/" in html and 'href="/calculator/"' in html and "/rules/TR/" in html
    assert "已经不在规则里" not in html


def test_a_fact_is_told_as_of_the_day_of_reading(client, time_machine):
    page = pages.guide(blocks=[("figure", "SU.cap")])
    time_machine.move_to(datetime(2023, 5, 1, tzinfo=UTC))
    before = client.get(page.url).content.decode()
    time_machine.move_to(datetime(2025, 5, 1, tzinfo=UTC))
    after = client.get(page.url).content.decode()
    figure = re.compile(r'span-figure">([^<]+)')
    assert figure.search(before)[1] != figure.search(after)[1]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("standard", "XX"), ("figure", "SU.gone"), ("figure", "XX.y"), ("conditions", "XX"), ("example", "SU.没有这个")],
)
def test_a_fact_the_tables_no_longer_know_says_so(client, kind, value):
    assert "已经不在规则里" in client.get(pages.guide(blocks=[(kind, value)]).url).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "每人领1500元", "¥2,000", "￥ 800", "一千五百元", "５０００元", "3 千元", "最高8000多元", "人民币1000",
        "<b>1</b>500元", "五百块钱", "1&nbsp;000&nbsp;元",
    ],
)  # fmt: skip
def test_an_amount_in_words_is_seen(text):
    assert wording.amount_in(text)


@pytest.mark.parametrize(
    "text",
    [
        "12个月内申请",
        "2022年6月16日",
        "多元化培训",
        "3个单元",
        "一元化",
        "京就办发〔2022〕1号第25项",
        "公元2022年",
        "8元素",
    ],
)
def test_what_is_no_amount_is_let_through(text):
    assert not wording.amount_in(text)


def _tries() -> list[tuple[str, object]]:
    words = "领1500元"
    return [
        ("heading", words), ("paragraph", f"<p>{words}</p>"), ("steps", [{"title": words, "text": ""}]),
        ("steps", [{"title": "一", "text": words}]), ("duties", [{"who": words, "does": "办"}]),
        ("duties", [{"who": "谁", "does": words}]), ("note", {"kind": "info", "text": words}),
        ("documents", [{"name": words, "note": ""}]), ("documents", [{"name": "一", "note": words}]),
        ("answered", {"question": words, "answer": "<p>是</p>"}), ("answered", {"question": "问", "answer": words}),
    ]  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), _tries())
def test_no_block_of_words_takes_an_amount(kind, value):
    body = blocks.Body()
    with pytest.raises(ValidationError):
        body.clean(body.to_python(json.loads(pages.stream([(kind, value)]))))


@pytest.mark.parametrize("field", ["title", "seo_title", "search_description", "summary"])
def test_no_field_of_a_page_takes_an_amount(field):
    page = pages.guide()
    setattr(page, field, "领1500元")
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.error_dict) == {field}


def test_the_editor_is_told_what_and_what_to_do():
    client, _ = pages.editor()
    where = f"/editor/pages/add/cms/guidepage/{models.GuideIndexPage.objects.get().pk}/"
    answer = client.post(where, pages.form(text="<p>每人领1500元。</p>", **{"action-submit": "1"}))
    [wrong] = answer.context["form"].errors["body"].as_data()
    told = "".join(wrong.block_errors[0].messages)
    assert "1500元" in told and "由规则自动给出" in told
    assert not models.GuidePage.objects.exists()


def test_questions_have_addresses_and_are_told_to_search_engines(client):
    page = models.QuestionsPage.objects.get()
    asked = {"question": "有几个</script>等级？", "answer": [
        {"type": "paragraph", "value": "<p>看规则。</p>"}, {"type": "standard", "value": "SU"},
    ]}  # fmt: skip
    page.groups = json.dumps(
        [
            {
                "type": "group",
                "value": {"who": "劳动者", "questions": [{"type": "item", "id": "abcdef0123", "value": asked}]},
            }
        ]
    )
    page.save_revision().publish()
    html = client.get("/questions/").content.decode()
    [anchor] = set(re.findall(r'href="#(q-\w+)"', html))
    assert f'id="{anchor}"' in html
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    [told] = data["mainEntity"]
    assert told["name"] == "有几个</script>等级？"
    assert "¥1,500.00" in told["acceptedAnswer"]["text"] and "<" not in told["acceptedAnswer"]["text"]
    page.refresh_from_db()
    assert f'href="#{anchor}"' in client.get("/questions/").content.decode(), "an address stays"


def test_guides_stand_under_whom_they_are_for_and_policies_newest_first(client):
    pages.guide("企业怎么办", slug="b", audience="enterprise")
    pages.guide("工人怎么办", slug="a")
    html = client.get("/guides/").content.decode()
    assert html.index("工人怎么办") < html.index("企业怎么办")
    index = models.PolicyIndexPage.objects.get()
    for title, day in (("旧文件", "2017-05-15"), ("没有日期", None), ("新文件", "2022-06-16")):
        index.add_child(
            instance=models.PolicyPage(
                title=title,
                summary="一句话。",
                document=title,
                issued_on=day,
                body=pages.stream(),
                changed="一\n\n二",
                number="〔2022〕1号",
                issuer="某局",
                in_force_from=day,
                in_force_until=day,
                source="某网站",
            )
        )
    html = client.get("/policies/").content.decode()
    assert html.index("新文件") < html.index("旧文件") < html.index("没有日期")
    assert client.get(models.PolicyPage.objects.first().url).status_code == 200


def test_news_turn_their_pages(client):
    for number in range(models.NEWS_A_PAGE + 1):
        pages.a_piece_of_news(f"第{number}号通知")
    html = client.get("/news/").content.decode()
    assert "第20号通知" in html and "第0号通知" not in html and "较早的" in html
    assert "第0号通知" in client.get("/news/?page=2").content.decode()
    assert client.get("/news/?page=x").status_code == 200


def test_the_pages_are_found_by_wagtails_search():
    """Else Wagtail's index failed, which it only logs."""
    pages.guide("焊工怎么领补贴")
    assert [one.title for one in Page.objects.search("焊工怎么领补贴")] == ["焊工怎么领补贴"]
