"""/style/: every component in every state, on one page. In DEBUG only; its cases are made up and say so."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from cms import style_my
from cms.style_cases import ALL_PASS, EVERY_STATE, LONG_WORDS, NOTHING, REFUSED, UNDER_REVIEW, WITH_A_SHARE, ZERO

SWATCHES = ("ink", "action", "paper", "rule", "gold", "gold-text", "text", "quiet", "pass", "fail")
ERROR_PAGES = ("400", "403", "403_csrf", "404", "429", "500")
SIZES = ((0, "一条也没有"), (1, ""), (9_999, ""), (10_000, ""), (10_001, ""), (1_000_000, ""))


class Level(forms.Form):
    level = forms.ChoiceField(
        label="证书上写的是哪一级？",
        choices=[("5", "初级工（五级）"), ("4", "中级工（四级）"), ("3", "高级工（三级）"), ("2", "技师（二级）")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个等级，等级写在证书的“职业技能等级”一栏"},
    )


class Status(forms.Form):
    status = forms.ChoiceField(
        label="拿到证书那天，您的情况是哪一种？",
        choices=[
            ("employee", "企业职工\n单位在本市为您缴社会保险"),
            ("benefit", "正在领失业保险金\n按月领，当天还没有停"),
            ("other", "都不是\n例如灵活就业、机关事业单位、还没有工作"),
        ],
        widget=forms.RadioSelect,
    )


class IssuedOn(forms.Form):
    issued_on = forms.DateField(
        label="证书是哪天发的？",
        help_text="看证书上的“发证日期”，写八位数字：2022年7月15日写成 20220715",
        input_formats=["%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-kind": "day", "autocomplete": "off"}),
        error_messages={"required": "请填发证日期", "invalid": "没有这一天，请照证书上的日期填"},
    )


class Months(forms.Form):
    months = forms.IntegerField(
        label="在本市一共缴了多少个月失业保险？",
        help_text="中间断过也没关系，加起来算。在“社保查询”里能查到",
        min_value=0,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": "请填月数，没有缴过就填 0",
            "invalid": "收到的不是整数；请只填数字，例如 14",
            "min_value": "月数不能小于 0",
        },
    )


class Several(forms.Form):
    name = forms.CharField(label="职业名称", error_messages={"required": "请填职业名称"})
    months = Months.base_fields["months"]
    level = Level.base_fields["level"]


@dataclass(frozen=True)
class Case:
    """One component in one state."""

    name: str
    value: Any


@dataclass(frozen=True)
class Answer:
    question: str
    answer: str
    change: str


ANSWERS = [
    Answer("职业", "养老护理员", "#"),
    Answer("证书等级", "中级工（四级）", "#"),
    Answer("发证日期", "2022年7月15日", "#"),
    Answer("持证人", "示例用户 · 𠮷䶮㛃", "#"),
    Answer("工种", "城市轨道交通信号与通信综合监控系统检修及应急抢修作业人员（示例长名称）", "#"),
    Answer("缴费月数", "", "#"),
]


def style(request: HttpRequest) -> HttpResponse:
    """The pattern page; 404 outside DEBUG."""
    if not settings.DEBUG:
        raise Http404
    for level, words in (
        (messages.SUCCESS, "已经保存。"),
        (messages.INFO, "链接可以发给别人，里面没有您的个人信息。"),
        (messages.WARNING, "社保数据截至2022年8月31日，之后的变化还没有算进来。"),
        (messages.ERROR, "没有保存：发证日期晚于今天。"),
    ):
        messages.add_message(request, level, words)
    return render(request, "cms/style.html", _cases())


def error_page(request: HttpRequest, name: str) -> HttpResponse:
    """An error page as it looks, without the error; 404 outside DEBUG and for a name that is none of them."""
    if not settings.DEBUG or name not in ERROR_PAGES:
        raise Http404
    return render(request, f"{name}.html")


def _cases() -> dict[str, Any]:
    return {
        "swatches": SWATCHES,
        "error_pages": ERROR_PAGES,
        "sizes": SIZES,
        "amounts": (0, 1, 100_000, 150_000, -75_000, 123_456_789_012),
        "questions": _questions(),
        "several": Several({"name": "", "months": "十四", "level": "9"}, auto_id="several_%s"),
        "carried": [("occupation", "4-10-01-05"), ("level", "4")],
        "answers": ANSWERS,
        "full": [
            Case("可以领：条件都通过，官方标准", ALL_PASS),
            Case("不能领：两条没有通过", REFUSED),
            Case("可以领，但有一条待核；标准是推定的", UNDER_REVIEW),
            Case("标准是示意的，步骤有加有减", WITH_A_SHARE),
            Case("条件都符合，金额是 ¥0.00", ZERO),
            Case("长名称、罕用字、一百万元以上", LONG_WORDS),
            Case("一条条件也没有", NOTHING),
        ],
        "every_state": EVERY_STATE,
        "refused": REFUSED,
        "all_pass": ALL_PASS,
        "with_a_share": WITH_A_SHARE,
        "rule": replace(EVERY_STATE, checks=EVERY_STATE.checks[:3]),
        **style_my.cases(),
    }


def _questions() -> list[Case]:
    made = (
        ("选一个", Level(auto_id="a_%s")),
        ("选一个，带说明，已选", Status({"status": "benefit"}, auto_id="b_%s")),
        ("选一个，没有选", Level({}, auto_id="c_%s")),
        ("日期", IssuedOn(auto_id="d_%s")),
        ("日期，填错", IssuedOn({"issued_on": "20220230"}, auto_id="e_%s")),
        ("数字", Months({"months": "14"}, auto_id="f_%s")),
        ("数字，填错", Months({"months": "十四"}, auto_id="g_%s")),
    )
    return [Case(name, form) for name, form in made]
