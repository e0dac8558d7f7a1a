"""What has to be brought in so that some months of a person's insurance say something else."""

from hypothesis import given
from hypothesis import strategies as st

from people.versions import ADD, CHANGE, WITHDRAW
from records.mending import Insured, mend

A = Insured("91110000EXAMPLE00A", "E", 100, 111)
employers = st.sampled_from(["A", "B"])


def told(rows):
    return [(row.wish, row.span.employer_code, row.span.first_month, row.span.last_month) for row in rows]


def test_a_missing_month_is_added():
    assert told(mend([A], 112, 112, Insured("B", "E", 112, 112))) == [(ADD, "B", 112, 112)]


def test_a_month_told_differently_is_cut_out_of_what_stood_there():
    rows = mend([A], 105, 106, Insured(A.employer_code, "E", 105, 106, deferred=True))
    assert told(rows) == [
        (CHANGE, A.employer_code, 100, 104),
        (ADD, A.employer_code, 107, 111),
        (ADD, A.employer_code, 105, 106),
    ]


def test_a_month_that_was_never_paid_is_taken_back():
    assert told(mend([A], 111, 111, None)) == [(CHANGE, A.employer_code, 100, 110)]
    assert told(mend([A], 100, 111, None)) == [(WITHDRAW, A.employer_code, 100, 111)]
    assert told(mend([A], 100, 100, None)) == [
        (WITHDRAW, A.employer_code, 100, 111),
        (ADD, A.employer_code, 101, 111),
    ]


def test_the_same_again_asks_for_nothing():
    assert mend([A], 100, 111, A) == []


@st.composite
def histories(draw):
    spans, keys = [], set()
    for employer, first, length in draw(
        st.lists(st.tuples(employers, st.integers(0, 30), st.integers(0, 12)), max_size=5)
    ):
        covered = {m for s in spans if s.employer_code == employer for m in range(s.first_month, s.last_month + 1)}
        if (employer, first) not in keys and not covered & set(range(first, first + length + 1)):
            keys.add((employer, first))
            spans.append(Insured(employer, "E", first, first + length))
    return spans


def months(spans):
    return {(s.employer_code, m, s.deferred) for s in spans for m in range(s.first_month, s.last_month + 1)}


@given(histories(), st.integers(0, 40), st.integers(0, 8), st.sampled_from(["A", "B", None]))
def test_only_the_months_told_change_whatever_stood_there(spans, first, more, employer):
    last = first + more
    wanted = Insured(employer, "E", first, last, deferred=True) if employer else None
    known = {span.key: span for span in spans}
    for row in mend(spans, first, last, wanted):
        assert (row.span.key in known) == (row.wish != ADD), "an increment names what is there, and adds what is not"
        if row.wish == WITHDRAW:
            del known[row.span.key]
        else:
            known[row.span.key] = row.span
    inside = {one for one in months(known.values()) if first <= one[1] <= last}
    outside = months(known.values()) - inside
    assert outside == {one for one in months(spans) if not first <= one[1] <= last}
    assert inside == ({(employer, month, True) for month in range(first, last + 1)} if employer else set())
