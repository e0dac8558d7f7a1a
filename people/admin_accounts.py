"""Accounts, roles, looks and messages, as the steward keeps or looks at them; no person's own account is among them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from lib.refused import Refused
from people.actions import grant_role, may_grant, revoke_role
from people.logins import is_enrolled, unbind
from people.models import Look, RoleGrant, TextMessage, User
from people.stewards import is_steward


class KeptByStewards(admin.ModelAdmin):
    """A list that stewards keep by hand; nothing is ever deleted from it, unless the class says so."""

    show_facets = admin.ShowFacets.NEVER

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_steward(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_steward(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return is_steward(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_steward(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LookedAtByStewards(KeptByStewards):
    """A list that nobody changes."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NewAccount(UserCreationForm):
    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "last_name", "first_name")


@admin.register(User)
class AccountAdmin(KeptByStewards, UserAdmin):
    """Accounts of organisations and officials. What they may do is a matter of roles, so no flags and groups here."""

    add_form, add_form_template = NewAccount, "people/new_account.html"
    list_display = ("username", "words", "roles", "second_factor", "is_active", "last_login")
    list_filter = ("is_active", "grants__role")
    search_fields = ("username", "last_name", "first_name")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "last_name", "first_name", "is_active")}),
        ("角色和登录", {"fields": ("roles", "second_factor", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "last_name", "first_name", "password1", "password2")}),)
    readonly_fields = ("roles", "second_factor", "last_login")
    actions = ("forget_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).filter(person__isnull=True).prefetch_related("grants")
        return rows if request.user.is_superuser else rows.filter(is_superuser=False)

    @admin.display(description="姓名")
    def words(self, row: User) -> str:
        return row.words

    @admin.display(description="角色")
    def roles(self, row: User) -> str:
        return "、".join(str(grant) for grant in row.grants.all()) or "没有"

    @admin.display(description="两步验证", boolean=True)
    def second_factor(self, row: User) -> bool:
        return bool(row.pk) and is_enrolled(row)

    @admin.action(description="解除两步验证（手机丢了的，本人下次登录重新绑定）", permissions=["change"])
    def forget_second_factor(self, request: HttpRequest, queryset: QuerySet) -> None:
        others = queryset.exclude(pk=request.user.pk)
        for user in others:
            unbind(user)
            self.log_change(request, user, "解除两步验证")
        messages.success(request, f"解除了{len(others)}个账号的两步验证。自己的请在“我的账号”里办理。")


class NewGrant(forms.ModelForm):
    """A role to be given: what forbids it is said on the form."""

    by: User

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "district", "organisation")

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if {"user", "role"} <= given.keys():
            try:
                may_grant(
                    user=given["user"], role=given["role"], by=self.by,
                    district=given.get("district"), organisation=given.get("organisation"),
                )  # fmt: skip
            except Refused as refusal:
                self.add_error(None, refusal.message)
        return given


@admin.register(RoleGrant)
class RoleGrantAdmin(KeptByStewards):
    """Roles are given and taken back, not changed."""

    form = NewGrant
    list_display = ("user", "role", "place", "granted_by", "granted_at")
    list_filter = ("role", "district")
    list_select_related = ("user", "district", "organisation", "granted_by")
    search_fields = ("user__username", "user__last_name", "user__first_name")
    autocomplete_fields = ("user", "organisation")
    actions = None

    @admin.display(description="区或单位")
    def place(self, row: RoleGrant) -> str:
        return row.place

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_steward(request.user) and (obj is None or obj.user_id != request.user.pk)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        made = grant_role(**form.cleaned_data, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        obj.pk = made.pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        revoke_role(grant=obj, by=request.user)  # type: ignore[arg-type]


@admin.register(Look)
class LookAdmin(LookedAtByStewards):
    list_display = ("at", "by", "role", "district", "what", "why", "whom")
    list_filter = ("what", "role")
    list_select_related = ("by", "district")
    date_hierarchy = "at"
    fields = ("at", "by", "role", "district", "what", "why", "whom")
    readonly_fields = ("whom",)

    @admin.display(description="人员编号")
    def whom(self, row: Look) -> int:
        return row.person_id


@admin.register(TextMessage)
class TextMessageAdmin(LookedAtByStewards):
    """How far messages came; neither to whom nor what."""

    list_display = ("queued_at", "purpose", "state", "failure", "sent_at", "good_until")
    list_filter = ("state", "purpose", "failure")
    date_hierarchy = "queued_at"
    fields = ("queued_at", "purpose", "state", "failure", "sent_at", "good_until", "reference")
