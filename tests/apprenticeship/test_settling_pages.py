"""The pages of what plans are paid: of both parties, of the desks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apprenticeship.during import actions as during
from apprenticeship.models import Apprentice, Plan
from apprenticeship.settling import statement
from subsidies.models import Application
from tests.apprenticeship import partners as two
from tests.apprenticeship import settled
from tests.apprenticeship.settled import ACCEPTED, OVER
from tests.apprenticeship.test_settling import stop
from tests.records.joining import signed_in, text
from tests.training.settled import official
from treasury.models import Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def both(time_machine):
    time_machine.move_to(ACCEPTED, tick=False)
    settled.funded()
    return two.partners()


def money(plan: Plan) -> str:
    return reverse("plans:money", args=[plan.pk])


def test_the_enterprise_asks_for_the_advance_as_it_reads_it(both):
    plan = settled.accepted(both, 2)
    client = signed_in(both.enterprise.user)
    page = text(client.get(money(plan)))
    assert "申请预拨 ¥6,000.00" in page
    said = text(client.post(money(plan), {"seen": "1", "note": "请尽快"}, follow=True))
    assert "金额和您看到的不一样了" in said and "请尽快" in said and not Application.objects.exists()
    said = text(client.post(money(plan), {"seen": "600000"}, follow=True))
    assert "等区级审核" in said and Application.objects.get().amount == 600_000
    client.post(money(plan), {"seen": "0"})
    assert Application.objects.count() == 1


def test_the_school_reads_the_same_codes_and_has_no_button(both):
    plan = settled.accepted(both, 2)
    Apprentice.objects.filter(plan=plan).update(contract_months=6)
    ours, theirs = (text(signed_in(party.user).get(money(plan))) for party in (both.enterprise, both.school))
    assert ours.count("AP-CONTRACT") == theirs.count("AP-CONTRACT") == 2
    assert "申请预拨" not in theirs
    assert signed_in(both.school.user).post(money(plan), {"seen": "0"}, follow=True).status_code == 200
    assert not Application.objects.exists()


def test_the_school_asks_for_nothing(both):
    plan = settled.accepted(both, 2)
    said = text(signed_in(both.school.user).post(money(plan), {"seen": "600000"}))
    assert "由企业的管理员或经办人申请" in said and not Application.objects.exists()


def test_withdrawn_and_asked_anew(both):
    plan = settled.accepted(both, 2)
    client, made = signed_in(both.enterprise.user), settled.asked(both, plan)
    client.post(reverse("plans:money-withdraw", args=[plan.pk, made.pk]))
    made.refresh_from_db()
    assert made.state == "withdrawn"
    client.post(money(plan), {"seen": "600000"})
    assert Application.objects.filter(state="district").count() == 1


def test_below_the_advance_the_button_says_what_comes_back(both, time_machine):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    for row in settled.rows(plan):
        stop(both, row)
    time_machine.move_to(OVER, tick=False)
    client = signed_in(both.enterprise.user)
    assert "结算，退回 ¥6,000.00" in text(client.get(money(plan)))
    said = text(client.post(money(plan), {"seen": "-600000"}, follow=True))
    assert "要退回的已交财务核定" in said and "等财务人员批准" in said
    assert Recovery.objects.get().amount == 600_000


def test_the_desks_read_what_is_asked_for_and_why_others_are_not(both):
    plan = settled.accepted(both, 3)
    row = settled.rows(plan)[0]
    during.stop(
        pk=row.pk, on=two.FIRST, words="离职", actor=both.enterprise.actor, at=ACCEPTED, today=two.FIRST
    )  # fmt: skip
    made = settled.asked(both, plan)
    reviewer = official("reviewer", "110101")
    client = signed_in(_user(reviewer))
    page = text(client.get(reverse("cases:case", args=[made.pk])))
    assert "申请的 2 名" in page and plan.number in page
    listed = text(client.get(reverse("plan-desk:money", args=[plan.pk])))
    assert "预拨份额" in listed
    assert "按规则核对" in text(client.get(reverse("plan-desk:money-of", args=[settled.rows(plan)[1].pk])))


def test_finance_may_let_it_be_paid_back_in_parts(both, time_machine):
    plan = settled.accepted(both, 2)
    settled.advanced(both, plan)
    for row in settled.rows(plan):
        stop(both, row)
    settled.asked(both, plan, OVER)
    time_machine.move_to(OVER, tick=False)
    order = Recovery.objects.get()
    client = signed_in(_user(official("finance")))
    assert "分几期" in text(client.get(reverse("money:recovery", args=[order.pk])))
    client.post(reverse("money:answer-recovery", args=[order.pk]), {"agree": "yes", "parts": "6"})
    order.refresh_from_db()
    assert order.state == "ordered"
    assert [one.amount for one in order.instalments.order_by("place")] == [100_000] * 6


def test_as_many_queries_for_many_as_for_few(both):
    def queries(plan) -> int:
        with CaptureQueriesContext(connection) as asked:
            statement.of_plan(Plan.objects.select_related("enterprise", "school").get(pk=plan.pk), OVER.date())
        return len(asked)

    few = settled.accepted(both, 1)
    before = queries(few)
    others = two.partners(2)
    many = two.a_plan(others)
    two.actions.offer(pk=many.pk, actor=others.enterprise.actor, at=two.AT)
    for nth in range(11, 17):
        two.proposed(others, many, nth)
    two.entering.confirm(plan=many.pk, which=None, actor=others.school.actor, at=two.AT)
    two.actions.agree(pk=many.pk, actor=others.school.actor, at=two.AT)
    assert queries(settled.filed_and_accepted(others, many)) == before


def _user(actor):
    from people.models import User

    return User.objects.get(pk=actor.user_id)
