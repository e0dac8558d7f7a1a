"""Text messages about what is owed: one when it is found, then with 60, 30 and 7 days left."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from lib.days import chinese
from lib.money import yuan
from people import phones, texts
from people.models import TextMessage
from policy import scheme_of
from subsidies.models import Invitation

FIRST = 400  # more days than any invitation has: the first message
STEPS = (7, 30, 60, FIRST)
AT_ONCE = 200


@dataclass
class Reminded:
    queued: int = 0
    without_phone: int = 0


def remind(on: date, at: datetime) -> Reminded:
    """Queue what is due on that day. Running it again the same day queues nothing more."""
    done = Reminded()
    due = Invitation.objects.filter(state=Invitation.State.OPEN, last_day__gte=on)
    after = 0
    while rows := list(due.filter(id__gt=after).order_by("id").select_related("person")[:AT_ONCE]):
        with transaction.atomic():
            for row in rows:
                _remind(row, on, at, done)
        after = rows[-1].pk
    return done


def _remind(row: Invitation, on: date, at: datetime, done: Reminded) -> None:
    step = next((step for step in STEPS if (row.last_day - on).days <= step), FIRST)
    if row.reminded <= step:
        return
    phone = phones.phone_of(row.person)
    if not phone:
        done.without_phone += 1
        return
    # whoever counts it down sends it; a second worker finds it counted
    if Invitation.objects.filter(pk=row.pk, reminded__gt=step).update(reminded=step):
        until = timezone.make_aware(datetime.combine(row.last_day, time.max))
        purpose = TextMessage.Purpose.INVITATION
        texts.queue(person=row.person, purpose=purpose, phone=phone, body=words(row, on), at=at, good_until=until)
        done.queued += 1


def words(row: Invitation, on: date) -> str:
    """What is owed, the last day, and where; no name and no number."""
    left = (row.last_day - on).days
    soon = "今天是最后一天" if left == 0 else f"还有{left}天"
    return texts.signed(
        f"您有一笔{scheme_of(row.scheme).title}{yuan(row.amount)}可以领，不用另交证明。"
        f"最后一天是{chinese(row.last_day)}（{soon}）。"
        f"请登录 {settings.WAGTAILADMIN_BASE_URL} 确认，也可以带身份证到窗口办理。"
    )
