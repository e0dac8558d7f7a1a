"""Fields that forms of several desks share."""

from typing import Any

from django import forms


def day(label: str, **more: Any) -> forms.DateField:
    """A day, picked or typed; what is wrong with it is said in words."""
    wrong = {"required": f"请填{label}。", "invalid": f"{label}要写成 2025-09-30 的样子。"}
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, error_messages=wrong, **more)
