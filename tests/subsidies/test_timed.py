"""What a day brings by itself: once, however often and however late it is run."""

from datetime import timedelta

import pytest

from config.celery import app
from people import phones
from people.models import TextMessage
from subsidies import lifecycle, timed
from subsidies.actions import claims, notices, review
from subsidies.models import Line, Message
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city, reviewer, unclear, verbs  # noqa: F401 (fixtures)

pytestmark = pytest.mark.django_db


@pytest.fixture
def returned(unclear, reviewer):  # noqa: F811
    phones.register(unclear, "12000000001")
    made = claiming.handed_in(unclear)
    return review.ask_for_more(pk=made.pk, reason="evidence", actor=reviewer, at=AT, note="请补工资条")


def on_day(day):
    return AT + (day - claims.day_of(AT))


def kinds(application):
    return list(Message.objects.filter(application=application).order_by("id").values_list("kind", flat=True))


def test_three_working_days_before_the_last_one_is_told_once(returned):
    last = returned.due_on
    days = [last - timedelta(days=n) for n in range(12, -1, -1)]
    told = [(day, timed.remind(on_day(day))) for day in days]
    first = [day for day, count in told if count]
    assert len(first) == 1 and lifecycle.Application.objects.get().state == "returned"
    assert timed.add_working_days(first[0], 3) == last or timed.add_working_days(first[0], 3) > last
    assert timed.add_working_days(first[0] - timedelta(days=1), 3) < last, "not a day earlier"
    assert kinds(returned) == ["received", "returned", "soon"]
    assert TextMessage.objects.filter(purpose="notice").count() == 3


def test_a_reminder_that_comes_late_still_comes_and_after_the_last_day_none_does(returned):
    assert timed.remind(on_day(returned.due_on + timedelta(days=1))) == 0
    assert timed.remind(on_day(returned.due_on)) == 1


def test_after_the_last_day_it_lapses_once(returned):
    assert timed.lapse(on_day(returned.due_on)) == 0
    late = on_day(returned.due_on + timedelta(days=9))
    assert (timed.lapse(late), timed.lapse(late)) == (1, 0)
    returned.refresh_from_db()
    assert returned.state == "withdrawn" and verbs(returned)[-1] == "lapse"
    assert kinds(returned)[-1] == "lapsed" and kinds(returned).count("lapsed") == 1


def test_what_was_completed_neither_lapses_nor_is_reminded(returned, unclear):  # noqa: F811
    claims.submit(pk=returned.pk, actor=claiming.worker(unclear), at=AT, note="补好了")
    assert timed.lapse(on_day(returned.due_on + timedelta(days=9))) == 0
    assert timed.remind(on_day(returned.due_on)) == 0


def test_a_notice_ends_the_day_after_its_last_and_tells_once(city):  # noqa: F811
    made = claiming.approved(claiming.claimant(), city)
    notice = notices.post(scheme="SU", actor=city, at=AT)
    assert timed.end_notices(on_day(notice.ends_on)) == 0
    late = on_day(notice.ends_on + timedelta(days=30))
    assert (timed.end_notices(late), timed.end_notices(late)) == (1, 0)
    assert Line.objects.get().state == "payable" and kinds(made).count("payable") == 1


@pytest.mark.parametrize("task", [
    "subsidies.tasks.end_notices", "subsidies.tasks.lapse_what_was_not_completed",
    "subsidies.tasks.remind_to_complete", "records.tasks.seal_days_that_are_over",
])  # fmt: skip
def test_the_timetable_names_a_task_that_there_is_and_an_empty_house_is_no_fault(task):
    assert task in {entry["task"] for entry in app.conf.beat_schedule.values()}
    app.loader.import_default_modules()
    app.tasks[task].apply()
