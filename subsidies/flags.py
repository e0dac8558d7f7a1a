"""What the machine leaves for a person to judge, beside the rule's own review checks: likenesses among the claims."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lib import names
from people import banking, keys
from people.models import Person
from subsidies.models import Application

RULE = "RULE"
MOST = 100  # likenesses that are looked at
LIKE = "likeness"  # the purpose of the index by which persons of one name and birth date are found


@dataclass(frozen=True)
class Flag:
    """One thing to judge: its code, how it is called, and what to look at."""

    code: str
    title: str
    look: str


FLAGS = {
    flag.code: flag
    for flag in (
        Flag(RULE, "条件没有全部通过，或者要人工核对", "看小票里没有通过的和要核对的条件。"),
        Flag("SAME-ACCOUNT", "收款账户与别人的申请相同", "核对账户是不是本人的；家人代填的，请本人换成自己的账户。"),
        Flag("SAME-PHONE", "登记手机与别人的申请相同", "家人共用一个手机是常有的；核对是不是同一个人在替多人申请。"),
        Flag("SAME-NAME", "与另一位申请人姓名、出生日期相同", "核对是不是同一个人用两个证件申请。"),
    )
}


def register(*flags: Flag) -> None:
    """A scheme's own, by which its applications may be flagged; codes are the scheme's to keep apart."""
    FLAGS.update({flag.code: flag for flag in flags})


def found(application: Application) -> list[str]:
    """Codes of the likenesses to others' applications, under whatever scheme."""
    likes: tuple[tuple[str, Callable[[Application], QuerySet[Person]]], ...] = (
        ("SAME-ACCOUNT", _same_account), ("SAME-PHONE", _same_phone), ("SAME-NAME", _same_name),
    )  # fmt: skip
    return [code for code, like in likes if like(application).exists()]


def twins(application: Application) -> dict[str, list[Application]]:
    """For each likeness the applications of the others, newest first, at most ten."""
    return {
        code: list(_handed_in(like(application)).select_related("person", "account", "district").order_by("-pk")[:10])
        for code, like in (("SAME-ACCOUNT", _same_account), ("SAME-PHONE", _same_phone), ("SAME-NAME", _same_name))
    }  # fmt: skip


def _handed_in(persons: QuerySet[Person]) -> QuerySet[Application]:
    # whose they are is found first: asked in one, the database walks all applications from the newest
    ids = list(persons.values_list("pk", flat=True)[:MOST])
    rows = Application.objects.filter(person__in=ids) if ids else Application.objects.none()
    return rows.exclude(state=Application.State.DRAFT)


def _others(application: Application, like: Q) -> QuerySet[Person]:
    """Other persons like this one who have handed something in."""
    handed_in = Application.objects.exclude(state=Application.State.DRAFT).values("person")
    return Person.objects.filter(like, pk__in=handed_in).exclude(pk=application.person_id or 0)


def _same_account(application: Application) -> QuerySet[Person]:
    shared = banking.sharers(application.account) if application.account else []
    return _others(application, Q(pk__in=shared))


def _same_phone(application: Application) -> QuerySet[Person]:
    person = application.person
    if person is None or person.phone_index is None:
        return Person.objects.none()
    return _others(application, Q(phone_index=bytes(person.phone_index)))


def _same_name(application: Application) -> QuerySet[Person]:
    person = application.person
    if person is None or person.born is None:
        return Person.objects.none()
    # an index over a million persons would cost every import; those who apply are fewer
    like = Application.objects.filter(likeness__in=keys.indexes(LIKE, _of(person)))
    return _others(application, Q(pk__in=like.values("person"))).filter(name=person.name, born=person.born)


def likeness_of(person: Person, version: int | None = None) -> bytes | None:
    """What an application of somebody with this name and birth date is found under; None where no birth is known."""
    if person.born is None:
        return None
    return keys.ring().index(LIKE, _of(person), keys.in_force() if version is None else version)


def reseal(version: int) -> Iterator[int]:
    """For `people.rotation`: find everybody under another key from now on; yields how many were turned so far."""
    rows, done = Application.objects.filter(likeness__isnull=False).select_related("person").order_by("pk"), 0
    for row in rows.iterator(chunk_size=2000):
        likeness = likeness_of(row.person, version) if row.person else None
        if likeness != bytes(row.likeness or b""):
            done += Application.objects.filter(pk=row.pk).update(likeness=likeness)
            yield done


def _of(person: Person) -> str:
    return f"{names.plain(person.name)}:{person.born}"
