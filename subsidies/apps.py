from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "subsidies"
    verbose_name = "补贴办理"

    def ready(self) -> None:
        from records import jobs, kinds
        from subsidies import scan
        from subsidies.feeds import payments

        kinds.register(payments())  # the schemes stand on higher floors, which are ready by now
        jobs.register(scan.VERB, scan.work, scan.gave_up)
