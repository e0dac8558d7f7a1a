"""Made-up lines for /style/: 我的证书与补贴 and 更正申请 in every state."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from certificates.desk.cases import Will
from certificates.desk.queue import Item, Queue
from certificates.my.deadlines import Deadline
from certificates.my.forms import CertificateReport, MonthsReport, NameReport, StatusReport
from certificates.my.lines import CertificateLine, LookLine, Me, PaymentLine, RequestLine, SpanLine, StatusLine, Verdict
from certificates.my.months import Grid, Mark, grid
from certificates.my.subjects import Line
from cms.style_cases import ALL_PASS, REFUSED, UNDER_REVIEW
from lib.due import Due

ON = date(2026, 8, 20)
LONG = "城市轨道交通信号与通信综合监控系统检修及应急抢修作业人员（示例长名称） · 高级工（三级）"


@dataclass(frozen=True)
class _Span:
    first_month: int
    last_month: int
    deferred: bool = False


def _month(year: int, month: int) -> int:
    return year * 12 + month - 1


def _grids() -> list[tuple[str, Grid]]:
    marks = {
        _month(2026, 3): (Mark("证", "养老护理员证书核发"),),
        _month(2027, 3): (Mark("止", "养老护理员最晚申请"),),
    }
    worked = [
        _Span(_month(2023, 5), _month(2024, 2)),
        _Span(_month(2024, 6), _month(2024, 9), deferred=True),
        _Span(_month(2025, 1), _month(2026, 7)),
    ]
    long = [_Span(_month(2012, 3), _month(2026, 7))]
    made = partial(grid, posted=_month(2026, 7), until=_month(2026, 8))
    return [
        ("缴费、缓缴、中断、还没有数据，发证月和最晚申请月", made(worked, marks=marks)),
        ("十五年，较早的折起来", made(long)),
        ("有证书，一个月也没有缴过", made([], marks=marks)),
        (
            "只有一个月，社保数据还没有送到",
            grid([_Span(_month(2026, 8), _month(2026, 8))], posted=None, until=_month(2026, 8)),
        ),
    ]


def _deadlines() -> list[Deadline]:
    return [Deadline(ON + timedelta(days=left), ON) for left in (200, 60, 30, 7, 1, 0, -20)]


OWED = Verdict(1, "养老护理员 · 中级工（四级）", ALL_PASS, Deadline(date(2027, 3, 5), ON), "/calculator/")
REFUSALS = [
    Verdict(
        2,
        "养老护理员 · 中级工（四级）",
        REFUSED,
        Deadline(date(2026, 9, 12), ON),
        "/calculator/",
        "参保月数还差 2 个月；另外还有 1 条没有通过",
        "接着参保，中间不断，最早2026年10月可以领 ¥1,500.00；最晚2027年3月5日申请，来得及。",
    ),
    Verdict(
        3,
        LONG,
        REFUSED,
        None,
        "",
        "这个等级的证书不在补贴范围内",
        "技师、高级技师证书都没有这项补贴；请核对证书上写的等级。",
    ),
]

CERTIFICATES = [
    CertificateLine(
        1, "养老护理员 · 中级工（四级）", "老人照护员", "S000****0123", "2026年3月5日", "示例评价机构", "2026年3月20日"
    ),
    CertificateLine(2, LONG, "", "示****02", "2024年2月29日", "", "", taken_back=True),
]
SPANS = [
    SpanLine(1, "2025年1月至2026年7月", 19, "示例养老服务有限公司", "企业", False, "海淀区"),
    SpanLine(
        2,
        "2024年6月至2024年9月",
        4,
        "示例信息技术与城市轨道交通综合运营维护服务（集团）股份有限公司",
        "企业",
        True,
        "经开区",
    ),
    SpanLine(3, "2023年5月", 1, "没有单位", "灵活就业", False, ""),
]
STATUSES = [
    StatusLine(1, "领取失业保险金", "2024年10月8日至2024年12月31日"),
    StatusLine(2, "登记失业", "2024年10月1日起"),
]
PAYMENTS = [PaymentLine("2024年1月15日", "个人技能提升补贴 · 养老护理员 · 初级工（五级）", 100_000)]
LOOKS = [
    LookLine("2026年8月12日 09:14", "数据管理员", "完整的证件号码", "核对更正申请"),
    LookLine("2026年8月3日 16:40", "窗口人员（海淀区）", "按姓名和证件号码查询", "本人到场办理"),
]
REQUESTS = [
    RequestLine(1, "2024年3月的参保记录", "draft", "look", "还没有提交", "您自己", "", "", "#"),
    RequestLine(2, "2024年3月的参保记录", "sent", "look", "已提交，等待核对", "数据管理员", "2026年8月27日", "", "#"),
    RequestLine(
        3,
        "养老护理员证书",
        "granted",
        "pass",
        "已更正",
        "",
        "",
        "按您说的改了。养老护理员 · 中级工（四级）：原来还差 1 个月，现在可以领 ¥1,500.00。",
        "#",
    ),
    RequestLine(
        4, "姓名", "refused", "fail", "没有更正", "", "", "证明看不清楚。请把证明重新拍清楚，再申请一次。", "#"
    ),
    RequestLine(5, "登记失业", "withdrawn", "none", "您已撤回", "", "", "", "#"),
]


LINES = [
    Line("2026年5月", "没有缴费", "已缴，示例养老服务有限公司"),
    Line("2026年6月", "已缴，示例养老服务有限公司", "已缴，示例养老服务有限公司"),
    Line("发证机构", "示例信息技术与城市轨道交通综合运营维护服务（集团）股份有限公司评价中心", None),
]
EMPLOYERS = {"91990101MA0000001Y~E": "示例养老服务有限公司"}
OUTCOME = [
    {
        "subject": "养老护理员 · 中级工（四级）",
        "before": "参保月数还差 1 个月",
        "after": "可以领 ¥1,500.00",
        "accepted": True,
    },
    {"subject": LONG, "before": "可以领 ¥2,000.00", "after": "申请当年享受的次数已经到上限", "accepted": False},
]


def _reports() -> list[tuple[str, Any]]:
    posted = _month(2026, 7)
    wrong = {"first": "2026-09", "last": "五月", "paid": "paid", "employer": "other"}
    return [
        ("月份", MonthsReport(initial={"first": "2026-05"}, employers=EMPLOYERS, posted=posted, auto_id="m_%s")),
        ("月份，填错", MonthsReport(wrong, employers=EMPLOYERS, posted=posted, auto_id="mw_%s")),
        ("证书，没有登记的", CertificateReport(missing=True, auto_id="c_%s")),
        ("身份", StatusReport(initial={"what": "fix"}, auto_id="s_%s")),
        ("姓名", NameReport(initial={"name": "示例阿依·例买买提江例𠮷䶮"}, auto_id="n_%s")),
    ]


def _queues() -> list[tuple[str, Queue]]:
    due = [(-2, "示小明"), (0, "示例阿依·例买买提江例𠮷䶮"), (1, "例二"), (5, "演三")]
    items = tuple(
        Item(at, "参保月份 2026年5月", name, "sent", "已提交，等待核对", Due(ON + timedelta(left), ON), at == 1)
        for at, (left, name) in enumerate(due)
    )
    return [
        ("一百万份，第一页", Queue(items, 1_000_000, False, "2026-08-25_4", None, None)),
        ("没有", Queue((), 0, False, "", None, None)),
        ("还没有答复过", Queue((), 0, True, "", None, None)),
    ]


def cases() -> dict[str, Any]:
    return {
        "my_lines": LINES,
        "my_reports": _reports(),
        "my_outcome": OUTCOME,
        "my_queues": _queues(),
        "my_wills": [
            None,
            [],
            [Will("增", "单位代码 91990101MA0000001Y，单位类型 企业，起始月 2026-05，截止月 2026-05，缴费状态 缴纳")],
        ],
        "my_grids": _grids(),
        "my_deadlines": _deadlines(),
        "my_owed": [
            OWED,
            replace(
                OWED,
                entry=11,
                explanation=UNDER_REVIEW,
                deadline=Deadline(ON, ON),
                later="和上面那本证书，今年只能领一本。",
            ),
        ],
        "my_refusals": REFUSALS,
        "my_certificates": CERTIFICATES,
        "my_spans": SPANS,
        "my_statuses": STATUSES,
        "my_payments": PAYMENTS,
        "my_looks": LOOKS,
        "my_requests": REQUESTS,
        "my_mes": [
            Me("示小明", "居民身份证", "9901****0012", "120****0001"),
            Me("示例阿依·例买买提江例𠮷䶮", "港澳台居民居住证", "8100****001X", ""),
        ],
    }
