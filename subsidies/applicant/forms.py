"""What an applicant fills in once there is an application: the account, proofs, an objection, a rating."""

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from people import banking
from people.models import BankAccount, Person
from records.evidence import Evidence
from subsidies.actions.ratings import LONGEST
from subsidies.models import Attachment, Rating

NEW = "new"
_CHOOSE = {"required": "请选一个。", "invalid_choice": "请从列出的里面选一个。"}


class KnownAccount(forms.Form):
    """One of the accounts that were given before, or another one."""

    account = forms.ChoiceField(label="补贴打到哪个账户？", widget=forms.RadioSelect, error_messages=_CHOOSE)

    def __init__(self, data: Mapping[str, Any] | None, accounts: Iterable[BankAccount], chosen: int | None):
        super().__init__(data, initial={"account": chosen})
        known = [(str(one.pk), banking.shown(one)) for one in accounts]
        self.fields["account"].choices = [*known, (NEW, "换一个账户\n本人名下的银行卡或社会保障卡")]  # type: ignore[attr-defined]


class NewAccount(forms.Form):
    """Card, bank, number and holder; whatever is wrong is told at once. Never kept as typed, in no session or address.

    A number that is wrong comes back in its own box, for whoever typed it to compare with the card.
    """

    kind = forms.ChoiceField(
        label="用哪种卡？",
        choices=[
            (BankAccount.Kind.CARD, "银行卡\n本人名下的借记卡；信用卡收不了"),
            (BankAccount.Kind.SOCIAL, "社会保障卡\n要先在银行开通金融功能，卡号是卡上的银行账号"),
        ],
        initial=BankAccount.Kind.CARD,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择用银行卡还是社会保障卡收款。"},
    )
    bank = forms.ChoiceField(
        label="哪家银行？",
        choices=[("", "请选择"), *banking.BANKS.items()],
        error_messages={"required": "请从列出的银行里选一个。"},
    )
    number = forms.CharField(
        label="卡号",
        max_length=40,
        help_text="看着卡面填，16到19位数字，中间可以有空格",
        error_messages={"required": "请填卡号。", "max_length": "卡号最多19位数字，这里多了。请看着卡面重新填。"},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", "data-kind": "account"}
        ),
    )
    holder = forms.CharField(
        label="户名",
        max_length=60,
        help_text="要和本人姓名一致",
        error_messages={"required": "请填户名，就是办卡时登记的姓名。", "max_length": "户名太长了，请核对。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Mapping[str, Any] | None, person: Person):
        self.person = person
        if data is not None:
            data = {name: data.get(name, "") for name in self.base_fields}
            data["number"] = grouped(str(data["number"]))
        super().__init__(data, initial={"holder": person.name})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        asked = {name: given.get(name, "") for name in self.base_fields}
        for wrong in banking.wrongs(**asked, person=self.person):
            if wrong.field not in self.errors:
                self.add_error(wrong.field, wrong.message)
        return given


def grouped(text: str) -> str:
    """6000 0012 3456 7894: as a card prints it; anything that is no number stays as it was typed."""
    digits = banking.plain(unicodedata.normalize("NFKC", text))
    if not (digits.isdecimal() and digits.isascii()):
        return text
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


class NewProof(forms.Form):
    """One more proof, and what it is."""

    file = Evidence(label="选照片或 PDF", help_text="不超过 10 MB。拍清楚、拍完整。")
    label = forms.ChoiceField(
        label="这份材料是什么？", choices=Attachment.Label.choices, initial=Attachment.Label.OTHER,
        error_messages=_CHOOSE | {"required": "请选这份材料是什么。"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("file") and "file" not in self.errors:
            self.add_error("file", "还没有选文件。请选一张照片或一份 PDF。")
        return given


class Completed(forms.Form):
    """Said when it is handed in again."""

    note = forms.CharField(
        required=False, max_length=500, label="要说明的（可以不写）", widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": "最多写500个字，这里有点长，请写短一些。"},
    )  # fmt: skip


class Objection(forms.Form):
    said = forms.CharField(
        label="为什么您认为决定不对？", max_length=1000, min_length=4, widget=forms.Textarea({"rows": 6}),
        help_text="写清楚哪一条不对、实际是怎样的。4到1000个字。",
        error_messages={
            "required": "请写明理由。", "min_length": "请写清楚一些，至少4个字。",
            "max_length": "最多写1000个字，请写短一些。",
        },
    )  # fmt: skip


class Rate(forms.Form):
    """好差评, the best first."""

    grade = forms.TypedChoiceField(
        label="您满意吗？", coerce=int, choices=list(reversed(Rating.Grade.choices)), widget=forms.RadioSelect,
        error_messages=_CHOOSE | {"required": "请选一个评价。"},
    )  # fmt: skip
    words = forms.CharField(
        required=False, max_length=LONGEST, label="想说的话（可以不写）", widget=forms.Textarea({"rows": 3}),
        error_messages={"max_length": f"最多写{LONGEST}个字，请写短一些。"},
    )  # fmt: skip
