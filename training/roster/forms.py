"""A workbook handed in, a trainee who leaves, a sign-up answered."""

from typing import Any

from django import forms

from lib.workbook.reading import LARGEST
from people.fields import text
from records.files import plain_name
from records.forms import ENDINGS, MOST
from training.filing.forms import day


class Workbook(forms.Form):
    """A roster or an attendance workbook."""

    file = forms.FileField(
        label="工作簿", help_text=f"xlsx 或 csv，不超过 {MOST}",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": "还没有选文件。请选择填好的工作簿。", "empty": "这个文件是空的。请检查是否选错了文件。",
            "missing": "文件没有传上来。请重新选择，再交一次。", "invalid": "文件没有传上来。请重新选择，再交一次。",
            "max_length": "文件名太长。请改短一些再交。",
        },
    )  # fmt: skip

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        name = plain_name(file.name)
        if not name.lower().endswith(ENDINGS):
            raise forms.ValidationError(
                f"“{name}”不是 xlsx 或 csv 文件。请在 Excel 或 WPS 里打开它，另存为 xlsx，再交。"
            )
        if file.size > LARGEST:
            raise forms.ValidationError(f"“{name}”太大，最多 {MOST}。请分成几份再交。")
        return file


class Leave(forms.Form):
    """When and why a trainee leaves."""

    last_day = day("最后一天在班")
    reason = text("退出原因", 100)


class Answer(forms.Form):
    """Why somebody who signed up is not taken."""

    reason = text("没有录取的原因", 100, "本人看得到", required=False)
