"""The register of certificates, as the steward looks at it."""

from django.contrib import admin

from certificates.models import Certificate
from people.admin_registers import OfPerson
from people.registers import KnownNow


@admin.register(Certificate)
class CertificateAdmin(OfPerson):
    list_display = ("number", "who", "number_masked", "occupation", "level", "issued_on", "issuer")
    list_filter = (KnownNow, "kind", "level")
    search_fields = ("number__exact", "occupation__exact")
    search_help_text = "按证书编号或者职业编码查，要写全。"
    fields = (
        *("number", "kind", "who", "number_masked", "occupation", "job", "level", "issued_on", "issuer"),
        *("since", "until"),
    )
    readonly_fields = ("who", "number_masked", "since", "until")
