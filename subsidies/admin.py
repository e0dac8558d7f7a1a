"""Earlier payments, determinations and invitations, as the steward looks at them."""

from typing import Any

from django.contrib import admin

from lib.money import yuan
from people.admin_registers import OfPerson
from people.registers import KnownNow
from subsidies import admin_scans  # noqa: F401
from subsidies.models import Determination, EarlierPayment, Invitation


class OfMoney(OfPerson):
    @admin.display(description="金额")
    def yuan(self, row: Any) -> str:
        return yuan(row.amount)


@admin.register(EarlierPayment)
class EarlierPaymentAdmin(OfMoney):
    list_display = ("who", "number_masked", "scheme", "occupation", "level", "paid_on", "yuan")
    list_filter = (KnownNow, "scheme", "level")
    fields = (*list_display, "since", "until")
    readonly_fields = ("who", "number_masked", "yuan", "since", "until")


@admin.register(Determination)
class DeterminationAdmin(OfMoney):
    list_display = ("id", "who", "number_masked", "scheme", "on", "accepted", "yuan", "failed", "trigger", "made_at")
    list_filter = ("accepted", "review", "trigger", "scheme")
    fields = (
        *("who", "number_masked", "scheme", "subject", "on", "law_date", "accepted", "yuan", "failed", "review"),
        *("trigger", "rule_version", "known_run", "made_at"),
    )
    readonly_fields = ("who", "number_masked", "yuan")


@admin.register(Invitation)
class InvitationAdmin(OfMoney):
    list_display = ("id", "who", "number_masked", "scheme", "yuan", "found_on", "last_day", "state")
    list_filter = ("state", "scheme")
    fields = (
        *("who", "number_masked", "scheme", "subject", "yuan", "found_on", "last_day", "state"),
        *("determination", "reminded"),
    )
    readonly_fields = ("who", "number_masked", "yuan")
