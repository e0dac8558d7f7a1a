"""Planted frauds are found, each by its own check and by no other; innocent look-alikes by none."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import frauds, frauds_cases, frauds_world
from policy import Terms
from subsidies.actions import many, review
from subsidies.flags import FLAGS
from tests.records.joining import signed_in, text
from tests.training import schools, settled
from training.filing import rulebook
from training.models import TrainingClass
from training.suspicions import declared, finding
from training.suspicions.declared import SUSPICIONS, figures

AS_LOW_AS_IT_GOES = {"exam", "alive"}  # one day, one lesson
OLD, NEW = date(2022, 6, 16), frauds_world.FIRST
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]


@pytest.mark.one_database("minutes of writing on PostgreSQL; what reads it is asked there by the tests below")
def test_every_plant_is_found_by_its_check_alone_and_no_look_alike_by_any(monkeypatch):
    cases = frauds_cases.plant()
    with CaptureQueriesContext(connection) as many_at_once:
        found = finding.flagged([case.subject for case in cases], frauds_cases.ON)
    assert {case.name: found.get(case.subject, []) for case in cases} == {
        case.name: [case.code] if case.planted else [] for case in cases
    }
    for code in SUSPICIONS:
        mine = [case.planted for case in cases if case.code == code]
        assert mine.count(True) >= 1 and mine.count(False) >= 2, code
    with CaptureQueriesContext(connection) as for_one:
        finding.flagged([cases[0].subject], frauds_cases.ON)
    assert len(for_one) == len(many_at_once), "as many queries for one class as for all"
    assert all(finding.told(case.subject, frauds_cases.ON) for case in cases if case.planted)
    said = frauds.DOCUMENT.read_text(encoding="utf-8")
    assert frauds.document(cases, found) == said, "python -m benchmarks.frauds --write"
    innocent = [case.subject for case in cases if not case.planted]
    for name in set(figures().values) - AS_LOW_AS_IT_GOES:
        assert _let_go(name, innocent, monkeypatch), f"{name} keeps no innocent class from being suspected"


def _let_go(name: str, subjects: list[int], monkeypatch) -> bool:
    """Is anything found among these once a figure asks for nothing, or allows everything?"""
    figure = declared.figure
    for value in (0, 10**6):
        with monkeypatch.context() as patch:
            patch.setattr(declared, "figure", lambda one, days, value=value: np.full(len(days), value)
                          if one == name else figure(one, days))  # fmt: skip
            if finding.flagged(subjects, frauds_cases.ON):
                return True
    return False


def test_every_suspicion_is_declared_looked_for_published_and_known_to_the_desk():
    assert list(finding.FIND) == list(SUSPICIONS) == list(frauds_cases.CASES)
    published = {line.rule.code: line for chapter in rulebook.chapters(frauds_cases.ON) for line in chapter.lines}
    used = set()
    for code, one in SUSPICIONS.items():
        assert FLAGS[code].title == one.title
        assert one.finding in published[code].rule.rule and published[code].severity == "要人看"
        assert "（示意）" in published[code].limit
        used |= set(one.figures)
    assert used == set(figures().values), "no figure that nobody goes by"
    assert len(" ".join(SUSPICIONS)) <= 200 - len(" RULE SAME-ACCOUNT SAME-PHONE SAME-NAME"), "all fit a case's flags"


def test_a_figure_holds_by_the_first_day_of_the_class(monkeypatch):
    one = frauds_world.a_class(exam=frauds_cases.LAST - timedelta(days=1))
    assert finding.flagged([one.of.pk], frauds_cases.ON) == {one.of.pk: ["X-EXAM"]}
    law = {
        "title": "",
        "fund": "",
        "law_date": "",
        "values": {
            name: {
                "title": name,
                "at": {OLD: value.on(figures().starts[0]).value} | ({NEW: 2} if name == "exam" else {}),
            }
            for name, value in figures().values.items()
        },
        "in_force": [
            {"from": OLD, "law": "", "status": "illustrative"},
            {"from": NEW, "law": "", "status": "official"},
        ],
    }
    monkeypatch.setattr(declared, "figures", lambda: Terms(law))
    assert finding.flagged([one.of.pk], frauds_cases.ON) == {}, "from the first day on a day early is let be"
    TrainingClass.objects.update(first_day=NEW - timedelta(days=1))
    assert finding.flagged([one.of.pk], frauds_cases.ON) == {one.of.pk: ["X-EXAM"]}


@pytest.fixture
def school(time_machine):
    time_machine.move_to(settled.AFTER)
    return schools.a_school()


def test_the_desk_reads_what_it_rests_on_and_grants_it_all_the_same(school):
    one = settled.over(school, [schools.trainee(1), schools.trainee(2)])
    made = settled.asked_for(school, one)
    assert made.flags == "X-HOURS" and made.amount == 2 * 86_400, "rolls called a week later; nothing is taken off"
    case = text(signed_in(schools.a_reviewer(made.district_id)).get(f"/desk/cases/{made.pk}/"))
    suspicion = SUSPICIONS["X-HOURS"]
    assert suspicion.title in case and suspicion.look in case and suspicion.finding in case
    assert "2026年9月21日 10:00记了14课28人次的点名，是2026年9月7日到2026年9月13日的课" in case
    assert suspicion.finding not in text(signed_in(school.user).get(f"/classes/{one.pk}/settlement/"))
    review.advise(pk=made.pk, actor=settled.official("reviewer", made.district_id), at=settled.AFTER)
    done = many.approve(pks=[made.pk], actor=settled.official("city"), at=settled.AFTER)
    assert not done.approved and "逐份办理" in done.left[made.pk]
    assert review.approve(pk=made.pk, actor=settled.official("city"), at=settled.AFTER).state == "approved"


def test_what_was_cleared_up_is_gone_when_it_is_decided_again(school):
    one = settled.over(school, [schools.trainee(1)])
    made = settled.asked_for(school, one)
    for lesson in one.sessions.all():
        lesson.attendance.update(at=frauds_world.moment(lesson.day, lesson.begins))
    case = signed_in(schools.a_reviewer(made.district_id)).get(f"/desk/cases/{made.pk}/")
    assert "现在查不到了的疑点：考勤不在课上记" in text(case)
    review.advise(pk=made.pk, actor=settled.official("reviewer", made.district_id), at=settled.AFTER)
    review.approve(pk=made.pk, actor=settled.official("city"), at=settled.AFTER)
    made.refresh_from_db()
    assert made.flags == ""


def test_rows_name_who_and_hide_most_of_a_phone(school):
    lines = [frauds_world.a_class() for _ in range(2)]
    frauds_world.phones([*lines[0].lines[:3], *lines[1].lines[:3]], "12000000001")
    [told] = finding.told(lines[0].of.pk, settled.ON)
    assert [name for name, _ in told.rows] == [line.person.name for line in lines[0].lines[:3]]
    assert {words for _, words in told.rows} == {"联系电话120****0001，2个班里共6人留的是它"}


def test_the_public_list_shows_them(client):
    shown = text(client.get("/rules/classes/"))
    assert "结算疑点" in shown and all(one.title in shown and one.finding in shown for one in SUSPICIONS.values())
    assert "不会因此不批" in shown
