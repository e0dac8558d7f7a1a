"""What exams and certificates look like when they are given away: X-EXAM, X-PASS, X-BURST."""

from collections.abc import Iterator

import numpy as np

from certificates.models import Certificate
from lib.days import chinese
from people import bulk
from training.suspicions.asked import Asked, Row

LAST = """
    SELECT s.of_id AS subject, MAX(s.day) AS last FROM training_classsession s
    WHERE s.state = 'planned' AND s.makes_up_id IS NULL AND {among} GROUP BY s.of_id
"""
# Results of every class of the same skills, whoever holds it.
RESULTS = """
    SELECT c.id AS class, c.organisation_id AS school, c.occupation, c.level, c.last_day AS last, COUNT(*) AS many,
        SUM(CASE WHEN r.passed THEN 1 ELSE 0 END) AS passed
    FROM training_examresult r JOIN training_enrolment n ON n.id = r.enrolment_id
    JOIN training_trainingclass c ON c.id = n.of_id
    JOIN (
        SELECT DISTINCT k.occupation, k.level FROM training_trainingclass k WHERE k.level > 0 AND {among}
    ) w ON w.occupation = c.occupation AND w.level = c.level
    WHERE r.voided_at IS NULL AND c.last_day IS NOT NULL
    GROUP BY c.id, c.organisation_id, c.occupation, c.level, c.last_day ORDER BY c.id
"""
RESULT_KINDS = {
    "class": "id", "school": "id", "occupation": "10", "level": "small", "last": "day", "many": "whole",
    "passed": "whole",
}  # fmt: skip
# What the trainees of a class were given in its skill from its first day on; a body goes by one of its certificates.
GIVEN = """
    SELECT n.of_id AS subject, MIN(c.id) AS body, c.issued_on AS day, COUNT(DISTINCT c.person_id) AS many
    FROM training_enrolment n JOIN training_trainingclass k ON k.id = n.of_id
    JOIN certificates_certificate c ON c.person_id = n.person_id AND c.until_run IS NULL AND c.issuer <> ''
        AND c.occupation = k.occupation AND c.level = k.level AND c.issued_on >= k.first_day
    WHERE n.subsidised AND n.state = 'enrolled' AND {among} GROUP BY n.of_id, c.issuer, c.issued_on
    ORDER BY n.of_id, c.issued_on
"""
# All that some bodies gave: the register has no index by body, so only those are asked for that gave many at once.
ALL_GIVEN = """
    SELECT b.id AS body, c.issued_on AS day, COUNT(*) AS many FROM certificates_certificate c
    JOIN certificates_certificate b ON b.issuer = c.issuer AND {among}
    WHERE c.until_run IS NULL GROUP BY b.id, c.issued_on
"""


def exam(asked: Asked) -> Iterator[Row]:
    """Passed before the last lesson that is no make-up lesson."""
    s, ends = asked.sat, asked.read(LAST, {"subject": "id", "last": "day"}, "s.of_id")
    last = np.full(len(asked.ids), np.datetime64("NaT", "D"))
    last[asked.place(ends["subject"])] = ends["last"]
    of = asked.place(s["subject"])
    days = (last[of] - s["day"]).astype(np.int64)  # far below zero where there is no lesson
    early = s["passed"] & s["subsidised"] & (days > 0) & (days >= asked.figure("exam")[of])
    for row in np.flatnonzero(early).tolist():
        told = f"{s['many'][row]}人的考核在{chinese(s['day'][row])}合格，最后一课在{chinese(last[of[row]])}"
        yield Row(int(s["subject"][row]), told)


def passing(asked: Asked) -> Iterator[Row]:
    """All of a class passed, which by the rate of others' classes would hardly have come by chance."""
    s = asked.sat
    sat, failed = (asked.sums(s["subject"], amounts) for amounts in (s["many"], s["many"] * ~s["passed"]))
    large = asked.ids[(sat >= asked.figure("pass_least")) & (failed == 0) & (sat > 0)]
    r = asked.read(RESULTS, RESULT_KINDS, "k.id", of=large)
    pool, years, chance = (asked.figure(f"pass_{name}") for name in ("pool", "years", "chance"))
    for row in np.flatnonzero(np.isin(r["class"], large)).tolist():
        of = int(asked.place(r["class"][row]))
        since = r["last"][row] - np.timedelta64(int(years[of]) * 365, "D")
        beside = (r["occupation"] == r["occupation"][row]) & (r["level"] == r["level"][row]) & (r["last"] >= since)
        beside &= (r["last"] <= np.datetime64(asked.on)) & (r["class"] != r["class"][row])
        others = beside & (r["school"] != r["school"][row])
        own = beside & ~others
        if not others.any():
            others, own = own, others
        many, passed = int(r["many"][others].sum()), int(r["passed"][others].sum())
        size = int(r["many"][row])
        if many >= pool[of] and (passed / many) ** size * 100 < chance[of]:
            yield Row(
                int(r["class"][row]), _rates(size, many, passed, int(r["many"][own].sum()), int(r["passed"][own].sum()))
            )


def _rates(size: int, many: int, passed: int, own: int, own_passed: int) -> str:
    told = f"{size}人参加考核，全部合格；同职业、同等级的其他班{many}人参加，{passed}人合格（{passed * 100 // many}%）"
    return told + (f"，本机构其他班{own}人参加，{own_passed}人合格" if own else "")


def burst(asked: Asked) -> Iterator[Row]:
    """A body that has only begun gives out masses, and many to this class on one day."""
    given = asked.read(GIVEN, {"subject": "id", "body": "id", "day": "day", "many": "whole"}, "n.of_id")
    of = asked.place(given["subject"])
    least, within, masses = (asked.figure(f"burst_{name}")[of] for name in ("class", "days", "all"))
    rows = np.flatnonzero(given["many"] >= least)
    named = bulk.those(Certificate.objects.order_by("pk"), given["body"][rows]).values_list("pk", "issuer")
    issuers = dict(named)
    body_of = {issuer: pk for pk, issuer in issuers.items()}
    among, told = bulk.among("b.id", np.array(list(body_of.values()), dtype=np.int64))
    every = bulk.read(
        ALL_GIVEN.replace("{among}", among), {"body": "id", "day": "day", "many": "whole"}, {"among": told}
    )  # fmt: skip
    for row in rows.tolist():
        issuer = issuers[int(given["body"][row])]
        its = every["body"] == body_of[issuer]
        began = every["day"][its].min()
        until = began + np.timedelta64(int(within[row]), "D")
        so_many = int(every["many"][its & (every["day"] <= until)].sum())
        if given["day"][row] <= until and so_many >= masses[row]:
            words = (
                f"{issuer}在{chinese(given['day'][row])}给本班{given['many'][row]}人发证；"
                f"它{chinese(began)}才发第一张，此后{within[row]}天里共发{so_many}张"
            )
            yield Row(int(given["subject"][row]), words)
