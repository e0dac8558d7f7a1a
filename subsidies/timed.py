"""What happens to cases because a day has come: notices end, what was not completed lapses, who must complete is told.

Each may run twice, late or not at all without harm: what is done is seen in the rows, and the next run makes it good.
"""

from datetime import datetime

from django.db import transaction

from lib.refused import Refused
from lib.working_days import add_working_days
from subsidies import telling
from subsidies.actions import claims, notices
from subsidies.models import Application, Message
from subsidies.telling import Kind

REMINDED = 3  # working days before the last one. Illustrative: no published figure was found
RETURNED = Application.State.RETURNED


def end_notices(at: datetime) -> int:
    """Lines whose notice is over and that nobody objects to may be paid. Gives how many."""
    return sum(notices.close(pk=pk, at=at) for pk in notices.ended(claims.day_of(at)))


def lapse(at: datetime) -> int:
    """What the applicant did not complete in time counts as taken back. Gives how many."""
    late = Application.objects.filter(state=RETURNED, due_on__lt=claims.day_of(at))
    done = 0
    for pk in late.order_by("due_on", "pk").values_list("pk", flat=True):
        try:
            claims.lapse(pk=pk, at=at)
            done += 1
        except Refused:  # completed this very moment
            continue
    return done


def remind(at: datetime) -> int:
    """Tell whoever has some working days left to complete an application, once. Gives how many.

    An institution is not told again: it can hand in anew at any time, and its home page counts the days.
    """
    on = claims.day_of(at)
    near = Application.objects.filter(
        person__isnull=False, state=RETURNED, due_on__gte=on, due_on__lte=add_working_days(on, REMINDED)
    )
    unaware = near.exclude(messages__kind=Kind.SOON)
    return sum(_remind(pk, at) for pk in unaware.order_by("due_on", "pk").values_list("pk", flat=True))


def _remind(pk: int, at: datetime) -> bool:
    with transaction.atomic():
        rows = Application.objects.select_for_update(of=("self",)).select_related("person")
        application = rows.filter(pk=pk, state=RETURNED).first()
        if application is None or Message.objects.filter(application=pk, kind=Kind.SOON).exists():
            return False
        telling.tell(application, Kind.SOON, at=at, until=str(application.due_on))
        return True
