"""What a school is asked about a class it plans, in a school's words. The facts behind it are ``derive.CLASS``."""

from typing import Any

from django import forms

from policy.words import LEVELS
from subsidies.plan_forms import SAID, Count, Hours, PlanForm, day, occupation_code, radio
from training.derive import CATEGORIES, COURSES, GROUPS, KINDS
from training.rules import CERTIFICATE, EMPLOYED, PASSED

FAILED = -1  # an outcome that proves nothing
NOT_OF = {"startup": ("level", "category"), "jinlanling": ("course",), "key-group": ("course",)}
"""What each kind of training is not asked: it stays on a page without script, and is not looked at."""


class ClassForm(PlanForm):
    """The class; ``required=False`` with a message is asked for by some kinds only."""

    kind = radio("办哪种班", list(KINDS.items()), "请选办哪种班。")
    occupation = occupation_code(required=False, help_text="创业培训可以不填。")
    level = radio("培训等级", [(str(n), name) for n, name in LEVELS.items()], "请选培训等级。", required=False)
    category = radio("课程类别", list(CATEGORIES.items()), "请选课程类别。", required=False)
    course = radio("创业培训课程", list(COURSES.items()), "请选创业培训课程。", required=False)
    first_day = day("开班第一天", help_text="写八位数字，如 20260901。适用这一天的规定。")
    last_day = day("培训最后一天")
    planned_hours = Hours(
        label="计划学时", help_text="全班一共多少学时，1学时45分钟。", error_messages={"required": "请填计划学时。"}
    )
    filed_on = day("开班备案日期", required=False, help_text="不填就按开班第一天以前备好案算。")
    minimum_hours = Hours(label="课程规定的最低学时", required=False, help_text="不填就按够了算。")
    longest_day_hours = Hours(label="学时最多的一天", required=False, help_text="不填就按没有超过算。")
    listed = radio(
        "机构和课程在公布的目录内",
        [("", "还没有核对，先按都在算"), ("true", "都在"), ("false", "不都在")],
        required=False,
    )
    urgent = radio(
        "急需紧缺职业", [("", "按当时施行的目录判断"), ("true", "是"), ("false", "不是")], required=False
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        kind = told.get("kind")
        for name in NOT_OF.get(kind or "", ()):
            told[name] = ""
            self.errors.pop(name, None)
        if kind == "startup":
            self.need("course")
        elif kind:
            for name in ("occupation", "level", "category"):
                self.need(name)
        if {"first_day", "last_day"} <= set(told) and told["last_day"] < told["first_day"]:
            self.add_error("last_day", "最后一天早于开班第一天，请核对。")
        return told

    @property
    def said(self) -> Any:
        gone = NOT_OF.get(self.data.get("kind", ""), ())
        return (pair for pair in super().said if pair[0] not in gone)


class TraineesForm(PlanForm):
    """Trainees who are alike. Whoever is not counted below the first line is counted at best."""

    people = Count(label="人数", least=1)
    group = forms.ChoiceField(
        choices=[("", "请选择"), *GROUPS.items()], label="开班第一天是哪类人员",
        error_messages=SAID | {"required": "请选学员是哪类人员。"},
    )  # fmt: skip
    certificate = Count(label="取得证书，没有按期就业（创业）", required=False)
    passed = Count(label="没有证书，只有结业考核合格", required=False)
    failed = Count(label="结业考核不合格", required=False)
    attended = Hours(label="每人实到学时", required=False, help_text="不填就按全勤算。")

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        people, below = told.get("people"), sum(told.get(name) or 0 for name in ("certificate", "passed", "failed"))
        if people and below > people:
            self.add_error("people", f"这一组写了{people}人，下面几种一共{below}人，请核对。")
        return told

    def outcomes(self) -> dict[int, int]:
        """Outcome → how many, the best first; the best takes whoever is in none of the others."""
        told = self.cleaned_data
        below = {CERTIFICATE: told["certificate"], PASSED: told["passed"], FAILED: told["failed"]}
        counted = {outcome: count or 0 for outcome, count in below.items()}
        return {EMPLOYED: told["people"] - sum(counted.values()), **counted}
