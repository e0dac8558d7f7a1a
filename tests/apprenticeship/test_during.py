"""While a plan is held: what is taught, who is away, who stops, and what that is in yuan."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apprenticeship.desk import actions as desk
from apprenticeship.during import actions, counting
from apprenticeship.models import Apprentice, Lesson, Pause
from subsidies.models import Taken
from tests.apprenticeship import partners
from tests.apprenticeship.test_plans import reviewer
from tests.training.schools import refused

AT, ON, FIRST = partners.AT, partners.ON, partners.FIRST
TODAY = date(2026, 9, 30)


@pytest.fixture
def both(db, catalogue):
    return partners.partners()


def held(both, many: int = 3):
    return desk.accept(pk=partners.filed(both, many).pk, actor=reviewer(), at=AT, on=ON)


def teach(both, plan, rows, party="school", on=date(2026, 9, 10), hours=4, area="theory"):
    side = getattr(both, party)
    return actions.teach(
        plan=plan.pk, area=area, on=on, hours=hours, guide=side.guide, topic="安全用电", which=[row.pk for row in rows],
        actor=side.actor, at=AT, today=TODAY,
    )  # fmt: skip


def test_both_sides_write_down_what_their_own_taught(both):
    plan = held(both)
    rows = list(plan.apprentices.order_by("pk"))
    teach(both, plan, rows)
    lesson = teach(both, plan, rows[:2], "enterprise", area="practice", hours=4)
    assert counting.done([plan.pk])[rows[0].pk] == {"theory": 4, "practice": 4}
    assert counting.done([plan.pk])[rows[2].pk] == {"theory": 4}
    with refused("合计会超过8学时"):
        teach(both, plan, rows[:1], "enterprise", area="practice", hours=1)
    with refused("由录入的一方作废"):
        actions.void(pk=lesson.pk, words="没有上这一课", actor=both.school.actor, at=AT)
    for _ in range(2):
        actions.void(pk=lesson.pk, words="没有上这一课", actor=both.enterprise.actor, at=AT)
    assert counting.done([plan.pk])[rows[0].pk] == {"theory": 4}
    teach(both, plan, rows[:1], "enterprise", area="practice", hours=4)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"on": date(2026, 9, 6)}, "日期要在培养开始以后"),
        ({"on": date(2026, 10, 1)}, "日期要在培养开始以后"),
        ({"hours": 9}, "一次填 1 到 8 学时"),
        ({"area": "else"}, "一次填 1 到 8 学时"),
    ],
)
def test_a_lesson_that_cannot_be_is_refused(both, told, words):
    plan = held(both, 1)
    with refused(words):
        teach(both, plan, plan.apprentices.all(), **told)
    assert not Lesson.objects.exists()


def test_nothing_is_written_down_before_the_plan_is_accepted(both):
    plan = partners.filed(both, 1)
    with refused("备案以后才能记"):
        teach(both, plan, plan.apprentices.all())


def test_a_lesson_of_a_stranger_s_guide_or_for_somebody_away_is_refused(both):
    plan = held(both, 2)
    one, other = plan.apprentices.order_by("pk")
    actions.pause(pk=one.pk, since=date(2026, 9, 9), words="病假", actor=both.enterprise.actor, at=AT, today=TODAY)
    with refused(f"{one.person.name}那天在中断中"):
        teach(both, plan, [one, other])
    with refused("请从本单位的导师或教师里选"):
        actions.teach(
            plan=plan.pk, area="theory", on=date(2026, 9, 10), hours=4, guide=both.school.guide, topic="",
            which=[other.pk], actor=both.enterprise.actor, at=AT, today=TODAY,
        )  # fmt: skip
    actions.resume(pk=one.pk, on=date(2026, 9, 10), actor=both.school.actor, at=AT, today=TODAY)
    teach(both, plan, [one, other])


def test_a_pause_is_one_at_a_time_and_ends_before_one_is_back(both):
    [row] = held(both, 1).apprentices.all()
    told = {"actor": both.enterprise.actor, "at": AT, "today": TODAY}
    actions.pause(pk=row.pk, since=date(2026, 9, 9), words="病假", **told)
    with refused("已经在中断中"):
        actions.pause(pk=row.pk, since=date(2026, 9, 12), words="病假", **told)
    with refused("恢复的那天要在"):
        actions.resume(pk=row.pk, on=date(2026, 9, 9), **told)
    made = actions.resume(pk=row.pk, on=date(2026, 9, 20), **told)
    assert made.until == date(2026, 9, 19)
    with refused("另一段中断里"):
        actions.pause(pk=row.pk, since=date(2026, 9, 15), words="病假", **told)


def test_who_stops_is_free_the_day_after_and_brings_nothing(both):
    [row] = held(both, 1).apprentices.all()
    row.plan.refresh_from_db()
    before = counting.brings(row, [])
    assert (before.months, before.full, before.half) == (12, 600_000, 300_000)
    assert counting.brings(row, [], gone=date(2026, 12, 6)) == counting.Brings(3, 0, 0)
    paused = counting.brings(row, [(date(2026, 10, 20), date(2026, 11, 10))])
    assert (paused.months, paused.full) == (10, 500_000), "two months are touched"
    actions.stop(pk=row.pk, on=date(2026, 9, 25), words="离职", actor=both.enterprise.actor, at=AT, today=TODAY)
    row.refresh_from_db()
    assert (row.state, row.left_on) == (Apprentice.State.GONE, date(2026, 9, 25))
    assert Taken.objects.get(scheme="AP", person=row.person).until == date(2026, 9, 25)
    with refused("已经离开"):
        actions.stop(pk=row.pk, on=date(2026, 9, 26), words="离职", actor=both.enterprise.actor, at=AT, today=TODAY)


def test_forty_take_as_many_queries_as_four(both):
    plan = held(both, 8)
    rows = list(plan.apprentices.order_by("pk"))

    def queries(some, day) -> int:
        with CaptureQueriesContext(connection) as asked:
            teach(both, plan, some, on=day)
        return len(asked)

    assert queries(rows[:2], date(2026, 9, 10)) == queries(rows, date(2026, 9, 11))


# --- months that count
@given(
    first=st.dates(date(2022, 7, 1), date(2030, 1, 1)), days=st.integers(0, 800),
    away=st.lists(st.tuples(st.integers(-20, 820), st.integers(0, 90)), max_size=4),
)  # fmt: skip
def test_months_count_as_one_would_by_hand(first, days, away):
    last = first + timedelta(days=days)
    spans = [(first + timedelta(days=begin), first + timedelta(days=begin + long)) for begin, long in away]
    absent = {since + timedelta(days=nth) for since, until in spans for nth in range((until - since).days + 1)}
    month, counted, begins = 0, 0, first
    while True:
        month += 1
        ends = counting.last_day(first, month)
        if ends > last:
            break
        days_of = {begins + timedelta(days=nth) for nth in range((ends - begins).days + 1)}
        counted += not days_of & absent
        begins = ends + timedelta(days=1)
    assert counting.months(first, last, spans) == counted


@pytest.mark.parametrize(
    ("first", "last", "away", "many"),
    [
        (date(2026, 9, 7), date(2027, 9, 6), [], 12),
        (date(2026, 9, 7), date(2027, 9, 5), [], 11),
        (date(2026, 1, 31), date(2026, 3, 30), [], 2),
        (date(2026, 9, 7), date(2027, 9, 6), [(date(2026, 10, 6), date(2026, 10, 6))], 11),
        (date(2026, 9, 7), date(2027, 9, 6), [(date(2026, 10, 6), date(2026, 10, 7))], 10),
        (date(2026, 9, 7), date(2026, 9, 30), [], 0),
    ],
)
def test_months_by_example(first, last, away, many):
    assert counting.months(first, last, away) == many


def test_the_database_keeps_one_open_pause(both):
    [row] = held(both, 1).apprentices.all()
    Pause.objects.create(apprentice=row, since=FIRST, why="病假", made_at=AT)
    with pytest.raises(Exception, match=r"pause_one_at_a_time|UNIQUE"):
        Pause.objects.create(apprentice=row, since=FIRST + timedelta(days=1), why="病假", made_at=AT)
