"""The peer: the payment run as one writes it first with Django's ORM, row by row, on the same tables and rules.

    python -m benchmarks.payment_loop         prints {"seconds", "payments", "paid"}

Every line is locked, asked the same gates and decided again by itself; every row is a `create` or a `save`. It sends no
messages and chains no events, which ours does.
"""

import csv
import io
import json
import time
from datetime import timedelta
from typing import Any

import django

django.setup()  # before what follows, which knows the models

from django.db import transaction  # noqa: E402
from django.db.models import Sum  # noqa: E402

from benchmarks.payment_city import PAY, SCHEME  # noqa: E402
from lib.money import plain_yuan  # noqa: E402
from people import banking  # noqa: E402
from people.models import Person, StatusSpan, User  # noqa: E402
from policy import decide, scheme_of  # noqa: E402
from subsidies import sources  # noqa: E402
from subsidies.models import Line, NoticeLine, Objection, Restriction  # noqa: E402
from subsidies.paying.owed import fund_of  # noqa: E402
from treasury import bank  # noqa: E402
from treasury.models import Appropriation, Batch, Entry, Gated, Obligation, Part, Payment  # noqa: E402

ON = PAY.date()


def gates(line: Any, owed: Obligation, left: int) -> list[list]:
    case: Any = line.application
    scheme = scheme_of(case.scheme)
    batch = sources.gather(scheme, case.person_id, case.person_id, line.determination.on, sources.known_now())
    sheet = decide(scheme, batch.raw, batch.lists)
    row = batch.subject.tolist().index(case.subject)
    notice = NoticeLine.objects.filter(line=line, outcome__in=["stood", "dismissed"], notice__ends_on__lt=ON)
    stopped = Restriction.objects.in_force(ON).filter(person=case.person_id, stops="pay")
    told = {
        "G-NOTICE": notice.exists() and not Objection.objects.filter(application=case, state="open").exists(),
        "G-HOLD": not case.held,
        "G-RESTRICTED": not stopped.exists(),
        "G-ACCOUNT": case.account.person_id == case.person_id
        and not Payment.objects.filter(person=case.person_id, account=case.account_id, state="failed").exists(),
        "G-IDENTITY": not StatusSpan.objects.filter(person=case.person_id, kind="dead", until_run=None).exists(),
        "G-DECIDED": bool(sheet.accepted[row]) and int(sheet.payable[row]) == line.amount,
        "G-AMOUNT": line.amount > 0 and owed.owed == line.amount,
        "G-ONCE": not Part.objects.filter(obligation=owed, live=True).exists() and owed.paid == 0,
        "G-FUND": line.amount <= left,
    }
    return [[code, passed, ""] for code, passed in told.items()]


def pay() -> dict:
    one, other = (User.objects.get(username=name) for name in ("finance-a", "finance-b"))
    fund = fund_of(SCHEME)
    left = Appropriation.objects.filter(fund=fund, agreed_by__isnull=False).aggregate(total=Sum("amount"))["total"]
    with transaction.atomic():
        batch = Batch.objects.create(number="loop", scheme=SCHEME, fund=fund, on=ON, drawn_by=one, drawn_at=PAY)
        place = 0
        lines = Line.objects.filter(state="payable").select_related("application__account", "determination")
        line: Any
        for line in lines.order_by("pk").iterator():
            Person.objects.select_for_update().get(pk=line.application.person_id)
            owed = Obligation.objects.get(line=line.pk)
            found = gates(line, owed, left)
            failed = " ".join(code for code, passed, _ in found if not passed)
            Gated.objects.create(batch=batch, obligation=owed, passed=not failed, failed=failed, found=found)
            if failed:
                continue
            place, left = place + 1, left - line.amount
            payment = Payment.objects.create(
                batch=batch, place=place, reference=f"loop{place:06d}", person_id=line.application.person_id,
                account=line.application.account, amount=line.amount,
            )  # fmt: skip
            Part.objects.create(payment=payment, obligation=owed, amount=line.amount)
            line.state = "batched"
            line.save()
        batch.state, batch.payments_count, batch.lines_count = "drawn", place, place
        batch.amount, batch.hash = Payment.objects.filter(batch=batch).aggregate(total=Sum("amount"))["total"], "0" * 64
        batch.save()
    return {"payments": place, "paid": answer(send(batch, other))}


def send(batch: Batch, other: User) -> bytes:
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow(bank.TITLES)
    with transaction.atomic():
        batch.state, batch.agreed_by, batch.agreed_at = "agreed", other, PAY
        batch.save()
        payment: Any
        for payment in batch.payments.select_related("person", "account").order_by("place").iterator():
            payment.state, payment.agreed_by = "sent", other
            payment.save()
            number, name = banking.number_of(payment.account), banking.BANKS[payment.account.bank]
            writer.writerow([payment.reference, payment.person.name, number, name, plain_yuan(payment.amount), "补贴"])
        writer.writerow([bank.SUM, "", "", "", "", ""])
    return into.getvalue().encode("utf-8-sig")


def answer(sent: bytes) -> int:
    day = ON + timedelta(days=1)
    told = csv.DictReader(io.StringIO(bank.answered_by_standin(sent, day, bank.WHOLE).decode("utf-8-sig")))
    paid = 0
    with transaction.atomic():
        for row in told:
            payment = Payment.objects.select_for_update().get(reference=row["流水号"])
            [part] = payment.parts.select_related("obligation")
            line = Line.objects.get(pk=part.obligation.line)
            payment.ended_on = day
            if row["结果"] == "成功":
                payment.state, line.state, paid = "paid", "paid", paid + 1
                Entry.objects.create(
                    obligation=part.obligation, cause="paid", source="owed", target="paid", amount=part.amount, on=day,
                    at=PAY, payment=payment.pk,
                )  # fmt: skip
            else:
                payment.state, payment.failure, line.state = "failed", "closed", "failed"
            payment.save()
            line.save()
            if payment.state == "failed":
                part.live = False
                part.save()
    return paid


if __name__ == "__main__":
    begun = time.perf_counter()
    done = pay()
    print(json.dumps({"seconds": time.perf_counter() - begun} | done))
