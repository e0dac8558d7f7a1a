"""The classes of the database that DATABASE_URL names, settled in a process of its own.

    python -m benchmarks.settle_ours ours NTH OF   of OF workers the NTH: facts gathered, decided, determinations and
                                                   lines written for its share of the classes
    python -m benchmarks.settle_ours loop          the first LOOPED trainees, one by one with the ORM
    python -m benchmarks.settle_ours told          nothing more; prints {"lines", "decided", "first"}
    the others print {"began", "ended", "megabytes"}, seconds of the machine's clock

Both under the same rule: the loop gathers for one trainee what training.settling.facts gathers for all.
"""

import json
import os
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django

from benchmarks.measure import peak_megabytes

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()  # before what follows, which knows the models

from django.db import transaction  # noqa: E402
from django.db.models import Q, Sum  # noqa: E402

from benchmarks.settle_city import EACH, ON  # noqa: E402
from certificates.models import Certificate  # noqa: E402
from occupations.facts import look_up  # noqa: E402
from people.models import InsuranceSpan, StatusSpan  # noqa: E402
from policy import decide  # noqa: E402
from subsidies.bundles.actions import open_many  # noqa: E402
from subsidies.determinations import digest, keep_terms  # noqa: E402
from subsidies.models import Application, Determination, EarlierPayment, Entitlement, Line  # noqa: E402
from training.facts import class_facts  # noqa: E402
from training.models import Attendance, Enrolment, TrainingClass  # noqa: E402
from training.scheme import TRAINING  # noqa: E402
from training.settling import handling  # noqa: E402

AT = datetime(ON.year, ON.month, ON.day, 4, tzinfo=UTC)
CLASSES_AT_ONCE, LOOPED = 500, 5_000


def ours(nth: str = "0", of: str = "1") -> None:
    ids = list(TrainingClass.objects.order_by("pk").values_list("pk", flat=True))[int(nth) :: int(of)]
    for start in range(0, len(ids), CLASSES_AT_ONCE):
        with transaction.atomic():
            asked = handling.asked(ids[start : start + CLASSES_AT_ONCE])
            open_many(scheme="TR", asked=asked, actor=None, at=AT)


def loop() -> None:
    keep_terms(TRAINING)
    for one in TrainingClass.objects.select_related("organisation", "course").order_by("pk")[: LOOPED // EACH]:
        with transaction.atomic():
            _one_class(one)


def _one_class(one: TrainingClass) -> None:
    account = one.organisation.bank_accounts.order_by("-pk").first()
    made = Application.objects.create(
        scheme="TR", organisation=one.organisation, subject=one.pk, title=one.name, number=f"TR{one.pk}",
        district=one.organisation.district, account=account, state="district", due_on=ON, made_at=AT, submitted_at=AT,
    )  # fmt: skip
    assert one.first_day is not None
    facts = class_facts(one, ON) | {"settled_on": ON, "size": Enrolment.objects.filter(of=one).count()}
    total = 0
    for row in Enrolment.objects.filter(of=one, subsidised=True, state="enrolled").select_related("person"):
        case = facts | {"trainees": [_facts_of(row, one)]}
        raw, lists = TRAINING.unfold([case])
        sheet = decide(TRAINING, *look_up(raw, lists, law_date=TRAINING.law_date))
        amount = int(sheet.payable[0])
        told = Determination.objects.create(
            scheme="TR", person=row.person, subject=one.pk, on=ON, law_date=one.first_day, terms_id=TERMS,
            facts=json.loads(json.dumps(case, default=str)), rule_version=TRAINING.version,
            accepted=bool(sheet.accepted[0]), amount=amount, failed="", review=False, trigger="submission",
            known_run=1, made_at=AT,
        ) if sheet.accepted[0] else None  # fmt: skip
        if told is None:
            continue
        right = Entitlement.objects.create(
            scheme="TR", family="training", person=row.person, skill=f"{one.occupation}/{one.level}",
            common=f"{one.occupation}/{one.level}",
        )  # fmt: skip
        Line.objects.create(application=made, entitlement=right, kind="settlement", amount=amount, determination=told)
        total += amount
    Application.objects.filter(pk=made.pk).update(amount=total)


def _facts_of(row: Enrolment, one: TrainingClass) -> dict[str, Any]:
    person = row.person
    first = Q(began__lte=one.first_day) & (Q(ended__isnull=True) | Q(ended__gte=one.first_day))
    statuses = StatusSpan.objects.current().filter(first, person=person)
    kinds = set(statuses.values_list("kind", flat=True))
    attended = Attendance.objects.filter(enrolment=row, session__state="planned").aggregate(sum=Sum("hours"))["sum"]
    paper = Certificate.objects.current().filter(
        person=person, occupation=one.occupation, level=one.level, issued_on__gte=one.last_day
    ).order_by("issued_on").first()  # fmt: skip
    work = InsuranceSpan.objects.current().filter(person=person, relation_began__gt=one.last_day)
    work = work.exclude(employer_code=one.organisation.code).order_by("relation_began").first()
    paid = EarlierPayment.objects.current().filter(person=person)
    return {
        "group": "unemployed" if "unemployed" in kinds else "other", "birth_date": "1990-01-01",
        "draws_pension": "pension" in kinds, "attended_hours": (attended or 0) / 100, "passed": row.result.passed,
        "certificate_on": paper.issued_on if paper else None, "in_work_on": work.relation_began if work else None,
        "paid": [
            {"scheme": one.scheme, "occupation": one.occupation, "level": one.level, "paid_on": one.paid_on}
            for one in paid
        ],
    }  # fmt: skip


TERMS = digest(TRAINING.terms.content(1))


def told() -> dict[str, Any]:
    low = TrainingClass.objects.order_by("pk").values_list("pk", flat=True)[0]
    lines = Line.objects.order_by("entitlement__person")
    first = lines.filter(application__subject__lt=low + LOOPED // EACH)
    return {
        "lines": lines.count(), "decided": Determination.objects.count(),
        "first": list(first.values_list("entitlement__person", "amount")),
    }  # fmt: skip


def main(who: str, *share: str) -> None:
    if who == "told":
        print(json.dumps(told()))
        return
    began = time.monotonic()
    {"ours": ours, "loop": loop}[who](*share)
    print(json.dumps({"began": began, "ended": time.monotonic(), "megabytes": peak_megabytes()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
