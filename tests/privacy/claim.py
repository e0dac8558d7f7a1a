"""A claim from draft to public notice, with a third person in everything that may be written on the way."""

from datetime import datetime, timedelta

from certificates.models import Certificate
from lib.refused import Refused
from people.actor import Actor, actor_of
from people.models import Person, User
from people.signin import account_of
from records import events
from subsidies.actions import claims, measures, notices, objections, review
from subsidies.models import Application
from tests.privacy.strangers import ACCOUNT, WITNESS, WRONG_ACCOUNT
from tests.subsidies import claiming

QUOTING = f"{WITNESS.name}（{WITNESS.number}，{WITNESS.phone}，卡号{WRONG_ACCOUNT}）可以作证"
State = Application.State


def go_through(person: Person, at: datetime) -> None:
    worker, city = actor_of(account_of(person)), actor_of(User.objects.get(username="shiji"))
    made = _handed_in(person, worker, at)
    reviewer = claiming.official("reviewer", "shenhe-er", district=made.district_id or claiming.HERE)
    measures.restrict(
        person=person, stops="pay", reason=QUOTING, since=claims.day_of(at), until=None, actor=city, at=at
    )
    asks = reviewer if made.state == State.DISTRICT else city
    review.hold(pk=made.pk, actor=asks, at=at, note=QUOTING)
    review.release(pk=made.pk, actor=asks, at=at, note=QUOTING)
    review.ask_for_more(pk=made.pk, reason="evidence", actor=asks, at=at, note=QUOTING)
    made = claims.submit(pk=made.pk, actor=worker, at=at, note=QUOTING)
    if made.state == State.DISTRICT:
        made = review.advise(pk=made.pk, actor=reviewer, at=at, note=QUOTING)
    review.approve(pk=made.pk, actor=city, at=at, note=QUOTING)
    row = notices.post(scheme=made.scheme, actor=city, at=at).rows.get(line__application=made)
    said = objections.to_notice(
        row=row.pk, said=QUOTING, name=WITNESS.name, contact=WITNESS.phone, person=None, at=at
    )  # fmt: skip
    objections.answer(pk=said.pk, upheld=False, words=QUOTING, actor=city, at=at)
    later = at + timedelta(days=30)
    assert notices.close(pk=row.notice_id, at=later) >= 1
    assert events.seal_day(claims.day_of(at)) is not None and not list(events.broken())


def _handed_in(person: Person, worker: Actor, at: datetime) -> Application:
    """After an account of somebody else's was typed, and refused."""
    entry = Certificate.objects.current().filter(person=person).values_list("entry", flat=True)[0]
    made = claims.start(scheme="SU", person=person.pk, subject=entry, actor=worker, at=at)
    account = {"pk": made.pk, "actor": worker, "kind": "card", "bank": "ICBC", "at": at}
    try:
        claims.set_account(**account, number=WRONG_ACCOUNT, holder=WITNESS.name)
    except Refused as refusal:
        assert refusal.code == "holder"
    claims.set_account(**account, number=ACCOUNT, holder=person.name)
    return claims.submit(pk=made.pk, actor=worker, at=at, note=QUOTING)
