from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "subsidies"
    verbose_name = "补贴办理"

    def ready(self) -> None:
        """The schemes stand on higher floors, which are ready by now."""
        from records import kinds
        from subsidies.feeds import payments

        kinds.register(payments())
        _seals()
        _jobs()
        _desks()


def _seals() -> None:
    """What a new key seals again, and what the books are compared with."""
    from people.rotation import Sealed, register, register_other
    from subsidies import flags
    from subsidies.actions import measures, notices, objections, ratings
    from subsidies.models import Objection, Override, Rating, Restriction
    from subsidies.paying import verifying as ours
    from treasury import verifying

    register(*(Sealed(model, measures.SEALED, "reason_sealed") for model in (Restriction, Override)))
    for column in ("said_sealed", "contact_sealed", "answer_sealed"):
        register(Sealed(Objection, objections.SAID, column))
    register(Sealed(Rating, ratings.SEALED, "words_sealed"))
    register_other(notices.reseal)
    register_other(flags.reseal)
    verifying.register(ours.LINES, ours.lines)
    verifying.register(ours.CHAINS, ours.chains)


def _jobs() -> None:
    from records import jobs, waiting
    from subsidies import scan, scans
    from subsidies.letters import job as letters
    from subsidies.paying import answers, draw, runs

    jobs.register(scan.VERB, scan.work, scan.gave_up, "主动筛查", "admin:subsidies_scan_change")
    waiting.register(scans.waiting)
    jobs.register(draw.VERB, draw.work, draw.gave_up, "生成发放批次")
    jobs.register(runs.VERB, runs.work, runs.gave_up, "写银行文件")
    jobs.register(answers.VERB, answers.work, answers.gave_up, "核对银行回单")
    jobs.register(letters.VERB, letters.work, letters.gave_up, "制作文书")


def _desks() -> None:
    from people import desks
    from people.roles import AUDITOR, CITY, FINANCE, REVIEWER
    from subsidies.desk import queue
    from subsidies.finance import todo
    from subsidies.notice_desk import queue as notice_queue

    about = "机器核对了什么，还剩什么要人判断；先到期的在最上面。"
    desks.register(desks.Desk(20, (REVIEWER, CITY, AUDITOR), "cases:queue", "申请审核", about, queue.waiting))
    about = "批准了的先公示，再发放；公示期间的异议、对不予发放的异议，在这里答复。"
    desks.register(desks.Desk(30, (CITY, AUDITOR), "notice-desk:index", "公示和异议", about, notice_queue.to_do))
    about = "公示结束的生成批次，两人复核，送银行，收回单；失败的、追回的和各项资金也在这里。"
    desks.register(desks.Desk(40, (FINANCE, CITY, AUDITOR), "money:index", "资金发放", about, todo.to_do))
    about = "重算一笔支付，看一份申请在某一天的样子，导出一段时间的记录。"
    desks.register(desks.Desk(75, (AUDITOR,), "audit:index", "审计", about))
