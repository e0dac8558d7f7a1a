"""The demonstration's guides, policies, questions and news: written by one editor, published by the second."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.db import transaction

from cms.models import GuideIndexPage, GuidePage, NewsIndexPage, NewsPage, PolicyIndexPage, PolicyPage, QuestionsPage
from people.models import User

CONTENT = Path(__file__).with_name("demo_pages.yaml")
KINDS = (("guides", GuideIndexPage, GuidePage), ("policies", PolicyIndexPage, PolicyPage),
         ("news", NewsIndexPage, NewsPage))  # fmt: skip


@transaction.atomic
def load(writer: User, second: User) -> int:
    """Write what is not there yet; how many pages were written."""
    content, written = yaml.safe_load(CONTENT.read_text(encoding="utf-8")), 0
    for name, index, kind in KINDS:
        parent = index.objects.get()
        there = set(parent.get_children().values_list("slug", flat=True))
        for fields in content[name]:
            if fields["slug"] not in there:
                told = {**fields, "body": _stream(fields["body"]), "example": True, "owner": writer, "live": False}
                page = parent.add_child(instance=kind(**told))
                page.save_revision(user=writer).publish(user=second, skip_permission_checks=True)
                written += 1
    page = QuestionsPage.objects.get()
    if not page.groups:
        page.groups, page.example = _groups(content["questions"]), True
        page.save_revision(user=writer).publish(user=second, skip_permission_checks=True)
        written += 1
    return written


def _stream(blocks: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps([_block(block) for block in blocks])


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    [(kind, value)] = block.items()
    return {"type": kind, "value": value}


def _groups(groups: Iterable[Mapping[str, Any]]) -> str:
    """A question's id is made of its words, so that its address is the same in every demonstration."""
    return json.dumps([
        {"type": "group", "value": {"who": group["who"], "questions": [
            {
                "type": "item",
                "id": str(uuid5(NAMESPACE_URL, question)),
                "value": {"question": question, "answer": [_block(block) for block in answer]},
            }
            for question, answer in group["questions"]
        ]}}
        for group in groups
    ])  # fmt: skip
