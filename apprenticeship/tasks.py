"""What happens to plans by the clock. May run twice without harm."""

from functools import partial

from celery import shared_task
from django.utils import timezone

from apprenticeship.changing import actions as changing
from apprenticeship.differing import actions as differing
from apprenticeship.overlapping import actions as overlapping
from apprenticeship.scheme import APPRENTICESHIP
from records import jobs
from subsidies.bundles.following import Share, follow_up

FOLLOW = "follow-plans"


@shared_task
def follow_plans() -> None:
    """Whatever has been proved, or proved false, of plans that are over: settlements nobody asked for in time,
    supplements and recoveries."""
    jobs.put(FOLLOW, 0)


@shared_task
def settle_overlaps() -> None:
    """Overlaps that were not answered in time are settled by the rule."""
    overlapping.settle(timezone.localdate(), timezone.now())


@shared_task
def lapse_changes() -> None:
    """Changes that were not answered in time are over."""
    differing.lapse(timezone.localdate(), timezone.now())
    changing.lapse(timezone.localdate(), timezone.now())


def follow(hold: jobs.Hold) -> None:
    """What the job does, from wherever it stands."""
    follow_up(
        APPRENTICESHIP.code, at=timezone.now(), share=Share(after=hold.done),
        step=partial(hold.step, said="正在核对到期的培养计划"),
    )  # fmt: skip


def gave_up(subject: int, why: str) -> None:
    """Nothing is lost: the next morning begins anew."""
