"""One whole payment run of the database that DATABASE_URL names, in a process of its own.

    python -m benchmarks.payment_ours         prints {"draw", "agree and write", "answers", "megabytes", ...}

The clock runs over the work alone: not over starting Django, nor over what the stand-in bank does to answer.
"""

import json
import time
from collections.abc import Callable
from datetime import timedelta

import django

from benchmarks.measure import peak_megabytes

django.setup()  # before what follows, which knows the models

from benchmarks.payment_city import PAY, SCHEME  # noqa: E402
from people.actor import actor_of  # noqa: E402
from people.models import User  # noqa: E402
from records import files, jobs  # noqa: E402
from records.models import Job  # noqa: E402
from subsidies.paying import answers, draw, runs  # noqa: E402
from treasury import bank, verifying  # noqa: E402
from treasury.models import Batch, Payment  # noqa: E402


def timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def drive(verb: str) -> None:
    if not jobs.drive(Job.objects.get(verb=verb, ended_at=None).pk):
        raise SystemExit(f"{verb} did not end")


def pay() -> dict:
    one, other = (actor_of(User.objects.get(username=name)) for name in ("finance-a", "finance-b"))

    def draw_it() -> None:
        draw.ask(scheme=SCHEME, actor=one, on=PAY.date(), at=PAY, tell=False)
        drive(draw.VERB)

    def agree() -> None:
        batch = Batch.objects.get()
        runs.agree(pk=batch.pk, actor=other, on=PAY.date(), at=PAY, seen=batch.hash)
        drive(runs.VERB)

    times = {"draw": timed(draw_it), "agree and write": timed(agree)}
    batch, day = Batch.objects.get(), PAY + timedelta(days=1)
    if batch.state != Batch.State.SENT:
        raise SystemExit(f"the batch is {batch.state}: {batch.said}")
    told = bank.answered_by_standin(files.content_of(batch.file), day.date(), bank.WHOLE)

    def answer() -> None:
        answers.receive(content=told, name="answers.csv", actor=one, at=day)
        drive(answers.VERB)

    times["answers"] = timed(answer)
    peak = peak_megabytes()
    verify = timed(check)
    paid = Payment.objects.filter(state="paid").count()
    return times | {"megabytes": peak, "verify": verify, "payments": batch.payments_count, "paid": paid,
                    "left_out": batch.left_out}  # fmt: skip


def check() -> None:
    for name, found in verifying.wrongs():
        if found:
            raise SystemExit(f"{name}: {found[0]}")


if __name__ == "__main__":
    print(json.dumps(pay()))
