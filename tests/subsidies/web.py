"""A web process of its own, to be killed: one act of finance, as its door does it.

    python -m tests.subsidies.web MEDIA_ROOT STATEMENTS ACT ACCOUNT SUBJECT

STATEMENTS: before the next to the database it kills itself; 0: it lives. ACT: draw, agree (SUBJECT: a batch) or answer
(SUBJECT: a path). Ends with 0 where the act was done.
"""

import os
import sys
from pathlib import Path

import django
from django.conf import settings

from tests.records.worker import die_after


def main() -> None:
    media, statements, act, account, subject = sys.argv[1:]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    settings.MEDIA_ROOT = Path(media)
    from people.actor import actor_of
    from people.models import User
    from records import jobs

    jobs._send = lambda pk: None  # whoever drives the jobs looks for what is due
    if int(statements):
        die_after(int(statements))
    ACTS[act](actor_of(User.objects.get(pk=account)), subject)


def _draw(actor, subject: str) -> None:
    from subsidies.paying import draw
    from tests.subsidies.paying import ON, PAY

    draw.ask(scheme="SU", actor=actor, on=ON, at=PAY)


def _agree(actor, subject: str) -> None:
    from lib.refused import Refused
    from subsidies.paying import runs
    from tests.subsidies.paying import ON, PAY
    from treasury.models import Batch

    batch = Batch.objects.get(pk=subject)
    try:
        runs.agree(pk=batch.pk, actor=actor, on=ON, at=PAY, seen=batch.hash)
    except Refused as refusal:
        assert refusal.code == "faster", "the one that was killed had done it"


def _answer(actor, subject: str) -> None:
    from datetime import timedelta

    from subsidies.paying import answers
    from tests.subsidies.paying import PAY

    answers.receive(content=Path(subject).read_bytes(), name="回单.csv", actor=actor, at=PAY + timedelta(days=1))


ACTS = {"draw": _draw, "agree": _agree, "answer": _answer}

if __name__ == "__main__":
    main()
