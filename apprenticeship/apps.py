from django.apps import AppConfig


class ApprenticeshipConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "apprenticeship"
    verbose_name = "学徒培养补贴"

    def ready(self) -> None:
        from apprenticeship import tasks
        from apprenticeship.desk import queue
        from apprenticeship.differing import queue as differences
        from apprenticeship.listing.feed import LIST
        from apprenticeship.scheme import APPRENTICESHIP
        from apprenticeship.settling import facts, handling
        from people import desks
        from people.desks import Desk
        from people.roles import AUDITOR, CITY, CLERK, MANAGER, REVIEWER
        from policy import register
        from records import jobs, kinds
        from subsidies import handling as handlers
        from subsidies import sources

        register(APPRENTICESHIP)
        kinds.register(LIST)
        sources.register(APPRENTICESHIP.code, facts)
        handlers.register(APPRENTICESHIP.code, handling)
        jobs.register(tasks.FOLLOW, tasks.follow, tasks.gave_up, "核对学徒培养计划的预拨和结算")
        about = "企业和院校一起培养学徒：计划、学徒、备案。"
        desks.register(Desk(6, (MANAGER, CLERK), "plans:index", "学徒培养计划", about))
        about = "企业和院校对一名学徒的登记说法不一致，过期没有说好的，等您决定。"
        desks.register(Desk(28, (CITY, AUDITOR), "differences:waiting", "说法不一致", about, differences.waiting))
        about = "企业和院校的培养计划备案、申请延长，等您答复。"
        desks.register(Desk(27, (REVIEWER, CITY, AUDITOR), "plan-desk:waiting", "培养计划审核", about, queue.waiting))
