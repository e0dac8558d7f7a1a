"""Fills the database of benchmarks/search.py, asks each side, and prints one line of JSON. A process of its own."""

import itertools
import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402 (Django must stand first)
from django.db.models import Q  # noqa: E402
from wagtail.search.backends import get_search_backend  # noqa: E402

from benchmarks.search_cases import FIRST, MEANT  # noqa: E402
from benchmarks.search_peer import cut  # noqa: E402
from benchmarks.search_peer.models import Cut, Plain  # noqa: E402
from occupations import demo  # noqa: E402
from occupations.feed import load_occupations  # noqa: E402
from occupations.models import Occupation, Standing  # noqa: E402
from occupations.queries import find  # noqa: E402
from occupations.spelling import spell  # noqa: E402

ON = date(2026, 3, 2)
HOW = "低温,高温,精密,重型,轻型,深海,高空,防爆,耐蚀,超声,微波,真空,磁性,光学,陶瓷,水下,双相,湿法,干法,叠层"
WHAT = "管道,阀门,轴承,齿轮,涂层,薄膜,粉末,纤维,晶体,涡轮,泵机,塔器,炉体,探头,铸件"
WHO = "检测员,操作工,装配工,调试员,试验员,维护工,记录员,分级工,校准员,编制员"

Ask = Callable[[str], list[str]]


def fill(rows: int, file: str) -> int:
    """The sample, the real classification where there is one, made-up ones above; how many there are."""
    demo.load()
    if file:
        load_occupations(Path(file))
    places = itertools.product(range(1, 99), range(1, 99))
    group = {"major": "示例大类", "middle": "示例中类", "minor": "示例小类", "edition": "2022"}
    made = []
    for names, (one, other) in zip(
        itertools.product(*(each.split(",") for each in (HOW, WHAT, WHO))), places, strict=False
    ):
        name, code = "".join(names), f"8-99-{one:02}-{other:02}"
        pinyin, initials = spell(name)
        made.append(Occupation(key=code, code=code, name=name, pinyin=pinyin, initials=initials, **group))
    made = Occupation.objects.bulk_create(made[: max(rows - Occupation.objects.count(), 0)])
    Standing.objects.bulk_create(
        Standing(occupation=each, edition="2022", code=each.code, name=each.name) for each in made
    )
    plain, pieces = [], []
    for each in Occupation.objects.prefetch_related("aliases"):
        words = [each.name, each.code, *(alias.text for alias in each.aliases.all())]
        spelled = [each.pinyin.replace(" ", ""), each.initials]
        plain.append(Plain(name=each.name, words=" ".join(words + spelled)))
        pieces.append(Cut(name=each.name, words=" ".join([*map(cut, words), *spelled])))
    Plain.objects.bulk_create(plain)
    Cut.objects.bulk_create(pieces)
    call_command("update_index", verbosity=0)
    return Occupation.objects.count()


def ours(text: str) -> list[str]:
    return [card.name for card in find(text, ON, limit=5).cards]


def wagtail(text: str) -> list[str]:
    return [each.name for each in get_search_backend().search(text, Plain)[:5]]


def wagtail_cut(text: str) -> list[str]:
    return [each.name for each in get_search_backend().search(cut(text), Cut)[:5]]


def icontains(text: str) -> list[str]:
    asked = Q(name__icontains=text) | Q(code__icontains=text) | Q(aliases__text__icontains=text)
    asked |= Q(pinyin__icontains=text) | Q(initials__icontains=text)
    return list(Occupation.objects.filter(asked).distinct().order_by("code").values_list("name", flat=True)[:5])


def times(ask: Ask, texts: list[str], repeats: int) -> list[float]:
    """Seconds of each asking; of a text the best of its repeats, so that other work on the machine weighs less."""
    taken = []
    for text in texts:
        each = []
        for _ in range(repeats):
            begun = time.perf_counter()
            ask(text)
            each.append(time.perf_counter() - begun)
        taken.append(min(each))
    return taken


def found(ask: Ask) -> list[str]:
    """Of the test set, what each side answers as it should."""
    return [text for text, name in MEANT.items() if name in (ask(text)[:1] if text in FIRST else ask(text)[:5])]


def main() -> None:
    rows, repeats, file = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""
    there = fill(rows, file)
    typed = [text[:end] for text in MEANT for end in range(1, len(text) + 1)]
    told: dict[str, Any] = {"rows": there, "asked": len(MEANT), "prefixes": len(typed), "sides": {}}
    for ask in (ours, wagtail, wagtail_cut, icontains):
        answers = found(ask)
        told["sides"][ask.__name__] = {
            "missed": [text for text in MEANT if text not in answers],
            "times": times(ask, list(MEANT), repeats),
            "typed": times(ask, typed, repeats) if ask is ours else [],
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
