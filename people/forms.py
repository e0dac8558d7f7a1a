"""What is asked when signing in and when a number is looked at. Every error says what was found and what to do."""

import re
import unicodedata
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, PasswordVerificationMixin, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AppReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from lib import idcard
from people import phones
from people.looks import REASONS
from people.models import Person

BY_NUMBER = (Person.Document.RESIDENT, Person.Document.HKMO_RESIDENCE)  # 18 signs, the last one checks the rest
OTHER = "other"


class Document(forms.Form):
    """A person's document. Nothing of it is ever put into an address."""

    document = forms.ChoiceField(
        label="证件类型",
        choices=Person.Document.choices,
        initial=Person.Document.RESIDENT,
        error_messages={"required": "请选证件类型。", "invalid_choice": "请从列出的证件类型里选一种。"},
    )
    number = forms.CharField(
        label="证件号码",
        max_length=40,
        error_messages={"required": "请填证件号码。", "max_length": "证件号码太长了，请检查有没有多填。"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def clean_number(self) -> str:
        number = re.sub(r"[\s\-－]", "", unicodedata.normalize("NFKC", self.cleaned_data["number"])).upper()
        document = self.cleaned_data.get("document")
        if document in BY_NUMBER and (fault := idcard.fault(number)):
            raise forms.ValidationError(f"证件号码不对：{fault}。请对照证件逐位核对。", code="number")
        if not re.fullmatch(r"[0-9A-Z]{5,20}", number):
            raise forms.ValidationError(
                "证件号码应是5到20位数字和字母。请对照证件核对，不要填括号和标点。", code="number"
            )
        return number


class SignIn(Document):
    """Who wants to sign in."""

    name = forms.CharField(
        label="真实姓名",
        max_length=60,
        error_messages={"required": "请填姓名，和证件上的一样。", "max_length": "姓名太长了，请只填证件上的姓名。"},
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )

    field_order = ("name", "document", "number")


class Code(forms.Form):
    """The six digits from the text message."""

    code = forms.CharField(
        label="填短信里的6位验证码",
        max_length=12,
        error_messages={"required": "请填短信里的6位数字。", "max_length": "验证码只有6位数字，请重新填。"},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-box"}),
    )

    def clean_code(self) -> str:
        code = "".join(unicodedata.normalize("NFKC", self.cleaned_data["code"]).split())
        if not re.fullmatch(r"[0-9]{6}", code):
            raise forms.ValidationError("验证码是6位数字，请对照短信重新填。", code="shape")
        return code


class Phone(forms.Form):
    """The phone somebody at a counter wants written down, typed twice because a wrong one locks him out."""

    phone = forms.CharField(
        label="新的手机号",
        max_length=20,
        error_messages={"required": "请填手机号。", "max_length": "手机号只有11位数字，请重新填。"},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    again = forms.CharField(
        label="请本人看着，再填一次",
        max_length=20,
        error_messages={
            "required": "请再填一次，免得填错了收不到验证码。",
            "max_length": "手机号只有11位数字，请重新填。",
        },
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, second = (phones.plain(given.get(name, "")) for name in ("phone", "again"))
        if given.get("phone") and not first:
            self.add_error("phone", "手机号应是11位数字，以1开头。请当面和本人核对后重新填。")
        elif given.get("again") and first != second:
            self.add_error("again", "两次填的不一样，请核对后重新填。")
        return given


class Reveal(forms.Form):
    """Why a number is to be seen in clear."""

    why = forms.ChoiceField(
        label="为什么要看",
        choices=[*((reason, reason) for reason in REASONS), (OTHER, "其他原因")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个原因。", "invalid_choice": "请从列出的原因里选。"},
    )
    other = forms.CharField(
        label="其他原因",
        required=False,
        max_length=60,
        help_text="选“其他原因”的，写在这里，4到60个字；不要写姓名和号码。",
        error_messages={"max_length": "太长了，请写在60个字以内。"},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("why") == OTHER:
            given["why"] = given.get("other", "").strip()
            if len(given["why"]) < 4:
                self.add_error("other", "请写明原因，4到60个字。")
        return given


def _plain(form: forms.Form, **words: tuple[str, str]) -> None:
    """Say each field's label and what is missing in our words; a placeholder is not a label."""
    for name, (label, missing) in words.items():
        field = form.fields[name]
        field.label, field.help_text = label, ""
        field.error_messages["required"] = missing
        field.widget.attrs.pop("placeholder", None)


class PasswordSignIn(LoginForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self, login=("账号", "请填账号。"), password=("密码", "请填密码。"))
        self.fields["login"].widget.attrs["spellcheck"] = "false"


class PasswordAgain(ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self, password=("密码", "请填密码。"))


class NewPassword(ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(
            self,
            oldpassword=("现在的密码", "请填现在的密码。"),
            password1=("新密码", "请填新密码。"),
            password2=("再填一次新密码", "请把新密码再填一次。"),
        )
        self.fields["password1"].help_text = "至少12位，不能全是数字，不要和账号相近，不要用常见的密码。"

    def clean(self) -> Any:
        given = super(PasswordVerificationMixin, self).clean()  # past its own words for the same
        new, again = (self.cleaned_data.get(name) for name in ("password1", "password2"))
        if new and again and new != again:
            self.add_error("password2", "两次填的新密码不一样，请重新填。")
        return given


class AppCode(AuthenticateForm):
    """Six digits of the app, or one of the recovery codes."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _code_box(self)


class AppCodeAgain(AppReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _code_box(self)


class FirstAppCode(ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _code_box(self)


def _code_box(form: forms.Form) -> None:
    _plain(form, code=("验证器里的6位数字", "请填验证器里现在的6位数字。"))
    form.fields["code"].widget.attrs |= {"inputmode": "numeric", "class": "code-box"}
