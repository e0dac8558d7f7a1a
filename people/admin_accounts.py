"""Accounts of organisations and officials, as the steward keeps them; no person's own account is among them."""

from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import SetPasswordForm, UserCreationForm
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.views.decorators.debug import sensitive_post_parameters

from lib.refused import Refused
from people import looks
from people.actions import clear_own, keep_account, reset_password, set_own, unbind_second_factor
from people.forms import Document
from people.kept import KeptByStewards, role_words
from people.models import RoleGrant, User

NAMES = ("username", "last_name", "first_name")
RULE = "至少12位，不能全是数字，不要和账号相近，不要用常见的密码。"


def _plain(fields: dict[str, forms.Field]) -> None:
    """Labels and hints in our words, the same as on the sign-in page."""
    words = {
        "username": ("账号名", "登录时填的，字母或数字，不用真实的证件号码和手机号。"),
        "last_name": ("姓", ""),
        "first_name": ("名", "和姓一起显示在页面上。"),
        "is_active": ("可以登录", "离岗的人不删账号，把这一项去掉，马上就不能登录；查得到以前办过什么。"),
        "password1": ("密码", RULE),
        "password2": ("再填一次", ""),
        "new_password1": ("新密码", RULE),
        "new_password2": ("再填一次", ""),
    }
    for name, field in fields.items():
        if name in words:
            field.label, field.help_text = words[name]
            field.error_messages["required"] = f"请填{field.label}。"


class NewAccount(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = NAMES

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self.fields)


class KeptAccount(forms.ModelForm):
    """Nobody closes his own account: who would open it again?"""

    by: User

    class Meta:
        model = User
        fields = (*NAMES, "is_active")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self.fields)

    def clean_is_active(self) -> bool:
        if self.instance.pk == self.by.pk and not self.cleaned_data["is_active"]:
            raise forms.ValidationError("不能停用自己的账号。请找另一位数据管理员办理。")
        return self.cleaned_data["is_active"]


class NewPassword(SetPasswordForm):
    error_messages = {"password_mismatch": "两次填的密码不一样，请重新填。"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _plain(self.fields)


class MaySignIn(admin.SimpleListFilter):
    title, parameter_name = "能否登录", "active"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "可以登录"), ("no", "已停用")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(is_active=self.value() == "yes") if self.value() else queryset


class Holds(admin.SimpleListFilter):
    title, parameter_name = "角色", "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(RoleGrant._meta.get_field("role").choices or [])

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        held = RoleGrant.objects.filter(role=self.value()).values("user")
        return queryset.filter(pk__in=held) if self.value() else queryset


@admin.register(User)
class AccountAdmin(KeptByStewards, UserAdmin):
    """What an account may do is a matter of roles, so no flags and groups here."""

    form, add_form = KeptAccount, NewAccount
    add_form_template, change_form_template = "people/new_account.html", "people/kept_account.html"
    list_display = ("name", "words", "roles", "second_factor", "may_sign_in", "last_seen")
    list_filter = (MaySignIn, Holds)
    search_fields = NAMES
    search_help_text = "按账号名或者姓名查。"
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": (*NAMES, "is_active")}),
        ("角色和登录", {"fields": ("held", "oneself", "second_factor", "last_seen")}),
    )
    add_fieldsets = ((None, {"fields": (*NAMES, "password1", "password2")}),)
    readonly_fields = ("held", "oneself", "second_factor", "last_seen")
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        bound = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        rows = super().get_queryset(request).filter(person__isnull=True).annotate(bound=Exists(bound))
        rows = rows.select_related("own").prefetch_related("grants__district", "grants__organisation")
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        keep_account(account=obj, by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def get_urls(self) -> list:
        doors = (("unbind", self.unbind), ("own", self.own))
        return [
            *(
                path(f"<int:pk>/{to}/", self.admin_site.admin_view(door), name=f"people_user_{to}")
                for to, door in doors
            ),
            *super().get_urls(),
        ]

    # --- what stands in the list and on the page ---
    @admin.display(description="账号名", ordering="username")
    def name(self, row: User) -> str:
        return row.username

    @admin.display(description="姓名")
    def words(self, row: User) -> str:
        return row.words

    @admin.display(description="角色")
    def roles(self, row: User) -> str:
        return "、".join(role_words(grant) for grant in row.grants.all()) or "没有"

    @admin.display(description="角色")
    def held(self, row: User) -> str:
        """Each with the way to take it back; and the way to give another."""
        given = format_html_join(
            "",
            '<li>{} <a href="{}">收回</a></li>',
            ((role_words(g), reverse("admin:people_rolegrant_delete", args=[g.pk])) for g in row.grants.all()),
        )
        add = f"{reverse('admin:people_rolegrant_add')}?user={row.pk}"
        return format_html('<ul class="held">{}<li><a href="{}">授予角色</a></li></ul>', given, add)

    @admin.display(description="本人是")
    def oneself(self, row: User) -> str:
        """Masked; and the way to write it down."""
        words = f"{row.own.name}，{looks.masked_number(row.own)}" if row.own else "没有登记"
        door = reverse("admin:people_user_own", args=[row.pk])
        return format_html('{} <a href="{}">{}</a>', words, door, "更改" if row.own else "登记")

    @admin.display(description="两步验证")
    def second_factor(self, row: User) -> str:
        return "已绑定" if getattr(row, "bound", False) else "没有绑定"

    @admin.display(description="能否登录", ordering="is_active")
    def may_sign_in(self, row: User) -> str:
        return "可以" if row.is_active else "已停用"

    @admin.display(description="上次登录", ordering="last_login")
    def last_seen(self, row: User) -> str:
        at = row.last_login
        return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else "没有登录过"

    # --- who the holder is; and the two things a steward does for somebody who cannot sign in ---
    @method_decorator(sensitive_post_parameters())
    def own(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Whom the holder is: whoever decides has to leave own cases to others."""
        user = self._other(request, str(pk))
        if not isinstance(user, User):
            return user
        who: Any = {"account": user, "by": request.user}
        if "clear" in request.POST:
            done = f"已去掉{user.words}登记的本人。"
            return self._do(request, user, done, lambda at: clear_own(**who, at=at))
        form = Document(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                set_own(**who, **form.cleaned_data, at=timezone.now())
                messages.success(request, f"已登记{user.words}本人是谁：他自己的申请、异议和更正，由别人办理。")
                return HttpResponseRedirect(reverse("admin:people_user_change", args=[user.pk]))
            except Refused as refusal:
                form.add_error("number" if refusal.code == "nobody" else None, refusal.message)
        masked = looks.masked_number(user.own) if user.own else ""
        return self._page(request, "people/own.html", user, form=form, masked=masked)

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        user = self._other(request, id)
        if not isinstance(user, User):
            return user
        form = NewPassword(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            password = form.cleaned_data["new_password1"]
            done = f"{user.words}的密码已经重设。请当面交给本人，请本人登录后马上修改。"
            return self._do(request, user, done, lambda at: reset_password(
                account=user, password=password, by=request.user, at=at,  # type: ignore[arg-type]
            ))  # fmt: skip
        return self._page(request, "people/reset_password.html", user, form=form)

    def unbind(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = self._other(request, str(pk))
        if not isinstance(user, User):
            return user
        if request.method == "POST":
            done = f"{user.words}的两步验证已经解除，本人下次登录时重新绑定。"
            return self._do(request, user, done, lambda at: unbind_second_factor(
                account=user, by=request.user, at=at,  # type: ignore[arg-type]
            ))  # fmt: skip
        return self._page(request, "people/unbind.html", user)

    def _other(self, request: HttpRequest, pk: str) -> Any:
        """The account, where it is in this steward's reach; else the way back to the list."""
        user = self.get_object(request, pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        return user or HttpResponseRedirect(reverse("admin:people_user_changelist"))

    def _do(self, request: HttpRequest, user: User, done: str, act: Any) -> HttpResponse:
        try:
            act(timezone.now())
            messages.success(request, done)
        except Refused as refusal:
            messages.error(request, refusal.message)
        return HttpResponseRedirect(reverse("admin:people_user_change", args=[user.pk]))

    def _page(self, request: HttpRequest, template: str, user: User, **more: Any) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, "account": user, **more}
        return TemplateResponse(request, template, context)
