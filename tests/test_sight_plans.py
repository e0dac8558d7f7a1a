"""Every address of plans × every role × a plan, its apprentices and guides of somebody else: never data."""

from datetime import timedelta

import pytest
from django.db.models import Model

from apprenticeship.changing import actions as changing
from apprenticeship.differing import actions as differing
from apprenticeship.listing.feed import scope_of
from apprenticeship.models import Apprentice, Difference, Guide, Overlap, Plan, PlanChange
from people.identities import number_of
from tests.apprenticeship import partners, settled
from tests.records.joining import signed_in
from tests.records.making import hand
from tests.test_sight import ROLES, addresses, answers, client_of, text_of
from tests.training.schools import a_reviewer

pytestmark = [
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.one_database("which door is open to a role is decided in Python; the relation is tried by rows"),
]
OURS = ("plans/", "desk/plans/", "desk/differences/", "apprentices/", "my/apprenticeships/")
CONTENT = "别人看不见的培养方案，在岗实训，期末考核"
CHOSEN = {"<str:code>": "D-CONTRACT", "<str:kind>": "school"}  # where a word of another room leads nowhere
SAID = "别人看不见的理由，合同原件如此"
# Where a role may read of an apprentice; whole numbers it may read nowhere.
MAY_READ = dict.fromkeys(("city", "auditor", "finance"), ("/desk/plans/", "/desk/differences/"))
GIVEN = {
    "words": "别人的计划，随便写几个字", "yes": "1", "changed": "yes", "keeps": "first", "value": "2026-08-10",
    "months": "13", "first_day": "2027-09-06", "level": "3",
    "contract_months": "24", "contract_began": "2026-08-03", "content": "改成别的培养方案，改成别的培养方案",
}  # fmt: skip


@pytest.fixture
def held(db, time_machine):
    """A filed plan in a district that is not the reviewer's, and one that asks for leave."""
    time_machine.move_to(partners.AT)
    both = partners.partners(district="110102")
    plan = partners.filed(both, start=8001, content=CONTENT)  # nobody that a test casts
    other = partners.partners(2, district="110102")
    asking = partners.a_plan(other, content=CONTENT, months=30, leave_why="需要更长的在岗实训")
    partners.actions.offer(pk=asking.pk, actor=other.enterprise.actor, at=partners.AT)
    two = partners.partners(3, district="110102")
    paid = settled.filed_and_accepted(two, partners.agreed(two, start=8021, content=CONTENT))
    made = settled.asked(two, paid)
    scope = scope_of(asking, "enterprise")
    named = {"姓名": "示从无", "证件类型": "居民身份证", "证件号码": number_of(other.enterprise.guide.person)}
    listed = hand("apprentices", [named], at=partners.AT, scope=scope, by=other.enterprise.user, name=f"{CONTENT}.csv")
    rows = list(Apprentice.objects.select_related("person"))
    sides = differ(two, other, next(row for row in rows if row.plan_id == paid.pk), paid)
    keys = {plan.pk, asking.pk, both.enterprise.organisation.pk, both.school.organisation.pk}
    keys |= {listed.pk, paid.pk, made.pk, two.enterprise.organisation.pk}
    keys |= {row.pk for row in rows} | {guide.pk for guide in Guide.objects.all()}
    keys |= {side.pk for side in sides}
    private = [CONTENT, SAID, *(row.person.name for row in rows)]
    shown = [CONTENT, *(row.person.name for row in rows if row.plan_id == plan.pk)]
    never = [number_of(row.person) for row in rows]
    return {"plan": plan, "keys": sorted(keys), "never": never, "private": private, "shown": shown}


def differ(both, other, row, plan):
    """What the parties of an accepted plan have said against each other, and what they would change."""
    at, on = settled.ACCEPTED, settled.ACCEPTED.date()
    by = {"words": SAID, "actor": both.enterprise.actor, "at": at, "on": on}
    made = differing.say(pk=row.pk, code="D-TERM", value=6, **by)
    given = {"school": other.school.organisation, "agreement": "示例协议第9号", "agreed_on": partners.ON,
             "agreed_until": partners.given(both)["agreed_until"]}  # fmt: skip
    change = changing.propose(plan=plan.pk, kind="school", given=given, **by)
    draft = partners.a_plan(other, content=CONTENT)
    again = partners.proposed(other, draft, 8021, insured=False)
    first = Apprentice.objects.get(person=again.person_id, plan=plan)
    pair = {"first": first, "second": again, "first_says": SAID}
    due = on + timedelta(days=14)
    overlap = Overlap.objects.create(**pair, raised_at=at, raised_by=both.enterprise.user, due_on=due)
    return [made, change, overlap, draft, again]


def routes():
    found = [route for route in addresses() if route.startswith(OURS)]
    assert len(found) > 25
    for parameter, word in CHOSEN.items():
        found = [route.replace(parameter, word) for route in found]
    return found


@pytest.mark.parametrize("asker", ["nobody", "worker", *ROLES])
def test_nobody_reads_of_a_plan_of_somebody_else(held, asker):
    client, leaks = client_of(asker), []
    for route in routes():
        for path, response in answers(client, route, held["keys"] if "<" in route else [0]):
            text = text_of(response)
            forbidden = list(held["never"])
            if not path.startswith(MAY_READ.get(asker, ("nowhere",))):
                forbidden += held["private"]
            leaks += [f"{path}: {what}" for what in forbidden if what in text]
    assert not leaks


@pytest.mark.parametrize("asker", ["nobody", "worker", "manager", "clerk", "reviewer", "counter", "steward", "auditor"])
def test_nobody_changes_a_plan_of_somebody_else(held, asker):
    client, before = client_of(asker), everything()
    for route in routes():
        if "<" in route:
            list(answers(client, route, held["keys"], GIVEN))
    assert everything() == before


def test_its_own_reviewer_does_see_and_change_it(held):
    """Else the tests above could not fail."""
    client, page = signed_in(a_reviewer("110102", "theirs")), f"/desk/plans/{held['plan'].pk}/"
    assert all(words in text_of(client.get(page)) for words in held["shown"])
    before = everything()
    client.post(f"{page}refuse/", GIVEN)
    assert everything() != before


def everything() -> list[list[dict]]:
    models: list[type[Model]] = [Plan, Apprentice, Guide, Difference, Overlap, PlanChange]
    return [list(model._default_manager.order_by("pk").values()) for model in models]
