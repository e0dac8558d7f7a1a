"""Anyone may be a worker, officials too; nobody acts as an official in a case of his own."""

from datetime import timedelta

import pytest
from django.test import Client

from lib.refused import Refused
from people import looks
from people.actions import set_own
from people.actor import actor_of
from people.models import User
from subsidies import lifecycle
from subsidies.actions import attachments, claims, many, measures, notices, objections, review
from subsidies.models import Application, NoticeLine
from subsidies.models.measures import Restriction
from tests.people import cast
from tests.subsidies import claiming
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return claiming.claimant()


def as_person(role, person, username=""):
    """An official who is this person."""
    account = cast.official(role, username or f"own-{role}")
    set_own(account=account, document="01", number=looks.identities.number_of(person), by=None, at=AT)
    return actor_of(User.objects.get(pk=account.pk))


def to_judge(person) -> Application:
    """At the district: somebody else pays into the same account."""
    claiming.handed_in(claiming.claimant("示另人"))
    made = claiming.handed_in(person)
    assert made.state == Application.State.DISTRICT
    return made


def refused_as_own(act) -> None:
    with pytest.raises(Refused) as told:
        act()
    assert told.value.code in ("own", "not-yours") and "本人" in told.value.message


REVIEWERS = {
    "advise": lambda pk, actor: review.advise(pk=pk, actor=actor, at=AT),
    "advise-against": lambda pk, actor: review.advise_against(
        pk=pk, reason="conditions", actor=actor, at=AT, note="不够"
    ),
    "return": lambda pk, actor: review.ask_for_more(pk=pk, reason="evidence", actor=actor, at=AT, note="请补"),
    "take": lambda pk, actor: review.take(pk=pk, actor=actor, at=AT),
    "hold": lambda pk, actor: review.hold(pk=pk, actor=actor, at=AT, note="等一等"),
    "look-again": lambda pk, actor: review.look_again(pk=pk, actor=actor, at=AT),
}
CITYS = {
    "approve": lambda pk, actor: review.approve(pk=pk, actor=actor, at=AT),
    "refuse": lambda pk, actor: review.refuse(pk=pk, reason="conditions", actor=actor, at=AT, note="不够"),
    "return": REVIEWERS["return"],
    "send-back": lambda pk, actor: review.send_back(pk=pk, actor=actor, at=AT, note="再看"),
    "take": REVIEWERS["take"],
    "hold": REVIEWERS["hold"],
    "look-again": REVIEWERS["look-again"],
}


@pytest.mark.parametrize("verb", REVIEWERS)
def test_a_reviewer_does_nothing_to_an_own_case(verb, person):
    made, oneself = to_judge(person), as_person("reviewer", person)
    refused_as_own(lambda: REVIEWERS[verb](made.pk, oneself))
    assert Application.objects.get(pk=made.pk).version == made.version
    REVIEWERS[verb](made.pk, claiming.official("reviewer", "colleague"))


@pytest.mark.parametrize("verb", CITYS)
def test_the_city_officer_does_nothing_to_an_own_case(verb, person):
    made, oneself = claiming.handed_in(person), as_person("city", person)
    assert made.state == Application.State.CITY
    refused_as_own(lambda: CITYS[verb](made.pk, oneself))
    assert Application.objects.get(pk=made.pk).version == made.version
    CITYS[verb](made.pk, claiming.official("city", "colleague"))


def test_neither_takes_back_what_was_advised_nor_lets_go_nor_reopens(person):
    made, oneself = to_judge(person), as_person("reviewer", person)
    colleague, city = claiming.official("reviewer", "colleague"), claiming.official("city", "colleague-city")
    review.hold(pk=made.pk, actor=colleague, at=AT, note="等一等")
    refused_as_own(lambda: review.release(pk=made.pk, actor=oneself, at=AT))
    review.release(pk=made.pk, actor=colleague, at=AT)
    review.advise(pk=made.pk, actor=colleague, at=AT)
    Application.objects.filter(pk=made.pk).update(first_by=oneself.user_id)  # before it was known who he is
    refused_as_own(lambda: review.undo_advice(pk=made.pk, actor=oneself, at=AT))
    review.approve(pk=made.pk, actor=city, at=AT)
    User.objects.update(own=None)
    refused_as_own(lambda: review.reopen(pk=made.pk, actor=as_person("city", person), at=AT, note="再看"))


def test_a_bulk_approval_leaves_the_own_case_and_says_why(person):
    other = claiming.handed_in(claiming.claimant("示另人"), number=claiming.OTHER_CARD)
    made, oneself = claiming.handed_in(person), as_person("city", person)
    done = many.approve(pks=[made.pk, other.pk], actor=oneself, at=AT)
    assert done.approved == 1 and "本人" in done.left[made.pk]


def test_nobody_lets_a_check_of_an_own_case_pass(person):
    made, colleague = claiming.handed_in(person), claiming.official("city", "colleague")
    asked = {"application": made, "check": "SU-MONTHS", "reason": "社保已认定", "on": claims.day_of(AT), "at": AT}
    asked |= {"expires_on": claims.day_of(AT) + timedelta(days=9)}
    oneself = as_person("city", person)
    refused_as_own(lambda: measures.ask_override(**asked, actor=oneself))
    row = measures.ask_override(**asked, actor=colleague)
    refused_as_own(lambda: measures.answer_override(pk=row.pk, agree=True, actor=oneself, at=AT))


def test_nobody_restricts_oneself_or_lets_oneself_go(person):
    oneself, colleague = as_person("city", person), claiming.official("city", "colleague")
    told = {"person": person, "stops": "decide", "reason": "正在核查", "since": claims.day_of(AT), "until": None}
    refused_as_own(lambda: measures.restrict(**told, actor=oneself, at=AT))
    row = measures.restrict(**told, actor=colleague, at=AT)
    refused_as_own(lambda: measures.lift(pk=row.pk, actor=oneself, at=AT))
    assert Restriction.objects.get(pk=row.pk).lifted_at is None


def on_notice(person, city, **more) -> NoticeLine:
    made = review.approve(pk=claiming.handed_in(person, **more).pk, actor=city, at=AT)
    notices.post(scheme="SU", actor=city, at=AT)
    return NoticeLine.objects.get(line__application=made)


def test_an_objection_to_an_own_line_or_by_oneself_is_answered_by_another_and_its_maker_stays_unknown(person):
    city, oneself = claiming.official("city", "colleague"), as_person("city", person)
    row, other = on_notice(person, city), on_notice(claiming.claimant("示另人"), city, number=claiming.OTHER_CARD)
    told = {"said": "这个人没有考过试。", "name": "示举报", "contact": "12000009999", "at": AT}
    about_me = objections.to_notice(row=row.pk, person=None, **told)
    by_me = objections.to_notice(row=other.pk, person=person.pk, **told)
    for one in (about_me, by_me):
        for upheld in (True, False):
            refused_as_own(
                lambda one=one, upheld=upheld: objections.answer(
                    pk=one.pk, upheld=upheld, words="核实过了", actor=oneself, at=AT
                )
            )
    refused_as_own(lambda: objections.see_contact(pk=about_me.pk, actor=oneself, at=AT))
    page = signed_in(oneself).get(f"/desk/notices/objections/{about_me.pk}/").content.decode()
    assert "要换一个人答复" in page and "data-opens" not in page and "看提出人" not in page
    objections.answer(pk=about_me.pk, upheld=False, words="核实过了", actor=city, at=AT)


def test_a_clerk_enters_nothing_for_oneself(person):
    clerk, made = as_person("counter", person), claiming.draft(person)
    Application.objects.filter(pk=made.pk).update(entered_by=clerk.user_id)  # before it was known who he is
    for act in (
        lambda: claims.start(scheme="SU", person=person.pk, subject=person.pk, actor=clerk, at=AT),
        lambda: claims.submit(pk=made.pk, actor=clerk, at=AT),
        lambda: claims.discard(pk=made.pk, actor=clerk),
        lambda: attachments.attach(pk=made.pk, actor=clerk, proof=None, label="words", at=AT),
        lambda: looks.find_at_counter(
            actor=clerk, name=person.name, document="01", number=looks.identities.number_of(person), at=AT
        ),
    ):
        refused_as_own(act)
    sent = claims.submit(pk=made.pk, actor=claiming.worker(person), at=AT)
    refused_as_own(lambda: claims.withdraw(pk=sent.pk, actor=clerk, at=AT))
    claims.withdraw(pk=sent.pk, actor=claiming.worker(person), at=AT)


def test_no_verb_of_the_table_is_open_to_an_official_in_an_own_case(person):
    made = claiming.handed_in(person)
    for role in ("counter", "reviewer", "city"):
        User.objects.update(own=None)
        oneself = as_person(role, person)
        for state in Application.State.values:
            made.state, made.entered_by_id, made.first_by_id = state, oneself.user_id, oneself.user_id
            assert lifecycle.moves_of(made, oneself) == [], (role, state)


def signed_in(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.mark.parametrize("role", ["reviewer", "city"])
def test_the_desk_says_why_and_offers_nothing(role, person):
    made = to_judge(person) if role == "reviewer" else claiming.handed_in(person)
    desk = signed_in(as_person(role, person))
    page = desk.get(f"/desk/cases/{made.pk}/").content.decode()
    assert "这是您本人的申请" in page and "desk-act-panel" not in page and "override-answer" not in page
    assert "设置限制" not in page and "提出放行一条" not in page
    listed = desk.get("/desk/cases/?kind=clear" if role == "city" else "/desk/cases/").content.decode()
    assert "您本人的" in listed and 'name="case"' not in listed
    other = signed_in(claiming.official(role, "colleague")).get(f"/desk/cases/{made.pk}/").content.decode()
    assert "desk-act-panel" in other and "这是您本人的申请" not in other


def test_who_decides_is_still_a_worker_like_everybody(person):
    as_person("city", person)
    assert claiming.handed_in(person).state == Application.State.CITY
