"""常见问题 as a page shows it: an address for each question, and the same for search engines (schema.org FAQPage)."""

import json
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

# As Django's own json_script does: the text cannot end the element it stands in.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@dataclass(frozen=True)
class Asked:
    """One question: its anchor on the page, its words, its answer as HTML."""

    anchor: str
    question: str
    answer: SafeString


def context(groups: Any, on: Any) -> dict[str, Any]:
    """``asked``: (who asks, their questions) · ``count`` · ``data``: the questions and answers as JSON-LD."""
    asked = [(group.value["who"], _questions(group.value["questions"], on)) for group in groups]
    every = [one for _, some in asked for one in some]
    return {"asked": asked, "count": len(every), "data": _data(every)}


def _questions(listed: Any, on: Any) -> list[Asked]:
    return [
        Asked(f"q-{item.id[:8]}", item.value["question"], item.value["answer"].render_as_block({"on": on}))
        for item in listed.bound_blocks
    ]


def _data(every: list[Asked]) -> SafeString:
    told = {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": one.question,
                "acceptedAnswer": {"@type": "Answer", "text": " ".join(strip_tags(one.answer).split())},
            }
            for one in every
        ],
    }
    return mark_safe(json.dumps(told, ensure_ascii=False).translate(_ESCAPED))
