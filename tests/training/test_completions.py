"""培训合格证书: who gets one, what stands on it, who may have it; and what the settlement reads of results."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms.city import endings
from lib import mask
from people.actor import actor_of
from people.identities import number_of
from people.signin import account_of
from records import events
from subsidies.letters import sealing
from tests import papers as reader
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.training import schools
from tests.training.ending import AFTER, BAD, GOOD, LAST, LATER, a_certificate, ended, entered, issued, lines_of
from tests.training.schools import a_school, refused
from training.filing.actions import chain
from training.models import CompletionCertificate, ExamResult
from training.results import actions, papers
from training.results.queries import passed_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.fixture
def school():
    return a_school()


@pytest.fixture
def certificate(school, time_machine):
    time_machine.move_to(LATER, tick=False)
    return a_certificate(school)


# --- certificates
def test_a_certificate_wants_a_pass_and_enough_hours(school):
    one = ended(school, 4, absent=1)
    with refused("没有可以发证的学员"):
        issued(school, one)
    entered(school, one, GOOD, GOOD, BAD)
    assert issued(school, one) == 1
    made = CompletionCertificate.objects.get()
    assert made.enrolment == lines_of(one)[1] and made.issued_on == AFTER
    assert made.number == f"PX2026110101{made.pk:06d}"
    with refused("没有可以发证的学员"):
        issued(school, one)


def test_the_share_is_the_law_s_of_the_first_day_to_the_hundredth(school):
    """44.8 of 56 学时 are 80 %."""
    one = ended(school, 1, absent=1)
    entered(school, one, GOOD)
    lesson = one.sessions.first().attendance.get()
    for hours, found in ((79, 0), (80, 1)):
        lesson.hours = hours
        lesson.save()
        total = sum(one.enrolments.get().attendance.values_list("hours", flat=True))
        assert total == 4400 + hours
        if found:
            assert issued(school, one) == 1
        else:
            with refused("没有可以发证的学员"):
                issued(school, one)


def test_no_certificate_while_a_lesson_is_unconfirmed_or_ahead(school):
    one = ended(school)
    entered(school, one, GOOD)
    last = one.sessions.last()
    type(last).objects.filter(pk=last.pk).update(closed_at=None, closed_by=None)
    with refused("还有1课的考勤没有确认"):
        issued(school, one)
    with refused("才上完"):
        issued(school, one, on=LAST - timedelta(days=1))


def test_one_certificate_holds_at_a_time_in_the_database_s_word(school):
    one = ended(school)
    entered(school, one, GOOD)
    issued(school, one)
    kept = CompletionCertificate.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        CompletionCertificate.objects.create(
            enrolment=kept.enrolment, number="PX2", issued_on=AFTER, issued_by=school.user
        )


# --- for the settlement
def test_passed_of_tells_each_line_of_many_classes_what_counts(school):
    one, other = ended(school, 4), ended(a_school(2), 2, begin=10)
    entered(school, one, GOOD, GOOD, BAD)
    issued(school, one)
    lines = lines_of(one)
    actions.void(line=lines[1].pk, why="替考", actor=school.actor, at=LATER)
    with CaptureQueriesContext(connection) as queries:
        found = passed_of([one.pk, other.pk])
    assert len(queries) <= 2
    assert found["enrolment"].tolist() == [row.pk for row in (*lines, *lines_of(other))]
    assert found["of"].tolist() == [one.pk] * 4 + [other.pk] * 2
    assert found["passed"].dtype == bool and found["passed"].tolist() == [True] + [False] * 5
    assert found["issued_on"].astype(object).tolist() == [AFTER] + [None] * 5
    assert passed_of([other.pk])["passed"].tolist() == [False, False]
    assert len(passed_of([])["passed"]) == 0


def test_as_many_queries_for_fifty_as_for_two(school):
    few, many = ended(school, 2), ended(a_school(2), 48, begin=2)
    asked = []
    for one in (few, many):
        actor = actor_of(one.organisation.grants.get(role="manager").user)
        told = {row.pk: GOOD for row in lines_of(one)}
        with CaptureQueriesContext(connection) as queries:
            actions.enter(pk=one.pk, told=told, actor=actor, at=LATER, on=AFTER)
            actions.enter(pk=one.pk, told={pk: BAD for pk in told}, actor=actor, at=LATER, on=AFTER)
            actions.enter(pk=one.pk, told=told, actor=actor, at=LATER, on=AFTER)
            actions.issue(pk=one.pk, actor=actor, at=LATER, on=AFTER)
        asked.append(len(queries))
    assert asked[0] == asked[1] and CompletionCertificate.objects.count() == 50


# --- the paper
def pdf(response) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_the_paper_says_who_what_when_and_where_it_is_checked(school, certificate):
    reader.needs(reader.KAI, reader.RARE, reader=True)
    client, person = signed_in(school.user), certificate.enrolment.person
    one = pdf(client.get(f"/classes/completions/{certificate.pk}/file/"))
    told = reader.text_of(one)
    number = number_of(person)
    for words in (
        "培训合格证书", person.name, mask.number(number), certificate.number, "养老护理员", "初级工",
        "实到56学时（计划56学时）",
        "2026年9月7日至2026年9月13日", school.organisation.name, certificate.enrolment.of.number, "2026年9月20日",
        f"/completions/?number={certificate.number}", "示例，不作证明", "测试签章，不具法律效力",
    ):  # fmt: skip
        assert words in told, words
    assert number not in told
    every = pdf(client.get(f"/classes/{certificate.enrolment.of_id}/completions/file/"))
    pages = reader.text_of(every).split("准予结业")
    assert len(pages) == 3, "a page for each"
    assert b"/ByteRange" in one, "sealed"


def test_a_name_that_no_font_has_is_told_and_the_paper_is_not_sealed(school, certificate):
    reader.needs(reader.KAI, reader.RARE, reader=True)
    told = papers.of_class(certificate.enrolment.of, [certificate])
    told = [papers.Told(**(vars(told[0]) | {"name": "示\U000323b0"}))]
    content, missing = papers.certificates(sealing.fonts(), told, test=False)
    assert missing == ["\U000323b0"] and "U+323B0" in reader.text_of(content)
    assert b"/ByteRange" not in papers.sealed(told, LATER)


def test_where_it_is_no_demonstration_it_says_nothing_of_examples(school, certificate):
    reader.needs(reader.KAI, reader.RARE, reader=True)
    told = papers.of_class(certificate.enrolment.of, [certificate])
    content, missing = papers.certificates(sealing.fonts(), told, test=False)
    words = reader.text_of(content)
    assert not missing and "示例，不作证明" not in words and "测试签章" not in words and "电子签章" in words


# --- doors
def test_the_own_one_is_seen_and_taken_along_and_nobody_else_s(school, certificate):
    row = certificate.enrolment
    own, other = signed_in(account_of(row.person)), signed_in(account_of(lines_of(row.of)[1].person))
    page = text(own.get(f"/my/classes/{row.pk}/"))
    assert certificate.number in page and "合格，2026年9月15日，80 分" in page
    assert pdf(own.get(f"/classes/completions/{certificate.pk}/file/"))[:4] == b"%PDF"
    assert other.get(f"/classes/completions/{certificate.pk}/file/").status_code == 404
    assert other.get(f"/my/classes/{row.pk}/").status_code == 404
    far = a_school(2)
    for path in (
        f"/classes/completions/{certificate.pk}/file/", f"/classes/{row.of_id}/completions/file/",
        f"/classes/{row.of_id}/completions/", f"/classes/{row.of_id}/results/", f"/classes/trainees/{row.pk}/void/",
        f"/classes/{row.of_id}/results/workbook/", f"/classes/results/{school.organisation.pk}/",
        f"/classes/results/{school.organisation.pk}/workbook/",
    ):  # fmt: skip
        assert signed_in(far.user).get(path).status_code == 404, path
        assert signed_in(school.user).get(path).status_code == 200, path
        for role in ("city", "auditor", "counter", "steward"):
            asker = signed_in(cast.official(role, f"{role}{path}"[:60]))
            assert asker.get(path).status_code == 403, (role, path)
        assert "login" in Client().get(path).url or "sign-in" in Client().get(path).url


def test_a_withdrawn_one_is_told_with_its_reason_and_cannot_be_taken_along(school, certificate):
    row = certificate.enrolment
    actions.void(line=row.pk, why="替考，查实", actor=school.actor, at=LATER)
    own = signed_in(account_of(row.person))
    page = text(own.get(f"/my/classes/{row.pk}/"))
    assert "已撤回：替考，查实" in page and "成绩已作废：替考，查实" in page and "下载" not in page
    assert own.get(f"/classes/completions/{certificate.pk}/file/").status_code == 404
    assert "替考，查实" in text(signed_in(school.user).get(f"/classes/{row.of_id}/completions/"))


def test_an_auditor_sees_all_and_a_reviewer_those_of_the_district(school, certificate):
    near, far = schools.a_reviewer(), schools.a_reviewer("110102", "far")
    seen = [
        CompletionCertificate.objects.visible_to(actor_of(who)).count()
        for who in (near, far, cast.official("auditor"), cast.official("counter"), school.user)
    ]
    assert seen == [2, 0, 2, 0, 2]


def test_the_button_issues_and_says_what_the_others_lack(school, time_machine):
    time_machine.move_to(LATER, tick=False)
    one = ended(school, 4, absent=1)
    entered(school, one, GOOD, GOOD, BAD)
    client, page = signed_in(school.user), f"/classes/{one.pk}/completions/"
    told = text(client.get(page))
    assert "给 1 人颁发证书" in told and "实到44学时，至少要44.8学时" in told and "还不能发证 3 人" in told
    assert "已颁发 1 张" in text(client.post(page, follow=True))
    assert "没有可以发证的学员" in text(client.post(page, follow=True)) and CompletionCertificate.objects.count() == 1
    one.sessions.update(closed_at=None, closed_by=None)
    assert "还有 14 课的考勤没有确认" in text(client.get(page))
    assert "还有14课的考勤没有确认" in text(client.post(page, follow=True))


def test_a_class_of_fifty_is_shown_and_printed_by_as_many_queries_as_one_of_two(school, time_machine):
    time_machine.move_to(LATER, tick=False)
    asked = []
    for one in (ended(school, 2), ended(a_school(2), 48, begin=2)):
        client = schools.signed_in_manager(one.organisation)
        row = []
        for path in ("results/", "completions/"):
            row.append(_queries(client, f"/classes/{one.pk}/{path}"))
        actor = actor_of(one.organisation.grants.get(role="manager").user)
        actions.enter(pk=one.pk, told={line.pk: GOOD for line in lines_of(one)}, actor=actor, at=LATER, on=AFTER)
        actions.issue(pk=one.pk, actor=actor, at=LATER, on=AFTER)
        for path in ("results/", "completions/", "completions/file/", "results/workbook/", ""):
            row.append(_queries(client, f"/classes/{one.pk}/{path}"))
        asked.append(row)
    assert asked[0] == asked[1] and max(asked[0]) < 30


def _queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_the_demonstration_ends_its_classes_once_and_alike(school):
    cast.official("manager", "xuexiao", organisation=cast.organisation())
    one = ended(school, 40)
    later = LATER + timedelta(days=10)
    assert endings.load(later.date(), later) and not endings.load(later.date(), later)
    results = list(ExamResult.objects.order_by("pk"))
    assert len(results) == 40 and 0 < sum(not row.passed for row in results) < 8
    assert all(row.held_on > LAST and (row.score >= 60) == row.passed for row in results)
    assert CompletionCertificate.objects.count() == sum(row.passed and not row.voided_at for row in results)
    assert events.whole(chain(one.pk))
