"""SU 个人技能提升补贴, item 25; paid from 失业保险基金; the law date is the certificate's issue date."""

from datetime import date
from pathlib import Path

from certificates import rules
from certificates.derive import CLAIM, HELD, derive, unfold_claims
from certificates.payments import PAID
from certificates.typical import typical
from policy import Scheme, Terms

SKILL_UPGRADE = Scheme(
    code="SU",
    slug="skill-upgrade",
    rank=1,
    law_date="issued_on",
    terms=Terms.load(Path(__file__).with_name("terms.yaml")),
    facts=CLAIM,
    lists={"paid": PAID, "held": HELD},
    unfold=unfold_claims,
    derive=derive,
    rules={date(2017, 1, 1): rules.from_2017_01_01},
    checks=rules.CHECKS,
    steps=rules.STEPS,
    typical=typical,
)
