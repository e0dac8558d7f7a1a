"""What an enterprise says when it asks to be paid."""

from django import forms


class Ask(forms.Form):
    """``seen``: what it read that the plan comes to, in fen; it may not have changed since."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="说明（可以不写）", required=False, max_length=500, widget=forms.Textarea({"rows": 2}),
        help_text="有要审核员知道的，写在这里。",
    )  # fmt: skip
