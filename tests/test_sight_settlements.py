"""Every address × whoever works here × a class that was paid: no page falls over an application of an organisation, and
nobody reads of another's trainees."""

from datetime import timedelta

import pytest

from people.identities import number_of
from people.signin import account_of
from subsidies.bundles.following import follow_up
from subsidies.models import Application, Determination, Entitlement, Line, Notice
from tests.test_sight import addresses, answers, askers, bare_refusals, client_of, text_of  # noqa: F401 (a fixture)
from tests.training import schools, settled
from training.models import Enrolment, TrainingClass
from treasury.models import Batch, Obligation, Payment, Recovery

NAME = "示密学员"
OF_NOBODY = ("steward/occupations/", "occupations/", "catalogue/", "rules/", "calculator/", "api/", "style/", "guide/")
MAY_READ = {
    "city": ("/desk/", "/people/"), "auditor": ("/desk/", "/people/"), "finance": ("/desk/", "/letters/"),
    "steward": ("/steward/", "/desk/"), "reviewer": ("/desk/cases/", "/desk/classes/"),
}  # fmt: skip
KEPT = (
    Application,
    Line,
    Recovery,
    Obligation,
    Payment,
    Batch,
    Notice,
    Determination,
    Entitlement,
    Enrolment,
    TrainingClass,
)


@pytest.fixture
def paid(db, time_machine, settings, tmp_path, bare_refusals):  # noqa: F811
    """A class of which one trainee was paid, lost the ground for it, and is asked back; one waits for the city."""
    settings.MEDIA_ROOT = tmp_path
    time_machine.move_to(settled.AFTER, tick=False)
    school = schools.a_school(3)
    person = schools.trainee(30, NAME)
    one = settled.over(school, [person, schools.trainee(31)])
    settled.funded()
    settled.paid(settled.granted(settled.asked_for(school, one)))
    later = settled.AFTER + timedelta(days=30)
    time_machine.move_to(later, tick=False)
    person.statuses.all().delete()
    assert follow_up("TR", at=later).recoveries == 1
    more = settled.over(school, [schools.trainee(32)], first=schools.FIRST + timedelta(days=7), name="第二期")
    settled.asked_for(school, more, later)
    asked = (Application, Line, Recovery, Batch, Enrolment, TrainingClass)
    keys = {pk for model in asked for pk in model.objects.values_list("pk", flat=True)}
    return {"keys": sorted(keys), "never": [number_of(person)], "school": school}


@pytest.mark.parametrize("asker", askers("worker", "manager", "reviewer", "city", "finance", "auditor"))
def test_every_page_stands_and_tells_nobody_more_than_his(paid, asker):
    client, leaks = client_of(asker), []
    for route in addresses():
        if route.startswith(OF_NOBODY):
            continue
        for path, response in answers(client, route, paid["keys"] if "<" in route else [0]):
            text = text_of(response)
            forbidden = list(paid["never"])
            if not path.startswith(MAY_READ.get(asker, ("/nowhere",))):
                forbidden.append(NAME)
            leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert not leaks


@pytest.mark.one_database("which door is open to a role is decided in Python")
@pytest.mark.parametrize("asker", ["manager", "auditor"])
def test_nobody_else_moves_it(paid, asker):
    told = {
        "note": "说明为什么",
        "reason": "untrue",
        "seen": "0",
        "agree": "yes",
        "words": "说明为什么",
        "amount": "1.00",
    }
    before = everything()
    client = client_of(asker)
    for route in addresses():
        if "<" in route and not route.startswith((*OF_NOBODY, "notices/")):
            list(answers(client, route, paid["keys"], told))
    assert everything() == before


def test_its_trainee_and_its_school_find_their_own(paid):
    """Else the tests above could not fail."""
    school = client_of("nobody")
    school.force_login(paid["school"].user)
    one = TrainingClass.objects.order_by("pk")[0]
    assert NAME in text_of(school.get(f"/classes/{one.pk}/settlement/"))
    own = client_of("nobody")
    own.force_login(account_of(Enrolment.objects.get(person__name=NAME).person))
    assert text_of(own.get("/my/classes/")).count(one.name) == 1


def everything():
    return [list(model.objects.order_by("pk").values()) for model in KEPT]
