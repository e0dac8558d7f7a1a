"""Signing up, and saying that a line is not oneself."""

from typing import Any

from django import forms

from people.fields import text
from training.derive import GROUPS
from training.facts import SAID_ONLY


class SignUp(forms.Form):
    """创业培训 asks what no register knows; every other kind asks nothing."""

    group = forms.ChoiceField(
        label="您是", required=False, widget=forms.RadioSelect,
        choices=[("", "登记失业人员\n以登记为准，不用交材料"), *((code, GROUPS[code]) for code in SAID_ONLY)],
        error_messages={"invalid_choice": "请从列出的里面选。"},
    )  # fmt: skip

    def __init__(self, *args: Any, kind: str, **more: Any):
        super().__init__(*args, **more)
        if kind != "startup":
            del self.fields["group"]


class Denial(forms.Form):
    """What one knows of it."""

    words = text("说说情况", 300, "您有没有报过名、去上过课", widget=forms.Textarea(attrs={"rows": 3}))
