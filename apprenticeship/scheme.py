"""AP 企业新型学徒补贴, item 23; paid from 就业补助资金; the law date is the plan's filing date."""

from datetime import date
from pathlib import Path

from apprenticeship import rules
from apprenticeship.derive import APPRENTICE, HOURS, PLAN, derive, unfold_plans
from apprenticeship.typical import typical
from certificates.payments import PAID
from policy import Scheme, Terms

APPRENTICESHIP = Scheme(
    code="AP",
    slug="apprenticeship",
    rank=3,
    law_date="filed_on",
    terms=Terms.load(Path(__file__).with_name("terms.yaml")),
    facts=PLAN,
    members="apprentices",
    member_facts=APPRENTICE + HOURS,
    lists={"paid": PAID},
    unfold=unfold_plans,
    derive=derive,
    rules={date(2022, 6, 16): rules.from_2022_06_16},
    checks=rules.CHECKS,
    steps=rules.STEPS,
    typical=typical,
    totals=rules.totals,
)
