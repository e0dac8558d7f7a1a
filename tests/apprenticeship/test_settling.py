"""What plans are paid: the advance, the settlement, what comes later; the books after each."""

from datetime import date, timedelta

import pytest

from apprenticeship.during import actions as during
from apprenticeship.models import Plan
from apprenticeship.settling import statement
from lib.refused import Refused
from subsidies.bundles.following import follow_up
from subsidies.models import Application, Entitlement, Line, Netting
from subsidies.paying import recovering
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED, OVER
from treasury import verifying
from treasury.models import Obligation, Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
YEAR = 600_000  # fen: level 4, urgent, twelve months
LATER = OVER + timedelta(days=30)


@pytest.fixture
def both(time_machine):
    time_machine.move_to(ACCEPTED, tick=False)
    settled.funded()
    return two.partners()


def books(plan: Plan) -> dict[str, int]:
    lines = Line.objects.filter(application__scheme="AP", application__subject=plan.pk)
    rows = Obligation.objects.filter(line__in=lines.values("pk"))
    return {name: sum(getattr(row, name) for row in rows) for name in ("owed", "paid", "recoverable")}


def sound() -> None:
    assert [one for _, found in verifying.wrongs() for one in found] == []


def test_the_advance_is_half_of_all_and_once(both):
    plan = settled.accepted(both, 3)
    assert Entitlement.objects.filter(scheme="AP", alive=True).count() == 3
    made = settled.asked(both, plan)
    assert made is not None and made.amount == 3 * YEAR // 2
    assert {line.kind for line in made.lines.all()} == {"advance"}
    settled.paid(settled.granted(made))
    assert books(plan) == {"owed": 0, "paid": 3 * YEAR // 2, "recoverable": 0}
    with pytest.raises(Refused) as refusal:
        settled.asked(both, plan, ACCEPTED + timedelta(days=60))
    assert refusal.value.code == "nothing"
    sound()


def test_above_the_advance_the_rest_is_paid(both):
    plan = settled.accepted(both, 3)
    settled.advanced(both, plan)
    settled.finished(both, plan)
    made = settled.asked(both, plan, OVER)
    assert made is not None and made.amount == 3 * YEAR // 2
    assert {line.kind for line in made.lines.all()} == {"settlement"}
    settled.paid(settled.granted(made, OVER), OVER)
    assert books(plan)["paid"] == 3 * YEAR
    sound()


def test_who_has_too_much_is_set_off_within_the_plan(both):
    """Two of four finished with the certificate, one without, one left: 6000 + 6000 + 3000 − 12000 advanced."""
    plan = settled.accepted(both, 4)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan, certificates=2)
    stop(both, rows[3])
    made = settled.asked(both, plan, OVER)
    assert made is not None and made.amount == YEAR  # two times what is still due, before anything is set off
    settled.granted(made, OVER)
    assert sum(one.amount for one in Netting.objects.all()) == YEAR // 2
    assert books(plan) == {"owed": YEAR // 2, "paid": 2 * YEAR, "recoverable": 0}
    sound()
    settled.paid(made, OVER)
    assert books(plan) == {"owed": 0, "paid": 5 * YEAR // 2, "recoverable": 0}
    assert not Recovery.objects.exists()
    assert all(line.state == "paid" for line in made.lines.all())
    sound()


def test_below_zero_one_order_for_the_plan(both, time_machine):
    """One of four finished with the certificate, the others left."""
    plan = settled.accepted(both, 4)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan, certificates=1)
    for row in rows[1:]:
        stop(both, row)
    made = settled.asked(both, plan, OVER)
    assert made is not None and made.amount == YEAR // 2
    settled.granted(made, OVER)
    order = Recovery.objects.get()
    assert order.amount == YEAR and order.asked_by is None
    assert books(plan)["owed"] == 0
    settled.payable(OVER)
    assert {line.state for line in made.lines.all()} == {"paid"}
    sound()
    recovering.answer(pk=order.pk, agree=True, actor=settled.official("finance"), at=LATER)
    assert books(plan) == {"owed": 0, "paid": YEAR, "recoverable": YEAR}
    recovering.repaid(pk=order.pk, amount=YEAR, actor=settled.official("finance"), at=LATER)
    assert books(plan) == {"owed": 0, "paid": YEAR, "recoverable": 0}
    sound()
    follow_up("AP", at=LATER)
    assert Application.objects.filter(state__in=Application.WAITING).count() == 0
    assert Entitlement.objects.filter(scheme="AP", alive=True).count() == 1


def test_when_all_left_the_whole_advance_comes_back_without_an_application(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    for row in settled.rows(plan):
        stop(both, row)
    assert settled.asked(both, plan, OVER) is None
    assert Recovery.objects.get().amount == YEAR
    with pytest.raises(Refused) as refusal:
        settled.asked(both, plan, OVER)
    assert refusal.value.code == "moving"
    sound()


def test_a_certificate_that_comes_later_is_a_supplement(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan, certificates=1)
    settled.paid(settled.granted(settled.asked(both, plan, OVER), OVER), OVER)
    settled.certified(rows[1], date(2027, 10, 8))
    follow_up("AP", at=LATER)
    made = Application.objects.get(state="district")
    [line] = made.lines.all()
    assert (line.kind, line.amount, line.entitlement.person_id) == ("supplement", YEAR // 2, rows[1].person_id)
    settled.paid(settled.granted(made, LATER), LATER)
    assert books(plan)["paid"] == 2 * YEAR
    follow_up("AP", at=LATER + timedelta(days=20))
    assert not Application.objects.filter(state__in=Application.WAITING).exists()
    sound()


def test_nobody_asks_in_time_and_it_is_settled_by_itself(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    settled.finished(both, plan)
    follow_up("AP", at=OVER)
    assert not Application.objects.filter(state="district").exists()
    follow_up("AP", at=OVER + timedelta(days=120))
    assert Application.objects.get(state="district").amount == YEAR


def test_who_stops_before_the_advance_is_paid_is_not_paid(both):
    plan = settled.accepted(both, 3)
    made = settled.granted(settled.asked(both, plan))
    row = settled.rows(plan)[0]
    during.stop(
        pk=row.pk, on=two.FIRST, words="离职", actor=both.enterprise.actor, at=ACCEPTED, today=two.FIRST
    )  # fmt: skip
    settled.paid(made)
    assert books(plan) == {"owed": 0, "paid": YEAR, "recoverable": 0}
    row.refresh_from_db()
    assert not Entitlement.objects.get(pk=row.right_id).alive
    sound()


def test_an_objection_that_is_right_gives_what_was_set_off_back_to_where_it_was(both):
    plan = settled.accepted(both, 4)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan, certificates=2)
    stop(both, rows[3])
    made = settled.granted(settled.asked(both, plan, OVER), OVER)
    from subsidies.actions import notices, undoing
    from subsidies.models import NoticeLine

    notices.post(scheme="AP", actor=settled.official("city"), at=OVER)
    covered = Netting.objects.get().line
    undoing.fell_out(
        made, [covered.pk], by=settled.official("city"), at=OVER, outcome=NoticeLine.Outcome.UPHELD
    )  # fmt: skip
    assert books(plan) == {"owed": YEAR // 2, "paid": 2 * YEAR, "recoverable": 0}
    assert Netting.objects.get().undone_at == OVER
    sound()


def stop(both, row) -> None:
    during.stop(
        pk=row.pk, on=date(2026, 12, 1), words="离职", actor=both.enterprise.actor, at=LATER,
        today=date(2026, 12, 2),
    )  # fmt: skip


def test_what_somebody_is_promised_elsewhere_is_not_promised_here_and_the_page_says_so(both):
    plan = two.agreed(both, 2)
    first = settled.rows(plan)[0]
    Entitlement.objects.create(scheme="TR", family="training", person=first.person, skill=f"{two.FITTER}/4")
    plan = settled.filed_and_accepted(both, plan)
    first.refresh_from_db()
    assert first.right_id is None
    told = statement.of_plan(plan, ACCEPTED.date())
    assert [one.code for one in told.rows[0].blocked] == ["AP-ONCE"] and not told.rows[1].blocked
    made = settled.asked(both, plan)
    assert made is not None
    assert [line.entitlement.person_id for line in made.lines.all()] == [settled.rows(plan)[1].person_id]


def test_whoever_comes_out_with_nothing_may_take_it_up_elsewhere(both):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    rows = settled.finished(both, plan)
    stop(both, rows[1])
    settled.paid(settled.granted(settled.asked(both, plan, OVER), OVER), OVER)
    follow_up("AP", at=LATER)
    rights = {one.person_id: one.alive for one in Entitlement.objects.filter(scheme="AP")}
    assert rights == {rows[0].person_id: True, rows[1].person_id: False}
