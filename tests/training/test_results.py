"""The final exam: every rule from both sides, what it was and is, and what a correction brings with it."""

from datetime import date, timedelta

import pytest

from people.actor import actor_of
from records import events
from tests.people import cast
from tests.training import schools
from tests.training.ending import (
    AFTER,
    BAD,
    EXAM,
    GOOD,
    LAST,
    LATER,
    ended,
    entered,
    issued,
    lines_of,
    settled,
)
from tests.training.schools import a_school, filed, refused, trainee
from training.desk import actions as desk
from training.filing import history
from training.filing.actions import chain
from training.models import CompletionCertificate, Enrolment, ExamResult
from training.results import actions
from training.results.judging import Told
from training.roster import actions as roster
from training.signup import actions as signup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def school():
    return a_school()


def past(one) -> list[str]:
    return [f"{each.what}：{each.more}" for each in history.told(events.of(chain(one.pk)))]


# --- entering
def test_results_are_written_from_the_last_day_on_and_not_before(school):
    one = ended(school)
    with refused("2026年9月13日才上完"):
        entered(school, one, Told(LAST, None, True), on=LAST - timedelta(days=1))
    assert entered(school, one, Told(LAST, None, True), on=LAST) == 1


def test_results_are_of_accepted_classes_alone(school):
    one = ended(school)
    type(one).objects.filter(pk=one.pk).update(state="cancelled")
    with refused("没有备案的班不登记成绩"):
        entered(school, one, GOOD)


@pytest.mark.parametrize(
    ("day", "words"),
    [(LAST - timedelta(days=1), "早于培训最后一天（2026年9月13日）"), (AFTER + timedelta(days=1), "在今天之后")],
)
def test_an_exam_is_held_between_the_last_day_and_today(school, day, words):
    one = ended(school)
    with refused(words):
        entered(school, one, Told(day, None, True))
    assert entered(school, one, Told(LAST, None, True), Told(AFTER, None, True)) == 2


def test_who_passed_has_the_marks_and_who_failed_may_have_any(school):
    one = ended(school, 4)
    with refused("成绩59分，合格要60分"):
        entered(school, one, Told(EXAM, 59, True))
    told = (Told(EXAM, 60, True), Told(EXAM, 75, False), Told(EXAM, None, True), Told(EXAM, 0, False))
    assert entered(school, one, *told) == 4


def test_one_wrong_row_keeps_all_the_others_out(school):
    one = ended(school)
    with refused("早于培训最后一天"):
        entered(school, one, GOOD, GOOD, Told(date(2026, 9, 1), None, True))
    assert not ExamResult.objects.exists()


def test_only_who_was_there_at_the_end_has_a_result(school):
    one = ended(school, 4)
    lines = lines_of(one)
    Enrolment.objects.filter(pk=lines[0].pk).update(state="left", left_on=LAST - timedelta(days=1), left_why="找到工作")
    Enrolment.objects.filter(pk=lines[1].pk).update(state="left", left_on=LAST, left_why="找到工作")
    signup.deny(pk=lines[2].pk, words="我没有报过名", actor=actor_of_person(lines[2]), at=LATER, on=AFTER)
    other = Enrolment.objects.create(of=filed(a_school(2)), person=trainee(20), joined_on=schools.ON)
    for line in (lines[0], lines[2], other):
        with refused("结业时不在这个班里"):
            actions.enter(pk=one.pk, told={line.pk: GOOD}, actor=school.actor, at=LATER, on=AFTER)
    told = {lines[1].pk: GOOD, lines[3].pk: GOOD}
    assert actions.enter(pk=one.pk, told=told, actor=school.actor, at=LATER, on=AFTER) == 2


def actor_of_person(line):
    return actor_of(cast.user(f"w{line.pk}", person=line.person))


def test_another_school_enters_nothing(school):
    one, other = ended(school), a_school(2)
    for call in (
        lambda: actions.enter(pk=one.pk, told={}, actor=other.actor, at=LATER, on=AFTER),
        lambda: actions.void(line=lines_of(one)[0].pk, why="填错人了", actor=other.actor, at=LATER),
        lambda: actions.issue(pk=one.pk, actor=other.actor, at=LATER, on=AFTER),
    ):
        with refused("由本机构的管理员或经办人办理"):
            call()
    with refused("没有找到这个班"):
        actions.issue(pk=0, actor=school.actor, at=LATER, on=AFTER)


# --- the trail
def test_what_it_was_and_what_it_is_stands_in_the_chain_and_in_words(school):
    one = ended(school)
    lines = lines_of(one)
    assert entered(school, one, GOOD, BAD) == 2
    again = Told(AFTER, 71, True)
    assert entered(school, one, GOOD, again) == 1, "only what differs"
    assert entered(school, one, GOOD, again) == 0
    written = [event for event in events.of(chain(one.pk)) if event.verb == "result"]
    assert [event.data["rows"] for event in written] == [
        [[lines[0].pk, None, ["2026-09-15", 80, True]], [lines[1].pk, None, ["2026-09-15", 52, False]]],
        [[lines[1].pk, ["2026-09-15", 52, False], ["2026-09-20", 71, True]]],
    ]
    assert past(one)[:2] == [
        f"登记考核成绩：{lines[1].person.name} 2026年9月15日52分不合格，改成2026年9月20日71分合格",
        "登记考核成绩：2 人，合格 1 人",
    ]
    assert events.whole(chain(one.pk))


def test_a_void_needs_a_reason_counts_no_more_and_may_be_followed_by_another(school):
    one = ended(school)
    line = lines_of(one)[0]
    with refused("没有可以作废的成绩"):
        actions.void(line=line.pk, why="填错人了", actor=school.actor, at=LATER)
    entered(school, one, GOOD)
    for why in ("", " 错 ", "长" * 101):
        with refused("写明为什么"):
            actions.void(line=line.pk, why=why, actor=school.actor, at=LATER)
    actions.void(line=line.pk, why="填错人了", actor=school.actor, at=LATER)
    row = ExamResult.objects.get()
    assert row.voided_at == LATER and row.void_why == "填错人了"
    assert past(one)[0] == f"作废考核成绩：{line.person.name} 2026年9月15日80分合格，不再算数；原因：填错人了"
    with refused("没有可以作废的成绩"):
        actions.void(line=line.pk, why="再作废一次", actor=school.actor, at=LATER)
    assert entered(school, one, GOOD) == 1, "the same again counts again"
    row.refresh_from_db()
    assert row.voided_at is None and row.void_why == "" and ExamResult.objects.count() == 1
    assert events.whole(chain(one.pk))


# --- what hangs on it
@pytest.mark.parametrize("state", ["district", "city", "returned"])
def test_once_the_settlement_is_handed_in_a_correction_says_why(school, state):
    one = ended(school)
    entered(school, one, GOOD)
    settled(school, one, state)
    with refused("结算以后的更正"):
        entered(school, one, Told(EXAM, 81, True))
    with refused("结算以后的更正"):
        entered(school, one, GOOD, GOOD)
    assert entered(school, one, GOOD) == 0, "what does not differ needs no reason"
    assert entered(school, one, Told(EXAM, 81, True), why="成绩抄错一分") == 1
    assert past(one)[0].endswith("原因：成绩抄错一分")


@pytest.mark.parametrize("state", ["draft", "withdrawn", "other"])
def test_before_that_it_does_not(school, state):
    one = ended(school)
    entered(school, one, GOOD)
    settled(a_school(2), one) if state == "other" else settled(school, one, state)
    assert entered(school, one, Told(EXAM, 81, True)) == 1


@pytest.mark.parametrize("way", ["failed", "voided"])
def test_a_certificate_goes_with_the_result_behind_it(school, way):
    one = ended(school)
    line = lines_of(one)[0]
    entered(school, one, GOOD, GOOD)
    assert issued(school, one) == 2
    assert entered(school, one, Told(EXAM, 90, True)) == 1, "still passed: it stands, and no reason is asked"
    assert CompletionCertificate.objects.filter(voided_at__isnull=True).count() == 2
    if way == "failed":
        with refused("会撤回证书的更正都要写"):
            entered(school, one, BAD)
        entered(school, one, BAD, why="复核改判")
    else:
        actions.void(line=line.pk, why="复核改判", actor=school.actor, at=LATER)
    gone = CompletionCertificate.objects.get(voided_at__isnull=False)
    assert (gone.enrolment_id, gone.void_why, gone.voided_at) == (line.pk, "复核改判", LATER)
    entered(school, one, Told(AFTER, 66, True))
    assert issued(school, one) == 1
    numbers = list(CompletionCertificate.objects.values_list("number", flat=True))
    assert len(set(numbers)) == 3, "another number, not the old one"


def test_who_rightly_denied_it_keeps_neither(school):
    one = ended(school)
    line = lines_of(one)[0]
    entered(school, one, GOOD)
    issued(school, one)
    signup.deny(pk=line.pk, words="我没有报过名", actor=actor_of_person(line), at=LATER, on=AFTER)
    reviewer = actor_of(schools.a_reviewer())
    desk.answer_denial(pk=line.pk, true=True, words="机构拿错了复印件", actor=reviewer, at=LATER)
    assert ExamResult.objects.get().void_why == CompletionCertificate.objects.get().void_why == "经核查不是本人参加"
    with refused("结业时不在这个班里"):
        entered(school, one, GOOD)


def test_a_trainee_leaves_no_result_behind_by_leaving_earlier(school):
    """Who is put down as gone before the last day has no place in the results, whatever was written."""
    one = ended(school)
    line = lines_of(one)[0]
    entered(school, one, GOOD)
    roster.leave(
        pk=line.pk, reason="早就不来了", last_day=LAST - timedelta(days=1), actor=school.actor, at=LATER, on=AFTER
    )
    with refused("没有可以发证的学员"):
        issued(school, one)
