"""What is left for a person to judge of a case, with whoever is like its applicant side by side."""

from dataclasses import dataclass
from typing import Any

from lib.days import chinese
from people import banking, looks
from people.actor import Actor
from subsidies import flags
from subsidies.flags import FLAGS, Flag
from subsidies.models import Application

BESIDE = 3  # so many fit beside the case


@dataclass(frozen=True)
class Row:
    """One line of the comparison: what it is, this case's, and the others' with whether it is the same."""

    title: str
    own: str
    others: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Twin:
    """Another's application. ``number`` empty where it is not in the actor's sight: then only where it lies is told."""

    pk: int
    number: str
    place: str
    state: str


@dataclass(frozen=True)
class Judged:
    """One thing to judge. ``rows``: the comparison with those ``twins`` that are in sight; ``apart``: how many are not
    shown beside."""

    flag: Flag
    twins: tuple[Twin, ...]
    rows: tuple[Row, ...]
    apart: int


def of(application: Application, actor: Actor) -> list[Judged]:
    """What the case has to be looked at for: as flagged when it was last decided, the likenesses as they are now."""
    alike = flags.twins(application)
    pks = {one.pk for found in alike.values() for one in found}
    seen = set(Application.objects.visible_to(actor).filter(pk__in=pks).values_list("pk", flat=True))
    codes = [*application.flags.split(), *(code for code, found in alike.items() if found)]
    return [_judged(application, FLAGS[code], alike.get(code, []), seen) for code in dict.fromkeys(codes)]


def _judged(application: Application, flag: Flag, found: list[Application], seen: set[int]) -> Judged:
    beside = [one for one in found if one.pk in seen][:BESIDE]
    return Judged(
        flag,
        tuple(
            Twin(one.pk, (one.number or "") if one.pk in seen else "", str(one.district or ""), one.get_state_display())
            for one in found
        ),
        _rows(application, beside) if beside else (),
        len(found) - len(beside),
    )


def _rows(own: Application, others: list[Application]) -> tuple[Row, ...]:
    sides = [_side(one) for one in (own, *others)]
    return tuple(
        Row(title, words, tuple((side[title][0], key is not None and side[title][1] == key) for side in sides[1:]))
        for title, (words, key) in sides[0].items()
    )


def _side(one: Application) -> dict[str, tuple[str, Any]]:
    """Title → what is shown, and by what it is the same as another's; None: whether it is the same says nothing."""
    account, person = one.account, one.person
    told: dict[str, tuple[str, Any]] = {"受理号": (one.number or "", None), "办到哪": (one.get_state_display(), None)}
    if person is not None:
        phone = looks.masked_phone(person)
        told |= {
            "姓名": (person.name, person.name), "证件号码": (looks.masked_number(person), None),
            "出生日期": (chinese(person.born), person.born),
            "登记手机": (phone or "没有登记", bytes(person.phone_index) if person.phone_index else None),
        }  # fmt: skip
    told["收款账户"] = (banking.shown(account), bytes(account.number_index)) if account else ("没有填", None)
    told["事项"] = (one.title, None)
    return told | {"受理区": (str(one.district or ""), None)}
