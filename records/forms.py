"""The steward's forms: import-export's, with what the engine asks besides."""

import re
from datetime import date
from typing import Any

from django import forms
from import_export.forms import ConfirmImportForm, ImportForm

from lib.workbook.reading import LARGEST
from records.files import plain_name

ENDINGS = (".xlsx", ".csv")
MOST = f"{LARGEST // 1_000_000} MB"


class FeedForm(ImportForm):
    """import-export's upload, without a format to choose: what a file is, its content says."""

    true_to = forms.DateField(
        label="数据截至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="文件里的情况是哪一天的，就填哪一天；一般是导出文件的那天。",
        error_messages={"required": "请填数据截至哪一天。", "invalid": "这不是一个真实的日期，请重新选。"},
    )
    note = forms.CharField(
        label="备注（可以不写）",
        required=False,
        max_length=200,
        help_text="从哪里来、为什么交，以后查得到，如“社保中心10月导出”。不要写个人的姓名和号码。",
        error_messages={"max_length": "备注太长，请写在200个字以内。"},
    )
    field_order = ("resource", "import_file", "true_to", "note")

    def __init__(self, formats: Any, resources: Any, *, today: date, dated: bool, **kwargs: Any):
        super().__init__(formats, resources, **kwargs)
        del self.fields["format"]
        self.today = today
        file, day = self.fields["import_file"], self.fields["true_to"]
        file.label = "文件"
        file.help_text = f"xlsx 或 csv，不超过 {MOST}。"
        file.widget.attrs = {"accept": ",".join(ENDINGS)}
        file.error_messages |= {
            "required": "还没有选文件。请选择要导入的 xlsx 或 csv 文件。",
            "empty": "这个文件是空的。请检查是否选错了文件。",
            "missing": "文件没有传上来。请重新选择，再交一次。",
            "invalid": "文件没有传上来。请重新选择，再交一次。",
            "max_length": "文件名太长。请改短一些再交。",
        }
        day.widget.attrs["max"] = today.isoformat()
        if not dated:
            del self.fields["true_to"]

    @property
    def media(self) -> forms.Media:
        return forms.Media()  # nothing to guess, so no script

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        name = plain_name(file.name)
        if not name.lower().endswith(ENDINGS):
            raise forms.ValidationError(
                f"“{name}”不是 xlsx 或 csv 文件。请在 Excel 或 WPS 里打开它，另存为 xlsx，再交。", "type"
            )
        if file.size > LARGEST:
            size = f"{file.size / 1_000_000:.1f} MB"
            raise forms.ValidationError(
                f"“{name}”有 {size}，最多 {MOST}。请检查是否选错了文件，或者分成几份再交。", "size"
            )
        return file

    def clean_note(self) -> str:
        note = str(self.cleaned_data["note"])
        if re.search(r"\d{11}", note):
            raise forms.ValidationError("备注里不要写证件号码、手机号或编号，只写文件从哪里来、为什么交。", "number")
        return note

    def clean_true_to(self) -> date:
        day = self.cleaned_data["true_to"]
        if day > self.today:
            raise forms.ValidationError("数据截至不能晚于今天。请核对这份数据是哪一天导出的。", "future")
        return day


class RunConfirmForm(ConfirmImportForm):
    """import-export's confirmation. What is confirmed is a run of ours, which knows its file."""

    run = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in ("import_file_name", "original_file_name", "format", "resource"):
            del self.fields[name]
