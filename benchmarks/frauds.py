"""What the checks against fraud find in planted frauds, and in innocent classes that look like them.

    python -m benchmarks.frauds [--write]

Everything is made up in a database of its own that is thrown away afterwards (SQLite in memory, or a test database
beside the one of DATABASE_URL). ``--write`` writes docs/fraud-checks.md; otherwise the table goes to stdout. Leaves
with an error where a plant is missed or an innocent class is suspected.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

import django
import numpy as np

from benchmarks.measure import ROOT, say
from training.suspicions.declared import SUSPICIONS, Suspicion

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from benchmarks.frauds_cases import ON, Case, plant  # noqa: E402
from training.suspicions import finding  # noqa: E402

DOCUMENT = ROOT / "docs" / "fraud-checks.md"
HEAD = """# Checks against fraud

Written by `python -m benchmarks.frauds --write`; do not edit by hand.

When an institution asks to be paid for a class, the machine looks for these signs in what the class left in the
tables. Each only brings an officer to look, at the rows it rests on: none refuses anybody, takes a fen off or sends
anything back. Only what the machine found clear can be approved many at once: no class ever is, and one with a sign
is looked at for it. All figures are illustrative until the
policy office sets them; they are dated (`training/suspicions/figures.yaml`) and hold by the first day of the class.

## What was planted and what was found

Plainly made-up classes (`benchmarks/frauds_cases.py`), all in one database and looked at in one go. A hit is a planted
class that its own check finds; a false alarm is an innocent class, of whatever row, that the check finds.

| check | code | planted | hits | innocent look-alikes | false alarms | the finding it would have caught | source |
|---|---|---|---|---|---|---|---|
"""
LIMITS = """
## What this does not show

- These are frauds that we thought of, and look-alikes that we thought of. The table says that the checks do what they
  are declared to do; it does not say how many real frauds they find, nor how often they are wrong on real classes.
- Findings marked 转引, 转载 or 二手 were read in somebody else's quotation, not in the audit's own paper.
- A roll called honestly by hand in a large class where nobody ever missed a lesson is suspected (X-SAME). So is a good
  large class in an occupation where many fail (X-PASS): somebody looks, and it goes on.
- Trainees of a class have no bank account here (the institution is paid), so a shared account is not looked for.
- X-PHONE compares the phones that institutions give in rosters; while a key is being changed, lines under the old and
  the new key are not found to be equal until all are sealed anew.
- X-WORKING needs the insurance of a later month to be posted: a class of one month, asked for before that, tells
  nothing yet, and is looked at again when it is decided.
- Forged papers, one hand signing for all, and people paid to sit in class leave nothing in these tables.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write docs/fraud-checks.md")
    told = parser.parse_args()
    cases, found = looked_at()
    page = document(cases, found)
    if told.write:
        DOCUMENT.write_text(page, encoding="utf-8")
    else:
        print(page)
    wrong = [case for case in cases if found.get(case.subject, []) != ([case.code] if case.planted else [])]
    for case in wrong:
        say(f"{case.code} {case.name}: {found.get(case.subject, [])}")
    sys.exit(bool(wrong))


def looked_at() -> tuple[list[Case], Mapping[int, list[str]]]:
    """The cases, planted in a database of their own, and what was found in their classes."""
    say("making a database")
    made = setup_databases(verbosity=0, interactive=False)
    try:
        say("planting")
        cases = plant()
        return cases, finding.flagged([case.subject for case in cases], ON)
    finally:
        teardown_databases(made, verbosity=0)


def document(cases: Sequence[Case], found: Mapping[int, list[str]]) -> str:
    rows = [_row(one, cases, found) for one in SUSPICIONS.values()]
    listed = [line for one in SUSPICIONS.values() for line in _cases(one, cases, found)]
    plants, innocent = [case for case in cases if case.planted], [case for case in cases if not case.planted]
    hits = sum(case.code in found.get(case.subject, ()) for case in plants)
    alarms = sum(case.subject in found for case in innocent)
    total = f"| all | | {len(plants)} | {hits} | {len(innocent)} | {alarms} | | |"
    return HEAD + "\n".join([*rows, total, "", "## The cases, and the figures", *listed]) + "\n" + LIMITS


def _row(one: Suspicion, cases: Sequence[Case], found: Mapping[int, list[str]]) -> str:
    mine = [case for case in cases if case.code == one.code]
    plants = [case for case in mine if case.planted]
    hits = sum(one.code in found.get(case.subject, ()) for case in plants)
    alarms = sum(one.code in found.get(case.subject, ()) for case in cases if not case.planted)
    told = [one.title, f"`{one.code}`", len(plants), hits, len(mine) - len(plants), alarms, one.finding, one.source]
    return f"| {' | '.join(map(str, told))} |"


def _cases(one: Suspicion, cases: Sequence[Case], found: Mapping[int, list[str]]) -> list[str]:
    mine = [case for case in cases if case.code == one.code]
    said = [
        f"- {'planted' if case.planted else 'innocent'}: {case.name} → "
        f"{'、'.join(found.get(case.subject, [])) or 'nothing'}"
        for case in mine
    ]  # fmt: skip
    return ["", f"### {one.code} {one.title}", "", f"{one.rule}{'；'.join(one.limits(np.datetime64(ON)))}。", "", *said]


if __name__ == "__main__":
    main()
