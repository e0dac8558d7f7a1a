"""Pages of the editors' for tests, and the forms an editor would send."""

import json
from typing import Any

from django.test import Client
from wagtail.models import Page

from cms import models
from people.models import User
from tests.people import cast

LINE = "个人技能提升补贴怎么领"
EVERY_BLOCK: list[tuple[str, Any]] = [
    ("heading", "先看能不能领"),
    ("paragraph", "<p>一段话，<b>要紧的</b>加粗。</p>"),
    ("steps", [{"title": "登录", "text": "用手机号。"}, {"title": "确认", "text": ""}]),
    ("duties", [{"who": "单位", "does": "备案。"}]),
    ("note", {"kind": "warn", "text": "别错过期限。"}),
    ("documents", [{"name": "证书", "note": ""}]),
    ("answered", {"question": "要不要跑腿？", "answer": "<p>不用。</p>"}),
    ("standard", "SU"),
    ("figure", "SU.months"),
    ("conditions", "AP"),
    ("example", "SU.初级工证书领1,000元"),
    ("way", "calculator"),
    ("way", "rule-TR"),
]


def stream(blocks: list[tuple[str, Any]] | None = None) -> str:
    """The body as it is kept."""
    return json.dumps([{"type": kind, "value": value} for kind, value in (blocks or EVERY_BLOCK)], ensure_ascii=False)


def guide(title: str = LINE, *, live: bool = True, blocks: list | None = None, **fields: Any) -> models.GuidePage:
    page = models.GuidePage(
        **{"title": title, "summary": "三步就能办。", "body": stream(blocks), "live": live, **fields}
    )
    models.GuideIndexPage.objects.get().add_child(instance=page)
    return page


def a_piece_of_news(title: str, **fields: Any) -> models.NewsPage:
    page = models.NewsPage(title=title, summary="一句话。", body=stream([("paragraph", "<p>正文。</p>")]), **fields)
    models.NewsIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
    return page


def editor() -> tuple[Client, Any]:
    """One more editor, signed in."""
    user, client = cast.official("editor", username=f"editor{User.objects.count()}"), Client()
    client.force_login(user)
    return client, user


def form(title: str = LINE, text: str = "<p>先登录。</p>", **more: str) -> dict[str, str]:
    """A guide's form with one paragraph."""
    return {
        "title": title, "slug": "how", "seo_title": "", "search_description": "", "summary": "三步就能办。",
        "audience": "worker", "go_live_at": "", "expire_at": "", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "1000",
        "body-count": "1", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "paragraph", "body-0-id": "",
        "body-0-value": _rich(text), **more,
    }  # fmt: skip


def _rich(text: str) -> str:
    """A paragraph as Wagtail's editor sends it."""
    plain = text.removeprefix("<p>").removesuffix("</p>")
    block = {"key": "a", "text": plain, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    return json.dumps({"blocks": [block], "entityMap": {}})


def submitted(client: Client, **more: str) -> Page:
    """A guide that its writer handed in."""
    where = f"/editor/pages/add/cms/guidepage/{models.GuideIndexPage.objects.get().pk}/"
    answer = client.post(where, form(**{"action-submit": "1", **more}))
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return models.GuidePage.objects.latest("pk")
