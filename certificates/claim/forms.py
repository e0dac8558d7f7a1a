"""What a claim asks: which certificate, and in the end a promise. The account is asked by `subsidies.applicant`."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

PROMISE = (
    "我承诺：填写的内容和提交的材料都是真实的，收款账户是我本人的；这本证书没有在别处领过同样的补贴。"
    "情况不实的，愿意退回补贴，并承担相应责任。"
)


class WhichCertificate(forms.Form):
    certificate = forms.TypedChoiceField(
        label="用哪本证书申请？", coerce=int, widget=forms.RadioSelect,
        error_messages={"required": "请选一本证书。", "invalid_choice": "没有这本证书。请从列出的里面选一本。"},
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any] | None, choices: Sequence[tuple[int, str]]):
        super().__init__(data)
        self.fields["certificate"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial["certificate"] = choices[0][0]


class Promise(forms.Form):
    """The last page. ``seen``: what the slip said when it was shown, so that nothing else is handed in unseen."""

    note = forms.CharField(
        required=False, max_length=500, label="为什么您认为可以领？（可以不写）", widget=forms.Textarea({"rows": 3}),
        help_text="写清楚哪一条登记和实际不一样，审核的人会看。",
        error_messages={"max_length": "最多写500个字，这里有点长，请写短一些。"},
    )  # fmt: skip
    promise = forms.BooleanField(
        label=PROMISE, error_messages={"required": "请先勾选承诺，再提交。不同意的，可以不提交，草稿会留着。"}
    )
    seen = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, seen: str, reasons: bool, at_counter: bool = False):
        super().__init__(data, initial={"seen": seen})
        if not reasons:
            del self.fields["note"]
        if at_counter:
            self.fields["promise"].label = f"已经把下面的承诺读给本人听，本人同意，并会在回执上签名。{PROMISE}"
