"""Many at once, on PostgreSQL: certificates issued by many clerks are issued once, and numbers are nobody else's."""

import pytest

from lib.refused import Refused
from people.actor import actor_of
from records import events
from tests.training.ending import AFTER, BAD, GOOD, LATER, ended, entered, lines_of
from tests.training.schools import a_school
from tests.training.test_class_races import _loaded_anew, at_once  # noqa: F401 (fixture)
from training.filing.actions import chain
from training.models import CompletionCertificate, ExamResult
from training.results import actions

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CROWD = 20


@pytest.fixture
def school(_loaded_anew):  # noqa: F811
    return a_school()


def test_certificates_asked_for_many_times_are_issued_once(school):
    one = ended(school, 5)
    entered(school, one, *[GOOD] * 5)
    actor = school.actor
    found = at_once(*[lambda: actions.issue(pk=one.pk, actor=actor, at=LATER, on=AFTER)] * CROWD)
    assert found == {5: 1, "nobody": CROWD - 1}
    assert CompletionCertificate.objects.count() == 5


def test_classes_that_issue_at_once_never_share_a_number(school):
    classes = [ended(a_school(nth + 10), 3, begin=nth * 3) for nth in range(8)]
    calls = []
    for one in classes:
        owner = one.organisation.grants.get(role="manager").user
        actor = actor_of(owner)
        actions.enter(pk=one.pk, told={row.pk: GOOD for row in lines_of(one)}, actor=actor, at=LATER, on=AFTER)
        calls.append(lambda pk=one.pk, actor=actor: actions.issue(pk=pk, actor=actor, at=LATER, on=AFTER))
    assert at_once(*calls) == {3: 8}
    assert len(set(CompletionCertificate.objects.values_list("number", flat=True))) == 24


def test_a_result_entered_while_another_voids_it_ends_in_one_of_the_two_and_the_chain_holds(school):
    one = ended(school, 1)
    entered(school, one, GOOD)
    line, actor = lines_of(one)[0].pk, school.actor

    def enter(told):
        return actions.enter(pk=one.pk, told={line: told}, actor=actor, at=LATER, on=AFTER)

    def void():
        try:
            actions.void(line=line, why="替考", actor=actor, at=LATER)
            return "void"
        except Refused:
            return "void"

    at_once(*[lambda: enter(BAD), lambda: enter(GOOD), void] * 6)
    assert ExamResult.objects.count() == 1 and events.whole(chain(one.pk))
    row, last = ExamResult.objects.get(), events.of(chain(one.pk))[-1].data["rows"][0]
    told = None if row.voided_at else [row.held_on.isoformat(), row.score, row.passed]
    assert last[2] == told, "the chain ends with what counts"
