"""Why an application is sent back or not granted: each in the official words, in plain ones, and what one can do."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """``official`` for the file and the letter, ``plain`` for the applicant, ``remedy``: what to do then."""

    official: str
    plain: str
    remedy: str


REFUSALS = {
    "conditions": Reason(
        "经审核，不符合规定的申领条件（见所附核对结果）。",
        "有条件没有达到，哪一条、查到什么、需要什么，见下面的小票。",
        "条件达到以后仍在期限内的，可以再申请；认为登记有错的，请先申请更正，改好后再申请。",
    ),
    "duplicate": Reason(
        "同一事项已经享受或者正在享受补贴。", "这一项已经领过，或者正在另一份申请里办。",
        "请从“我的申请”看那一份办到哪了。",
    ),
    "not-own": Reason(
        "申请材料与申请人身份不符。", "材料或收款账户不是您本人的。", "请换成本人的材料和账户，再申请。",
    ),
    "untrue": Reason(
        "经核实，申请所依据的情况与事实不符。", "核实下来，申请依据的情况和事实对不上。",
        "认为核实有误的，可以提出异议，并附上证明材料。",
    ),
    "no-answer": Reason(
        "补正后仍不能证明符合申领条件。", "补正以后，仍然看不出符合条件。", "补齐证明材料后，在期限内可以再申请。",
    ),
}  # fmt: skip

RETURNS = {
    "evidence": Reason("请补充证明材料。", "还缺证明材料。", "按说明把材料拍清楚，补上后再提交。"),
    "account": Reason("请更正收款账户。", "收款账户要改。", "请换成本人名下的账户，再提交。"),
    "unclear": Reason("请对有关情况作出说明。", "有一处看不明白。", "按说明把情况写清楚，再提交。"),
}
