"""Roles as the steward gives them and takes them back, and who looked at what of whom."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from lib.refused import Refused
from people.actions import grant_role, may_grant, revoke_role
from people.kept import KeptByStewards, LookedAtByStewards, called, role_words
from people.models import Look, RoleGrant, TextMessage, User
from people.stewards import is_steward


class NewGrant(forms.ModelForm):
    """A role to be given: what forbids it is said on the form."""

    by: User

    class Meta:
        model = RoleGrant
        fields = ("user", "role", "district", "organisation")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        helps = {
            "user": "按账号名或者姓名查。",
            "district": "窗口人员和区级审核员要选，其他的不选。",
            "organisation": "单位管理员和单位经办人要选，其他的不选。按名称或者代码查。",
        }
        for name, words in helps.items():
            if name in self.fields:
                self.fields[name].help_text = words

    def _get_validation_exclusions(self) -> set[str]:
        """The model's constraints have English names; whatever they refuse, `may_grant` says in words."""
        return {field.name for field in self._meta.model._meta.fields}

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
    list_display = ("who", "role", "where", "giver", "granted_at")
    list_filter = ("role", "district")
    list_select_related = ("user", "district", "organisation", "granted_by")
    search_fields = ("user__username", "user__last_name", "user__first_name")
    search_help_text = "按账号名或者姓名查。"
    autocomplete_fields = ("user", "organisation")
    actions = None

    @admin.display(description="账号", ordering="user")
    def who(self, row: RoleGrant) -> str:
        return called(row.user)

    @admin.display(description="区或单位")
    def where(self, row: RoleGrant) -> str:
        return row.place or "全市"

    @admin.display(description="谁授的")
    def giver(self, row: RoleGrant) -> str:
        return called(row.granted_by)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("who", "role", "where", "giver", "granted_at") if obj else ("user", "role", "district", "organisation")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("who", "where", "giver") if obj else ()

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """No way from here to other people's forms: an account is opened on its own page."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        for may in ("can_add_related", "can_change_related", "can_view_related", "can_delete_related"):
            if field and hasattr(field.widget, may):
                setattr(field.widget, may, False)
        return field

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        return super().render_change_form(request, context | {"show_delete": False}, *args, **kwargs)

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

    def response_add(self, request: HttpRequest, obj: RoleGrant, post_url_continue: Any = None) -> HttpResponse:
        return _to_account(request, obj.user_id, f"{obj.user.words}现在是{role_words(obj)}。")

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: Any) -> HttpResponse:
        user = request.POST.get("user", "")
        return _to_account(request, int(user) if user.isdecimal() else 0, f"已经收回：{obj_display}。")

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        revoke_role(grant=obj, by=request.user, at=timezone.now())  # type: ignore[arg-type]


def _to_account(request: HttpRequest, pk: int, done: str) -> HttpResponse:
    """Back to the account whose role it was."""
    messages.success(request, done)
    return HttpResponseRedirect(reverse("admin:people_user_change", args=[pk]))


@admin.register(Look)
class LookAdmin(LookedAtByStewards):
    list_display = ("at", "looker", "role", "district", "organisation", "what", "why", "whom")
    list_filter = ("what", "role")
    list_select_related = ("by", "district", "organisation")
    date_hierarchy = "at"
    fields = list_display
    readonly_fields = ("looker", "whom")

    @admin.display(description="查看人", ordering="by")
    def looker(self, row: Look) -> str:
        return called(row.by)

    @admin.display(description="人员编号")
    def whom(self, row: Look) -> int:
        return row.person_id


@admin.register(TextMessage)
class TextMessageAdmin(LookedAtByStewards):
    """How far messages came; neither to whom nor what."""

    list_display = ("queued_at", "purpose", "state", "failure", "sent_at", "good_until")
    list_filter = ("state", "purpose")
    date_hierarchy = "queued_at"
    fields = ("queued_at", "purpose", "state", "failure", "sent_at", "good_until", "reference")
