"""A list handed in."""

from typing import Any

from django import forms

from lib.workbook.reading import LARGEST
from records.files import plain_name
from records.forms import ENDINGS, MOST


class Workbook(forms.Form):
    """The filled-in list."""

    file = forms.FileField(
        label="填好的名单", help_text=f"xlsx 或 csv，不超过 {MOST}",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": "还没有选文件。请选择填好的名单。", "empty": "这个文件是空的。请检查是否选错了文件。",
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
