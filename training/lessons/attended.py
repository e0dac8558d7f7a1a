"""How much of a class each trainee has attended: what the settlement reads, and what the pages show."""

from django.db.models import Exists, OuterRef

from training.filing.hours import hours_of
from training.models import Attendance, Finding, TrainingClass


def attended(one: TrainingClass) -> dict[int, int]:
    """Enrolment → hundredths of a 学时. A lesson in which a look without notice did not find the trainee counts
    nothing, whatever is written; a make-up lesson counts at most what was missed of the lesson it makes up for."""
    caught = Finding.objects.filter(
        enrolment=OuterRef("enrolment"), inspection__session=OuterRef("session"), inspection__done_at__isnull=False
    )  # fmt: skip
    rows = Attendance.objects.filter(session__of=one, session__state="planned").filter(~Exists(caught))
    told = rows.values_list("enrolment", "session", "session__makes_up", "hours")
    plain: dict[tuple[int, int], int] = {}
    extra: list[tuple[int, int, int]] = []
    for enrolment, session, makes_up, hours in told:
        if makes_up is None:
            plain[enrolment, session] = hours
        else:
            extra.append((enrolment, makes_up, hours))
    lengths = {each.pk: hours_of(each) for each in one.sessions.all()}
    for enrolment, missed, hours in extra:
        there = plain.get((enrolment, missed), 0)
        plain[enrolment, missed] = min(there + hours, lengths.get(missed, hours))
    found: dict[int, int] = {}
    for (enrolment, _), hours in plain.items():
        found[enrolment] = found.get(enrolment, 0) + hours
    return found
