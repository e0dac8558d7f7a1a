"""Nobody holds two roles that forbid each other: not by the action, not by SQL, not by being quick."""

import threading

import pytest
from django.db import IntegrityError, connection, connections, transaction

from lib.refused import Refused
from people import roles
from people.actions import grant_role, revoke_role
from people.actor import NOBODY, actor_of
from people.models import District, InsuranceSpan, Organisation, Person, RoleGrant, User
from people.roles import DUTIES, INSIDE, may_not_join
from tests.people.cast import AT, a_person, organisation, user

PAIRS = [(one, other) for one in DUTIES for other in DUTIES if one != other]


def place(role) -> dict:
    """What the role is held for, as the keywords of grant_role."""
    if DUTIES[role].place == "district":
        return {"district": District.objects.get(code="110101")}
    if DUTIES[role].place == "organisation":
        return {"organisation": organisation()}
    return {}


def grant(holder, role, by=None, **where):
    return grant_role(user=holder, role=role, by=by, at=AT, **(where or place(role)))


def insert(holder, role) -> None:
    where = place(role)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_rolegrant (user_id, role, district_id, organisation_id, granted_at) "
            "VALUES (%s, %s, %s, %s, %s)",
            [
                holder.pk,
                role,
                where["district"].pk if "district" in where else None,
                where["organisation"].pk if "organisation" in where else None,
                AT,
            ],
        )


def test_the_matrix_reads_the_same_both_ways():
    for one, other in PAIRS:
        assert (other in may_not_join(one)) == (one in may_not_join(other))
    assert may_not_join("manager") == INSIDE
    assert may_not_join("auditor") == {"manager", "clerk", *roles.DECIDING}
    assert may_not_join("editor") == {"manager", "clerk"}
    assert sum(other in may_not_join(one) for one, other in PAIRS) == 50, "25 pairs, both ways"


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_roles_are_held_or_refused_as_the_matrix_says(first, second):
    holder = user("示")
    grant(holder, first)
    if second in may_not_join(first):
        with pytest.raises(Refused) as refusal:
            grant(holder, second)
        assert refusal.value.code == "forbidden-pair"
        assert DUTIES[first].words in refusal.value.message and DUTIES[second].words in refusal.value.message
    else:
        grant(holder, second)
        assert actor_of(holder).roles == {first, second}


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_database_says_the_same_to_plain_sql(first, second):
    holder = user("示")
    insert(holder, first)
    if second in may_not_join(first):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(holder, second)
    else:
        insert(holder, second)
    assert holder.grants.count() == (1 if second in may_not_join(first) else 2)


@pytest.mark.django_db
def test_a_role_cannot_be_turned_into_a_forbidden_one_by_sql():
    holder = user("示")
    insert(holder, "city")
    insert(holder, "editor")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_rolegrant SET role = 'auditor' WHERE role = 'editor'")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "district", "with_organisation"),
    [
        ("reviewer", None, False),
        ("counter", None, False),
        ("manager", None, False),
        ("clerk", None, False),
        ("city", "110101", False),
        ("steward", None, True),
        ("reviewer", "110101", True),
        ("clerk", "110101", True),
        ("emperor", None, False),
    ],
)
def test_a_role_without_its_place_or_with_anothers_is_refused_by_action_and_database(role, district, with_organisation):
    holder = user("示")
    where = {
        "district": District.objects.get(code=district) if district else None,
        "organisation": organisation() if with_organisation else None,
    }
    with pytest.raises(Refused):
        grant_role(user=holder, role=role, by=None, at=AT, **where)
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=holder, role=role, granted_at=AT, **where)


@pytest.mark.django_db
def test_a_role_is_held_once_for_a_place_and_in_two_districts_twice():
    holder, second = user("示"), District.objects.get(code="110105")
    grant(holder, "reviewer")
    grant(holder, "reviewer", district=second)
    with pytest.raises(Refused) as refusal:
        grant(holder, "reviewer", district=second)
    assert refusal.value.code == "held"
    with pytest.raises(IntegrityError), transaction.atomic():
        RoleGrant.objects.create(user=holder, role="reviewer", district=second, granted_at=AT)
    assert actor_of(holder).districts == {"110101", "110105"}


@pytest.mark.django_db
def test_a_persons_own_account_holds_no_role_and_a_holder_becomes_no_person():
    person = a_person("示一")
    own = user("own", person=person)
    with pytest.raises(Refused) as refusal:
        grant(own, "editor")
    assert refusal.value.code == "own-account"
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(own, "editor")
    holder = user("示")
    grant(holder, "editor")
    User.objects.filter(pk=own.pk).update(person=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=holder.pk).update(person=person)


@pytest.mark.django_db
def test_who_may_give_which_role():
    steward, manager, clerk, holder = user("steward"), user("manager"), user("clerk"), user("示")
    grant(steward, "steward")
    grant(manager, "manager")
    refused = {}
    for name, by, role, where in [
        ("a steward to herself", steward, "editor", {}),
        ("nobody in particular", clerk, "editor", {}),
        ("a manager an inside role", manager, "editor", {}),
        ("a manager a manager", manager, "manager", {}),
        ("a manager for another organisation", manager, "clerk", {"organisation": organisation(1)}),
    ]:
        with pytest.raises(Refused) as refusal:
            grant(steward if name.endswith("herself") else holder, role, by=by, **where)
        refused[name] = refusal.value.code
    assert set(refused.values()) == {"own", "not-yours"}
    assert refused["a steward to herself"] == "own"
    assert grant(clerk, "clerk", by=manager).granted_by == manager
    given = grant(holder, "auditor", by=steward)
    with pytest.raises(Refused):
        revoke_role(grant=given, by=manager, at=AT)
    revoke_role(grant=given, by=steward, at=AT)
    assert not holder.grants.exists()


@pytest.mark.django_db
def test_flags_and_groups_follow_the_roles():
    holder = user("示")
    steward, editor = grant(holder, "steward"), grant(holder, "editor")
    holder.refresh_from_db()
    assert holder.is_staff
    assert set(holder.groups.values_list("name", flat=True)) == {"Editors", "Moderators"}
    revoke_role(grant=steward, by=None, at=AT)
    revoke_role(grant=editor, by=None, at=AT)
    holder.refresh_from_db()
    assert not holder.is_staff and not holder.groups.exists()


@pytest.mark.django_db
def test_an_actor_is_never_more_than_was_granted():
    holder = user("示", last_name="示", first_name="范")
    assert actor_of(holder).roles == frozenset()
    grant(holder, "reviewer")
    actor = actor_of(User.objects.get(pk=holder.pk))
    assert (actor.roles, actor.districts, actor.person_id) == ({"reviewer"}, {"110101"}, None)
    assert actor.name == "示范" and "示范" not in repr(actor)
    assert actor.words == "区级审核员"
    holder.is_active = False
    assert actor_of(holder) is NOBODY


@pytest.mark.django_db
def test_seeing_follows_role_and_district():
    east, west = a_person("示一", household="110101"), a_person("示二", household="110105")
    moved = a_person("示三", household="110105")
    for first, district in ((24000, "110105"), (24010, "110101")):
        InsuranceSpan.objects.create(
            person=moved, employer_kind="E", employer_code=f"{first}", first_month=first, last_month=first + 9,
            district_id=district, since_run=1,
        )  # fmt: skip
    office = organisation()
    holder = {role: user(role) for role in DUTIES}
    for role, one in holder.items():
        grant(one, role)
    everyone = {east.pk, west.pk, moved.pk}
    seen = {
        role: set(Person.objects.visible_to(actor_of(one)).values_list("pk", flat=True)) for role, one in holder.items()
    }
    assert {role: found for role, found in seen.items() if found} == {
        "steward": everyone, "auditor": everyone, "city": everyone, "reviewer": {east.pk, moved.pk},
    }  # fmt: skip
    spans = {role for role, one in holder.items() if InsuranceSpan.objects.visible_to(actor_of(one)).exists()}
    assert spans == {"steward", "auditor", "city", "reviewer"}
    offices = {role for role, one in holder.items() if Organisation.objects.visible_to(actor_of(one)).exists()}
    assert offices == {"steward", "auditor", "city", "manager", "clerk"}
    assert list(Organisation.objects.visible_to(actor_of(holder["clerk"]))) == [office]
    own = actor_of(user("own", person=moved))
    assert list(Person.objects.visible_to(own)) == [moved]
    assert InsuranceSpan.objects.visible_to(own).count() == 2
    for rows in (Person, InsuranceSpan, Organisation):
        assert not rows.objects.visible_to(NOBODY).exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_forbidden_grants_at_once_end_in_one():
    holder, start, outcomes = user("示"), threading.Barrier(2), []

    def hurry(role):
        try:
            start.wait(timeout=10)
            with transaction.atomic():
                insert(holder, role)
            outcomes.append(role)
        except IntegrityError:
            outcomes.append("refused")
        finally:
            connections["default"].close()

    for _ in range(5):
        RoleGrant.objects.all().delete()
        outcomes.clear()
        threads = [threading.Thread(target=hurry, args=[role]) for role in ("city", "auditor")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=20)
        assert outcomes.count("refused") == 1
        assert RoleGrant.objects.count() == 1
