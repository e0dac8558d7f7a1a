"""The register of certificates, as the steward looks at it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from certificates.models import Certificate
from occupations.queries import name_of
from people.admin_registers import OfPerson
from people.registers import KnownNow
from policy.words import LEVELS, level


class OfLevel(admin.SimpleListFilter):
    title, parameter_name = "等级", "level"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(number), words) for number, words in LEVELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(level=self.value()) if (self.value() or "").isdecimal() else queryset


@admin.register(Certificate)
class CertificateAdmin(OfPerson):
    list_display = ("number", "who", "number_masked", "occupation_words", "level_words", "issued_on", "issuer")
    export_columns = (
        *("number", "who", "number_masked", "occupation", "occupation_words", "level_words", "issued_on", "issuer"),
    )
    list_filter = (KnownNow, "kind", OfLevel)
    search_fields = ("number__exact", "occupation__exact")
    search_help_text = "按证书编号或者职业编码查，要写全。"
    fields = (
        *("number", "kind", "who", "number_masked", "occupation_words", "occupation", "job", "level_words"),
        *("issued_on", "issuer", "since", "until"),
    )
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(occupation_name=name_of("occupation"))

    @admin.display(description="职业")
    def occupation_words(self, row: Any) -> str:
        return row.occupation_name or row.occupation

    @admin.display(description="等级")
    def level_words(self, row: Certificate) -> str:
        return level(row.level)
