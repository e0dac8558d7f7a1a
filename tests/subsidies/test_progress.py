"""办到哪一步: at every stop of an application's life whose turn it is and by which day."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subsidies import progress
from subsidies.actions import claims, notices, objections, review
from subsidies.models import Application, Line, NoticeLine
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return claiming.claimant()


@pytest.fixture
def city():
    return claiming.official("city")


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


@pytest.fixture
def unclear():
    person = claiming.claimant("示缓缴", months=0)
    town.insured(person, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
    return person


def states(application):
    return [stop.state for stop in told(application).stops]


def told(application):
    return progress.of(progress.ready(Application.objects.all()).get(pk=application.pk))


def here(application):
    stop = told(application).here
    return stop.name, stop.who, stop.when, stop.says


def test_a_draft_waits_for_its_person(person):
    made = claiming.draft(person)
    assert states(made) == ["here", "wait", "wait", "wait", "wait"]
    assert here(made) == ("提交申请", "您自己", "", "还没有提交")


def test_a_clear_one_is_at_the_city_until_a_day(person, city):
    made = claiming.handed_in(person)
    assert states(made) == ["done", "done", "here", "wait", "wait"]
    assert here(made) == ("市级复核", "市级经办人", "最晚2025年10月14日", "正在办")
    assert told(made).stops[1].name == "机器核对"
    assert [stop.when for stop in told(made).stops[3:]] == ["公示 7 天", "公示结束后 10 个工作日以内"]
    review.hold(pk=made.pk, actor=city, at=AT, note="等社保核实")
    assert here(made)[3] == "暂缓办理，正在核实"


def test_one_that_a_person_judges_is_at_its_district(unclear, reviewer):
    made = claiming.handed_in(unclear)
    assert here(made) == ("区级审核", "东城区区级审核员", "最晚2025年10月14日", "正在办")
    review.ask_for_more(pk=made.pk, reason="evidence", actor=reviewer, at=AT, note="请补工资条")
    assert here(made)[:2] == ("补正材料", "您自己") and here(made)[2].startswith("最晚2025年10月")
    assert states(made) == ["here", "wait", "wait", "wait", "wait"]


def test_taken_back_it_goes_nowhere_any_more(person):
    made = claiming.handed_in(person)
    claims.withdraw(pk=made.pk, actor=claiming.worker(person), at=AT)
    assert states(made) == ["done", "ended", "skipped", "skipped", "skipped"]
    assert here(made)[3] == "已撤回"


def test_from_the_decision_to_the_bank(person, city):
    made = claiming.approved(person, city)
    assert states(made) == ["done", "done", "done", "here", "wait"]
    assert here(made) == ("公示", "市级经办人", "最晚2025年10月14日", "等着发布公示")
    notice = notices.post(scheme="SU", actor=city, at=AT)
    assert here(made) == ("公示", "公众", "最晚2025年10月7日", "正在公示，没有异议就发放")
    row = NoticeLine.objects.get()
    one = objections.to_notice(
        row=row.pk, said="这个人没有考过", name="示举报", contact="12000000000", person=None, at=AT
    )
    assert here(made) == ("公示", "市级经办人", "最晚2025年10月14日", "有人提出异议，等待答复")
    objections.answer(pk=one.pk, upheld=False, words="核实过，成绩属实", actor=city, at=AT)
    notices.close(pk=notice.pk, at=AT + timedelta(days=8))
    assert states(made) == ["done", "done", "done", "done", "here"]
    assert here(made)[:2] == ("发放", "财务人员") and here(made)[2].startswith("最晚2025年10月")
    Line.objects.update(state="paid")
    assert states(made) == ["done"] * 5 and here(made)[3] == "已发放"


def test_a_refusal_ends_it_unless_its_person_objects(reviewer, city):
    person = claiming.claimant("示新人", months=3)
    made = claiming.handed_in(person)
    review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note="月数不够")
    review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    assert states(made) == ["done", "done", "ended", "skipped", "skipped"]
    assert here(made)[3] == "不予发放"
    objections.to_refusal(pk=made.pk, said="我其实缴满了", actor=claiming.worker(person), at=AT)
    assert here(made)[3] == "您提了异议，等待答复"


def test_many_are_read_with_as_many_queries_as_one(city):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            for application in progress.ready(Application.objects.all()):
                progress.of(application)
        return len(queries)

    claiming.approved(claiming.claimant("示一"), city)
    notices.post(scheme="SU", actor=city, at=AT)
    one = asked()
    claiming.approved(claiming.claimant("示二"), city, claiming.official("reviewer"))
    notices.post(scheme="SU", actor=city, at=AT)
    assert asked() == one <= 6
