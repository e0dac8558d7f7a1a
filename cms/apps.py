from django.apps import AppConfig


class CmsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "cms"
    verbose_name = "网站内容"

    def ready(self) -> None:
        from cms.models import Installation
        from subsidies.letters import sealing

        sealing.register_demonstration(Installation.is_demonstration)
