"""Earlier payments, determinations and invitations, as the steward looks at them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from lib.money import yuan
from occupations.queries import name_of
from people.admin_registers import OfPerson
from people.registers import KnownNow, run_link
from policy import registered, scheme_of
from policy.words import level
from subsidies import admin_scans  # noqa: F401
from subsidies.invitations import NEVER_REMINDED
from subsidies.models import Determination, EarlierPayment, Invitation
from subsidies.reminders import FIRST


class OfScheme(admin.SimpleListFilter):
    title, parameter_name = "补贴项目", "scheme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(scheme.code, scheme.title) for scheme in registered()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(scheme=self.value()) if self.value() else queryset


class OfMoney(OfPerson):
    @admin.display(description="编号")
    def mark(self, row: Any) -> int:
        return int(row.pk)

    @admin.display(description="补贴项目")
    def scheme_words(self, row: Any) -> str:
        return scheme_of(row.scheme).title

    @admin.display(description="金额")
    def yuan(self, row: Any) -> str:
        return yuan(row.amount)


@admin.register(EarlierPayment)
class EarlierPaymentAdmin(OfMoney):
    list_display = ("who", "number_masked", "scheme_words", "occupation_words", "level_words", "paid_on", "yuan")
    export_columns = (
        *("who", "number_masked", "scheme_words", "occupation", "occupation_words", "level_words", "paid_on", "yuan"),
    )
    list_filter = (KnownNow, OfScheme)
    fields = (*export_columns, "since", "until")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(occupation_name=name_of("occupation"))

    @admin.display(description="职业")
    def occupation_words(self, row: Any) -> str:
        return row.occupation_name or row.occupation or "不分职业"

    @admin.display(description="等级")
    def level_words(self, row: EarlierPayment) -> str:
        return level(row.level)


@admin.register(Determination)
class DeterminationAdmin(OfMoney):
    shelf = "决定和告知"
    aside = "决定不能改，也不能删。登记改了以后会重新作出，以前的留着。"
    list_display = (
        *("mark", "who", "number_masked", "scheme_words", "on", "accepted", "yuan", "why_not", "trigger", "made_at"),
    )
    list_filter = ("accepted", "review", "trigger", OfScheme)
    fields = (
        *("who", "number_masked", "scheme_words", "on", "law_date", "accepted", "yuan", "why_not", "review", "trigger"),
        *("known", "rule_version", "subject", "made_at"),
    )
    readonly_fields = fields

    @admin.display(description="未通过")
    def why_not(self, row: Determination) -> str:
        """The conditions by their titles."""
        titles = {check.code: check.title for check in scheme_of(row.scheme).checks}
        return "、".join(titles.get(code, code) for code in row.failed.split()) or "没有"

    @admin.display(description="依据的数据")
    def known(self, row: Determination) -> str:
        return format_html("到{}为止", run_link(row.known_run)) if row.known_run else "还没有导入过文件"


@admin.register(Invitation)
class InvitationAdmin(OfMoney):
    shelf = "决定和告知"
    aside = "告知由筛查发出，登记改了会跟着变；在这里只看。"
    list_display = ("mark", "who", "number_masked", "scheme_words", "yuan", "found_on", "last_day", "state")
    list_filter = ("state", OfScheme)
    fields = (
        *("who", "number_masked", "scheme_words", "yuan", "found_on", "last_day", "state", "decision", "told"),
        "subject",
    )
    readonly_fields = fields

    @admin.display(description="依据的决定")
    def decision(self, row: Invitation) -> str:
        url = reverse("admin:subsidies_determination_change", args=[row.determination_id])
        return format_html('<a href="{}">决定 {}</a>', url, row.determination_id)

    @admin.display(description="提醒")
    def told(self, row: Invitation) -> str:
        if row.reminded >= NEVER_REMINDED:
            return "还没有提醒过"
        return "发现时提醒过" if row.reminded >= FIRST else f"还剩 {row.reminded} 天时提醒过"
