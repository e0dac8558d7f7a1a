"""新八级工: the eight levels of skilled work, and which of them a scheme pays for on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lib.money import yuan
from subsidies.offers import Offer, offers

# 人社部发〔2022〕14号: an apprentice below the five levels that were there, two above them.
LEVELS = (
    ("首席技师", None, "在本行业公认的领军人才，由用人单位评聘。"),
    ("特级技师", None, "技艺特别突出的高级技师，由用人单位评聘。"),
    ("高级技师（一级）", 1, "能解决关键技术难题，带教技师，组织技术改造。"),
    ("技师（二级）", 2, "能解决本职业的技术难题，带教高级工。"),
    ("高级工（三级）", 3, "能独立完成较复杂的工作，指导初级工、中级工。"),
    ("中级工（四级）", 4, "能独立完成本职业的常规工作。"),
    ("初级工（五级）", 5, "能按规程完成本职业的基本工作。"),
    ("学徒工", None, "在师傅带领下学习，还没有评定等级。"),
)
SOURCE = "人社部发〔2022〕14号"


@dataclass(frozen=True)
class Rung:
    name: str
    level: int | None
    words: str
    paid: list[str]


def ladder(on: date) -> list[Rung]:
    """The eight levels from the top, each with what an occupation that is not urgent brings there."""
    found = offers("", on, urgent=False)
    return [Rung(name, level, words, _paid(found, level) if level else []) for name, level, words in LEVELS]


def _paid(found: Sequence[Offer], level: int) -> list[str]:
    told = []
    for scheme in dict.fromkeys(offer.scheme.title for offer in found):
        amounts = [offer.amount for offer in found if offer.scheme.title == scheme and offer.level == level]
        if amounts:
            low, high = yuan(min(amounts)), yuan(max(amounts))
            told.append(f"{scheme} {low}" if low == high else f"{scheme} {low} 到 {high}")
    return told
