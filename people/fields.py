"""Fields that forms of every floor share."""

from typing import Any

from django import forms


def text(label: str, longest: int, hint: str = "", **more: Any) -> forms.CharField:
    """Some words; what is wrong with them is said by their label."""
    wrong = {"required": f"请填{label}。", "max_length": f"{label}太长了，最多{longest}个字。"}
    return forms.CharField(label=label, max_length=longest, help_text=hint, error_messages=wrong, **more)
