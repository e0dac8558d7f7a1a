"""Runs in Django's admin: the list, and import-export's way from a file to a confirmed import over our own engine."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import path
from import_export.admin import ImportMixin

from people.registers import RegisterAdmin, RegisterList
from records import admin_jobs, kinds, screens, views  # noqa: F401
from records.forms import FeedForm, RunConfirmForm
from records.models import ImportRun


class Kind(admin.SimpleListFilter):
    title, parameter_name = "数据种类", "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(feed.template.kind, feed.template.title) for feed in kinds.feeds()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(kind=self.value()) if self.value() else queryset


class StartedBy(admin.SimpleListFilter):
    title, parameter_name = "谁交的", "by"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        users = views.uploaders()
        return [(str(user.pk), user.words) for user in users]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(started_by=self.value()) if (self.value() or "").isdecimal() else queryset


class RunList(RegisterList):
    @property
    def items(self) -> list[screens.Item]:
        return [screens.Item(run) for run in self.result_list]


@admin.register(ImportRun)
class ImportRunAdmin(ImportMixin, RegisterAdmin):
    """`kind` in the address picks import-export's resource; its two views are ours (docs/decisions/0012)."""

    shelf = "导入和任务"
    list_display = ("what", "file_name", "state", "read", "brought", "parked", "who", "created_at")
    list_filter = (Kind, "state", StartedBy)
    list_select_related = ("file", "started_by")
    date_hierarchy = "created_at"
    person_key = ""
    import_form_class = FeedForm
    confirm_form_class = RunConfirmForm
    import_template_name = "records/feed.html"
    change_list_template = "records/runs.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).filter(scope="")  # files of institutions are theirs

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[RegisterList]:
        return RunList

    @admin.display(description="什么")
    def what(self, run: ImportRun) -> str:
        return screens.Item(run).title

    @admin.display(description="文件")
    def file_name(self, run: ImportRun) -> str:
        return run.file.name

    @admin.display(description="进库")
    def brought(self, run: ImportRun) -> int | str:
        return screens.Item(run).brought if run.state == ImportRun.State.DONE else ""

    @admin.display(description="谁交的")
    def who(self, run: ImportRun) -> str:
        return screens.Item(run).who

    def has_import_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list:
        def door(address: str, view: Any, name: str) -> Any:
            guarded = self.admin_site.admin_view(lambda request, **found: view(self, request, **found))
            return path(address, guarded, name=f"records_importrun_{name}")

        return [
            door("template/<slug:kind>.xlsx", views.template, "template"),
            door("<int:pk>/far/", views.far, "far"),
            door("<int:pk>/cancel/", views.cancel, "cancel"),
            door("<int:pk>/again/", views.again, "again"),
            door("<int:pk>/result/", views.result, "result"),
            door("<int:pk>/file/", views.original, "file"),
            *super().get_urls(),
        ]

    def page(self, request: HttpRequest) -> dict[str, Any]:
        """What every page of a run or feed stands on."""
        return {**self.get_import_context_data(), **self.admin_site.each_context(request), "opts": self.model._meta}

    def create_import_form(self, request: HttpRequest) -> FeedForm:
        return views.upload_form(self, request, request.GET.get("kind", ""))

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return views.feed_page(self, request)

    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return views.confirm(self, request)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return views.run_page(self, request, int(object_id) if object_id.isdecimal() else 0)
