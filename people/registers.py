"""What the steward's lists of fed tables share: looked at, searched and exported here, changed by files alone.

A list pages by key and counts to ten thousand at most, so that it opens as fast over a million rows as over ten.
Names and numbers never stand in an address: a search for a person is posted and comes back as ids.
"""

import logging
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.timezone import get_current_timezone
from import_export.admin import ExportMixin

from lib import names
from lib.days import chinese
from lib.sealed import Unsealable
from people import identities, looks
from people.actor import Actor
from people.exports import FORMATS, ChosenColumns, resource_of, words_of
from people.models import Person
from people.stewards import acting


class Link(NamedTuple):
    url: str
    words: str


log = logging.getLogger("xunxing.access")
COUNTED, AT_ONCE, EXPORTED = 10_000, 100, 50_000
KEYS = ("after", "before")


def masked_number(person: Person) -> str:
    """4301**********1234, to tell two people of one name apart."""
    try:
        return looks.masked_number(person)
    except Unsealable:
        return "打不开：密钥不在"


def counted(rows: QuerySet, cap: int = COUNTED) -> int:
    """How many, up to one above the cap."""
    return rows.order_by()[: cap + 1].count()


class RegisterList(ChangeList):
    """Newest first, a page after or before a key."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any):
        self.after, self.before = (_whole(request.GET.get(key)) for key in KEYS)
        super().__init__(request, *args, **kwargs)
        self.title = str(self.opts.verbose_name)

    def get_filters_params(self, params: Any = None) -> Any:
        return {key: value for key, value in super().get_filters_params(params).items() if key not in KEYS}

    def get_results(self, request: HttpRequest) -> None:
        rows, size = self.queryset, self.list_per_page
        if self.before is not None:
            page = list(rows.filter(pk__gt=self.before).order_by("pk")[: size + 1])
            older, newer = True, len(page) > size
            page = page[:size][::-1]
        else:
            page = list((rows.filter(pk__lt=self.after) if self.after is not None else rows)[: size + 1])
            older, newer = len(page) > size, self.after is not None
            page = page[:size]
        self.result_list = page
        self.older = self.get_query_string({"after": page[-1].pk}, remove=[*KEYS]) if page and older else ""
        self.newer = self.get_query_string({"before": page[0].pk}, remove=[*KEYS]) if page and newer else ""
        self.first = self.get_query_string(remove=[*KEYS])
        self.result_count = counted(rows)
        self.full_result_count, self.show_full_result_count = None, False
        self.show_admin_actions = self.can_show_all = self.multi_page = False
        self.paginator = None
        self.titles = [title_of(name, self.model_admin) for name in self.list_display]
        self.amounts = {title for title in self.titles if title == "金额"}

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each row's page, and its cells as (title, words)."""
        for row in self.result_list:
            words = [words_of(str(name), row, self.model_admin) for name in self.list_display]
            cells = [(title, "—" if word == "" else word) for title, word in zip(self.titles, words, strict=True)]
            yield {"url": self.url_for_result(row), "cells": cells}


class KnownNow(admin.SimpleListFilter):
    """Of rows that are never edited: those that hold now, or those since corrected too."""

    title, parameter_name = "是否现行", "known"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("before", "已被更正或撤回的"), ("all", "全部")]

    def choices(self, changelist: Any) -> Any:
        for value, words in ((None, "现行的"), *self.lookup_choices):
            query = changelist.get_query_string({self.parameter_name: value}, [*KEYS])
            yield {"selected": self.value() == value, "query_string": query, "display": words}

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset if self.value() == "all" else queryset.filter(until_run__isnull=self.value() != "before")


class RegisterAdmin(ExportMixin, admin.ModelAdmin):
    """A list of what was fed or decided. ``person_key``: the lookup that picks rows by ids of persons, if there is one.
    ``shelf``: among which lists it stands. ``aside``: what stands under a row, as a rule what to do where it is wrong.

    ``export_columns``: as list_display, which it is unless told.
    """

    shelf = "登记"
    list_per_page = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    actions = None
    ordering = ("-pk",)
    person_key = "person__id__in"
    export_columns: tuple[str, ...] = ()
    aside = "这里只能看。数据有差错的，请用新的文件更正，或者在“更正申请”里办理；改之前的记录也会留着。"
    formats = FORMATS
    export_form_class = ChosenColumns
    change_list_template = "admin/register.html"
    change_form_template = "admin/register_row.html"
    import_export_change_list_template = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return RegisterList

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return in_sight(super().get_queryset(request), acting(request))

    def get_urls(self) -> list:
        name = "{}_{}_find".format(*self.get_model_info())
        return [path("find/", self.admin_site.admin_view(self.find), name=name), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        finding = {"person_key": self.person_key, "found_by_id": self.person_key and self.person_key in request.GET}
        return super().changelist_view(request, {**finding, **(extra_context or {})})

    def find(self, request: HttpRequest) -> HttpResponse:
        """A posted name or number becomes the list of that person's rows."""
        back = HttpResponseRedirect(reverse("admin:{}_{}_changelist".format(*self.get_model_info())))
        asked = request.POST.get("who", "").strip()
        if request.method != "POST" or not self.person_key or not asked:
            return back
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = persons_called(asked, acting(request))
        if not found:
            messages.warning(request, _nobody(asked))
            return back
        if len(found) > AT_ONCE:
            messages.warning(request, f"叫这个名字的人超过 {AT_ONCE} 个，先列出 {AT_ONCE} 个。请改用证件号码查。")
        return HttpResponseRedirect(f"{back.url}?{self.person_key}={','.join(map(str, found[:AT_ONCE]))}")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """Codes and numbers stand in capitals, and are asked for exactly, so that an index can answer."""
        return super().get_search_results(request, queryset, search_term.upper())

    # --- one row ---
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        links = self.row_links(row) if row else []
        cells = [(title_of(name, self), told_of(str(name), row, self)) for name in self.fields or ()] if row else []
        told = {"row_links": links, "cells": cells, "aside": self.aside}
        return super().change_view(request, object_id, form_url, {**told, **(extra_context or {})})

    def row_links(self, row: Any) -> list[Link]:
        """Where one goes from a row: to its person."""
        return [Link(reverse("admin:people_person_change", args=[row.person_id]), "这个人")] if self.person_key else []

    @admin.display(description="由哪次导入得知")
    def since(self, row: Any) -> str:
        return run_link(row.since_run) if row.since_run else "不是文件导入的"

    @admin.display(description="到哪次导入为止")
    def until(self, row: Any) -> str:
        return run_link(row.until_run) if row.until_run else "现行，没有被更正"

    # --- export ---
    def get_export_resource_classes(self, request: HttpRequest) -> list:
        columns = self.export_columns or tuple(map(str, self.list_display))
        return [resource_of(self, columns, lambda name: title_of(name, self))]

    def export_action(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        if counted(self.get_export_queryset(request), EXPORTED) > EXPORTED:
            messages.error(request, f"要导出的超过 {EXPORTED // 10_000} 万行，一次装不下。请先用筛选缩小范围，再导出。")
            listed = reverse("admin:{}_{}_changelist".format(*self.get_model_info()))
            return HttpResponseRedirect(f"{listed}?{request.GET.urlencode()}")
        return super().export_action(request)

    def _do_file_export(self, file_format: Any, request: HttpRequest, queryset: QuerySet, **more: Any) -> HttpResponse:
        rows = queryset.order_by().count()
        log.info("export of %s: %s rows by user %s", self.opts.label_lower, rows, request.user.pk)
        return super()._do_file_export(file_format, request, queryset, **more)


def told_of(name: str, row: Any, model_admin: admin.ModelAdmin) -> Any:
    """What the page of a row says of a column: as its list does, days in full, and plainly where there is nothing."""
    value = getattr(row, name, None)
    if isinstance(value, datetime):
        here = value.astimezone(get_current_timezone())
        return f"{chinese(here.date())} {here:%H:%M}"
    if isinstance(value, date):
        return chinese(value)
    words = words_of(name, row, model_admin)
    return model_admin.get_empty_value_display() if words == "" else words


def run_link(number: int) -> str:
    """The run of that number, which stands one floor above."""
    listed = reverse("admin:records_importrun_changelist")
    return format_html('<a href="{}?number={}">第 {} 次导入</a>', listed, number, number)


def title_of(column: Any, model_admin: admin.ModelAdmin) -> str:
    return str(label_for_field(column, model_admin.model, model_admin))


def in_sight(rows: QuerySet, actor: Actor) -> QuerySet:
    """What the actor may see, of a table that is somebody's."""
    visible: Callable[[Actor], QuerySet] | None = getattr(rows, "visible_to", None)
    return visible(actor) if visible else rows


def persons_called(asked: str, actor: Actor) -> list[int]:
    """Ids of the persons with exactly this number or this name, one more than fits at most."""
    everybody = Person.objects.visible_to(actor)
    if re.search(r"\d{4}", asked):
        numbers = (identities.find(document, asked.replace(" ", "")) for document in Person.Document.values)
        return list(everybody.filter(pk__in=[person.pk for person in numbers if person]).values_list("pk", flat=True))
    called = everybody.filter(name__in={asked, names.plain(asked)}).order_by("pk")
    return list(called.values_list("pk", flat=True)[: AT_ONCE + 1])


def _nobody(asked: str) -> str:
    if re.search(r"\d{4}", asked):
        return "没有找到这个证件号码的人。号码要写全（居民身份证18位），请核对后再查。"
    return "没有找到叫这个名字的人。姓名要和证件上一字不差，也可以改用完整的证件号码查。"


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None
