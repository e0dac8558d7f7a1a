"""Classes for property tests: near the boundaries of the law, and half of them with nothing to object to."""

from datetime import date, timedelta

from hypothesis import strategies as st

TURNS = [date(2022, 6, 16), date(2024, 1, 1), date(2024, 2, 29), date(2025, 8, 31)]
FIRST_TERMS = date(2022, 6, 16)
GROUPS = {
    "key-group": ["unemployed", "rural", "graduate", "hardship"],
    "jinlanling": ["insured"],
    "startup": ["graduate", "unemployed", "startup-head"],
}
ANY_GROUP = ["unemployed", "rural", "graduate", "hardship", "insured", "startup-head", "other"]

near_a_turn = st.builds(lambda day, days: day + timedelta(days), st.sampled_from(TURNS), st.integers(-2, 2))
in_force = st.one_of(near_a_turn, st.dates(FIRST_TERMS, date(2027, 12, 31))).map(lambda day: max(day, FIRST_TERMS))
any_day = st.one_of(in_force, near_a_turn, st.dates(date(2021, 1, 1), FIRST_TERMS))
occupations = st.sampled_from(["4-10-01-05", "6-31-01-03"])
payments = st.fixed_dictionaries({
    "scheme": st.sampled_from(["SU", "TR", "AP"]), "occupation": occupations, "level": st.integers(1, 5),
    "paid_on": any_day.map(date.isoformat),
})  # fmt: skip


def later(day: date, low: int, high: int, *edges: int) -> st.SearchStrategy[str | None]:
    """Some days after ``day``, or none; ``edges`` are worth a closer look."""
    some = st.one_of(st.integers(low, high), *(st.integers(e - 1, e + 1) for e in edges))
    return st.one_of(some.map(lambda n: (day + timedelta(n)).isoformat()), st.none())


@st.composite
def trainees(draw: st.DrawFn, kind: str, first_day: date, last_day: date) -> dict:
    trainee = {
        "group": draw(st.sampled_from(GROUPS[kind])),
        "birth_date": (first_day - timedelta(draw(st.integers(5845, 20000)))).isoformat(),
        "draws_pension": False, "attended_hours": 80, "passed": True,
        "certificate_on": draw(later(last_day, -2, 300, 0)),
        "in_work_on": draw(later(last_day, -2, 300, 0, 183)),
        "subsidised_this_year": draw(st.integers(0, 2)), "overlaps": False, "paid": [],
    }  # fmt: skip
    doubts = {
        "group": st.sampled_from(ANY_GROUP),
        "birth_date": st.integers(5840, 5848).map(lambda n: (first_day - timedelta(n)).isoformat()),
        "draws_pension": st.booleans(), "attended_hours": st.sampled_from([72.25, 64, 63.99, 0]),
        "passed": st.booleans(), "subsidised_this_year": st.integers(2, 4), "overlaps": st.booleans(),
        "paid": st.lists(payments, min_size=1, max_size=3),
    }  # fmt: skip
    return trainee | draw(some_of(doubts))


@st.composite
def classes(draw: st.DrawFn, days: st.SearchStrategy[date] = any_day) -> dict:
    kind = draw(st.sampled_from(list(GROUPS)))
    startup = kind == "startup"
    first_day = draw(days)
    last_day = first_day + timedelta(draw(st.integers(0, 60)))
    case = {
        "kind": kind,
        "occupation": draw(st.one_of(occupations, st.none()) if startup else occupations),
        "level": None if startup else draw(st.integers(3, 5)),
        "category": None if startup else draw(st.sampled_from("ABC")),
        "course": draw(st.sampled_from(["GYB", "SYB", "IYB", "online"])) if startup else None,
        "urgent": draw(st.sampled_from([None, True, False])),
        "filed_on": first_day.isoformat(), "first_day": first_day.isoformat(), "last_day": last_day.isoformat(),
        "settled_on": draw(later(last_day, 0, 400, 0, 183)),
        "listed": True, "planned_hours": 80, "minimum_hours": 40, "longest_day_hours": 8,
    }  # fmt: skip
    doubts = {
        "filed_on": st.integers(-1, 1).map(lambda n: (first_day + timedelta(n)).isoformat()),
        "listed": st.booleans(), "longest_day_hours": st.sampled_from([6.5, 8, 8.01]),
        "planned_hours": st.sampled_from([80, 70, 69.5, 24, 23.5]), "minimum_hours": st.sampled_from([0, 80, 80.5]),
    } | ({} if startup else {"level": st.integers(1, 5)})  # fmt: skip
    people = st.lists(trainees(kind, first_day, last_day), min_size=1, max_size=4)
    return case | draw(some_of(doubts)) | {"trainees": draw(people)}


def some_of(doubts: dict[str, st.SearchStrategy]) -> st.SearchStrategy[dict]:
    """Nothing as often as not; otherwise a few of them."""
    few = st.fixed_dictionaries({}, optional=doubts)
    return st.one_of(st.just({}), few)
