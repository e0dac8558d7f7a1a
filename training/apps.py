from django.apps import AppConfig


class TrainingConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "training"
    verbose_name = "培训补贴"

    def ready(self) -> None:
        from people import desks, keys, rotation
        from people.desks import Desk
        from people.roles import AUDITOR, CITY, CLERK, MANAGER, REVIEWER
        from policy import register
        from records import jobs, kinds
        from subsidies import flags, sources
        from subsidies import handling as handlers
        from training import tasks
        from training.desk import queue
        from training.feeds import LISTED
        from training.lessons.feed import ATTENDANCE
        from training.models import Enrolment
        from training.results.feed import FEED as RESULTS
        from training.roster.feed import ROSTER
        from training.scheme import TRAINING
        from training.settling import facts, handling
        from training.suspicions.declared import SUSPICIONS

        register(TRAINING)
        sources.register(TRAINING.code, facts)
        handlers.register(TRAINING.code, handling)
        flags.register(*(flags.Flag(one.code, one.title, one.look) for one in SUSPICIONS.values()))
        jobs.register(tasks.FOLLOW, tasks.follow, tasks.gave_up, "核对已经结算的班")
        rotation.register(rotation.Sealed(Enrolment, keys.PHONE, "phone_sealed", "phone_index"))
        kinds.register(LISTED)
        kinds.register(ROSTER)
        kinds.register(ATTENDANCE)
        kinds.register(RESULTS)
        desks.register(Desk(5, (MANAGER, CLERK), "classes:index", "培训班", "开班备案、名册、考勤、结业考核和证书。"))
        about = "开班备案、课次变更、本人否认，等您答复。"
        desks.register(Desk(25, (REVIEWER, CITY, AUDITOR), "class-desk:waiting", "培训班审核", about, queue.waiting))
        desks.register(Desk(26, (REVIEWER, CITY, AUDITOR), "looks:index", "培训班抽查", "抽课、到场、记下谁不在。"))
