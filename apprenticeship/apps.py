from django.apps import AppConfig


class ApprenticeshipConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "apprenticeship"
    verbose_name = "学徒培养补贴"

    def ready(self) -> None:
        from apprenticeship.scheme import APPRENTICESHIP
        from policy import register

        register(APPRENTICESHIP)
