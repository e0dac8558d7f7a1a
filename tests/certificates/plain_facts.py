"""The facts of a claim worked out the slow way, month by month and day by day, and towns small enough for that."""

from datetime import date, timedelta

from hypothesis import strategies as st

from certificates.models import Certificate
from certificates.scheme import SKILL_UPGRADE
from lib.months import month_of
from people.models import InsuranceSpan, StatusSpan, TrueTo
from subsidies.models import EarlierPayment

OCCUPATIONS = ["4-10-01-05", "6-31-01-03", "4-10-01-06"]
MONTH = month_of(date(2025, 6, 1))
ON = st.sampled_from([date(2025, 6, 30), date(2025, 6, 1), date(2024, 12, 31)])
RUNS = 3  # what is known grows with each

known = st.sampled_from([(1, None), (1, None), (1, None), (2, None), (1, 2), (1, 3), (3, None), (2, 3)])
month = st.integers(MONTH - 20, MONTH + 2)
day = st.builds(lambda n: date(2025, 6, 30) - timedelta(n), st.one_of(st.integers(-5, 60), st.integers(0, 900)))
older = st.one_of(day, st.sampled_from([date(2016, 12, 31), date(2018, 5, 5), date(2022, 1, 1), date(2024, 1, 1)]))

span = st.builds(
    lambda kind, first, length, deferred, known: (kind, first, first + length, deferred, known),
    st.sampled_from("EEEIPF"), month, st.sampled_from([0, 1, 2, 5, 11, 12, 30]), st.booleans(), known,
)  # fmt: skip
status = st.tuples(
    st.sampled_from(["benefit", "benefit", "unemployed", "dead"]), day, st.none() | st.integers(0, 90), known
)
certificate = st.tuples(st.sampled_from(OCCUPATIONS), st.integers(1, 5), older, known)
payment = st.tuples(st.sampled_from(["SU", "TR", "AP"]), st.sampled_from(OCCUPATIONS), st.integers(3, 5), older, known)
person = st.fixed_dictionaries({
    "spans": st.lists(span, max_size=5), "statuses": st.lists(status, max_size=3, unique_by=lambda one: one[:2]),
    "payments": st.lists(payment, max_size=2, unique_by=lambda one: one[:4]),
    "certificates": st.lists(certificate, max_size=3),
})  # fmt: skip
towns = st.lists(person, min_size=1, max_size=5)
posted = st.none() | st.sampled_from([date(2025, 5, 31), date(2025, 6, 15), date(2025, 6, 30), date(2024, 11, 30)])


def settle(town: list[dict], ids: list[int], posted: date | None) -> None:
    """Write the town down; the entry of a certificate is 100 × its person's place + its own."""
    if posted:
        TrueTo.objects.create(kind="insurance", run=1, day=posted)
        TrueTo.objects.create(kind="statuses", run=2, day=date(2030, 1, 1))
    for place, (one, pk) in enumerate(zip(town, ids, strict=False)):
        for n, (kind, first, last, deferred, (since, until)) in enumerate(one["spans"]):
            InsuranceSpan.objects.create(
                person_id=pk, employer_code=f"{n}", employer_kind=kind, first_month=first, last_month=last,
                deferred=deferred, since_run=since, until_run=until,
            )  # fmt: skip
        for kind, began, length, (since, until) in one["statuses"]:
            ended = None if length is None else began + timedelta(length)
            StatusSpan.objects.create(
                person_id=pk, kind=kind, began=began, ended=ended, since_run=since, until_run=until
            )
        for n, (occupation, level, issued_on, (since, until)) in enumerate(one["certificates"]):
            Certificate.objects.create(
                person_id=pk, entry=100 * place + n, number=f"S{place}{n}", kind="L", occupation=occupation,
                level=level, issued_on=issued_on, since_run=since, until_run=until,
            )  # fmt: skip
        for scheme, occupation, level, paid_on, (since, until) in one["payments"]:
            EarlierPayment.objects.create(
                person_id=pk, scheme=scheme, occupation=occupation, level=level, paid_on=paid_on,
                amount=1, since_run=since, until_run=until,
            )  # fmt: skip


def expected(town: list[dict], posted: date | None, on: date, run: int) -> dict[int, dict]:
    """Entry → facts."""
    found = {}
    for place, one in enumerate(town):
        for n, (occupation, level, issued_on, (since, until)) in enumerate(one["certificates"]):
            if since <= run:
                found[100 * place + n] = {
                    "occupation": occupation, "level": level, "issued_on": issued_on, "applied_on": on,
                    **_months(one, issued_on, on, run),
                    "status_at_issue": _status(one, issued_on, issued_on, posted, run),
                    "status_at_application": _status(one, on, issued_on, posted, run),
                    "certificate_verified": until is None or until > run,
                    "paid": [tuple(paid) for *paid, known in one["payments"] if _stands(known, run)],
                    "held": [(other, lv) for m, (other, lv, issued, known) in enumerate(one["certificates"])
                             if m != n and _stands(known, run) and issued <= on],
                }  # fmt: skip
    return found


def _stands(known: tuple, run: int) -> bool:
    since, until = known
    return since <= run and (until is None or run < until)


def _terms(issued_on: date):
    begun = [p for p in SKILL_UPGRADE.terms.periods if p.in_force_from.astype(date) <= issued_on]
    return begun[-1] if begun else None


def _months(one: dict, issued_on: date, on: date, run: int) -> dict[str, int]:
    paid, deferred = set(), set()
    for _, first, last, late, known in one["spans"]:
        if _stands(known, run):
            (deferred if late else paid).update(m for m in range(first, last + 1) if m <= month_of(on))
    terms = _terms(issued_on)
    needed = max((terms.months if terms else 0) - len(paid), 0)
    return {"months_insured": len(paid | deferred), "deferred_months_needed": min(needed, len(deferred - paid))}


def _status(one: dict, day: date, issued_on: date, posted: date | None, run: int) -> str:
    month = month_of(day)
    if posted is not None:
        month = min(month, month_of(posted + timedelta(1)) - 1)
    employee = any(k in "EI" and f <= month <= la and _stands(kn, run) for k, f, la, _, kn in one["spans"])
    drawing = False
    for kind, began, length, known in one["statuses"]:
        ended = date.max if length is None else began + timedelta(length)
        drawing |= kind == "benefit" and began <= day <= ended and _stands(known, run)
    terms = _terms(issued_on)
    if drawing and (not employee or (terms is not None and terms.benefit)):
        return "benefit"
    return "employee" if employee else "other"
