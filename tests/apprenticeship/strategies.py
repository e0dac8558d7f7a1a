"""Plans for property tests: near the boundaries of the law rather than anywhere."""

from datetime import date, timedelta

from hypothesis import strategies as st

OCCUPATIONS = st.sampled_from(["6-31-01-03", "4-10-01-05"])
LEVELS = st.sampled_from([4, 4, 3, 2, 1, 5])
FILED = st.sampled_from(
    [date(2022, 6, 15), date(2022, 6, 16), date(2022, 9, 1), date(2023, 12, 31), date(2024, 1, 1), date(2025, 3, 1)]
)
MONTHS = st.one_of(st.sampled_from([0, 11, 12, 24, 25, 36, 37]), st.integers(0, 40))
mostly = st.sampled_from([True, True, True, True, True, True, False])
rarely = mostly.map(lambda flag: not flag)
hours = st.one_of(
    st.just([40, 40]), st.sampled_from([[32, 40], [31.99, 40], [0, 0]]),
    st.tuples(st.integers(0, 50), st.integers(0, 50)).map(list),
)  # fmt: skip


@st.composite
def apprentices(draw: st.DrawFn, plan_day: date) -> dict:
    own_day = draw(st.sampled_from([None, None, plan_day + timedelta(61)]))
    begins = own_day or plan_day
    near = st.sampled_from([-366, -365, -364, -200, -30, 0, 1]).map(lambda n: begins + timedelta(n))
    paid = st.fixed_dictionaries({
        "scheme": st.sampled_from(["SU", "TR", "AP"]), "occupation": OCCUPATIONS, "level": LEVELS,
        "paid_on": st.sampled_from(["2020-01-01", "2022-05-05"]),
    })  # fmt: skip
    return {
        "contract_began": draw(near).isoformat(),
        "contract_months": draw(st.sampled_from([24, 24, 12, 11])),
        "moved_on": draw(st.one_of(st.none(), near.map(date.isoformat))),
        "insured_first": draw(mostly), "insured_last": draw(mostly),
        "has_mentor": draw(mostly), "has_teacher": draw(mostly),
        "mentor_apprentices": draw(st.sampled_from([4, 8, 9])),
        "months": draw(MONTHS), "finished": draw(mostly), "certificate": draw(st.booleans()),
        "hours": {area: draw(hours) for area in ("general", "theory", "practice")},
        "overlaps": draw(rarely),
        "first_day": own_day and own_day.isoformat(),
        "planned_months": draw(st.one_of(st.none(), MONTHS)),
        "paid": draw(st.lists(paid, max_size=1)),
    }  # fmt: skip


@st.composite
def plans(draw: st.DrawFn, stage: str | None = None) -> dict:
    filed_on = draw(FILED)
    first_day = filed_on + timedelta(draw(st.integers(0, 40)))
    return {
        "stage": stage or draw(st.sampled_from(["advance", "settlement"])),
        "filed_on": filed_on.isoformat(), "first_day": first_day.isoformat(),
        "planned_months": draw(st.one_of(st.sampled_from([12, 24]), MONTHS)), "city_leave": draw(st.booleans()),
        "occupation": draw(OCCUPATIONS), "level": draw(LEVELS), "urgent": draw(st.sampled_from([None, True, False])),
        "advance_paid": draw(st.one_of(st.just(0), st.integers(0, 3_000_000))),
        "apprentices": draw(st.lists(apprentices(first_day), min_size=1, max_size=4)),
    }  # fmt: skip


@st.composite
def sound_plans(draw: st.DrawFn, stage: str) -> dict:
    """Plans whose apprentices pass nearly always: so that the sums are tried, not only the refusals."""
    plan = draw(plans(stage=stage))
    plan |= {"filed_on": "2023-06-01", "first_day": "2023-07-01", "planned_months": 12}
    sound = {
        "contract_began": "2023-06-01", "contract_months": 24, "insured_first": True, "insured_last": True,
        "has_mentor": True, "has_teacher": True, "overlaps": False, "paid": [], "first_day": None,
        "hours": {"general": [40, 40], "theory": [160, 160], "practice": [400, 400]},
    }  # fmt: skip
    return plan | {"apprentices": [person | sound for person in plan["apprentices"]]}
