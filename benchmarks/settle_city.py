"""Classes that are over, with all they are paid on, in an empty PostgreSQL database, for benchmarks/settle.py.

    python -m benchmarks.settle_city LINES

Forty trainees to a class, which has a teacher and a room of its own. Of ten one has no ground, one failed the exam, one
missed half of it; five got the certificate and three of them work. Nobody is real: names are 示例, numbers are blank
seals.
"""

import os
import sys
from datetime import date, timedelta

import django
from django.db import connection, transaction

from benchmarks.measure import say

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before what follows, which knows the models

from benchmarks.scan_city import _load_people  # noqa: E402
from occupations import demo  # noqa: E402
from people.models import BankAccount, District, Organisation, TrueTo, User  # noqa: E402
from training.models import Course  # noqa: E402

CARE, EACH, LESSONS = "4-10-01-05", 40, 10
FIRST, ON = date(2026, 3, 2), date(2026, 9, 1)
LAST = FIRST + timedelta(days=LESSONS // 2 - 1)
HOURS = 400  # hundredths of a 学时 in three hours
# Each with {n}: how many lines, {c}: how many classes.
FILL = """
INSERT INTO training_trainingclass (organisation_id, number, name, course_id, kind, occupation, level, startup, seats,
    public, plan, first_day, last_day, hours, longest_day, state, made_at, filed_at, filed_on, answered_at, review)
SELECT {school}, '26' || lpad(k::text, 7, '0'), '示例班', {course}, 'key-group', '{care}', 5, '', 40, false, '示例',
    '{first}', '{last}', {hours} * {lessons}, {hours} * 2, 'accepted', now(), now(), '2026-02-01', now(), '[]'
FROM generate_series(1, {c}) k;
INSERT INTO training_teacher (organisation_id, person_id, qualification, active)
SELECT {school}, (k - 1) * {each} + 1, '示例', true FROM generate_series(1, {c}) k;
INSERT INTO training_room (organisation_id, name, address, district_id, seats, active)
SELECT {school}, '示例26' || lpad(k::text, 7, '0'), '示例', '{district}', 50, true FROM generate_series(1, {c}) k;
INSERT INTO training_classsession (of_id, day, begins, ends, mode, teacher_id, room_id, topic, state)
SELECT k.id, '{first}'::date + s / 2, 540 + s % 2 * 300, 720 + s % 2 * 300, 'practice', t.id, r.id, '', 'planned'
FROM training_trainingclass k
JOIN training_teacher t ON t.person_id = (k.id - (SELECT MIN(id) FROM training_trainingclass)) * {each} + 1
JOIN training_room r ON r.name = '示例' || k.number, generate_series(0, {lessons} - 1) s;
INSERT INTO training_enrolment (of_id, person_id, "group", subsidised, source, state, joined_on, left_why)
SELECT (SELECT MIN(id) FROM training_trainingclass) + (n - 1) / {each}, n, '', true, 'roster', 'enrolled', '{first}', ''
FROM generate_series(1, {n}) n;
INSERT INTO training_attendance (session_id, enrolment_id, hours, how, at, by_id)
SELECT s.id, e.id, CASE WHEN e.person_id % 10 = 2 AND s.begins > 540 THEN 0 ELSE {hours} END, 'screen',
    s.day + interval '1 hour' * (s.begins / 60 - 7), {user}
FROM training_enrolment e JOIN training_classsession s ON s.of_id = e.of_id;
INSERT INTO training_examresult (enrolment_id, held_on, score, passed, entered_at, entered_by_id, void_why)
SELECT id, '{last}', 80, person_id % 10 <> 1, now(), {user}, '' FROM training_enrolment;
INSERT INTO people_statusspan (person_id, kind, began, since_run)
SELECT n, 'unemployed', '2026-01-01', 1 FROM generate_series(1, {n}) n WHERE n % 10 <> 0;
INSERT INTO people_insurancespan (person_id, employer_code, employer_kind, relation_began, first_month, last_month,
    deferred, since_run)
SELECT n, '91990101MA' || lpad((n % 5000)::text, 8, '0'), 'E', '2026-05-11', 2026 * 12 + 4, 2026 * 12 + 7, false, 1
FROM generate_series(1, {n}) n WHERE n % 10 BETWEEN 5 AND 7;
INSERT INTO certificates_certificate (entry, person_id, number, kind, occupation, job, level, issued_on, issuer,
    since_run)
SELECT n, n, 'S' || lpad(n::text, 20, '0'), 'L', '{care}', '', 5, '2026-04-01'::date + (n % 60)::int,
    '示例评价机构' || n % 50, 1
FROM generate_series(1, {n}) n WHERE n % 10 > 4;
INSERT INTO subsidies_earlierpayment (person_id, scheme, occupation, level, paid_on, amount, since_run)
SELECT n, 'TR', '{care}', 5, '2025-05-05', 100, 1 FROM generate_series(1, {n}) n WHERE n % 100 = 9;
INSERT INTO subsidies_slot (scheme, owner, first_day, last_day, begins, ends)
SELECT 'TR', of_id, day, day, begins, ends FROM training_classsession;
INSERT INTO subsidies_taken (scheme, owner, person_id, since, until)
SELECT 'TR', of_id, person_id, '2000-01-01', '9999-12-31' FROM training_enrolment;
"""


def load(lines: int) -> None:
    """Fill an empty database: ``lines`` trainees, a multiple of EACH."""
    demo.load()
    district = District.objects.order_by("pk")[0]
    school = Organisation.objects.create(
        code="52990101MJ0000002K", name="示例职业培训学校", kind="institution", district=district
    )
    course = Course.objects.create(
        organisation=school, kind="key-group", occupation=CARE, level=5, category="A", minimum_hours=40,
        since=date(2026, 1, 1), until=date(2026, 12, 31), since_run=1,
    )  # fmt: skip
    user = User.objects.create(username="benchmark")
    BankAccount.objects.create(
        organisation=school, kind="corporate", bank="ICBC", number_sealed=b"0", number_index=b"0", key_version=1,
        tail="0000", made_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # keys are made right here
        _load_people(lines)
        told = {
            "n": lines, "c": lines // EACH, "school": school.pk, "course": course.pk, "each": EACH,
            "district": district.pk, "user": user.pk, "care": CARE, "first": FIRST, "last": LAST, "hours": HOURS,
            "lessons": LESSONS,
        }  # fmt: skip
        for statement in FILL.format(**told).split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        TrueTo.objects.create(kind="insurance", run=1, day=date(2026, 8, 31))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    say(f"{lines:,} trainees are in")


if __name__ == "__main__":
    load(int(sys.argv[1]))
