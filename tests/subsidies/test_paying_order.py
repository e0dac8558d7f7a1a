"""What a batch makes of several lines: of one person one after the other, of one application each."""

from datetime import timedelta

import pytest

from subsidies import clocks
from subsidies.actions import claims, notices, review
from subsidies.models import Determination, Line, NoticeLine
from subsidies.paying import draw, runs
from tests.subsidies import claiming, paying, town
from tests.subsidies.paying import ON, PAY
from tests.subsidies.test_paying import city, sound, states, two  # noqa: F401 (fixtures)
from treasury import ledger
from treasury.models import Batch, Gated

pytestmark = pytest.mark.django_db


def test_the_yearly_cap_holds_within_one_batch(city, two):  # noqa: F811
    """Two certificates of one year, both approved while nothing was paid yet: one is paid."""
    person = claiming.claimant()
    town.certificate(person, entry=77_000, occupation="6-31-01-01")
    town.certificate(person, entry=person.pk + 50_000, occupation="6-31-01-03")
    actor = claiming.worker(person)
    made = [
        claims.submit(pk=claiming.draft(person, actor, subject=entry).pk, actor=actor, at=claiming.AT)
        for entry in (77_000, person.pk + 50_000)
    ]
    for one in made:
        if one.state == "district":
            review.advise(pk=one.pk, actor=claiming.official("reviewer", f"r{one.pk}"), at=claiming.AT)
        review.approve(pk=one.pk, actor=city, at=claiming.AT)
    notices.close(pk=notices.post(scheme="SU", actor=city, at=claiming.AT).pk, at=PAY)
    batch = paying.drawn(two[0])
    assert (batch.payments_count, batch.left_out) == (1, 1)
    assert "SU-CAP" in Determination.objects.filter(trigger="batch").get().failed
    assert states() == ["batched", "open"]
    sound()


def test_every_line_of_one_application_is_looked_at(city, two):  # noqa: F811
    [case] = paying.payable(city, claiming.claimant())
    first = case.lines.get()
    second = Line.objects.create(
        application=case, entitlement=first.entitlement, kind="supplement", amount=first.amount, state="payable",
        determination=first.determination,
    )  # fmt: skip
    told = ledger.Line(second.pk, second.entitlement_id, "SU", second.amount, case.person_id)
    ledger.commit([told], fund=ledger.fund_called("失业保险基金"), on=ON, at=PAY, by=None)
    NoticeLine.objects.create(notice_id=NoticeLine.objects.get().notice_id, line=second, place=2, outcome="stood",
                              found_by=b"x")  # fmt: skip
    batch = paying.drawn(two[0])
    assert (batch.payments_count, batch.lines_count, batch.amount) == (1, 2, 300000)
    assert states() == ["batched"] * 2 and Gated.objects.count() == 2


def test_the_banks_last_day_counts_from_the_day_it_is_here(city, two):  # noqa: F811
    """One in the morning in Beijing is the evening before elsewhere."""
    paying.payable(city, claiming.claimant())
    late = PAY.replace(hour=17)
    draw_on = ON + timedelta(days=1)
    batch = draw.ask(scheme="SU", actor=two[0], on=draw_on, at=late, tell=False)
    paying.driven(draw.VERB, batch.pk)
    batch.refresh_from_db()
    runs.agree(pk=batch.pk, actor=two[1], on=draw_on, at=late, seen=batch.hash)
    paying.driven(runs.VERB, batch.pk)
    assert Batch.objects.get().due_on == clocks.due("bank", draw_on) != clocks.due("bank", ON)
