"""What is left for a person to judge of a case, with whoever is like its applicant side by side."""

from dataclasses import dataclass

from people import banking, looks
from people.actor import Actor
from people.models import Person
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
        Row(title, sides[0][title], tuple((side[title], bool(side[title]) and side[title] == sides[0][title])
            for side in sides[1:]))
        for title in sides[0]
    )  # fmt: skip


def _side(one: Application) -> dict[str, str]:
    person: Person | None = one.person
    told = {"受理号": one.number or "", "办到哪": one.get_state_display(), "受理区": str(one.district or "")}
    told["事项"] = one.title
    if person is not None:
        told |= {
            "姓名": person.name, "证件号码": looks.masked_number(person), "出生日期": str(person.born or "没有登记"),
            "登记手机": looks.masked_phone(person) or "没有登记",
        }  # fmt: skip
    return told | {"收款账户": banking.shown(one.account) if one.account else "没有填"}
