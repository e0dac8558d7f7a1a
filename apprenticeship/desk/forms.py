"""What a reviewer fills in. Both stand on one page, so each has ids of its own."""

from typing import Any

from django import forms

from people.fields import text

SEEN = "企业和院校看得到"


class GiveBack(forms.Form):
    """What is wrong, and how to mend it."""

    words = text("原因和怎么补", 300, SEEN, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, told: Any = None):
        super().__init__(told, auto_id="give-back-%s")


class Refuse(forms.Form):
    """Why it will not be accepted."""

    words = text("原因", 300, SEEN, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, told: Any = None):
        super().__init__(told, auto_id="refuse-%s")
