"""Random lives of money: claims, batches, answers in any order, clawbacks and late facts; the books after each step.

At rest OWED + PAID + RECOVERABLE of a line, with what came back and was written off, is what is approved so far.
"""

from datetime import timedelta

import pytest
from django.conf import settings as settings_of_site
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from lib.refused import Refused
from records import files
from subsidies.actions import notices, review
from subsidies.models import Application, Line, Notice
from subsidies.paying import answers, draw, recovering, runs, setting_off
from tests.subsidies import claiming, paying, setting, town
from tests.subsidies.paying import PAY
from treasury import bank, batches, verifying
from treasury.models import Batch, Entry, Obligation, Part, Payment, Recovery, SetOff, WriteOff

pytestmark = pytest.mark.django_db
MONEY_OF = {  # the application's state, and where its line may stand
    "city": {"open"}, "approved": {"cleared", "noticed", "payable", "batched", "paid", "failed", "closed"},
    "refused": {"closed"},
}  # fmt: skip
WHY = "说明为什么"
# On PostgreSQL a life takes six times as long, and what only it promises has tests of its own.
LIVED = 10 if settings_of_site.DATABASES["default"]["ENGINE"].endswith("postgresql") else 25


class World:
    """Three who claim, the second of them again in the year after; the officials, and the day."""

    def __init__(self, officials, fails):
        self.city, self.city2, self.a, self.b = officials
        self.at, self.people = setting.READY, [claiming.claimant(f"示{n}", household=claiming.HERE) for n in "甲乙丙"]
        cards = [paying.card(n, "closed" if n < fails else "") for n in range(3)]
        setting.give(self.a, self.b)
        self.cases = paying.payable(self.city, *self.people, cards=cards)
        self.cases.append(setting.waiting(self.city, self.people[1]))
        review.hold(pk=self.pk(3), actor=self.city, at=self.at, note=WHY)

    def pk(self, which):
        return self.cases[which].pk

    def batch(self, *states):
        found = Batch.objects.filter(state__in=states).order_by("-pk").first()
        if found is None:
            raise Refused("none", "没有")
        return found

    def recovery(self, *states):
        found = Recovery.objects.filter(state__in=states).order_by("-pk").first()
        if found is None:
            raise Refused("none", "没有")
        return found


def _draw(w, n):
    batch = draw.ask(scheme="SU", actor=w.a, on=w.at.date(), at=w.at, tell=False)
    paying.driven(draw.VERB, batch.pk)


def _agree(w, n):
    batch = w.batch("drawn")
    who = w.b if n else w.a
    runs.agree(pk=batch.pk, actor=who, on=w.at.date(), at=w.at, seen=batch.hash)
    paying.driven(runs.VERB, batch.pk)


def _cancel(w, n):
    runs.cancel(pk=w.batch("drawn", "agreed").pk, actor=w.a, at=w.at, why=WHY)


def _answer(w, n):
    """An old batch's file too, and any way: the bank says what it likes, as often as it likes."""
    every = list(Batch.objects.filter(file__isnull=False).order_by("pk"))
    if not every:
        raise Refused("none", "没有")
    batch = every[n % len(every)]
    day = max(batch.sent_at, PAY).date()
    told = bank.answered_by_standin(files.content_of(batch.file), day, list(bank.WAYS)[n % len(bank.WAYS)])
    paying.taken(told, w.a, w.at)


def _other_card(w, n):
    from people import banking

    person = w.people[n % 3]
    account = banking.keep(
        person=person, kind="card", bank="ICBC", number=paying.card(50 + n), holder=person.name, by=None, at=w.at
    )
    answers.use_other_account(pk=w.pk(n % 3), account=account.pk, actor=claiming.worker(person), at=w.at)


def _late_fact(w, n):
    """The certificate is taken back, or the year's one was paid elsewhere after all."""
    person = w.people[n % 3]
    if n % 2 and not person.earlier_payments.exists():
        town.paid(person, paying.AT.date(), run=1, level=3, amount=100 + n)
    elif (paper := person.certificates.filter(until_run__isnull=True).first()) is not None:
        town.taken_back(paper, run=2)


def _notices(w, n):
    notices.post(scheme="SU", actor=w.city, at=w.at)
    w.at += timedelta(days=8)
    for one in Notice.objects.filter(closed_at__isnull=True):
        notices.close(pk=one.pk, at=w.at)


def _ask_back(w, n):
    parts = [30000 + n] * (1 + n % 3)
    days = [(w.at + timedelta(days=30 * k)).date() for k in range(1, len(parts) + 1)]
    ground = ("changed", "audit", "fraud")[n % 3]
    recovering.ask(
        pk=w.pk(n % 3), amount=sum(parts), ground=ground, words=WHY, instalments=list(zip(days, parts, strict=True)),
        actor=w.city, at=w.at,
    )  # fmt: skip


def _write_off(w, n):
    row = w.recovery("ordered")
    open_one = WriteOff.objects.filter(recovery=row, answered_at__isnull=True).first()
    if open_one is None:
        recovering.ask_write_off(pk=row.pk, amount=10000 + n, words=WHY, actor=w.city, at=w.at)
    else:
        recovering.answer_write_off(pk=open_one.pk, agree=bool(n % 2), actor=w.b, at=w.at)


def _set_off(w, n):
    row = w.recovery("ordered")
    open_one = SetOff.objects.filter(recovery=row, answered_at__isnull=True).first()
    if open_one is None:
        amount = row.left if n % 2 else 10000 + n
        to = Obligation.objects.get(line__in=w.cases[1 + 2 * (n < 8)].lines.values("pk"))
        setting_off.ask(pk=row.pk, to=to.pk, amount=amount, words=WHY, actor=w.city, at=w.at)
    else:
        setting_off.answer(pk=open_one.pk, agree=n > 1, actor=w.b, at=w.at)


STEPS = {
    "draw": _draw, "agree": _agree, "cancel": _cancel, "answer": _answer, "other card": _other_card,
    "late fact": _late_fact, "notices": _notices, "ask back": _ask_back, "write off": _write_off,
    "set off": _set_off,
    "hold": lambda w, n: review.hold(pk=w.pk(n % 4), actor=w.city, at=w.at, note=WHY),
    "release": lambda w, n: review.release(pk=w.pk(n % 4), actor=w.city, at=w.at),
    "reopen": lambda w, n: review.reopen(pk=w.pk(n % 4), actor=w.city, at=w.at, note=WHY),
    "approve": lambda w, n: review.approve(pk=w.pk(n % 4), actor=w.city2, at=w.at),
    "refuse": lambda w, n: review.refuse(pk=w.pk(n % 3), reason="untrue", actor=w.city2, at=w.at, note=WHY),
    "answer back": lambda w, n: recovering.answer(pk=w.recovery("asked").pk, agree=n > 1, actor=w.b, at=w.at),
    "repaid": lambda w, n: recovering.repaid(pk=w.recovery("ordered").pk, amount=9000 + n, actor=w.a, at=w.at),
}  # fmt: skip
# Lives begin with the first so many of these, so that they get as far as money, and money back.
ROAD = [
    ("draw", 0, 0), ("agree", 1, 0), ("answer", 0, 1), ("ask back", 1, 1), ("answer back", 2, 0), ("repaid", 0, 1),
    ("release", 3, 0), ("set off", 2, 0), ("set off", 2, 0), ("set off", 3, 0), ("set off", 3, 0),
]  # fmt: skip
STEP = st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 9), st.integers(0, 2))


def agrees(w):
    assert [one for _, found in verifying.wrongs() for one in found] == []
    for case in Application.objects.filter(pk__in=[one.pk for one in w.cases]):
        [line] = case.lines.all()
        owed = Obligation.objects.get(line=line.pk)
        assert line.state in MONEY_OF[case.state], (case.state, line.state)
        moved = dict(Entry.objects.filter(obligation=owed).values_list("cause").annotate(total=Sum("amount")))
        approved = moved.get("approved", 0) - moved.get("lowered", 0)
        back = moved.get("repaid", 0) + moved.get("kept", 0) - moved.get("unkept", 0)
        kept_out = moved.get("covered", 0) - moved.get("uncovered", 0)
        assert owed.owed + owed.paid + owed.recoverable + owed.written_off + back == approved
        assert approved == (case.amount if case.state == "approved" else 0)
        live = Part.objects.filter(obligation=owed, live=True).values_list("payment__state", flat=True)
        paid = ["paid"] * (kept_out < case.amount)
        assert list(live) == {"batched": [live[0]] if live else None, "paid": paid, "closed": list(live)}.get(
            line.state, []
        )  # fmt: skip
        assert (owed.owed > 0) == (line.state in ("cleared", "noticed", "payable", "batched", "failed"))
        assert Payment.objects.filter(parts__obligation=owed, state="paid").count() <= 1, "nobody is paid twice"
        assert line.entitlement.alive == (line.state != "closed")
    for batch in Batch.objects.exclude(hash=""):
        assert batches.holds(batch)


def everything():
    return (
        list(Line.objects.values()), list(Obligation.objects.values()), Entry.objects.count(),
        list(Payment.objects.values("state", "ended_on")), list(Recovery.objects.values()),
    )  # fmt: skip


BEGUN = st.integers(0, len(ROAD)).map(lambda far: ROAD[:far])
LIVES = {
    "steps": st.tuples(BEGUN, st.lists(STEP, min_size=3, max_size=20)).map(lambda told: [*told[0], *told[1]]),
    "fails": st.integers(0, 2),
}  # fmt: skip
SLOW = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@given(**LIVES)
@settings(suppress_health_check=SLOW, max_examples=LIVED)
def test_whatever_happens_the_books_agree_with_the_cases(officials, steps, fails):
    lived(officials, steps, fails)


@pytest.mark.deep
@given(**LIVES)
@settings(suppress_health_check=SLOW, max_examples=1500)
def test_many_lives(officials, steps, fails):
    lived(officials, steps, fails)


def lived(officials, steps, fails):
    with transaction.atomic():
        w = World(officials, fails)
        for verb, n, days in steps:
            w.at += timedelta(days=days)
            before = everything()
            try:
                with transaction.atomic():
                    STEPS[verb](w, n)
            except Refused:
                assert everything() == before, f"{verb} was refused and left something behind"
            agrees(w)
        for cause in Entry.objects.values_list("cause", flat=True).distinct():
            event(f"lived to see: {cause}")
        transaction.set_rollback(True)


@pytest.fixture
def officials():
    paying.give()
    return (
        claiming.official("city"), claiming.official("city", "second"), paying.finance("finance-a"),
        paying.finance("finance-b"),
    )  # fmt: skip
