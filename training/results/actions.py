"""Results entered and voided, certificates issued: each in one transaction with its event, or Refused in words."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from lib.refused import Refused
from people import bulk
from people.actor import Actor
from records import events
from training.filing import rules
from training.filing.actions import chain, works_for
from training.models import CompletionCertificate, Enrolment, ExamResult, TrainingClass
from training.results import queries
from training.results.judging import Known, Told, Wrong, says_why, too_early, wrong
from training.results.writing import Change, write

CITY = "110000"  # in the number of a certificate of an institution that is of no district


def enter(*, pk: int, told: Mapping[int, Told], actor: Actor, at: datetime, on: date, why: str = "") -> int:
    """Results of a class (enrolment → what is told) over what was written before; how many differ. Raises Refused."""
    with transaction.atomic():
        one = _held(pk, actor)
        _unless(too_early(one, on))
        known = Known([one])
        if set(told) - set(known.lines):
            _unless(wrong(rules.EXAMINED))
        for line, each in told.items():
            _unless(known.wrong(line, each, why, on))
        return write(known, [Change(line, each, why) for line, each in told.items()], by=actor, at=at)


def void(*, line: int, why: str, actor: Actor, at: datetime) -> None:
    """The result of a trainee counts no more, and the certificate on it is withdrawn. Raises Refused."""
    of = Enrolment.objects.filter(pk=line).values_list("of", flat=True).first()
    with transaction.atomic():
        known = Known([_held(of or 0, actor)])
        if line not in known.lines or known.told(line) is None:
            raise Refused("state", "这位学员没有可以作废的成绩。请刷新后核对。")
        if not says_why(why):
            _unless(wrong(rules.WHY))
        write(known, [Change(line, None, why)], by=actor, at=at)


def issue(*, pk: int, actor: Actor, at: datetime, on: date) -> int:
    """Certificates for whoever passed, attended enough and has none; how many. Raises Refused."""
    with transaction.atomic():
        one = _held(pk, actor)
        _unless(too_early(one, on))
        if many := queries.unconfirmed(one):
            _unless(wrong(rules.UNCONFIRMED, many=many))
        ready = [each.row.pk for each in queries.standing(one) if each.ready]
        if not ready:
            raise Refused("nobody", "现在没有可以发证的学员：下面写着每一位差什么。")
        ids = bulk.reserve(CompletionCertificate, len(ready)).tolist()
        CompletionCertificate.objects.bulk_create(
            CompletionCertificate(
                pk=new, enrolment_id=line, number=number_of(one, new, on), issued_on=on,
                issued_by_id=actor.account,
            )
            for new, line in zip(ids, ready, strict=True)
        )  # fmt: skip
        events.add(chain(pk), "complete", by=actor, at=at, data={"certificates": ids})
        return len(ready)


def number_of(one: TrainingClass, pk: int, on: date) -> str:
    """PX2026110101000123: of the year, the district, and the id of the row, which no other row ever gets."""
    return f"PX{on.year}{one.organisation.district_id or CITY}{pk:06d}"


def disown(row: Enrolment, *, why: str, at: datetime) -> None:
    """It was somebody else: neither result nor certificate of this line counts. In the caller's transaction."""
    for rows in (ExamResult.objects.filter(enrolment=row), row.completions):
        rows.filter(voided_at__isnull=True).update(voided_at=at, void_why=why)


def _unless(found: Wrong | None) -> None:
    if found is not None:
        raise Refused(found.rule.code, found.words)


def _held(pk: int, actor: Actor) -> TrainingClass:
    """Until the transaction ends. Raises Refused."""
    rows = TrainingClass.objects.select_for_update(of=("self",)).select_related("organisation")
    one = rows.filter(pk=pk).first()
    if one is None:
        raise Refused("not-there", "没有找到这个班。")
    works_for(one.organisation_id, actor)
    return one
