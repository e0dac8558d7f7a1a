"""The apprentices of the demonstration: every place of the way has somebody in it, and the books are right."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db.models import Sum
from django.utils.timezone import localdate

from apprenticeship.facts import last_day
from apprenticeship.models import Apprentice, Lesson, Pause, Plan
from apprenticeship.settling import statement
from certificates.models import Certificate
from cms.city import apprentices, load, sealing
from cms.city.apprentices import stories
from people import identities
from people.demo import make_accounts
from people.models import Person, User
from records import events
from subsidies.models import Application, Line, Netting
from subsidies.recompute import differences
from treasury import verifying
from treasury.models import Recovery

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("catalogue")]
AT = datetime(2026, 11, 28, 2, tzinfo=UTC)  # a Saturday
OTHER = datetime(2028, 2, 29, 1, tzinfo=UTC)
HEADS = 160


def made(at):
    on = localdate(at)
    load.load(on, at, 1, lambda line: None, heads=120)
    make_accounts({}, at)
    return on, apprentices.load(on, at, HEADS)


def lines(kind):
    return set(Line.objects.filter(application__scheme="AP", kind=kind).values_list("state", flat=True))


def test_every_place_has_somebody_in_it():
    on, plans = made(AT)
    assert plans == len(stories.STORIES) + len(apprentices.OWN) == Plan.objects.count()
    every_state()
    money(on)
    nobody_can_exist_or_learns_more_than_a_day_holds(on)
    a_visitor_has_something_to_do(on)
    before = list(Plan.objects.values()), Line.objects.count()
    assert apprentices.load(on, AT, HEADS) == 0, "a second time changes nothing"
    assert (list(Plan.objects.values()), Line.objects.count()) == before
    sealed(on)


@pytest.mark.one_database("another day is another calendar, not another database")
def test_it_can_be_made_on_any_day():
    on, _ = made(OTHER)
    every_state()
    money(on)
    sealed(on)


def every_state():
    assert set(Plan.objects.values_list("state", flat=True)) == set(Plan.State.values)
    assert set(Apprentice.objects.values_list("state", flat=True)) == set(Apprentice.State.values)
    assert Pause.objects.filter(until=None).exists()


def money(on):
    asked = Application.objects.filter(scheme="AP")
    assert {"district", "city", "returned", "refused", "approved"} == set(asked.values_list("state", flat=True))
    assert lines("advance") >= {"open", "noticed", "paid", "closed"}
    assert lines("settlement") >= {"open", "cleared", "noticed", "paid"} and lines("supplement") == {"open"}
    orders = Recovery.objects.filter(obligation__scheme="AP")
    assert {"asked", "ordered", "settled"} == set(orders.values_list("state", flat=True))
    assert orders.filter(state="ordered", repaid__gt=0).exists() and Netting.objects.exists()
    settled = set(Line.objects.exclude(kind="advance").values_list("application__subject", flat=True))
    over = [plan for plan in Plan.objects.filter(state="accepted") if last_day(plan.first_day, plan.months) < on]
    assert [plan for plan in over if plan.pk not in settled], "nobody has settled some yet"
    assert not [one for one in asked if one.submitted_at and localdate(one.submitted_at) > on]


def sealed(on):
    sealing.seal(on)
    assert not list(events.broken()) and not [one for _, wrong in verifying.wrongs() for one in wrong]
    assert not list(differences("AP", lambda done, last: None))


def nobody_can_exist_or_learns_more_than_a_day_holds(on):
    people = Person.objects.filter(apprenticeships__isnull=False)
    assert people.count() == Apprentice.objects.count(), "nobody learns twice"
    for person in people[:40]:
        assert identities.number_of(person).startswith("9902") and person.name[0] in "示例演试"
    a_day = Lesson.objects.values("on", "apprentices").annotate(sum=Sum("hours")).order_by("-sum").first()
    assert a_day["sum"] <= 8 and not Lesson.objects.filter(on__gte=on).exists()
    numbers = Certificate.objects.filter(person__in=people).values_list("number", flat=True)
    assert numbers and all(len(number) == 22 for number in numbers)
    assert not any(user.has_usable_password() for user in User.objects.filter(username__startswith="shenhe-"))


def a_visitor_has_something_to_do(on):
    own = Plan.objects.filter(enterprise__grants__user__username="qiye").order_by("pk")
    running, more, less = (statement.of_plan(plan, on) for plan in own)
    assert not running.over and running.paid > 0 and running.plan.lessons.exists()
    assert more.over and more.net > 0 and more.under_way is None
    assert less.over and less.net < 0 < less.paid
    assert {plan.school.grants.get().user.username for plan in own} == {"xuexiao"}


def test_into_sealed_days_nothing_is_written():
    make_accounts({}, AT)
    events.add("plan:0", "draft", by=None, at=AT - timedelta(days=3))
    sealing.seal(localdate(AT))
    assert apprentices.load(localdate(AT), AT, HEADS) == 0


def test_sizes_are_uneven_and_together_what_was_asked_for():
    told = stories.tell(stories.WHOLE, localdate(AT), np.random.default_rng(1))
    sizes = sorted(one.size for one in told)
    assert sum(sizes) == stories.WHOLE and sizes[-1] == 2000 and sizes[0] <= 12 and sizes[-2] <= stories.MOST
    assert all(sum(one.story == story for one in told) >= 3 for story in stories.STORIES)
    assert next(one for one in told if one.size == 2000).story.key == "running"
