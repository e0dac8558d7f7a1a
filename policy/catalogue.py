"""What every scheme asks of the occupation and of the published catalogue: is it known, is it urgent that day?

The catalogue is data, so whoever asks a rule completes the raw facts with :data:`LOOKED_UP` first; a caller who
says ``urgent`` outright overrules it.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from policy.check import INFO, Check
from policy.facts import Fact, Facts
from policy.part import Part
from policy.terms import OFFICIAL, STATUSES

OCCUPATION = Fact("occupation", "code", "职业（工种）")
URGENT = Fact(
    "urgent", "maybe", "是否急需紧缺职业", default=None, null=True, hint="不填时按当日施行的人力资源开发目录判断"
)
LOOKED_UP = (
    Fact("code_known", "flag", "编码已收录", default=True),
    Fact("listed_urgent", "flag", "目录列为急需紧缺", default=False),
    Fact("edition", "text", "当日施行的目录版本", default=""),
    Fact("edition_status", "word", "目录版本的效力", default="official", words={s: s for s in STATUSES}),
)


def urgency(columns: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Flat columns about the catalogue from the raw ``urgent`` and :data:`LOOKED_UP`."""
    given = columns["urgent"] >= 0
    known = columns["edition"] != ""
    return {
        "urgent": np.where(given, columns["urgent"] == 1, columns["listed_urgent"] & known),
        "urgent_given": given,
        # what a demonstration edition says is no law: whatever turns on it is illustrative
        "urgency_status": np.where(given | ~known, OFFICIAL, columns["edition_status"]).astype(np.int8),
        "code_known": columns["code_known"],
        "edition": columns["edition"],
        "edition_known": known,
    }


def catalogue_checks(prefix: str, law_date: str, scope: str = "row") -> tuple[Check, Check]:
    """The two checks that only tell: the code is known; an edition was in force on the law date."""
    return (
        Check(
            code=f"{prefix}-CODE", title="职业编码", scope=scope, severity=INFO, reads=("occupation",),
            rule="职业编码收录在国家职业分类中（仅作提示，不影响结果）。", basis="《中华人民共和国职业分类大典》",
            found=lambda known: "已收录" if known else "未收录", needed="收录在职业分类中",
            message="职业分类中查不到这个编码；没有直接说明是否急需紧缺的，按不属于计算。",
            remedy="请核对职业的名称和编码；仍使用旧版编码的，可请窗口工作人员对照。", who="申请人、申报单位",
        ),
        Check(
            code=f"{prefix}-EDITION", title="目录版本", scope=scope, severity=INFO, basis="京就办发〔2022〕1号第17项",
            rule=f"在{law_date}，有已经施行的人力资源开发目录，据以判断是否急需紧缺（仅作提示，不影响结果）。",
            found=lambda edition, given: "已直接说明是否急需紧缺" if given else edition or "当日没有施行的目录",
            needed="当日施行的目录版本", message="当日没有施行的人力资源开发目录，按不属于急需紧缺职业计算。",
            remedy="不影响申请，无需办理；认为有误的，可拨打12333反映。", who="目录编制部门",
        ),
    )  # fmt: skip


def check_catalogue(f: Facts, sheet: Part, checks: tuple[Check, Check], asked: Any = True) -> None:
    """Evaluate :func:`catalogue_checks`. ``asked``: whether there is an occupation whose code to look for."""
    code, edition = checks
    sheet.check(code, f.code_known, found=f.code_known, asked=asked)
    sheet.check(
        edition, f.urgent_given | f.edition_known, found=(f.lazily("edition"), f.urgent_given), status=f.urgency_status
    )
