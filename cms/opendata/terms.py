"""The dated figures of every scheme as a set: what each was, from which day to which, by which text, how sure."""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from cms.opendata.dataset import DAY, Column, DataSet, Row
from occupations.models import CatalogueEdition
from policy import STATUS_WORDS, Scheme, registered
from policy.figures import Span, history

_NUMBER = re.compile(r"¥?(-?[\d,]+(?:\.\d+)?)")


def _rows(_: CatalogueEdition | None) -> Iterator[Row]:
    for scheme in registered():
        for name in scheme.terms.values:
            for span in history(scheme.terms, name):
                yield from _of(scheme, name, span)


def _of(scheme: Scheme, name: str, span: Span) -> Iterator[Row]:
    value, place = scheme.terms.values[name], 0
    for row in span.rows:
        for head, text in row.cells:
            place += 1
            number = _NUMBER.match(text) if value.unit else None
            yield (
                f"{scheme.code}.{name}:{span.since}:{place}", scheme.code, scheme.title, name, value.title, row.label,
                head, text or head, number[1].replace(",", "") if number else "", value.unit if number else "",
                str(span.since), _day_before(span.until), span.law, STATUS_WORDS[span.status], span.note,
            )  # fmt: skip


def _day_before(day: Any) -> str:
    return "" if day is None else str(day - np.timedelta64(1, "D"))


TERMS = DataSet(
    "terms", "补贴标准", "每项补贴的每一个数：从哪天到哪天是多少，依据哪个文件，效力如何。",
    (
        Column("id", "标识", "补贴项目、名称、起始日和次序"),
        Column("scheme", "补贴项目", "补贴项目的编号"),
        Column("scheme_title", "补贴名称", "补贴项目的名称"),
        Column("name", "名称", "这个数在规则里的名字，永远不变"),
        Column("title", "项目", "这个数是什么"),
        Column("row", "行", "表里的哪一行，如 金蓝领项目 · 初级工（五级）；单个的数为空"),
        Column("column", "列", "表里的哪一列，如 A类；没有分列的为空"),
        Column("value", "标准", "页面上怎么写"),
        Column("number", "数值", "标准里的数，十进制文字；不是数的为空"),
        Column("unit", "单位", "数值的单位"),
        Column("since", "从", "第一天", DAY),
        Column("until", "到", "最后一天，当日仍有效；还有效的为空", DAY),
        Column("law", "依据", "依据的文件和条款"),
        Column("status", "效力", "官方：文件原文；推定：文件有据、范围为推断；示意：没有公开标准，由本系统设定"),
        Column("note", "说明", "为什么是推定或示意"),
    ),
    _rows,
    source="本系统计算补贴所用的标准，逐条注明文件",
)  # fmt: skip
