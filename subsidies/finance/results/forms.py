"""What is written when a payment is tried again."""

from django import forms


class Again(forms.Form):
    """What the bank said, for the record."""

    note = forms.CharField(
        label="银行怎么说的", min_length=2, max_length=200, help_text="写进办理记录，2到200个字",
        error_messages={"required": "请写明银行怎么说的，再重新发放。", "min_length": "太短了，至少写2个字。",
                        "max_length": "太长了，请写在200个字以内。"},
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
