"""Stewards' lists. Occupations and editions come by file; everyday words and the crosswalk are kept here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation, Standing
from occupations.spelling import spell


def yes_no(field: str, words: str) -> Any:
    """A column that says 是 or 否, where Django draws a sign with an English name."""

    @admin.display(description=words, ordering=field)
    def told(self: Any, row: Any) -> str:
        return "是" if getattr(row, field) else "否"

    return told


class Kept(admin.ModelAdmin):
    """One row at a time: nothing is taken out of these lists by the hundred."""

    shelf = "职业和目录"
    actions = None
    show_facets = admin.ShowFacets.NEVER
    empty_value_display = "—"


class FedOnly(Kept):
    """What comes from files is looked at here and changed by the next file."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StandingInline(admin.TabularInline):
    model = Standing
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Occupation)
class OccupationAdmin(FedOnly):
    list_display = ["name", "code", "minor", "edition", "is_digital", "is_green"]
    fields = ["name", "code", "edition", "major", "middle", "minor", "is_digital", "is_green"]
    readonly_fields = ["is_digital", "is_green"]
    list_filter = ["edition", "digital", "green", "major"]
    search_fields = ["name", "code", "pinyin", "initials", "aliases__text"]
    search_help_text = "按名称、编码、拼音、首字母或者别名查。"
    inlines = [StandingInline]
    is_digital, is_green = yes_no("digital", "数字职业"), yes_no("green", "绿色职业")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Standing)
class StandingAdmin(FedOnly):
    """A row the classification withdrew is taken out here; the occupation and its rights stay."""

    list_display = ["name", "code", "edition"]
    list_filter = ["edition"]
    search_fields = ["name", "code"]


@admin.register(Alias)
class AliasAdmin(Kept):
    list_display = ["text", "occupation", "kind"]
    list_filter = ["kind"]
    list_select_related = ["occupation"]
    search_fields = ["text", "pinyin", "initials", "occupation__name", "occupation__code"]
    autocomplete_fields = ["occupation"]

    def save_model(self, request: HttpRequest, obj: Alias, form: Any, change: bool) -> None:
        obj.pinyin, obj.initials = spell(obj.text)
        super().save_model(request, obj, form, change)


@admin.register(CodeChange)
class CodeChangeAdmin(Kept):
    list_display = ["old_name", "old_edition", "old_code", "new_code", "kind", "source"]
    list_filter = ["kind", "old_edition"]
    search_fields = ["old_name", "old_code", "new_code"]


@admin.register(CatalogueEdition)
class CatalogueEditionAdmin(FedOnly):
    list_display = ["called", "effective_from", "effective_to", "is_sample", "source"]
    fields = ["year", "version", "title", "effective_from", "effective_to", "is_sample", "source"]
    readonly_fields = ["is_sample"]
    is_sample = yes_no("demonstration", "示例版")

    @admin.display(description="版次", ordering="year")
    def called(self, row: CatalogueEdition) -> str:
        return row.label


@admin.register(CatalogueEntry)
class CatalogueEntryAdmin(FedOnly):
    list_display = ["occupation", "edition", "is_urgent"]
    fields = ["occupation", "edition", "is_urgent"]
    readonly_fields = ["is_urgent"]
    is_urgent = yes_no("urgent", "急需紧缺")
    list_filter = ["edition", "urgent"]
    list_select_related = ["occupation", "edition"]
    search_fields = ["occupation__name", "occupation__code"]
