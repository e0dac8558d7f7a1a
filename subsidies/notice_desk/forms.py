"""What the city fills in to answer an objection."""

from django import forms


class Answer(forms.Form):
    """The reason; which answer it is, the button says. Two of these stand on one page, so ids are told apart."""

    words = forms.CharField(
        label="理由",
        min_length=4,
        max_length=1000,
        help_text="写怎样核实的、结论是什么，4到1000个字；不写提出人的姓名和电话",
        error_messages={
            "required": "请写明理由，再答复。", "min_length": "太短了，至少写4个字。",
            "max_length": "太长了，请写在1000个字以内。",
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
