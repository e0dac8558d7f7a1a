"""What is filled in to register an organisation, to answer it, and to set a first password."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lib.refused import Refused
from people.fields import text
from people.models import District, Organisation
from records.evidence import Evidence
from records.joining import pledge
from records.joining.actions import wrongs
from records.joining.models import KINDS


class Join(forms.Form):
    """An organisation, its papers, and the account its manager wants."""

    kind = forms.ChoiceField(
        label="单位是", choices=KINDS, widget=forms.RadioSelect,
        error_messages={"required": "请选择单位的类型。", "invalid_choice": "请选择单位的类型。"},
    )  # fmt: skip
    code = text("统一社会信用代码", 30, "18位，在营业执照上")
    name = text("单位名称", 100, "和营业执照上的一样")
    legal_head = text("法定代表人", 60)
    district = forms.ModelChoiceField(
        District.objects.all(), label="注册地所在区", empty_label="请选择",
        error_messages={"required": "请选择注册地所在区。", "invalid_choice": "请选择注册地所在区。"},
    )  # fmt: skip
    licence = text("办学许可证号", 40, "培训机构填；企业不用填", required=False)
    licence_until = forms.DateField(
        label="许可证有效期至", required=False, help_text="培训机构填；最后一天",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "日期要写成 2027-12-31 的样子。"},
    )  # fmt: skip
    file = Evidence(
        label="证照",
        help_text="营业执照的照片或 PDF；培训机构把办学许可证拍在一起。最大 10 MB",
    )
    username = text("想要的管理员账号", 30, "小写字母开头，可以有数字、点和短横；以后登录用")
    pledge = forms.BooleanField(
        label=f"我代表单位同意《{pledge.TITLE}》", error_messages={"required": "请看过单位承诺书，勾选同意。"}
    )

    def __init__(self, *args: Any, on: Any, **more: Any):
        super().__init__(*args, **more)
        self.on = on

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def clean_file(self) -> Any:
        proof = self.cleaned_data["file"]
        if proof is None:
            raise ValidationError("请附上证照的照片或 PDF。", "required")
        return proof

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        sound = {name: told.get(name) for name in ("code", "username", "kind", "licence", "licence_until")}
        if all(sound[name] for name in ("code", "username", "kind")):
            for one in wrongs(sound | {"licence": sound["licence"] or ""}, self.on):
                self.add_error(one.field, one.message)
        return told

    def refused(self, refusal: Refused) -> None:
        self.add_error(refusal.code if refusal.code in self.fields else None, refusal.message)

    @property
    def for_schools(self) -> bool:
        """Is it about a school, as far as it is filled in?"""
        return self.data.get("kind", Organisation.Kind.INSTITUTION) == Organisation.Kind.INSTITUTION


class Refusal(forms.Form):
    """Why it was not let in."""

    words = forms.CharField(
        label="为什么没有通过，怎么补", min_length=4, max_length=300, help_text="本人看得到，4到300个字",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因。", "min_length": "太短了，至少写4个字。",
                        "max_length": "太长了，请写在300个字以内。"},
    )  # fmt: skip


class FirstPassword(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label="密码", max_length=128, help_text="至少12位，不能全是数字，不要和账号相近",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请填密码。"},
    )  # fmt: skip
    again = forms.CharField(
        label="再填一次", max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "请再填一次密码。"},
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if told.get("password") and told.get("again") and told["password"] != told["again"]:
            self.add_error("again", "两次填的不一样。请重新填。")
        return told
