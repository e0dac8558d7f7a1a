"""Scans in the back office: the last ones, what they came to and why, and a button that begins one for today."""

from typing import Any

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from people.models import User
from people.registers import RegisterAdmin, RegisterList
from subsidies import queries, scan, scans
from subsidies.models import Scan

SOON = "刚才已经开始了一次，不用再按。"


class ScanList(RegisterList):
    @property
    def items(self) -> list[scans.Item]:
        return [scans.Item(each) for each in self.result_list]


@admin.register(Scan)
class ScanAdmin(RegisterAdmin):
    shelf = "决定和告知"
    list_display = ("on", "scheme_words", "state_words", "subjects", "accepted", "opened", "who", "started_at")
    list_select_related = ("started_by",)
    person_key = ""
    change_list_template = "subsidies/scans.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ScanList]:
        return ScanList

    @admin.display(description="补贴项目")
    def scheme_words(self, row: Scan) -> str:
        return scans.Item(row).title

    @admin.display(description="状态")
    def state_words(self, row: Scan) -> str:
        return scans.Item(row).get_state_display

    @admin.display(description="核对")
    def subjects(self, row: Scan) -> int:
        return scans.Item(row).numbers["subjects"]

    @admin.display(description="可以领")
    def accepted(self, row: Scan) -> int:
        return scans.Item(row).numbers["accepted"]

    @admin.display(description="新告知")
    def opened(self, row: Scan) -> int:
        return scans.Item(row).numbers["opened"]

    @admin.display(description="谁发起的")
    def who(self, row: Scan) -> str:
        return scans.Item(row).who

    def get_urls(self) -> list:
        def door(address: str, view: Any, name: str) -> Any:
            return path(address, self.admin_site.admin_view(view), name=f"subsidies_scan_{name}")

        return [door("start/", self.start, "start"), door("<int:pk>/far/", self.far, "far"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        newest = Scan.objects.first()
        running = newest if newest and newest.finished_at is None else None
        more = {
            "newest": newest.pk if newest else 0,
            "running": scans.Item(running) if running else None,
            "far": scans.far_of(running, timezone.now()) if running else None,
        }
        return super().changelist_view(request, {**more, **(extra_context or {})})

    def start(self, request: HttpRequest) -> HttpResponse:
        """Begin one for today under every scheme; a second press of the same page begins nothing."""
        back = HttpResponseRedirect(reverse("admin:subsidies_scan_changelist"))
        after = request.POST.get("after", "")
        if request.method != "POST" or not after.isdecimal():
            return back
        assert isinstance(request.user, User)  # the site let only a steward through
        asked = scan.ask_for_all(on=timezone.localdate(), at=timezone.now(), by=request.user, after=int(after[:18]))
        if not asked:
            messages.info(request, SOON)
        return back

    def far(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The bar alone, asked every second; once the scan has ended the page is drawn anew."""
        far = scans.far_of(get_object_or_404(Scan, pk=pk), timezone.now())
        if far is None:
            return HttpResponse(headers={"HX-Refresh": "true"})
        return TemplateResponse(request, "records/_far.html", {"far": far})

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        row = get_object_or_404(Scan.objects.select_related("started_by"), pk=int(object_id[:18]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "scan": row,
            "item": scans.Item(row),
            "far": scans.far_of(row, timezone.now()),
            "reasons": queries.reasons(row),
        }
        return TemplateResponse(request, "subsidies/scan.html", context)
