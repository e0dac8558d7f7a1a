"""What no rule could be asked about is a 400: every problem at once, each with its field, and never a guess."""

import pytest

from tests.subsidies.asking import ABSENT, BODIES, answer, ask, problems, spoiled

SU, TR, AP = "skill-upgrade", "training", "apprenticeship"
INVALID, LEAST, MOST = "invalid", "min_value", "max_value"

DAYS = [
    "2022-02-30", "2023-02-29", "2022-13-01", "2022-7-1", "20220715", "2022-07-15T00:00:00", "2022-07-15 ",
    "2022-07-15\n", "0000-01-01", "２０２２-０７-１５", "2022年7月15日", "", 20220715, 1657843200.0, True, [], {},
]  # fmt: skip
WHOLES = [
    ("14", INVALID), (14.0, INVALID), (True, INVALID), ("", INVALID), ([14], INVALID), ({}, INVALID), (-1, LEAST),
    (100_000_001, MOST), (10**17, MOST), (10**30, INVALID), (-(10**30), INVALID), (1e300, INVALID),
]  # fmt: skip
LEVELS = [("4", INVALID), (4.0, INVALID), (True, INVALID), (0, LEAST), (-1, LEAST), (6, MOST)]
HOURS = [
    ("80", INVALID), (True, INVALID), (72.123, INVALID), (1e300, INVALID), ([], INVALID), (-1, LEAST), (-0.01, LEAST),
    (100_000_000.01, MOST),
]  # fmt: skip
FLAGS = ["true", "false", "是", "", 1, 0, 1.0, [], {}]
CODES = [
    "4-10-01", "4-10-01-5", "4-10-01-005", "9-10-01-05", "0-10-01-05", "4100105", "4-10-01-05 ", " 4-10-01-05",
    "4-10-01-05\n", "４-10-01-05", "4-10-01-٠٥", "4-10-01-0５", "4–10–01–05", "x", 4100105, True, [], {},
]  # fmt: skip
WORDS = ["Employee", "employee ", "在本市参保的企业职工", "", 0, True, None, [], {}]
AMOUNTS = [
    "2500", "2500.0", "2500.000", "-1.00", "+1.00", "1e3.00", "2,500.00", "¥1.00", " 1.00", "1.00\n", "１.00",
    ".00", "1.", "9" * 13 + ".00", "NaN", 2500.00, 2500, -1, True, [], {},
]  # fmt: skip


def cases():
    """(scheme, path, value, code): one value changed, one problem."""
    for field in ("issued_on", "applied_on", "paid__0__paid_on"):
        yield from ((SU, field, value, INVALID) for value in DAYS)
    for field in ("settled_on", "trainees__0__certificate_on", "trainees__0__in_work_on", "trainees__0__birth_date"):
        yield from ((TR, field, value, INVALID) for value in ("2022-02-30", "2022-7-1", "", 0))
    for field in ("moved_on", "first_day", "contract_began"):
        yield from ((AP, f"apprentices__0__{field}", value, INVALID) for value in ("2022-02-30", "", False))
    for field in ("months_insured", "deferred_months_needed"):
        yield from ((SU, field, value, code) for value, code in WHOLES)
    yield from (
        (AP, f"apprentices__0__{f}", v, INVALID) for f in ("months", "planned_months") for v in ("12", 12.0, True)
    )
    for field in ("level", "paid__0__level", "held__0__level"):
        yield from ((SU, field, value, code) for value, code in LEVELS)
    for field in ("planned_hours", "trainees__0__attended_hours"):
        yield from ((TR, field, value, code) for value, code in HOURS)
    yield from ((AP, "apprentices__0__hours__theory__1", value, code) for value, code in HOURS)
    for scheme, field in ((SU, "certificate_verified"), (SU, "urgent"), (TR, "listed"), (TR, "trainees__0__passed"),
                          (AP, "city_leave"), (AP, "apprentices__0__overlaps")):  # fmt: skip
        yield from ((scheme, field, value, INVALID) for value in FLAGS)
    for field in ("occupation", "paid__0__occupation", "held__0__occupation"):
        yield from ((SU, field, value, INVALID) for value in CODES)
    yield from ((SU, "status_at_issue", value, "null" if value is None else "invalid_choice") for value in WORDS)
    for scheme, field in ((SU, "paid__0__scheme"), (TR, "category"), (TR, "trainees__0__group"), (AP, "stage")):
        yield (scheme, field, "other words", "invalid_choice")
    yield from ((AP, "advance_paid", value, INVALID) for value in AMOUNTS)
    yield from ((scheme, field, "", "blank") for scheme, field in ((SU, "occupation"), (AP, "advance_paid")))


def ids(value):
    return repr(value) if value == "" or not isinstance(value, str) else None


@pytest.mark.parametrize(("scheme", "path", "value", "code"), list(cases()), ids=ids)
def test_a_value_that_is_not_exactly_of_its_kind_is_refused(scheme, path, value, code):
    response = ask(scheme, spoiled(scheme, **{path: value}))
    assert response.status_code == 400
    assert problems(response) == {(path.replace("__", "."), code)}


LEFT_OUT = {
    SU: {"urgent", "deferred_months_needed", "certificate_verified", "paid", "held"},
    TR: {"urgent", "settled_on"},
    AP: {"urgent", "city_leave", "advance_paid"},
    f"{TR} trainees": {"draws_pension", "certificate_on", "in_work_on", "subsidised_this_year", "overlaps", "paid"},
    f"{AP} apprentices": {"moved_on", "overlaps", "paid", "first_day", "planned_months"},
}
MAY_BE_NULL = {
    SU: {"urgent"},
    TR: {"urgent", "settled_on", "course"},
    AP: {"urgent"},
    f"{TR} trainees": {"certificate_on", "in_work_on"},
    f"{AP} apprentices": {"moved_on", "first_day", "planned_months"},
}
PLACES = [(SU, ""), (TR, ""), (AP, ""), (TR, "trainees"), (AP, "apprentices")]


def fields(scheme, members):
    """(field as an answer names it, path, what may be done with it) of every fact in the contract's example."""
    body = BODIES[scheme][members][0] if members else BODIES[scheme]
    way = f"{members}__0__" if members else ""
    return [(f"{way}{name}".replace("__", "."), f"{way}{name}", name) for name in body]


@pytest.mark.parametrize(("scheme", "members"), PLACES)
def test_all_that_may_not_be_left_out_is_required(scheme, members):
    place = f"{scheme} {members}".strip()
    for field, path, name in fields(scheme, members):
        if name not in LEFT_OUT[place]:
            response = ask(scheme, spoiled(scheme, **{path: ABSENT}))
            assert (response.status_code, problems(response)) == (400, {(field, "required")})


@pytest.mark.parametrize(("scheme", "members"), PLACES)
def test_nothing_but_what_may_be_unknown_is_null(scheme, members):
    place = f"{scheme} {members}".strip()
    by_kind = {"occupation", "level", "category"} if scheme == TR and not members else set()
    for field, path, name in fields(scheme, members):
        if name not in MAY_BE_NULL[place] | by_kind:
            response = ask(scheme, spoiled(scheme, **{path: None}))
            code = "invalid" if name == "hours" else "null"
            assert (response.status_code, problems(response)) == (400, {(field, code)})


@pytest.mark.parametrize("change", [{"trainees": []}, {"trainees": None}, {"trainees": {}}, {"trainees": "x"}])
def test_a_class_has_somebody_in_it(change):
    response = ask(TR, spoiled(TR, **change))
    assert response.status_code == 400
    ((field, _),) = problems(response)
    assert field == "trainees"
    assert problems(ask(AP, spoiled(AP, apprentices=[]))) == {("apprentices", "empty")}


def test_more_people_or_payments_than_any_class_has_are_refused():
    assert problems(ask(TR, spoiled(TR, trainees=[None] * 5001))) == {("trainees", "max_length")}
    assert problems(ask(AP, spoiled(AP, apprentices=[None] * 5001))) == {("apprentices", "max_length")}
    assert problems(ask(SU, spoiled(SU, paid=[None] * 5001))) == {("paid", "max_length")}


@pytest.mark.parametrize("value", ["x", {}, 3, True])
def test_a_list_is_a_list_of_objects(value):
    assert problems(ask(SU, spoiled(SU, paid=value, held=[value if value != {} else []]))) == {
        ("paid", "not_a_list"), ("held.0", "invalid"),
    }  # fmt: skip


@pytest.mark.parametrize("hours", [[40], [40, 40, 40], [], None, "40/40", {"completed": 40}])
def test_hours_are_a_pair_for_each_module(hours):
    response = ask(AP, spoiled(AP, apprentices__0__hours__general=hours, apprentices__0__hours__theory=ABSENT))
    assert response.status_code == 400
    assert {field for field, _ in problems(response)} == {
        "apprentices.0.hours.general", "apprentices.0.hours.theory",
    }  # fmt: skip


def test_an_unknown_key_is_named_wherever_it_stands():
    extra = {"extra": 1}
    person = BODIES[AP]["apprentices"][0]
    for name in ("extra", "detail", "non_field_errors"):
        assert problems(ask(SU, BODIES[SU] | {name: 1})) == {(name, "unknown")}
    assert problems(ask(SU, spoiled(SU, paid=[BODIES[SU]["paid"][0] | extra]))) == {("paid.0.extra", "unknown")}
    nested = person | {"hours": person["hours"] | extra} | extra
    assert problems(ask(AP, spoiled(AP, apprentices=[person, nested]))) == {
        ("apprentices.1.extra", "unknown"), ("apprentices.1.hours.extra", "unknown"),
    }  # fmt: skip


def test_every_problem_is_told_at_once():
    body = spoiled(SU, level=6, issued_on="2022-02-30", months_insured="14", urgent="yes", held=ABSENT, note=1)
    assert problems(ask(SU, body)) == {
        ("level", MOST), ("issued_on", INVALID), ("months_insured", INVALID), ("urgent", INVALID), ("note", "unknown"),
    }  # fmt: skip
    mixed = spoiled(TR, kind="startup", last_day="2022-06-30", trainees__0__passed=1, trainees__0__group=ABSENT)
    assert problems(ask(TR, mixed)) == {
        ("level", "unasked"), ("category", "unasked"), ("course", "required"), ("last_day", "impossible"),
        ("trainees.0.passed", INVALID), ("trainees.0.group", "required"),
    }  # fmt: skip


STARTUP = {"kind": "startup", "level": None, "category": None, "course": "SYB"}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"level": None}, ("level", "required")),
        ({"category": None}, ("category", "required")),
        ({"occupation": None}, ("occupation", "required")),
        ({"course": "SYB"}, ("course", "unasked")),
        ({"kind": "jinlanling", "course": "online"}, ("course", "unasked")),
        ({**STARTUP, "level": 5}, ("level", "unasked")),
        ({**STARTUP, "category": "A"}, ("category", "unasked")),
        ({**STARTUP, "course": None}, ("course", "required")),
        ({"last_day": "2022-06-30"}, ("last_day", "impossible")),
    ],
)
def test_what_is_null_or_filled_against_the_kind_of_class_is_refused(change, wrong):
    response = ask(TR, spoiled(TR, **change))
    assert (response.status_code, problems(response)) == (400, {wrong})


@pytest.mark.parametrize(
    ("scheme", "path", "failed"),
    [
        (TR, "longest_day_hours", "TR-DAILY"),
        (TR, "minimum_hours", "TR-HOURS"),
        (TR, "trainees__0__subsidised_this_year", "TR-YEARLY"),
        (AP, "planned_months", "AP-TERM"),
        (AP, "apprentices__0__mentor_apprentices", "AP-RATIO"),
        (AP, "apprentices__0__hours__theory__1", "AP-HOURS"),
        (SU, "deferred_months_needed", "SU-DEFERRED"),
    ],
)
def test_what_a_check_judges_is_judged_however_large_it_is(catalogue, scheme, path, failed):
    for value in (2000, 100_000_000):
        given = answer(scheme, spoiled(scheme, **{path: value}))
        parts = [given, *given.get("trainees", []), *given.get("apprentices", [])]
        assert failed in {c["code"] for part in parts for c in part.get("checks", []) if not c["passed"]}
