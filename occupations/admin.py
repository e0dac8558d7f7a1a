"""Stewards' lists. Occupations and editions come by file; everyday words and the crosswalk are kept here."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from occupations.models import Alias, CatalogueEdition, CatalogueEntry, CodeChange, Occupation, Standing
from occupations.spelling import spell


class FedOnly(admin.ModelAdmin):
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
    list_display = ["name", "code", "minor", "edition", "digital", "green"]
    list_filter = ["edition", "digital", "green", "major"]
    search_fields = ["name", "code", "pinyin", "initials", "aliases__text"]
    inlines = [StandingInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Standing)
class StandingAdmin(FedOnly):
    """A row the classification withdrew is taken out here; the occupation and its rights stay."""

    list_display = ["name", "code", "edition"]
    list_filter = ["edition"]
    search_fields = ["name", "code"]


@admin.register(Alias)
class AliasAdmin(admin.ModelAdmin):
    list_display = ["text", "occupation", "kind"]
    list_filter = ["kind"]
    list_select_related = ["occupation"]
    search_fields = ["text", "pinyin", "initials", "occupation__name", "occupation__code"]
    autocomplete_fields = ["occupation"]

    def save_model(self, request: HttpRequest, obj: Alias, form: Any, change: bool) -> None:
        obj.pinyin, obj.initials = spell(obj.text)
        super().save_model(request, obj, form, change)


@admin.register(CodeChange)
class CodeChangeAdmin(admin.ModelAdmin):
    list_display = ["old_name", "old_edition", "old_code", "new_code", "kind", "source"]
    list_filter = ["kind", "old_edition"]
    search_fields = ["old_name", "old_code", "new_code"]


@admin.register(CatalogueEdition)
class CatalogueEditionAdmin(FedOnly):
    list_display = ["label", "effective_from", "effective_to", "demonstration", "source"]


@admin.register(CatalogueEntry)
class CatalogueEntryAdmin(FedOnly):
    list_display = ["occupation", "edition", "urgent"]
    list_filter = ["edition", "urgent"]
    list_select_related = ["occupation", "edition"]
    search_fields = ["occupation__name", "occupation__code"]
