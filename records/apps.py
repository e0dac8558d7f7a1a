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
        from records.models import FILE_NAME, NOTE, Correction, EventNote, ImportRun, StoredFile

        for feed in (ORGANISATIONS, PEOPLE, INSURANCE, STATUSES, *FEEDS):
            kinds.register(feed)
        run = "admin:records_importrun_change"
        jobs.register(work.CHECK, work.check, work.gave_up, "检查交来的文件", run)
        jobs.register(work.WRITE, work.write, work.gave_up, "把文件写进登记", run)
        register_other(files.reseal)
        _desks()
        register(
            Sealed(StoredFile, FILE_NAME, "name_sealed"),
            Sealed(ImportRun, NOTE, "note_sealed"),
            Sealed(Correction, SAID, "said_sealed"),
            Sealed(Correction, SAID, "answer_sealed"),
            Sealed(EventNote, events.NOTE, "sealed"),
        )


def _desks() -> None:
    from people.desks import Desk, register
    from people.roles import AUDITOR, CLERK, MANAGER, STEWARD
    from records.joining.desk import queue

    about = "单位交来的入驻申请，核验证照以后开通。"
    register(Desk(55, (STEWARD, AUDITOR), "joining:waiting", "单位入驻", about, queue.waiting))
    register(Desk(12, (MANAGER, CLERK), "organisation:index", "本单位", "单位的登记、经办人和收款账户。"))
