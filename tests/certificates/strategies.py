"""Claims for property tests: near the boundaries of the law rather than anywhere."""

from datetime import date, timedelta

from hypothesis import strategies as st

OCCUPATIONS = st.sampled_from(["4-10-01-05", "6-31-01-03", "4-10-01-06"])
LEVELS = st.integers(1, 5)
TURNS = [date(2017, 1, 1), date(2019, 1, 1), date(2022, 1, 1), date(2022, 6, 16), date(2024, 1, 1), date(2025, 1, 1),
         date(2026, 1, 1), date(2024, 2, 29)]  # fmt: skip

near_a_turn = st.builds(lambda day, days: day + timedelta(days), st.sampled_from(TURNS), st.integers(-2, 2))
days = st.one_of(near_a_turn, st.dates(date(2016, 1, 1), date(2027, 12, 31)))
statuses = st.sampled_from(["employee", "employee", "benefit", "other"])


@st.composite
def claims(draw: st.DrawFn) -> dict:
    issued_on = draw(days)
    applied_on = issued_on + timedelta(draw(st.one_of(st.integers(-2, 2), st.integers(363, 368), st.integers(0, 400))))
    paid_days = st.builds(lambda n: applied_on + timedelta(n), st.integers(-500, 200))
    return {
        "occupation": draw(OCCUPATIONS), "level": draw(LEVELS),
        "issued_on": issued_on.isoformat(), "applied_on": applied_on.isoformat(),
        "status_at_issue": draw(statuses), "status_at_application": draw(statuses),
        "months_insured": draw(st.one_of(st.sampled_from([0, 11, 12, 35, 36]), st.integers(0, 400))),
        "deferred_months_needed": draw(st.sampled_from([0, 0, 0, 2])),
        "certificate_verified": draw(st.sampled_from([True, True, True, False])),
        "urgent": draw(st.sampled_from([None, True, False])),
        "paid": draw(st.lists(st.fixed_dictionaries({
            "scheme": st.sampled_from(["SU", "TR", "AP"]), "occupation": OCCUPATIONS, "level": LEVELS,
            "paid_on": paid_days.map(date.isoformat)}), max_size=4)),
        "held": draw(st.lists(st.fixed_dictionaries({"occupation": OCCUPATIONS, "level": LEVELS}), max_size=2)),
    }  # fmt: skip


@st.composite
def sound_claims(draw: st.DrawFn) -> dict:
    """Claims that only their months, their earlier payments or their day may spoil: most are entitled."""
    issued_on = draw(days.filter(lambda day: day >= TURNS[0]))
    applied_on = issued_on + timedelta(draw(st.integers(0, 360)))
    other = {"scheme": "SU", "occupation": "6-18-02-04", "level": 5, "paid_on": applied_on.isoformat()}
    return {
        "occupation": "4-10-01-05", "level": draw(st.sampled_from([5, 4, 3])),
        "issued_on": issued_on.isoformat(), "applied_on": applied_on.isoformat(),
        "status_at_issue": "employee", "status_at_application": draw(st.sampled_from(["employee", "benefit"])),
        "months_insured": draw(st.one_of(st.integers(10, 14), st.integers(34, 38), st.integers(0, 200))),
        "urgent": draw(st.booleans()), "paid": [other] * draw(st.integers(0, 2)), "held": [],
    }  # fmt: skip
