"""Decision letters to set in type: made up, the same for the same seed; as approvals and refusals come."""

import random
from datetime import date

from benchmarks import su_cases
from certificates.scheme import SKILL_UPGRADE
from policy import decide
from subsidies.letters.told import CaseTold, Days, Standing
from subsidies.models import Letter
from subsidies.reasons import REFUSALS

Case = tuple[str, CaseTold, Standing]
RARE = "𠮷䶮㛃𬱖"
SIGNS = "示例明华英文军建国志强秀兰玉梅桂芳淑珍海燕春秋雪松云龙凤鸣"
DAYS = Days(
    decided=date(2025, 9, 30), applied=date(2025, 9, 9), notice_ends=date(2025, 10, 7), batched_by=date(2025, 10, 21),
    batch=10, bank=5, objection=5, answered_by=date(2025, 10, 14), appeal_by=date(2025, 11, 29),
    sue_by=date(2026, 3, 30),
)  # fmt: skip


def letters(count: int, seed: int = 1) -> list[Case]:
    """(kind, what it tells, its standing); every second one an approval where the claims allow, 1 name in 50 rare."""
    draw = random.Random(seed)
    sheet = decide(SKILL_UPGRADE, *su_cases.claims(count * 6, seed))
    yes = [row for row in range(len(sheet)) if sheet.accepted[row]]
    no = [row for row in range(len(sheet)) if not sheet.accepted[row]]
    rows = [(yes if nth % 2 == 0 else no)[nth // 2] for nth in range(count)]
    return [_letter(nth, sheet, row, draw) for nth, row in enumerate(rows)]


def _letter(nth: int, sheet, row: int, draw: random.Random) -> Case:
    told = sheet.explain(row)
    kind = Letter.Kind.APPROVAL if told.accepted else Letter.Kind.REFUSAL
    name = "示" + "".join(draw.choices(SIGNS, k=draw.choice((1, 2, 2)))) + (draw.choice(RARE) if nth % 50 == 49 else "")
    number = "-".join("".join(draw.choices("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", k=4)) for _ in range(4))
    case = CaseTold(
        name=name, document=f"9901{'*' * 10}{draw.randrange(10_000):04d}", scheme=SKILL_UPGRADE.title,
        fund=SKILL_UPGRADE.terms.fund, subject="养老护理员 · 中级工（四级）", number=f"SU20250909{nth:07d}",
        district="示例区", account=f"示例银行 银行卡 尾号{draw.randrange(10_000):04d}", amount=told.amount,
        law_date=(SKILL_UPGRADE.terms.law_date_title, sheet.facts.law_date[row].astype(object)),
        explanation=told, days=DAYS, reason=None if told.accepted else REFUSALS["conditions"],
        note="" if told.accepted else f"第{nth}号申请经核对，有条件没有达到，详见下面逐条说明。",
    )  # fmt: skip
    address = f"https://xunxing.example.org/letters/{number}/"
    return kind, case, Standing(number, "补贴经办机构（示例）", address, True)
