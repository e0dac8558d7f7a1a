"""Persons, organisations and what happened to persons, as the steward looks at them."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse

from lib import months
from people import looks
from people.models import InsuranceSpan, Organisation, Person, StatusSpan
from people.registers import KnownNow, Link, RegisterAdmin, masked_number


class OfPerson(RegisterAdmin):
    """A register each of whose rows is one person's."""

    list_select_related = ["person"]

    @admin.display(description="姓名")
    def who(self, row: Any) -> str:
        return str(row.person.name)

    @admin.display(description="证件号码")
    def number_masked(self, row: Any) -> str:
        return masked_number(row.person)


@admin.register(Person)
class PersonAdmin(RegisterAdmin):
    list_display = ("name", "document", "number_masked", "born", "household")
    list_filter = ("document", "household")
    list_select_related = ("household",)
    fields = ("name", "document", "number_masked", "born", "household", "phone_masked", "since")
    readonly_fields = ("number_masked", "phone_masked", "since")
    person_key = "id__in"

    def row_links(self, row: Person) -> list[Link]:
        """To what is known of this person, list by list, and to the page where a look is written down."""
        listed = [
            (model._meta, kept)
            for model, kept in self.admin_site._registry.items()
            if getattr(kept, "person_key", "") == "person__id__in"
        ]
        rows = [
            Link(
                f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?person__id__in={row.pk}",
                str(meta.verbose_name_plural),
            )
            for meta, _ in listed
        ]
        back = reverse("admin:people_person_change", args=[row.pk])
        reveal = f"{reverse('people:reveal', args=[row.pk])}?{urlencode({'back': back})}"
        phone = [Link(f"{reveal}&what=phone", "看完整手机号码（会记下来）")] if row.phone_sealed else []
        return [Link(reveal, "看完整证件号码（会记下来）"), *phone, *rows]

    @admin.display(description="证件号码")
    def number_masked(self, row: Person) -> str:
        return masked_number(row)

    @admin.display(description="登记手机")
    def phone_masked(self, row: Person) -> str:
        return looks.masked_phone(row) or "没有登记"


@admin.register(Organisation)
class OrganisationAdmin(RegisterAdmin):
    list_display = ("name", "code", "kind", "district", "founded")
    list_filter = ("kind", "district")
    list_select_related = ("district",)
    search_fields = ("name", "code__exact")
    search_help_text = "按名称或者统一社会信用代码查。"
    fields = ("name", "code", "kind", "district", "founded", "legal_head", "since")
    readonly_fields = ("since",)
    person_key = ""


@admin.register(InsuranceSpan)
class InsuranceSpanAdmin(OfPerson):
    list_display = (
        "who",
        "number_masked",
        "from_month",
        "to_month",
        "paid",
        "employer_kind",
        "employer_code",
        "district",
    )
    list_filter = (KnownNow, "employer_kind", "deferred", "district")
    list_select_related = ["person", "district"]
    search_fields = ("employer_code__exact",)
    search_help_text = "按单位代码查，代码要写全。"
    fields = (
        *("who", "number_masked", "from_month", "to_month", "paid", "employer_kind", "employer_code"),
        *("relation_began", "district", "since", "until"),
    )
    readonly_fields = ("who", "number_masked", "from_month", "to_month", "paid", "since", "until")

    @admin.display(description="起始月")
    def from_month(self, row: InsuranceSpan) -> str:
        return months.chinese(row.first_month)

    @admin.display(description="截止月")
    def to_month(self, row: InsuranceSpan) -> str:
        return months.chinese(row.last_month)

    @admin.display(description="缴费情况")
    def paid(self, row: InsuranceSpan) -> str:
        return "缓缴" if row.deferred else "已缴"


@admin.register(StatusSpan)
class StatusSpanAdmin(OfPerson):
    list_display = ("who", "number_masked", "kind", "began", "ended")
    list_filter = (KnownNow, "kind")
    fields = ("who", "number_masked", "kind", "began", "ended", "since", "until")
    readonly_fields = ("who", "number_masked", "since", "until")
