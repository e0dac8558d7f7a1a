from django.apps import AppConfig


class RecordsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "records"
    verbose_name = "文件与任务"

    def ready(self) -> None:
        # Rooms below this floor cannot reach up to register themselves.
        from occupations.feeds import FEEDS
        from people.feeds import ORGANISATIONS, PEOPLE
        from people.rotation import Sealed, register, register_other
        from people.span_feeds import INSURANCE, STATUSES
        from records import events, files, jobs, kinds, work
        from records.corrections.actions import SAID
        from records.models import Correction, EventNote

        for feed in (ORGANISATIONS, PEOPLE, INSURANCE, STATUSES, *FEEDS):
            kinds.register(feed)
        jobs.register(work.CHECK, work.check, work.gave_up)
        jobs.register(work.WRITE, work.write, work.gave_up)
        register_other(files.reseal)
        register(Sealed(Correction, SAID, "said_sealed"), Sealed(Correction, SAID, "answer_sealed"))
        register(Sealed(EventNote, events.NOTE, "sealed"))
