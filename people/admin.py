"""What Django's admin shows of this room."""

from people import admin_registers  # noqa: F401
