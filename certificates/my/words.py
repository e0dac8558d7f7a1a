"""How one person's rows in the registers are called, by whoever shows them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from certificates.models import Certificate
from certificates.my.forms import FLEXIBLE
from lib import months
from lib.days import chinese
from occupations.queries import Atlas, atlas
from people.models import Organisation, TrueTo
from policy.words import level


def posted_month() -> int | None:
    """The last month the insurance register speaks of; None where nothing was fed yet."""
    told = TrueTo.objects.filter(kind="insurance").order_by("-run").first()
    return whole_months(told.day) if told else None


def whole_months(day: date) -> int:
    """The last month that is over by a day."""
    return months.month_of(day + timedelta(1)) - 1


def employer_value(span: Any) -> str:
    """How an employer travels in a form: code~kind; 灵活就业 has no code."""
    return f"{span.employer_code}~{span.employer_kind}" if span.employer_code else FLEXIBLE


def employer_names(spans: Sequence[Any]) -> dict[str, str]:
    """Form value → name, for the employers of these spans."""
    codes = {span.employer_code for span in spans}
    known = dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))
    return {
        employer_value(span): known.get(span.employer_code, span.employer_code) or "本人（灵活就业）" for span in spans
    }


def certificate_name(row: Certificate, book: Atlas | None = None) -> str:
    """养老护理员 · 中级工（四级）. ``book``: the atlas, where the caller has it in hand for many."""
    return f"{occupation_words(row.occupation, book)} · {level(row.level)}"


def occupation_name(occupation: str, book: Atlas | None = None) -> str:
    """Today's name of a code; the code itself where none is known, as a form takes it. ``book``: as above."""
    return (book or atlas()).name(occupation) or occupation


def occupation_words(occupation: str, book: Atlas | None = None) -> str:
    """Today's name of a code to be read out; of one that nobody knows, that it is one."""
    return (book or atlas()).name(occupation) or f"没有收录的职业（{occupation}）"


def stretch(first: int, last: int) -> str:
    """2022年3月至2023年8月; 2026年6月至10月; one month alone is itself."""
    if first == last:
        return months.chinese(first)
    until = months.chinese(last)
    return f"{months.chinese(first)}至{until.partition('年')[2] if first // 12 == last // 12 else until}"


def stretch_of_days(began: Any, ended: Any) -> str:
    return f"{chinese(began)}至{chinese(ended)}" if ended else f"{chinese(began)}起"
