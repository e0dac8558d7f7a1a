"""TR 机构培训补贴, items 22, 24 and 19; paid from 就业补助资金; the law date is the class's first day."""

from datetime import date
from pathlib import Path

from certificates.payments import PAID
from policy import Scheme, Terms
from training import rules
from training.derive import (
    CATEGORIES,
    CLASS,
    COLUMNS,
    COURSES,
    GROUPS,
    GROUPS_OF_KIND,
    KINDS,
    SIZE,
    TRAINEE,
    derive,
    unfold_classes,
)
from training.typical import typical

_WORDS = {"kind": KINDS, "category": CATEGORIES, "course": COURSES, "group": GROUPS, "proof": rules.PROOFS}
_WORDS |= {f"group/{kind}": own for kind, own in GROUPS_OF_KIND.items()}

TRAINING = Scheme(
    code="TR",
    slug="training",
    rank=2,
    law_date="first_day",
    terms=Terms.load(Path(__file__).with_name("terms.yaml"), _WORDS),
    facts=CLASS,
    members="trainees",
    member_facts=TRAINEE,
    lists={"paid": PAID},
    unfold=unfold_classes,
    derive=derive,
    rules={date(2022, 6, 16): rules.from_2022_06_16},
    checks=rules.CHECKS,
    steps=rules.STEPS,
    typical=typical,
    kept=(SIZE,),
    columns=COLUMNS,
)
