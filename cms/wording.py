"""What free text of the site may not say: an amount of money. Amounts come from the rules, through a fact block."""

import re
from collections.abc import Iterable, Mapping
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

_TENS = "一二三四五六七八九十两百千万亿〇零"
_AMOUNT = re.compile(
    r"[¥￥]\s*\d[\d,，.]*"
    rf"|\d[\d,，.]*\s*[百千万亿]*\s*(?:余|多)?\s*(?:元|块钱|圆)(?!素)"
    rf"|[{_TENS}]*[十百千万亿][{_TENS}]*\s*(?:余|多)?\s*(?:元|块钱|圆)"
    r"|人民币\s*\d[\d,，.]*"
)
ADVICE = (
    "金额不写在文字里，标准变了文字不会跟着变。请把这一句里的金额去掉，"
    "在它下面加一个“补贴标准”或“一个数”，由规则自动给出。"
)


def amount_in(text: str) -> str:
    """The first amount of money that a text or a piece of HTML names, as it stands there; empty where there is none."""
    found = _AMOUNT.search(unescape(strip_tags(text)))
    return found[0] if found else ""


def refuse_amounts(text: str) -> None:
    """Raises ValidationError naming the amount found."""
    if found := amount_in(text):
        raise ValidationError(f"这里写了金额“{found}”。{ADVICE}", code="amount")


def refuse_amounts_in(texts: Mapping[str, Any], names: Iterable[str]) -> None:
    """The same of several fields: raises ValidationError by field."""
    wrong = {}
    for name in names:
        try:
            refuse_amounts(str(texts.get(name) or ""))
        except ValidationError as error:
            wrong[name] = error
    if wrong:
        raise ValidationError(wrong)
