"""好差评: what an applicant says of how a case was handled, once it has ended."""

from datetime import datetime

from django.db import IntegrityError, transaction

from lib.refused import Refused
from people import keys
from people.actor import Actor
from subsidies import lifecycle
from subsidies.actions import claims
from subsidies.models import Application, Rating

SEALED = "rating"
LONGEST = 500
State = Application.State
ENDED = (State.APPROVED, State.REFUSED, State.WITHDRAWN)


def rate(*, pk: int, grade: int, words: str, actor: Actor, at: datetime) -> Rating:
    """Once for a case, by the person alone: not by who entered it. Raises Refused."""
    words = words.strip()
    if grade not in Rating.Grade.values:
        raise Refused("grade", "请选一个评价。")
    if len(words) > LONGEST:
        raise Refused("words", f"最多写{LONGEST}个字，这里有{len(words)}个字，请写短一些。")
    if actor.person_id is None:
        raise Refused("not-yours", "只有申请人本人才能评价。")
    try:
        with transaction.atomic():
            application = claims.own(pk, actor)
            if application.state not in ENDED:
                raise Refused("state", "办结以后才能评价。")
            made = Rating.objects.create(
                application=application, grade=grade, at=at, words_sealed=keys.seal(SEALED, words) if words else None
            )
            lifecycle.note(application, "rate", by=actor, at=at)
            return made
    except IntegrityError as error:
        raise Refused("twice", "您已经评价过了，谢谢。") from error


def words_of(row: Rating) -> str:
    """What was written; empty where nothing was."""
    return keys.unseal(SEALED, bytes(row.words_sealed)) if row.words_sealed else ""
