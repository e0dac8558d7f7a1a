"""What classes of the demonstration are paid: some asked for, one sent back, some on notice, some paid already.

The class of the institution that a visitor may be is left for the visitor to ask for.
"""

from datetime import date, datetime

from django.db import transaction

from cms.city import money
from cms.city.scene import Scene
from people import banking
from people.models import Organisation, User
from subsidies.actions import notices, review
from subsidies.bundles.actions import open_many
from subsidies.models import Application, Line
from training.models import TrainingClass
from training.scheme import TRAINING
from training.settling import handling

ASKED, PAID, NOTICED = 8, 3, 2  # classes in other districts that only ask; classes here that are paid, on notice
DAYS_TO_PAY = 20  # from asking to the bank's answer


@transaction.atomic
def load(on: date, at: datetime) -> int:
    """How many applications were made; 0 where there are some already."""
    grant = User.objects.get(username="shenhe").grants.select_related("district").first()
    if grant is None or grant.district is None or Application.objects.filter(scheme=TRAINING.code).exists():
        return 0
    scene, ready = Scene(on, at, {}), _ready(on)
    _accounts({one.organisation for one in ready}, at)
    here = [one for one in ready if one.organisation.district_id == grant.district.pk]
    old = [one for one in here if one.last_day is not None and (on - one.last_day).days > DAYS_TO_PAY + 1]
    made = len(_ask([one for one in ready if one not in here][:ASKED], scene, 2))
    made += _paid(old[:PAID], scene)
    rest = [one for one in here if one not in old[:PAID]]
    made += _noticed(rest[:NOTICED], scene)
    for one in _ask(rest[NOTICED : NOTICED + 1], scene, 4):
        review.advise(pk=one, actor=scene.reviewer, at=scene.ago(2))
        made += 1
    for one in _ask(rest[NOTICED + 1 : NOTICED + 2], scene, 4):
        note = "有两名学员的实到学时和签到记录对不上，请核对考勤后重新提交。"
        review.ask_for_more(pk=one, reason="evidence", actor=scene.reviewer, at=scene.ago(1), note=note)
        made += 1
    return made + len(_ask(rest[NOTICED + 2 : NOTICED + 5], scene, 1))


def _ready(on: date) -> list[TrainingClass]:
    """Classes that are over, with all they are paid on, the oldest first; none of the visitor's own."""
    rows = TrainingClass.objects.filter(state="accepted", last_day__lt=on, enrolments__result__passed=True)
    rows = rows.filter(enrolments__attendance__isnull=False, organisation__district__isnull=False)
    own = User.objects.filter(username="xuexiao").values("grants__organisation")
    rows = rows.exclude(organisation__in=own).select_related("organisation__district").distinct()
    return list(rows.order_by("last_day", "pk"))


def _accounts(organisations: set[Organisation], at: datetime) -> None:
    own = Organisation.objects.filter(grants__user__username="xuexiao")
    for one in sorted({*organisations, *own}, key=lambda each: each.pk):
        if not one.bank_accounts.exists():
            banking.keep_corporate(
                organisation=one, bank="ICBC", number=f"9900{one.pk:010d}", holder=one.name, by=None, at=at
            )  # fmt: skip


def _ask(classes: list[TrainingClass], scene: Scene, days: int) -> list[int]:
    """Asked for so many days ago; those that are due nothing ask for nothing."""
    asked = handling.asked([one.pk for one in classes])
    return open_many(scheme=TRAINING.code, asked=asked, actor=None, at=scene.ago(days)) if asked else []


def _approved(classes: list[TrainingClass], scene: Scene, days: int) -> list[int]:
    made = _ask(classes, scene, days)
    for pk in made:
        review.advise(pk=pk, actor=scene.reviewer, at=scene.ago(days - 1))
        review.approve(pk=pk, actor=scene.city, at=scene.ago(days - 2))
    return made


def _post(made: list[int], scene: Scene, days: int) -> int:
    lines = Line.objects.filter(application__in=made).values_list("pk", flat=True)
    return notices.post(scheme=TRAINING.code, actor=scene.city, at=scene.ago(days), only=lines).pk


def _noticed(classes: list[TrainingClass], scene: Scene) -> int:
    made = _approved(classes, scene, 4)
    if made:
        _post(made, scene, 1)
    return len(made)


def _paid(classes: list[TrainingClass], scene: Scene) -> int:
    made = _approved(classes, scene, DAYS_TO_PAY)
    if made:
        notices.close(pk=_post(made, scene, DAYS_TO_PAY - 3), at=scene.ago(5))
        day = money.working(scene, 3)
        batch = money.drawn(scene, day, TRAINING.code)
        money.agreed(scene, batch, day)
        money.answered(scene, batch, 1)
    return len(made)
