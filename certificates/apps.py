from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "certificates"
    verbose_name = "技能提升补贴"

    def ready(self) -> None:
        from certificates import claims, facts
        from certificates.desk import queue
        from certificates.feeds import CERTIFICATES
        from certificates.scheme import SKILL_UPGRADE
        from people import desks
        from people.roles import AUDITOR, COUNTER, STEWARD
        from policy import register
        from records import kinds
        from subsidies import handling, sources

        register(SKILL_UPGRADE)
        sources.register_everybody(SKILL_UPGRADE.code, facts)
        handling.register(SKILL_UPGRADE.code, claims)
        kinds.register(CERTIFICATES)
        entered = "代劳动者录入的申请，办到哪一步；打印回执。"
        desks.register(desks.Desk(11, (COUNTER,), "claim:entered", "我录入的申请", entered))
        about = "劳动者说登记错了的，核对以后答复。"
        desks.register(desks.Desk(60, (STEWARD, AUDITOR), "desk:corrections", "更正申请", about, queue.waiting))
