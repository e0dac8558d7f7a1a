"""The desk by its doors: the queue, the case, every verb, and who may not."""

import pytest
from django.test import Client

from people import identities, looks
from people.actions import grant_role
from people.actor import actor_of
from people.models import User
from subsidies.actions import measures, review
from subsidies.desk.verbs import VERBS
from subsidies.models import Application
from tests.subsidies import claiming, town
from tests.subsidies.claiming import AT

pytestmark = pytest.mark.django_db
DESK = "/desk/cases/"
WHY = "说明为什么"


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT)


def unclear(name="示缓缴", **more):
    """One whose months are enough only with those that were deferred: for a district to judge."""
    person = claiming.claimant(name, months=0)
    town.insured(person, town.month_of(town.ON) - 12, town.month_of(town.ON) + 12, deferred=True)
    return claiming.handed_in(person, **more)


def refused_by_rule():
    return claiming.handed_in(claiming.claimant("示新人", months=3))


def at_desk(actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def act(actor, made, verb, **given):
    made.refresh_from_db()
    return at_desk(actor).post(f"{DESK}{made.pk}/{verb}/", {"seen": made.version, "note": WHY} | given)


@pytest.fixture
def reviewer():
    return claiming.official("reviewer")


@pytest.fixture
def city():
    return claiming.official("city")


def test_a_reviewer_finds_what_waits_and_opens_it(reviewer):
    made = unclear()
    client = at_desk(reviewer)
    page = client.get(DESK)
    queue = page.context["queue"]
    assert (queue.waiting, queue.late, queue.today) == (1, 0, 0)
    assert [one.name for one in queue.items] == ["示缓缴"]
    html = client.get(f"{DESK}{made.pk}/").content.decode()
    for words in ("要您判断的 1 件", "建议准予", "核定金额", "失业保险缴费", "办理记录 1 条", "尾号7894"):
        assert words in html
    person = made.person
    assert identities.number_of(person) not in html and claiming.CARD not in html
    assert looks.masked_number(person) in html and f"/people/{person.pk}/reveal/" in html


# verb → how the case comes to where it may be done, what is sent with it, and the state it ends in
STEPS = {
    "take": ("reviewer", [], {}, "district"),
    "advise": ("reviewer", [], {}, "city"),
    "advise-against": ("reviewer", [], {"reason": "untrue"}, "city"),
    "return": ("reviewer", [], {"reason": "evidence"}, "returned"),
    "hold": ("reviewer", [], {}, "district"),
    "release": ("reviewer", ["hold"], {}, "district"),
    "look-again": ("reviewer", [], {}, "district"),
    "undo-advice": ("reviewer", ["advise"], {}, "district"),
    "approve": ("city", ["advise"], {}, "approved"),
    "refuse": ("city", ["advise"], {"reason": "untrue"}, "refused"),
    "send-back": ("city", ["advise"], {}, "district"),
    "reopen": ("city", ["advise", "approve"], {}, "city"),
}


def test_every_verb_of_the_desk_is_tried_here():
    assert set(STEPS) == set(VERBS)


@pytest.mark.parametrize("verb", list(STEPS))
def test_every_verb_by_its_door(verb, reviewer, city):
    who, before, given, state = STEPS[verb]
    actors, made = {"reviewer": reviewer, "city": city}, unclear()
    for step in before:
        act(actors[STEPS[step][0]], made, step, **STEPS[step][2])
    page = at_desk(actors[who]).get(f"{DESK}{made.pk}/")
    assert verb in [one.name for one, _ in page.context["bar"]], "the bar offers what the door takes"
    response = act(actors[who], made, verb, **given)
    made.refresh_from_db()
    assert response.status_code == 302 and made.state == state
    assert made.held == (verb == "hold")


@pytest.mark.one_database("who may not act is turned away in Python, before any query of the act")
@pytest.mark.parametrize("role", ["counter", "finance", "editor", "steward", "auditor", "manager", "worker", "nobody"])
def test_nobody_else_does_any_of_it(role, reviewer):
    made = unclear()
    client = Client()
    if role == "worker":
        client.force_login(User.objects.get(pk=claiming.worker(claiming.claimant("示旁人")).user_id))
    elif role != "nobody":
        client.force_login(User.objects.get(pk=claiming.official(role).user_id))
    before = Application.objects.filter(pk=made.pk).values().get()
    for verb, (_, _, more, _) in STEPS.items():
        given = {"seen": made.version, "note": WHY} | more
        assert client.post(f"{DESK}{made.pk}/{verb}/", given).status_code in (302, 403), verb
    assert Application.objects.filter(pk=made.pk).values().get() == before


def test_another_district_sees_nothing_and_does_nothing():
    made, stranger = unclear(), claiming.official("reviewer", district=claiming.THERE)
    client = at_desk(stranger)
    assert "示缓缴" not in client.get(DESK).content.decode()
    assert client.get(f"{DESK}{made.pk}/").status_code == 404
    assert client.get(f"{DESK}?number={made.number}").status_code == 200
    for verb, (_, _, given, _) in STEPS.items():
        assert act(stranger, made, verb, **given).status_code == 404
    made.refresh_from_db()
    assert (made.state, made.version) == ("district", 1)


BOTH = [("reviewer", "city"), ("city", "reviewer")]


@pytest.mark.parametrize(("first", "second"), BOTH)
@pytest.mark.parametrize(("advice", "decision"), [("advise", "approve"), ("advise-against", "refuse")])
def test_four_eyes_whatever_roles_one_holds(first, second, advice, decision, city):
    both = claiming.official(first, "both")
    user = User.objects.get(pk=both.user_id)
    grant_role(user=user, role=second, by=None, at=AT, **(
        {"district": town_district()} if second == "reviewer" else {}
    ))  # fmt: skip
    both, made = actor_of(User.objects.get(pk=user.pk)), unclear()
    act(both, made, advice, reason="untrue")
    made.refresh_from_db()
    assert made.state == "city" and made.first_by_id == user.pk
    page = at_desk(both).get(f"{DESK}{made.pk}/")
    assert decision not in [one.name for one, _ in page.context["bar"]]
    answer = act(both, made, decision, reason="untrue")
    assert "换一个人办" in answer.content.decode()
    made.refresh_from_db()
    assert made.state == "city"
    act(city, made, decision, reason="untrue")
    made.refresh_from_db()
    assert made.state in ("approved", "refused")


def town_district():
    from people.models import District

    return District.objects.get(code=claiming.HERE)


def test_a_colleague_was_faster_and_nothing_typed_is_lost(reviewer):
    made, colleague = unclear(), claiming.official("reviewer", "colleague")
    review.hold(pk=made.pk, actor=colleague, at=AT, note="等社保核实")
    answer = at_desk(reviewer).post(f"{DESK}{made.pk}/advise/", {"seen": made.version, "note": "工资条看过了"})
    html = answer.content.decode()
    assert answer.status_code == 200 and "同事刚刚办过" in html
    assert "已暂缓" in html and "工资条看过了" in html
    made.refresh_from_db()
    assert made.state == "district"


def test_a_form_without_its_reason_says_so_beside_it(reviewer):
    made = unclear()
    answer = act(reviewer, made, "advise-against", note="")
    html = answer.content.decode()
    assert answer.status_code == 200 and "有 2 处要改" in html and "请选一个原因" in html
    assert answer.context["open"] == "advise-against"
    made.refresh_from_db()
    assert made.state == "district"


def test_after_one_the_next_opens_and_what_was_done_can_be_undone(reviewer):
    one, two = unclear(), unclear("示另一", number=claiming.OTHER_CARD)
    response = act(reviewer, one, "advise")
    assert response.url.startswith(f"{DESK}{two.pk}/?")
    page = at_desk(reviewer).get(response.url)
    just = page.context["just"]
    assert (just.application.pk, just.undo.name) == (one.pk, "undo-advice")
    one.refresh_from_db()
    undone = at_desk(reviewer).post(f"{DESK}{one.pk}/{just.undo.name}/", {"seen": one.version, "note": "x"})
    assert undone.url.startswith(f"{DESK}{one.pk}/?")
    one.refresh_from_db()
    assert one.state == "district"
    assert act(reviewer, two, "advise").url.startswith(f"{DESK}{one.pk}/?"), "at the end the list begins again"
    assert act(reviewer, one, "advise").url.startswith(f"{DESK}?"), "nothing is left"


def test_the_toast_is_for_who_did_it_alone(reviewer, city):
    made, other = unclear(), claiming.official("reviewer", "colleague")
    act(reviewer, made, "advise")
    assert at_desk(other).get(f"{DESK}?done={made.pk}").context["just"] is None
    assert at_desk(city).get(f"{DESK}?done={made.pk}").context["just"] is None
    for odd in ("x", "0", "9" * 30):
        assert at_desk(reviewer).get(f"{DESK}?done={odd}").context["just"] is None


def test_what_the_rule_refuses_is_not_offered_to_be_granted(reviewer):
    made = refused_by_rule()
    page = at_desk(reviewer).get(f"{DESK}{made.pk}/")
    names = [one.name for one, _ in page.context["bar"]]
    assert "advise" not in names and "advise-against" in names
    assert "提出放行一条" in page.content.decode()


def test_likenesses_stand_side_by_side_and_are_linked_where_they_are_in_sight(reviewer):
    first = claiming.handed_in(claiming.claimant("示共卡"))
    elsewhere = claiming.handed_in(claiming.claimant("示别区", household=claiming.THERE))
    made = claiming.handed_in(claiming.claimant("示也共卡"))
    page = at_desk(reviewer).get(f"{DESK}{made.pk}/")
    html = page.content.decode()
    assert [one.flag.code for one in page.context["judged"]] == ["SAME-ACCOUNT"]
    assert f"{DESK}{first.pk}/" in html and "相同" in html
    assert f"{DESK}{elsewhere.pk}/" not in html and elsewhere.number not in html and "示别区" not in html
    assert "不在您的办理范围" in html


def test_the_history_tells_what_came_out_otherwise(reviewer):
    person = claiming.claimant("示放行", months=11)
    made = claiming.handed_in(person)
    town.insured(person, town.month_of(town.ON) - 11, town.month_of(town.ON) - 11)
    act(reviewer, made, "look-again")
    page = at_desk(reviewer).get(f"{DESK}{made.pk}/")
    newest = page.context["history"][0]
    assert (newest.what, newest.who) == ("情况有变，按新的登记重算", "系统")
    assert [(one.title, one.was, one.now) for one in newest.differences][-1] == ("金额", "¥0.00", "¥1,500.00")


def test_an_auditor_reads_everything_and_finds_nothing_to_press(city):
    made = claiming.approved(claiming.claimant(), city)
    auditor = claiming.official("auditor")
    client = at_desk(auditor)
    assert [one.pk for one in client.get(f"{DESK}?show=ended").context["queue"].items] == [made.pk]
    page = client.get(f"{DESK}{made.pk}/?show=ended")
    assert page.context["bar"] == [] and "您的角色可以看，不办理" in page.content.decode()


def test_a_draft_is_nobodys_at_the_desk(city, reviewer):
    made = claiming.draft(claiming.claimant("示草稿"))
    for actor in (city, reviewer, claiming.official("auditor")):
        assert at_desk(actor).get(f"{DESK}{made.pk}/").status_code == 404


def test_clear_ones_are_granted_together_and_the_rest_is_said(city):
    made = [claiming.handed_in(claiming.claimant(f"示{n}"), number=card) for n, card in zip("甲乙", CARDS, strict=True)]
    held = made[1]
    client = at_desk(city)
    page = client.get(f"{DESK}?show=city&kind=clear")
    assert page.context["may_bulk"]
    ticked = [one.value for one in page.context["queue"].items]
    review.hold(pk=held.pk, actor=city, at=AT, note="等核实")
    first = client.post(f"{DESK}approve/?show=city&kind=clear", {"case": ticked})
    assert first.context["ticked_amount"] == 300000 and "合计 ¥3,000.00" in first.content.decode()
    done = client.post(f"{DESK}approve/?show=city&kind=clear", {"case": ticked, "sure": "1"})
    bulk = done.context["bulk"]
    assert (bulk["approved"], bulk["amount"], [one.pk for one, _ in bulk["left"]]) == (1, 150000, [held.pk])
    assert "已准予 1 份，合计 ¥1,500.00" in done.content.decode()
    for odd in ([], ["x"], ["1.2.3"], ["9" * 30 + ".1"]):
        assert "还没有勾选" in client.post(f"{DESK}approve/", {"case": odd, "sure": "1"}).content.decode()


CARDS = (claiming.CARD, claiming.OTHER_CARD)


def test_only_the_city_grants_many(reviewer):
    made = claiming.handed_in(claiming.claimant())
    given = {"case": [f"{made.pk}.{made.version}"], "sure": "1"}
    for actor in (reviewer, claiming.official("auditor"), claiming.official("finance")):
        assert at_desk(actor).post(f"{DESK}approve/", given).status_code == 403
    made.refresh_from_db()
    assert made.state == "city"


def test_what_is_stopped_is_said_at_the_case(city):
    person = claiming.claimant()
    made = claiming.handed_in(person)
    told = {"stops": "decide", "reason": "核查虚假证书", "since": town.ON, "until": None}
    measures.restrict(person=person, actor=city, at=AT, **told)
    assert "申请暂不作准予决定" in at_desk(city).get(f"{DESK}{made.pk}/").content.decode()
    answer = act(city, made, "approve")
    assert answer.status_code == 200 and "申请暂不作准予决定" in answer.content.decode()
