"""An edition's way to the public: by two persons, on its day, and never changed afterwards, raw SQL included."""

from contextlib import contextmanager
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from lib.refused import Refused
from occupations import comparing, editions
from occupations.editions import EditionFacts
from occupations.feed import load_occupations
from occupations.lists import ENTRY, POST, load_catalogue, load_posts
from occupations.models import CatalogueEdition, EditionStep
from occupations.queries import atlas
from people.models import User
from tests.occupations.conftest import line

pytestmark = pytest.mark.django_db

AT = datetime(2024, 8, 1, 2, tzinfo=UTC)
TODAY, LATER = date(2024, 8, 1), date(2024, 9, 1)
FACTS = EditionFacts(2024, "", "目录（2024年版）", LATER, False, "某文件", scale=("一般", "紧缺", "非常紧缺"))
NEXT = EditionFacts(2025, "", "目录（2025年版）", date(2025, 9, 1), False, "某文件", scale=FACTS.scale)
CARE, HOME, COOK = ("4-10-01-05", "养老护理员"), ("4-10-01-06", "家政服务员"), ("4-03-02-01", "中式烹调师")
POST_ROW = ("生活服务", "养老", "机构养老", "护理主管", "4-10-01-05", "紧缺", "6000", "9000", "会评估；会带队")


@pytest.fixture(autouse=True)
def classification(write):
    load_occupations(write([line(*each) for each in (CARE, HOME, COOK)]))


@pytest.fixture
def enter(write):
    """enter(facts, *rows): part two; a row is (code, name), urgent, and then grade, pay from and to, levels, jobs."""

    def enter(facts, *rows, replace=False):
        lines = [dict(zip(ENTRY, [*who, urgent, *more, *[""] * 5], strict=False)) for who, urgent, *more in rows]
        return load_catalogue(facts, write(lines, columns=ENTRY), replace=replace)

    return enter


@pytest.fixture
def posts(write):
    return lambda facts, *rows, **how: load_posts(
        facts, write([dict(zip(POST, row, strict=True)) for row in rows], columns=POST), **how
    )


@pytest.fixture
def two(db):
    return [User.objects.create_user(name) for name in ("bianji", "bianji2")]


@pytest.fixture
def draft(enter, posts):
    enter(FACTS, (CARE, "1", "紧缺", "6000", "9000", "5,4,3", ""), (HOME, "0"))
    posts(FACTS, POST_ROW)
    return CatalogueEdition.objects.get(year=2024)


@contextmanager
def refused(words):
    with pytest.raises(Refused) as refusal:
        yield
    assert words in refusal.value.message


def urgent(on=LATER) -> bool:
    import numpy as np

    found = atlas().columns(np.array([CARE[0]], dtype=object), np.array([on], dtype="M8[D]"))
    return bool(found["urgent"][0])


def publish(edition, two, on=TODAY):
    editions.send(edition, two[0], AT, on)
    return editions.agree(edition, two[1], AT, TODAY)


def test_what_one_person_made_no_rule_reads_until_a_second_agrees(draft, two):
    assert (draft.state, draft.slug) == ("draft", "2024") and not urgent()
    editions.send(draft, two[0], AT, TODAY)
    assert not urgent()
    assert editions.agree(draft, two[1], AT, TODAY).state == "published" and urgent()
    assert not urgent(on=TODAY)  # in force from its day, not from its publication
    assert [step.verb for step in EditionStep.objects.all()] == ["send", "agree"]


def test_an_edition_agreed_to_waits_for_its_day(draft, two):
    assert publish(draft, two, on=LATER).state == "agreed" and not urgent()
    assert editions.publish_due(TODAY, AT) == []
    assert [each.pk for each in editions.publish_due(LATER, AT)] == [draft.pk] and urgent()
    assert editions.publish_due(LATER, AT) == []


def test_the_second_person_is_another_one(draft, two):
    editions.send(draft, two[0], AT, TODAY)
    with refused("另一位编辑"):
        editions.agree(draft, two[0], AT, TODAY)
    with refused("另一位编辑"):
        editions.give_back(draft, two[0], AT, "不对")
    with refused("只有送审的人"):
        editions.take_back(draft, two[1], AT)


def test_what_is_given_back_says_why_and_may_be_changed_and_sent_again(draft, two, enter):
    editions.send(draft, two[0], AT, TODAY)
    with refused("原因"):
        editions.give_back(draft, two[1], AT, " ")
    editions.give_back(draft, two[1], AT, "少了中式烹调师")
    draft.refresh_from_db()
    assert (draft.state, draft.returned, draft.sent_by) == ("draft", "少了中式烹调师", None)
    assert enter(FACTS, (CARE, "1"), (COOK, "1")).added == 1
    assert publish(draft, two).state == "published"


def test_every_move_made_twice_is_made_once_and_told(draft, two):
    publish(draft, two)
    for move in (
        lambda: editions.send(draft, two[0], AT, TODAY),
        lambda: editions.agree(draft, two[1], AT, TODAY),
        lambda: editions.take_back(draft, two[0], AT),
        lambda: editions.discard(draft),
    ):
        with pytest.raises(Refused):
            move()
    assert EditionStep.objects.count() == 2


def test_an_edition_that_was_sent_takes_no_other_rows(draft, two, enter, posts):
    editions.send(draft, two[0], AT, TODAY)
    with refused("另编一版"):
        enter(FACTS, (CARE, "0"))
    with refused("另编一版"):
        posts(FACTS, (*POST_ROW[:8], "别的"))
    assert enter(FACTS, (HOME, "0")).unchanged == 1  # the same again is no change


def test_an_empty_edition_is_not_sent(posts, two):
    posts(FACTS, POST_ROW)
    with refused("第二部分还没有职业"):
        editions.send(CatalogueEdition.objects.get(), two[0], AT, TODAY)


def test_no_edition_is_published_behind_a_later_one(draft, two, enter):
    enter(NEXT, (CARE, "0"))
    publish(CatalogueEdition.objects.get(year=2025), two)
    with refused("施行更晚"):
        publish(draft, two)


def test_two_editions_never_begin_on_one_day(draft, enter):
    with refused("一天只能有一版"):
        enter(EditionFacts(2024, "2.0版", "又一版", LATER, False, "某文件"), (CARE, "1"))


def test_the_fingerprint_is_of_all_that_it_says(draft, enter, posts):
    first = editions.digest(draft)
    assert first == editions.digest(draft) and len(first) == 64
    enter(FACTS, (CARE, "1", "紧缺", "6000", "9001", "5,4,3", ""))
    second = editions.digest(draft)
    posts(FACTS, (*POST_ROW[:8], "会评估"))
    assert len({first, second, editions.digest(draft)}) == 3


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE occupations_catalogueentry SET urgent = NOT urgent",
        "DELETE FROM occupations_catalogueentry",
        "INSERT INTO occupations_catalogueentry (edition_id, occupation_id, urgent, grade, levels, jobs) "
        "SELECT (SELECT id FROM occupations_catalogueedition), id, TRUE, '', '', '' FROM occupations_occupation "
        "WHERE code = '4-03-02-01'",
        "UPDATE occupations_post SET name = '别的'",
        "DELETE FROM occupations_post",
        "UPDATE occupations_catalogueedition SET effective_from = '2020-01-01'",
        "UPDATE occupations_catalogueedition SET title = '别的'",
        "UPDATE occupations_catalogueedition SET state = 'draft', sent_by_id = NULL, agreed_by_id = NULL, "
        "published_at = NULL",
        "DELETE FROM occupations_catalogueedition",
    ],
)
def test_the_database_itself_keeps_a_published_edition(draft, two, sql):
    publish(draft, two)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        if "DELETE FROM occupations_catalogueedition" in sql:
            cursor.execute("DELETE FROM occupations_editionstep")
        cursor.execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE occupations_catalogueedition SET state = 'published', published_at = '2024-08-01'",
        "UPDATE occupations_catalogueedition SET state = 'published', published_at = '2024-08-01', "
        "agreed_by_id = sent_by_id",
    ],
)
def test_the_database_itself_wants_a_second_person(draft, two, sql):
    editions.send(draft, two[0], AT, TODAY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("more", "column"),
    [
        (("极度紧缺",), "grade"),
        (("", "六千", "9000"), "pay_from"),
        (("", "6000", ""), "pay_to"),
        (("", "9000", "6000"), "pay_to"),
        (("", "", "", "6,7"), "levels"),
    ],
)
def test_a_bad_row_is_named_and_the_others_go_in(enter, more, column):
    report = enter(FACTS, (CARE, "1", *more), (HOME, "1"))
    assert (report.added, [problem.column for problem in report.problems]) == (1, [column])


@pytest.mark.parametrize("text", ["5,4,3", "3、4、5", "5-3", "5至3", "3—5"])
def test_levels_are_read_as_people_write_them(enter, text):
    enter(FACTS, (CARE, "1", "", "", "", text))
    assert CatalogueEdition.objects.get().entries.get().levels == "5,4,3"


def test_replacing_takes_out_what_the_file_lacks(draft, enter, posts):
    report = enter(FACTS, (CARE, "1"), replace=True)
    assert (report.absent, draft.entries.count()) == (1, 1)
    posts(FACTS, ("生活服务", "养老", "居家养老", "护理员", "", "", "", "", ""), replace=True)
    assert [post.direction for post in draft.posts.all()] == ["居家养老"]


def test_two_editions_are_compared_row_by_row_and_in_words(draft, two, enter, posts):
    publish(draft, two)
    enter(NEXT, (CARE, "1", "非常紧缺", "6000", "9500", "5,4,3", ""), (COOK, "1"))
    posts(NEXT, (*POST_ROW[:5], "一般", *POST_ROW[6:8], "会评估；会排班"))
    new = CatalogueEdition.objects.get(year=2025)
    assert comparing.before(new) == draft
    found = comparing.compare(draft, new)
    assert {kind: [pair.row.occupation.name for pair in pairs] for kind, pairs in found.entries.by_kind.items()} == {
        "added": ["中式烹调师"], "raised": ["养老护理员"], "lowered": [], "restated": [], "removed": ["家政服务员"],
    }  # fmt: skip
    assert found.entries.by_kind["raised"][0].words == ["紧缺 → 非常紧缺", "月薪：6,000—9,000元/月 → 6,000—9,500元/月"]
    assert found.posts.by_kind["lowered"][0].words == ["紧缺 → 一般", "不再要求：会带队", "新要求：会排班"]
    assert [entry.occupation.name for entry in found.now_urgent] == ["中式烹调师"] and not found.no_longer_urgent


def test_an_occupation_that_is_urgent_no_more_is_lowered(draft, two, enter):
    publish(draft, two)
    enter(NEXT, (CARE, "0", "紧缺", "6000", "9000", "5,4,3"), (HOME, "1"))
    found = comparing.compare(draft, CatalogueEdition.objects.get(year=2025))
    assert [pair.row.occupation.name for pair in found.entries.by_kind["lowered"]] == ["养老护理员"]
    assert [pair.row.occupation.name for pair in found.entries.by_kind["raised"]] == ["家政服务员"]
    assert [e.occupation.name for e in found.no_longer_urgent] == ["养老护理员"]


def test_the_first_edition_is_all_new(draft):
    found = comparing.compare(comparing.before(draft), draft)
    assert len(found.entries.by_kind["added"]) == 2 and found.entries.same == 0 and found.old is None
