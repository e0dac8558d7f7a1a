from django.apps import AppConfig


class ApprenticeshipConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "apprenticeship"
    verbose_name = "学徒培养补贴"

    def ready(self) -> None:
        from apprenticeship.scheme import APPRENTICESHIP
        from people import desks
        from people.roles import CLERK, MANAGER
        from policy import register

        register(APPRENTICESHIP)
        about = "企业和院校一起培养学徒：计划、学徒、备案。"
        desks.register(desks.Desk(6, (MANAGER, CLERK), "plans:index", "学徒培养计划", about))
