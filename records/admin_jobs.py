"""Jobs in the back office: what is done in the background, how far it is, and what broke off."""

from django.contrib import admin

from people.registers import Link, RegisterAdmin
from records import jobs
from records.models import Job


@admin.register(Job)
class JobAdmin(RegisterAdmin):
    """Looked at only: what broke off is begun again from the page of what it was about."""

    empty_value_display = "—"
    shelf = "导入和任务"
    list_display = ("what", "state", "far", "said", "attempts", "made_at", "ended_at")
    list_filter = ("state",)
    fields = list_display
    readonly_fields = ("what", "far")
    person_key = ""
    aside = "没有做完的，到上面的页面再试一次；再试会从没做完的地方接着做，或者从头核对，不会重复。"

    @admin.display(description="任务")
    def what(self, row: Job) -> str:
        return jobs.called(row.verb)

    @admin.display(description="做到")
    def far(self, row: Job) -> str:
        if row.state == Job.State.DONE:
            return "全部"
        return f"{100 * row.done // row.total}%" if row.total else "还没有开始"

    def row_links(self, row: Job) -> list[Link]:
        page = jobs.page_of(row)
        return [Link(page, f"去看是什么：{jobs.called(row.verb)} {row.subject}")] if page else []
