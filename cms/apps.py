from django.apps import AppConfig


class CmsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "cms"
    verbose_name = "网站内容"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from cms import stamps
        from cms.catalogue_desk import desk
        from cms.models import Installation
        from subsidies.letters import sealing

        desk.open_to_editors()
        sealing.register_demonstration(Installation.is_demonstration)
        post_migrate.connect(stamps.set_stamps, sender=self)
