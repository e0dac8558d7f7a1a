"""What an editor fills in of an edition."""

import re
from datetime import date
from typing import Any

from django import forms

from occupations.editions import EditionFacts

DAY = {"required": "请填日期。", "invalid": "日期认不出，写成 2026-01-01 这样。"}
FILES = {"accept": ".xlsx,.csv"}
MOST_BYTES = 20_000_000


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), error_messages=DAY, **more
    )  # fmt: skip


class Facts(forms.Form):
    """What the edition says of itself."""

    year = forms.IntegerField(
        label="年份", min_value=2017, max_value=2099,
        error_messages={"required": "请填年份。", "invalid": "年份是四位数字。", "min_value": "年份要在2017以后。",
                        "max_value": "年份要在2099以前。"},
    )  # fmt: skip
    version = forms.CharField(
        label="版本", max_length=20, required=False, help_text="同一年有几版的，写明哪一版，如 3.0版"
    )
    title = forms.CharField(label="名称", max_length=100, error_messages={"required": "请填目录的名称。"})
    effective_from = _day("施行日期")
    source = forms.CharField(label="来源", max_length=200, error_messages={"required": "请写明依据哪份文件。"})
    scale = forms.CharField(
        label="紧缺程度的写法，从低到高", max_length=100, required=False,
        help_text="目录分等级的，照原文写，用、隔开，如 一般紧缺、紧缺、非常紧缺；不分的不填",
    )  # fmt: skip

    def facts(self) -> EditionFacts:
        said = self.cleaned_data
        scale = tuple(word for word in re.split(r"[、，,\s]+", said["scale"]) if word)
        return EditionFacts(
            said["year"], said["version"].strip(), said["title"].strip(), said["effective_from"], False,
            said["source"].strip(), scale=scale,
        )  # fmt: skip


class Part(forms.Form):
    """A workbook of one part of the edition."""

    PARTS = {"entries": "第二部分：急需紧缺职业", "posts": "第一部分：重点产业岗位"}

    part = forms.ChoiceField(
        label="哪一部分", choices=list(PARTS.items()), error_messages={"required": "请选哪一部分。"}
    )
    file = forms.FileField(
        label="文件", widget=forms.FileInput(attrs=FILES), help_text="xlsx 或 csv，20 MB 以内；可以先下载空表来填",
        error_messages={"required": "还没有选文件。", "empty": "这个文件是空的。请重新选一个。"},
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("文件超过 20 MB，不像是这种表。请检查是否选错了文件。")
        return file


class Sending(forms.Form):
    publish_on = _day("哪天公布", help_text="另一位编辑同意以后，到这一天公布；写今天就是同意后马上公布")

    def __init__(self, *args: Any, today: date, **more: Any):
        super().__init__(*args, **more)
        self.today = today

    def clean_publish_on(self) -> date:
        day: date = self.cleaned_data["publish_on"]
        if day < self.today:
            raise forms.ValidationError("这一天已经过去了，请填今天或者以后的日期。")
        return day


class Why(forms.Form):
    note = forms.CharField(
        label="为什么退回", max_length=300, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明退回的原因，编制的人要照着改。", "max_length": "太长了，请写在300字以内。"},
    )  # fmt: skip
