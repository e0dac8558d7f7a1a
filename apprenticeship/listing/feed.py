"""学徒名单 as a kind of file: of one plan, handed in by either party, checked by every rule at entry.

The workbook comes filled with who is there. What it lacks is left alone; whoever leaves says so with 撤.
"""

from apprenticeship.listing.judging import judge
from apprenticeship.listing.writing import write
from apprenticeship.models import WITHOUT_END, Plan
from lib.feed import Asked, Brought, Fault, Feed, Part
from lib.workbook import Checked, Column, Template
from people import named

PARTIES = ("enterprise", "school")


def scope_of(plan: Plan, party: str) -> str:
    """Whose file it is: ``plan-enterprise:12:642``, of plan 12 by organisation 642. Each party has its own, because
    whoever hands it in has confirmed it; a school that comes after another has none of that one's."""
    return f"plan-{party}:{plan.pk}:{getattr(plan, party).pk}"


def _check(checked: Checked, asked: Asked) -> None:
    named.check(checked, asked)


def _bring(part: Part, run: int | None) -> Brought:
    brought = Brought()
    judged = judge(part, run, brought)
    if run is not None:
        write(part, judged, run)
    return brought


LIST = Feed(
    Template(
        "apprentices",
        "学徒名单",
        (
            *named.COLUMNS,
            Column("contract_began", "劳动合同开始日期", "day", example="2026-08-03"),
            Column(
                "contract_months", "劳动合同月数", "whole", least=1, most=WITHOUT_END, example="36",
                hint="无固定期限的填1200",
            ),
            Column("moved_on", "转岗日期", "day", required=False, may_lack=True, hint="不是转岗的空着"),
            Column(
                "first_day", "本人开始日期", "day", required=False, may_lack=True,
                hint="和计划同时开始的空着；备案以后来的要填",
            ),
            Column(
                "months", "本人计划月数", "whole", required=False, may_lack=True, least=1, most=120,
                hint="和计划相同的空着；备案以后来的空着就是剩下的整月数",
            ),
            Column(
                "mentor", "企业导师", "text", required=False, may_lack=True, example="示导师",
                hint="照企业登记的导师姓名填；还没有定的空着",
            ),
            Column(
                "teacher", "院校教师", "text", required=False, may_lack=True, example="示教师",
                hint="照院校登记的教师姓名填；还没有定的空着",
            ),
        ),
        key=("document", "number"),
        about="一行是一名学徒。下载的名单里已有录入的学徒：改错就改那一行并把操作填“改”，退出的填“撤”，新来的加在后面。",
    ),
    words="一份培养计划有哪些学徒。",
    bring=_bring,
    check=_check,
    size=None,
    dated=False,
    scoped=True,
    faults=named.FAULTS
    | {
        "missing": Fault("action", "这个人不在这份计划里，不能改或撤", "核对证件号码；新来的，操作不填或者填“增”"),
        "there": Fault("", "这个人已经在这份计划里，内容与这里不同{detail}", "要更正的，把操作填“改”；否则删去这一行"),
        "stands": Fault("", "双方确认了的学徒，备案以后不能这样改", "删去这一行；换导师、中途离开等，在本人的页面上办"),
        "closed": Fault("", "这份计划现在不能改名单（{detail}）", "等审核的先撤回或者等答复；结束了的录到下一份计划"),
        "full": Fault("", "一份计划最多{detail}名学徒，这一行多出来了", "多出来的录到另一份计划里"),
        "early": Fault("first_day", "本人开始不能早于计划的第一天", "改正日期；和计划同时开始的空着"),
        "mentor": Fault("mentor", "企业在用的导师里没有这个姓名", "照企业登记的导师姓名填；没有登记的，企业先登记"),
        "teacher": Fault("teacher", "院校在用的教师里没有这个姓名", "照院校登记的教师姓名填；没有登记的，院校先登记"),
        "mentor-two": Fault("mentor", "企业有几名同名的导师，分不清是哪一名", "先空着，录入以后在网页上选"),
        "teacher-two": Fault("teacher", "院校有几名同名的教师，分不清是哪一名", "先空着，录入以后在网页上选"),
    },
)  # fmt: skip
