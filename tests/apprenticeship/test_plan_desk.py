"""The inside desk for plans: who comes in, what waits for whom, the answers and every wrong turn."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apprenticeship.desk import actions as desk
from apprenticeship.desk import queue, shown
from apprenticeship.entering import actions as entering
from apprenticeship.models import Apprentice, Plan
from apprenticeship.plans import actions, history
from people.actor import actor_of
from people.identities import number_of
from people.models import User
from people.signin import account_of
from records import events
from tests.apprenticeship import partners
from tests.people import cast
from tests.records.joining import signed_in, text
from tests.training.schools import a_reviewer, refused

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("catalogue"),
    pytest.mark.one_database("doors and words; what they call is tried on both"),
]
AT, ON = partners.AT, partners.ON
LEAVE = {"months": 30, "agreed_until": date(2029, 12, 31), "leave_why": "高级技师项目需要更长的在岗实训"}
WORDS = "请补第二名学徒的劳动合同"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def both():
    return partners.partners()


@pytest.fixture
def reviewer():
    return signed_in(a_reviewer())


def page_of(plan: Plan, act: str = "") -> str:
    return f"/desk/plans/{plan.pk}/{act}"


# --- the doors
@pytest.mark.parametrize("role", ["manager", "clerk", "counter", "finance", "editor", "steward", "worker"])
def test_no_other_role_comes_in(both, role):
    plan = partners.filed(both, 1)
    user = account_of(plan.apprentices.get().person) if role == "worker" else cast.official(role)
    for address in ("/desk/plans/", page_of(plan)):
        assert signed_in(user).get(address).status_code == 403
    for act in ("accept/", "give-back/", "refuse/", "leave/"):
        assert signed_in(user).post(page_of(plan, act), {"words": WORDS}).status_code == 403
    plan.refresh_from_db()
    assert plan.state == "filed"


def test_only_the_enterprise_s_district_reads_and_answers_and_a_draft_is_nobody_s_here(both):
    plan, draft = partners.filed(both), partners.a_plan(both)
    far = signed_in(a_reviewer("110105", "far"))  # the school's district
    assert "没有等答复的" in text(far.get("/desk/plans/"))
    assert far.get(page_of(plan)).status_code == 404 and far.post(page_of(plan, "accept/")).status_code == 404
    assert far.post(page_of(plan, "refuse/"), {"words": WORDS}).status_code == 404
    near = signed_in(a_reviewer())
    assert near.get(page_of(plan)).status_code == 200 and near.get(page_of(draft)).status_code == 404


@pytest.mark.parametrize(("role", "turns"), [("city", "accept"), ("auditor", "accept"), ("auditor", "leave")])
def test_who_may_only_read_finds_no_button_and_no_way_round_it(both, role, turns):
    plan = partners.filed(both) if turns == "accept" else partners.agreed(both, 1, **LEAVE)
    client = signed_in(cast.official(role))
    page = text(client.get(page_of(plan)))
    assert partners.name(1) in page and "您可以看" in page and "准予备案 A" not in page and "同意延长到" not in page
    assert client.post(page_of(plan, f"{turns}/")).status_code == 403


def test_each_sees_waiting_what_is_theirs_to_answer_and_the_auditor_both(both):
    partners.filed(both, 1)
    asking = partners.agreed(partners.partners(2), 1, **LEAVE)
    partners.a_plan(both, **LEAVE)
    seen = {}
    for role in ("reviewer", "city", "auditor", "finance"):
        seen[role] = [item.what for item in queue.of(actor_of(cast.official(role)), ON).items]
    filed, leave = "备案：电工 中级工（四级）", "延长到 30 个月：电工 中级工（四级）"
    assert seen == {"reviewer": [filed], "city": [leave], "auditor": [filed, leave], "finance": []}
    desk.grant_leave(pk=asking.pk, actor=actor_of(User.objects.get(username="city")), at=AT, on=ON)
    assert queue.waiting(actor_of(User.objects.get(username="city")), ON) == 0


def test_the_desk_stands_on_the_account_with_its_count(both, reviewer):
    partners.filed(both, 1)
    found = {each.words: each for each in reviewer.get("/account/").context["desks"]}["培养计划审核"]
    assert (found.address, found.waiting) == ("/desk/plans/", 1)


# --- what the page says
def test_a_plan_is_told_with_what_the_machine_found(both, reviewer):
    plan = partners.agreed(both, 2)
    bad = plan.apprentices.order_by("pk")[1]
    entering.amend(pk=bad.pk, given=partners.told(both, contract_months=6), actor=both.enterprise.actor, at=AT)
    entering.confirm(plan=plan.pk, which=None, actor=both.school.actor, at=AT)
    gone = partners.proposed(both, plan, 3)
    entering.take_out(pk=gone.pk, words="没有来报到", actor=both.school.actor, at=AT, on=ON)
    actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=ON)
    response = reviewer.get(page_of(plan))
    page = text(response)
    for words in (
        "电工 中级工（四级）：示例第2机械厂", "示例第2机械厂（东城区）", "示例第3技工学校（朝阳区）", "2027年9月6日",
        "通用素质 40，专业理论 120，技能实训 320，合计 480", "最多可预支 ¥3,000.00 ，1 名学徒符合条件", "新招用",
        "AP-CONTRACT", "L-UNFIT", "不符合", "在岗跟导师实训", "2 名，1 名要看，排在前面", "没有来报到",
    ):  # fmt: skip
        assert words in page, words
    assert page.index(partners.name(2)) < page.rindex(partners.name(1)), "who is refused comes first"
    assert number_of(bad.person) not in response.content.decode()


def test_an_apprentice_whom_one_party_has_not_confirmed_is_not_called_fit(both):
    plan = partners.agreed(both, 1)
    partners.proposed(both, plan, 2)
    told = shown.apprentices(plan, actor_of(a_reviewer()), actions.judge.a_plan(plan, ON), 0)
    assert [(each.row.state, each.lines) for each in told.rows] == [("proposed", None), ("confirmed", [])]


def test_a_long_plan_is_paged_and_asks_no_more_than_a_short_one(both, reviewer, monkeypatch):
    plan = partners.filed(both, 3)
    few = _asked(reviewer, page_of(plan))
    actions.take_back(pk=plan.pk, actor=both.enterprise.actor, at=AT)
    for nth in range(4, 9):
        partners.proposed(both, plan, nth)
    entering.confirm(plan=plan.pk, which=None, actor=both.school.actor, at=AT)
    actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=ON)
    assert _asked(reviewer, page_of(plan)) <= few < 40
    monkeypatch.setattr(shown, "MOST", 5)
    first, last = reviewer.get(page_of(plan)), reviewer.get(page_of(plan), {"after": "5"})
    assert "?after=5" in first.content.decode() and "上一页" not in text(first)
    assert "?after=0" in last.content.decode() and "下一页" not in text(last)
    rows = [len(each.context["apprentices"].rows) for each in (first, last)]
    assert rows == [5, 3]


def _asked(client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


# --- the answers
def test_the_walk_from_the_queue_to_yes(both, reviewer):
    plan = partners.filed(both)
    assert "备案：电工 中级工（四级）" in text(reviewer.get("/desk/plans/"))
    done = text(reviewer.post(page_of(plan, "accept/"), follow=True))
    assert "已准予备案" in done and "没有等答复的" in done
    page = text(reviewer.get(page_of(plan)))
    assert "已备案" in page and "准予备案 A" not in page and "最多可预支 ¥6,000.00" in page
    late = reviewer.post(page_of(plan, "accept/"), follow=True)
    assert "已经答复或者撤回了" in text(late) and late.redirect_chain[-1][0] == page_of(plan)


def test_given_back_is_said_to_all_and_filed_again(both, reviewer):
    plan = partners.filed(both)
    assert "已退回补正" in text(reviewer.post(page_of(plan, "give-back/"), {"words": WORDS}, follow=True))
    page = text(reviewer.get(page_of(plan)))
    assert WORDS in page and "首次备案日期 2026年9月1日" in page
    actions.file(pk=plan.pk, actor=both.enterprise.actor, at=AT, on=date(2026, 9, 3))
    assert "已答复：不予备案" in text(reviewer.post(page_of(plan, "refuse/"), {"words": WORDS}, follow=True))
    page = text(reviewer.get(page_of(plan)))
    assert "不予备案" in page and "最多可预支" not in page.split("办理记录")[0]


@pytest.mark.parametrize("act", ["give-back", "refuse"])
def test_what_was_written_is_never_lost(both, reviewer, act):
    plan = partners.filed(both)
    assert "请填原因" in text(reviewer.post(page_of(plan, f"{act}/"), {"words": " "}))
    short = reviewer.post(page_of(plan, f"{act}/"), {"words": "不行吗"})
    assert "4到300个字" in text(short) and f'id="{act}" open' in short.content.decode() and "不行吗" in text(short)
    desk.accept(pk=plan.pk, actor=actor_of(a_reviewer(username="colleague")), at=AT, on=ON)
    late = text(reviewer.post(page_of(plan, f"{act}/"), {"words": WORDS}))
    assert "已经答复或者撤回了" in late and "您写的没有发出" in late and WORDS in late
    plan.refresh_from_db()
    assert plan.state == "accepted"


def test_what_blocks_by_now_can_only_be_given_back(both, reviewer):
    plan = partners.filed(both)
    Plan.objects.filter(pk=plan.pk).update(agreed_until=date(2027, 9, 5))
    page = text(reviewer.get(page_of(plan)))
    assert "现在有 1 处不通过" in page and "L-AGREEMENT" in page and "准予备案 A" not in page and "退回补正 R" in page
    said = text(reviewer.post(page_of(plan, "accept/"), follow=True))
    assert "现在不能准予备案：合作协议在有效期内" in said and "为止。请退回补正。" in said
    Plan.objects.filter(pk=plan.pk).update(agreed_until=date(2030, 1, 1), level=5)
    assert "。。" not in text(reviewer.post(page_of(plan, "accept/"), follow=True))


@pytest.mark.parametrize("who", ["apprentice", "mentor"])
def test_nobody_answers_where_he_learns_or_teaches_himself(both, who):
    plan, user = partners.filed(both), a_reviewer()
    row = plan.apprentices.first()
    User.objects.filter(pk=user.pk).update(own=row.person if who == "apprentice" else row.mentor.person)
    client = signed_in(User.objects.get(pk=user.pk))
    page = text(client.get(page_of(plan)))
    assert desk.OWN in page and "准予备案 A" not in page
    assert desk.OWN in text(client.post(page_of(plan, "accept/"), follow=True))
    assert WORDS in text(client.post(page_of(plan, "refuse/"), {"words": WORDS}))
    plan.refresh_from_db()
    assert plan.state == "filed"


def test_the_city_says_no_to_a_longer_term_and_the_parties_read_why(both):
    plan = partners.agreed(both, 1, **LEAVE)
    city = signed_in(cast.official("city"))
    assert "请填" in text(city.post(page_of(plan, "refuse-leave/"), {"words": ""}))
    city.post(page_of(plan, "refuse-leave/"), {"words": "两年足够达到这个等级"})
    plan.refresh_from_db()
    assert plan.leave_why == "" and plan.leave_on is None
    assert "两年足够达到这个等级" in text(signed_in(both.enterprise.user).get(f"/plans/{plan.pk}/"))
    assert page_of(plan) not in city.get("/desk/plans/").content.decode()


def test_the_city_gives_leave_once(both):
    plan, city = partners.agreed(both, 1, **LEAVE), signed_in(cast.official("city"))
    page = text(city.get(page_of(plan)))
    assert "同意延长到 30 个月 A" in page and LEAVE["leave_why"] in page and "AP-TERM" in page and "轮到市里" in page
    assert "已同意延长" in text(city.post(page_of(plan, "leave/"), follow=True))
    page = text(city.get(page_of(plan)))
    assert "市级同意延长 2026年9月1日" in page and "AP-TERM" not in page and "轮到企业提交备案" in page
    assert "没有在等市级同意延长" in text(city.post(page_of(plan, "leave/"), follow=True))


# --- its history
def test_everything_done_is_told_in_words_and_names_are_only_for_who_may_see_them(both):
    plan = partners.agreed(both, 3, **LEAVE)
    ours, theirs = both.enterprise.actor, both.school.actor
    actions.trust(pk=plan.pk, yes=True, actor=theirs, at=AT)
    actions.trust(pk=plan.pk, yes=False, actor=theirs, at=AT)
    row = plan.apprentices.order_by("pk")[0]
    entering.amend(pk=row.pk, given=partners.told(both, contract_months=40), actor=theirs, at=AT)
    entering.take_out(pk=row.pk, words="去了另一家", actor=ours, at=AT, on=ON)
    desk.grant_leave(pk=plan.pk, actor=actor_of(cast.official("city")), at=AT, on=ON)
    actions.edit(pk=plan.pk, given=partners.given(both, **LEAVE, theory=140), actor=ours, at=AT)
    actions.agree(pk=plan.pk, actor=theirs, at=AT)
    actions.file(pk=plan.pk, actor=ours, at=AT, on=ON)
    desk.accept(pk=plan.pk, actor=actor_of(a_reviewer()), at=AT, on=ON)
    chain = events.of(actions.chain(plan.pk))
    lines = [f"{each.who}：{each.what}，{each.more}" for each in history.told(chain, history.names(plan, ours))][::-1]
    names = [partners.name(nth) for nth in (1, 2, 3)]
    assert lines == [
        "企业 party2：建立草稿，",
        "企业 party2：请院校确认，",
        f"企业 party2：录入学徒，3 名：{'、'.join(names)}",
        f"院校 party3：确认学徒，3 名：{'、'.join(names)}",
        "院校 party3：确认计划，",
        "院校 party3：委托对方确认学徒，",
        "院校 party3：收回委托，自己确认学徒，",
        f"院校 party3：改学徒信息，{names[0]}，劳动合同月数",
        f"企业 party2：学徒退出，{names[0]}，去了另一家",
        "市级经办人：同意延长，30 个月",
        "企业 party2：改了计划，专业理论学时",
        "院校 party3：确认计划，",
        "企业 party2：提交备案，2 名学徒符合条件",
        "区级审核员：准予备案，2 名学徒符合条件，最多可预支 ¥15,000.00",
    ]
    other = Apprentice.objects.get(pk=row.pk).person
    his = " ".join(each.more for each in history.told(chain, history.names(plan, actor_of(account_of(other)))))
    assert "3 名：" + names[0] in his and not re.search("|".join(names[1:]), his)


@pytest.mark.parametrize(
    ("act", "state"), [(actions.decline, "draft"), (actions.cancel, "cancelled"), (desk.refuse, "refused")]
)
def test_what_was_written_at_the_last_no_is_found_again(both, act, state):
    plan = partners.filed(both, 1) if act is desk.refuse else partners.agreed(both, 1)
    who = {"draft": both.school, "cancelled": both.enterprise}.get(state)
    plan = act(pk=plan.pk, words=WORDS, actor=who.actor if who else actor_of(a_reviewer()), at=AT)
    assert (plan.state, history.answer_of(plan)) == (state, WORDS)
    with refused("4到300个字"):
        act(pk=plan.pk, words="不", actor=both.enterprise.actor, at=AT)
