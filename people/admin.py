"""What Django's admin shows of this room."""

from people import admin_accounts, admin_registers, admin_roles  # noqa: F401
