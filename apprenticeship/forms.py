"""What an enterprise is asked about a plan, in its own words. The facts behind it are ``derive.PLAN``."""

from typing import Any

from policy.words import LEVELS
from subsidies.plan_forms import Count, PlanForm, day, occupation_code, radio

CERTIFIED, UNCERTIFIED, LEFT = range(3)
"""What an apprentice may come to."""


class ApprenticesPlanForm(PlanForm):
    occupation = occupation_code()
    level = radio("培养的目标等级", [(str(n), name) for n, name in LEVELS.items()], "请选培养的目标等级。")
    first_day = day("培养开始日期", help_text="写八位数字，如 20260901。")
    planned_months = Count(
        unit="个月", most=120, label="计划培养", help_text="一年半写 18。",
        error_messages={"required": "请填计划培养多少个月。"},
    )  # fmt: skip
    filed_on = day("培养计划备案日期", required=False, help_text="适用这一天的规定；不填就按开始那天算。")
    mentor_apprentices = Count(
        unit="名", required=False, label="一名企业导师带几名学徒",
        help_text="没有企业导师的填 0；不填就按配好了、没有超过算。",
    )  # fmt: skip
    hours_share = Count(
        unit="%", most=100, required=False, label="三项学时预计各完成",
        help_text="通用素质、专业理论、技能实训，各占计划的百分之几；不填就按全部完成算。",
    )  # fmt: skip
    has_teacher = radio(
        "有院校教师", [("", "还没有定，先按有算"), ("true", "有"), ("false", "没有")], required=False
    )  # fmt: skip
    city_leave = radio(
        "市级部门同意延长培养期限", [("", "没有，或用不着"), ("true", "已经同意")], required=False
    )  # fmt: skip
    advance = radio("备案以后预支", [("", "预支，能支多少支多少"), ("no", "不预支，期满一次结算")], required=False)
    urgent = radio(
        "急需紧缺职业", [("", "按当时施行的目录判断"), ("true", "是"), ("false", "不是")], required=False
    )  # fmt: skip


class ApprenticesForm(PlanForm):
    """Apprentices who are alike. Whoever is not counted below the first line finishes with the certificate."""

    people = Count(label="人数", least=1)
    contract_began = day("劳动合同哪天开始")
    moved_on = day("转岗日期", required=False, help_text="不是转岗的不填。")
    contract_months = Count(
        unit="个月", most=1200, required=False, label="劳动合同期限", help_text="无固定期限的填 1200；不填就按够了算。"
    )
    uncertified = Count(label="期满，没有取得证书", required=False)
    left = Count(label="中途离开", required=False)

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        people, below = told.get("people"), sum(told.get(name) or 0 for name in ("uncertified", "left"))
        if people and below > people:
            self.add_error("people", f"这一组写了{people}人，下面几种一共{below}人，请核对。")
        return told

    def outcomes(self) -> dict[int, int]:
        """Outcome → how many, the best first; the best takes whoever is in none of the others."""
        told = self.cleaned_data
        uncertified, left = told["uncertified"] or 0, told["left"] or 0
        return {CERTIFIED: told["people"] - uncertified - left, UNCERTIFIED: uncertified, LEFT: left}
