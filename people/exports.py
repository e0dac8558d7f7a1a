"""How a list leaves the house: import-export's screens and formats, our safe files under them.

Its own escaping only strips a leading =; a cell that begins with +, -, @ or a tab runs as well.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.contrib.admin.utils import lookup_field
from django.utils.timezone import get_current_timezone
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.forms import SelectableFieldsExportForm
from import_export.resources import ModelResource, modelresource_factory

from lib.workbook import write, write_csv


class SafeXlsx(base_formats.XLSX):
    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return write(dataset.headers, dataset)

    def get_title(self) -> str:
        return "Excel（xlsx）"


class SafeCsv(base_formats.CSV):
    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return write_csv(dataset.headers, dataset)

    def is_binary(self) -> bool:
        return True  # it is bytes already, marked as UTF-8 for Excel

    def get_title(self) -> str:
        return "CSV"


FORMATS = [SafeXlsx, SafeCsv]


class ChosenColumns(SelectableFieldsExportForm):
    """import-export's form, each column called what it is called in the list."""

    def _init_formats(self, formats: Any) -> None:
        super()._init_formats(formats)
        self.fields["format"].label = "文件格式"
        self.fields["format"].choices = self.fields["format"].choices[1:]
        self.initial["format"] = "0"

    def _get_field_label(self, resource: Any, field_name: str) -> str:
        return str(resource.fields[field_name].column_name)


def resource_of(model_admin: Any, columns: tuple[str, ...], title: Callable[[str], str]) -> type[ModelResource]:
    """import-export's schema of a list: its columns, with the words that stand in the list."""

    def words(name: str) -> Callable[[Any], Any]:
        return lambda row: words_of(name, row, model_admin)

    fields = {
        name: Field(column_name=str(title(name)), attribute=name, dehydrate_method=words(name), readonly=True)
        for name in columns
    }
    options = {"fields": columns, "name": str(model_admin.opts.verbose_name)}
    return modelresource_factory(model_admin.model, custom_fields=fields, meta_options=options)


def words_of(name: str, row: Any, model_admin: Any) -> Any:
    """What a column of a list says of a row: plain words, or a whole number."""
    field, _, value = lookup_field(name, row, model_admin)
    if field is not None and field.choices:
        return getattr(row, f"get_{field.name}_display")()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{value.astimezone(get_current_timezone()):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value if isinstance(value, int) else str(value)
