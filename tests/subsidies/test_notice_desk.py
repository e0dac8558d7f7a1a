"""The city's desk for 公示: preview, post, outcomes, objections answered; the auditor reads; nobody else is let in."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from people.models import User
from records import events
from subsidies import lifecycle
from subsidies.actions import notices, objections, review
from subsidies.models import Notice, Objection
from tests.people import cast
from tests.subsidies import claiming
from tests.subsidies.claiming import AT
from tests.subsidies.test_claims import city  # noqa: F401 (a fixture)
from tests.subsidies.test_notice_pages import NAME, PHONE, SAID, text
from tests.subsidies.test_notices import two  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(two, city, time_machine):  # noqa: F811
    time_machine.move_to(AT)
    client = Client()
    client.force_login(User.objects.get(pk=city.user_id))
    return client


@pytest.fixture
def auditor():
    client = Client()
    client.force_login(cast.official("auditor"))
    return client


@pytest.fixture
def objected(desk, city):  # noqa: F811
    row = notices.post(scheme="SU", actor=city, at=AT).rows.first()
    return objections.to_notice(row=row.pk, said=SAID, name=NAME, contact=PHONE, person=None, at=AT)


def seen(page):
    return page.split('name="seen" value="')[1].split('"')[0]


def test_it_says_how_many_wait_and_how_much_and_posts_what_was_previewed(desk):
    assert "2 笔，¥3,000.00" in text(desk.get("/desk/notices/"))
    page = text(desk.get("/desk/notices/post/SU/"))
    assert "示*示" in page and "发布 2 笔，¥3,000.00" in page and "示公示" not in page
    response = desk.post("/desk/notices/post/SU/", {"seen": seen(page)})
    made = Notice.objects.get()
    assert response["Location"] == f"/desk/notices/lists/{made.pk}/"
    page = text(desk.get(response["Location"]))
    assert "已经发布：2 笔" in page and made.hash in page and "还在公示" in page
    assert "没有等着公示的" in text(desk.get("/desk/notices/"))
    assert "没有等着公示的" in text(desk.get("/desk/notices/post/SU/"))
    assert f"第 {made.pk} 号" in text(desk.get("/desk/notices/lists/"))


def test_what_waits_to_be_posted_has_a_last_day_and_a_light(desk, time_machine):
    assert "最晚10月14日" in text(desk.get("/desk/notices/"))
    assert "2025年10月14日" in text(desk.get("/desk/notices/post/SU/"))
    time_machine.move_to(datetime(2025, 10, 16, 4, 0, tzinfo=UTC))
    desk.force_login(User.objects.get(grants__role="city"))
    for address in ("/desk/notices/", "/desk/notices/post/SU/"):
        page = text(desk.get(address))
        assert "逾期 2 天" in page and "is-late" in page, address


def test_what_changed_since_the_preview_is_not_posted(desk, two, city):  # noqa: F811
    page = text(desk.get("/desk/notices/post/SU/"))
    review.hold(pk=two[1][0].pk, actor=city, at=AT, note="等社保核实")
    response = desk.post("/desk/notices/post/SU/", {"seen": seen(page)}, follow=True)
    assert "没有发布：名单刚刚有了变化" in text(response) and "发布 1 笔" in text(response)
    assert not Notice.objects.exists()
    assert "名单刚刚有了变化" in text(desk.post("/desk/notices/post/SU/", follow=True)), "nothing is posted unseen"
    assert not Notice.objects.exists()


def test_a_scheme_that_there_is_not_is_not_found(desk):
    assert desk.get("/desk/notices/post/XX/").status_code == 404


def test_an_objection_is_answered_with_a_reason_or_not_at_all(desk, objected):
    path = f"/desk/notices/objections/{objected.pk}/"
    assert "对公示有异议" in text(desk.get("/desk/notices/objections/"))
    page = text(desk.get(path))
    assert SAID in page and objected.reference in page and NAME not in page and PHONE not in page
    page = text(desk.post(path + "answer/", {"how": "dismiss", "words": ""}))
    assert "请写明理由" in page and '<details class="fold" id="dismiss" open>' in page
    assert Objection.objects.get().state == "open"
    page = text(desk.post(path + "answer/", {"how": "dismiss", "words": "考试记录属实"}, follow=True))
    assert "已答复：异议不成立" in page and "考试记录属实" in page
    assert Objection.objects.get().state == "dismissed"
    assert "考试记录属实" in text(desk.post(path + "answer/", {"how": "uphold", "words": "考试记录属实"})), (
        "nothing lost"
    )
    assert Objection.objects.get().state == "dismissed"
    assert objected.reference in page and "第 1 笔" in text(desk.get("/desk/notices/objections/?show=answered"))


def test_upheld_the_line_leaves_the_list_and_the_case_is_open_again(desk, objected):
    path = f"/desk/notices/objections/{objected.pk}/answer/"
    page = text(desk.post(path, {"how": "uphold", "words": "经核实，考试记录有误"}, follow=True))
    assert "申请回到市级复核" in page
    objected.application.refresh_from_db()
    assert objected.application.state == "city"
    assert "异议成立，已撤下" in text(Client().get(f"/notices/{objected.row.notice_id}/"))


def test_who_objects_is_looked_at_by_a_press_that_is_written_down(desk, auditor, objected):
    for reader in (desk, auditor):
        page = text(reader.post(f"/desk/notices/objections/{objected.pk}/contact/"))
        assert NAME in page and PHONE in page
    told = events.of(lifecycle.chain(objected.application))[-2:]
    assert [(event.verb, event.role) for event in told] == [("saw-objector", "city"), ("saw-objector", "auditor")]


def test_the_auditor_reads_and_changes_nothing(auditor, objected):
    for path in ("", "lists/", f"lists/{objected.row.notice_id}/", "objections/", f"objections/{objected.pk}/"):
        page = text(auditor.get(f"/desk/notices/{path}"))
        assert 'data-key="a"' not in page
    assert auditor.post("/desk/notices/post/SU/", {"seen": "x"}, follow=True).status_code == 200
    answered = auditor.post(
        f"/desk/notices/objections/{objected.pk}/answer/", {"how": "uphold", "words": "考试记录属实"}
    )
    assert answered.status_code == 403
    assert Objection.objects.get().state == "open" and Notice.objects.count() == 1


@pytest.mark.parametrize("role", ["reviewer", "counter", "finance", "steward", "manager"])
def test_nobody_else_is_let_in(objected, role):
    client = Client()
    client.force_login(cast.official(role))
    for path in ("", "post/SU/", "lists/", "objections/", f"objections/{objected.pk}/"):
        assert client.get(f"/desk/notices/{path}").status_code == 403, path
    assert client.post(f"/desk/notices/objections/{objected.pk}/contact/").status_code == 403


def test_who_refused_a_claim_is_told_that_another_answers(desk, city):  # noqa: F811
    person, reviewer = claiming.claimant("示新人", months=3), claiming.official("reviewer")
    made = claiming.handed_in(person)
    review.advise_against(pk=made.pk, reason="conditions", actor=reviewer, at=AT, note="月数不够")
    review.refuse(pk=made.pk, reason="conditions", actor=city, at=AT, note="月数不够")
    row = objections.to_refusal(pk=made.pk, said="单位补缴了，请再看", actor=claiming.worker(person), at=AT)
    page = text(desk.get(f"/desk/notices/objections/{row.pk}/"))
    assert "要换一个人答复" in page and 'id="dismiss"' not in page and made.number in page


def test_objections_come_soonest_due_first_in_pages(desk, city, monkeypatch):  # noqa: F811
    monkeypatch.setattr("subsidies.notice_desk.queue.PAGE", 2)
    notice = notices.post(scheme="SU", actor=city, at=AT)
    row = notice.rows.first()
    for n in range(5):
        objections.to_notice(row=row.pk, said=f"{SAID}{n}", name=NAME, contact=PHONE, person=None, at=AT)
    pks, path = [], "/desk/notices/objections/"
    while path:
        page = text(desk.get(path))
        pks += [int(part.split("/")[0]) for part in page.split('class="desk-row" href="/desk/notices/objections/')[1:]]
        more = page.split('href="?after=')[1].split('"')[0] if "?after=" in page else ""
        path = more and f"/desk/notices/objections/?after={more}"
    assert pks == sorted(Objection.objects.values_list("pk", flat=True))
