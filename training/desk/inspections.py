"""A look without notice: lessons drawn by a seed that is kept, and what was found when somebody went there.

The same lessons and the same seed draw the same sample, so nobody can say afterwards that a school was picked.
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from lib.refused import Refused
from people.actor import Actor
from people.models import District
from people.roles import AUDITOR, CITY, REVIEWER
from records import events, files
from records.evidence import Proof
from training.filing.actions import chain
from training.lessons.actions import begun, expected
from training.models import ClassSession, Finding, Inspection, InspectionPlan, TrainingClass

MOST_DAYS, MOST_DRAWN, MOST_PHOTOS = 31, 50, 6
LOOKS = (REVIEWER, CITY)


def population(district: str, first: date, last: date) -> list[int]:
    """Lessons of the district's accepted classes that are held in a room between two days, ids in order."""
    rows = ClassSession.objects.filter(
        of__organisation__district=district, of__state=TrainingClass.State.ACCEPTED, state=ClassSession.State.PLANNED,
        day__gte=first, day__lte=last, room__isnull=False,
    )  # fmt: skip
    return list(rows.order_by("pk").values_list("pk", flat=True))


def drawn(ids: Sequence[int], seed: str, size: int) -> list[int]:
    """The sample: each lesson ranked by SHA-256 of the seed and its id, the first ``size`` of them. Needs no generator
    of anybody's, so that it can be reckoned again with any tool."""
    return sorted(ids, key=lambda pk: hashlib.sha256(f"{seed}:{pk}".encode()).hexdigest())[:size]


def digest(ids: Sequence[int]) -> str:
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()


def draw(
    *, district: District, first: date, last: date, size: int, actor: Actor, at: datetime, on: date
) -> InspectionPlan:  # fmt: skip
    """A plan with its lessons. Raises Refused."""
    _looks(actor, district.pk)
    if not on <= first <= last or (last - first).days >= MOST_DAYS:
        raise Refused("first", f"日期从今天或以后开始，最长{MOST_DAYS}天。")
    ids = population(district.pk, first, last)
    if not 1 <= size <= min(MOST_DRAWN, len(ids)):
        raise Refused("size", f"这几天一共有 {len(ids)} 课可抽，一次抽 1 到 {min(MOST_DRAWN, len(ids)) or 1} 课。")
    seed = secrets.token_hex(8)
    with transaction.atomic():
        plan = InspectionPlan.objects.create(
            district=district, first_day=first, last_day=last, size=size, seed=seed, drawn_from=len(ids),
            digest=digest(ids), drawn_at=at, drawn_by_id=actor.account,
        )  # fmt: skip
        Inspection.objects.bulk_create(Inspection(plan=plan, session_id=pk) for pk in drawn(ids, seed, size))
        return plan


def call(*, session: ClassSession, actor: Actor) -> Inspection:
    """A look at a lesson that somebody complained of: not drawn, and told as such. Raises Refused."""
    _looks(actor, session.of.organisation.district_id)
    there = Inspection.objects.filter(session=session, plan=None, done_at__isnull=True).first()
    return there or Inspection.objects.create(session=session)


def report(
    *, pk: int, counted: int, teacher_there: bool, absent: Sequence[int], note: str, photos: Sequence[Proof],
    actor: Actor, at: datetime,
) -> Inspection:  # fmt: skip
    """What was found, once. ``absent``: enrolments that were not there. Raises Refused."""
    with transaction.atomic():
        rows = Inspection.objects.select_for_update(of=("self",)).select_related("session__of__organisation")
        look = rows.filter(pk=pk).first()
        if look is None:
            raise Refused("not-there", "没有找到这次抽查。")
        _looks(actor, look.session.of.organisation.district_id)
        if look.done_at is not None:
            raise Refused("done", "这次抽查已经填过结果，不能再改。")
        if not begun(look.session, at):
            raise Refused("begun", "这一课还没有开始。")
        people = {row.pk: row for row in expected(look.session.of_id, look.session.day)}
        if set(absent) - set(people):
            raise Refused("absent", "有人不在这个班的名册里。请刷新后再填。")
        if counted < len(people) - len(set(absent)):
            raise Refused(
                "counted",
                f"名册 {len(people)} 人，勾了 {len(set(absent))} 人不在，现场应有 {len(people) - len(set(absent))} 人，"
                f"填的是 {counted} 人。请核对。",
            )
        if len(photos) > MOST_PHOTOS:
            raise Refused("photos", f"照片最多 {MOST_PHOTOS} 张。")
        if any(actor.is_oneself(row.person_id) for row in people.values()):
            raise Refused("own", "您在这个班的名册里，要换一位来查。")
        look.done_at, look.done_by_id, look.counted = at, actor.account, counted
        look.teacher_there, look.note = teacher_there, note.strip()
        look.save()
        Finding.objects.bulk_create(Finding(inspection=look, enrolment_id=each) for each in sorted(set(absent)))
        look.photos.set([files.keep(photo.content, photo.name, None, at) for photo in photos])
        events.add(
            chain(look.session.of_id), "inspect", by=actor, at=at,
            data={"inspection": pk, "counted": counted, "absent": len(set(absent)), "teacher": teacher_there},
        )  # fmt: skip
        return look


def _looks(actor: Actor, district: str | None) -> None:
    if actor.has(AUDITOR) or not actor.has(*LOOKS):
        raise Refused("not-yours", "由区级审核员或市级经办人抽查。")
    if not actor.has(CITY) and district not in actor.districts:
        raise Refused("not-yours", "只能抽查本区的班。")
