"""What the home page shows besides its editors' words: what one can do here today, and the standards in force."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from cms.addresses import CALCULATORS, Link, address, links
from policy import registered, scheme_of
from policy.terms import STATUSES
from policy.words import level
from subsidies.public import lists

NOTICES = 5
CATALOGUE = (
    ("人力资源开发目录", "catalogue:index"), ("新八级工", "catalogue:levels"),
    ("可以报名的培训班", "open-classes:index"),
)  # fmt: skip


@dataclass(frozen=True)
class Verb:
    """One thing to do here: the verb, where it leads, one sentence, and pages right below it."""

    verb: str
    url: str
    words: str
    more: list[Link] = field(default_factory=list)


@dataclass(frozen=True)
class Standard:
    """The amount for one level of certificate, in fen."""

    level: str
    amount: int


@dataclass(frozen=True)
class Statement:
    """The standards of 个人技能提升补贴 on a day, with the text they come from and how sure they are."""

    title: str
    rows: list[Standard]
    law: str
    status: str


def context(on: date) -> dict[str, Any]:
    """``verbs``: what one can do here today · ``statement`` · ``search``: where occupations are looked for, or nothing
    · ``notices``: the lists before the public today, what ends first at the head.
    """
    return {
        "verbs": _verbs(), "statement": statement(on), "search": address("catalogue:search"),
        "notices": lists.open_now(on, NOTICES),
    }  # fmt: skip


def statement(on: date) -> Statement:
    """The standards in force on a day."""
    scheme, day = scheme_of("SU"), np.datetime64(on, "D")
    by_level = scheme.terms.values["standard"].on(day).plain
    rows = [Standard(level(number), yuan * 100) for number, yuan in sorted(by_level.items(), reverse=True)]
    status = STATUSES[scheme.terms.status("standard", day)]
    return Statement(scheme.title, rows, scheme.terms.law("standard", day), status)


def _verbs() -> list[Verb]:
    schemes = [Link(scheme.title, address("rules:scheme", scheme.code)) for scheme in registered()]
    verbs = [
        Verb(
            "算一算",
            address("certificates:calculator"),
            "您的证书能不能领、领多少。一次问一个问题，随时能改；结果能打印，也能发给别人。",
            links(CALCULATORS),
        ),
        Verb(
            "查目录",
            address("catalogue:search"),
            "按名称、平常的叫法、拼音或编码查职业：急需不急需、月薪多少、怎么考证、能领什么补贴。",
            links(CATALOGUE),
        ),
        Verb(
            "查自己的",
            address("my:home"),
            "登录以后，看自己的证书、参保月份，有没有补贴可以领、差在哪里；登记错了的，可以申请更正。",
        ),
        Verb(
            "查进度",
            address("applicant:list"),
            "登录以后，看自己的申请办到哪一步、轮到谁、最晚哪天；要补正的，从这里补。",
        ),
        Verb(
            "看公示",
            address("notices:index"),
            "补贴发放以前先公示名单：找自己的名字，觉得哪一笔不对，可以提异议。",
            [Link("找自己的名字", address("notices:find"))],
        ),
        Verb(
            "查规则",
            address("rules:index"),
            "每一项补贴的条件和标准，从哪天起变过，写在哪份文件里。",
            [link for link in schemes if link.url],
        ),
    ]
    return [verb for verb in verbs if verb.url]
