"""Made-up cases for /style/: every state a slip can be in, a long name, rare characters, nothing, a great deal."""

from policy import CheckLine, Explanation, StepLine

ITEM_25 = "京就办发〔2022〕1号第25项"


def check(
    code: str,
    title: str,
    found: str,
    needed: str,
    *,
    severity: str = "block",
    passed: bool = True,
    asked: bool = True,
    basis: str = ITEM_25,
    status: str = "official",
    message: str = "",
    remedy: str = "",
) -> CheckLine:
    return CheckLine(code, title, severity, passed, asked, found, needed, basis, status, message, remedy)


LEVEL = check("SU-LEVEL", "证书等级", "中级工（四级）", "初级工（五级）、中级工（四级）、高级工（三级）")
STATUS = check(
    "SU-STATUS",
    "参保或者领金身份",
    "发证时企业职工，申请时企业职工",
    "两个时点都是企业职工，或者任一时点在领失业保险金",
)
MONTHS = check(
    "SU-MONTHS", "累计缴费月数", "14个月", "至少12个月", basis="人社部发〔2022〕23号、京就办发〔2022〕1号第25项"
)
WINDOW = check("SU-WINDOW", "申领期限", "2022年9月1日申请", "2023年7月15日以前", basis="人社部发〔2017〕40号")
VERIFIED = check(
    "SU-VERIFIED", "证书查得到", "证书编号、姓名、职业、等级、日期都对得上", "五项都一致", basis="经办规程"
)
ONCE = check("SU-ONCE", "同一证书没有领过", "没有领过", "同一职业同一等级只领一次", basis="人社部发〔2017〕40号")
CAP = check("SU-CAP", "本年已经领取的次数", "1次", "少于3次", basis="人社部发〔2022〕23号")
TRAINING = check(
    "SU-TRAINING", "没有重复享受培训补贴", "本期不查", "本期不要求", asked=False, basis="人社部发〔2024〕40号"
)
CODE = check("SU-CODE", "职业编码", "4-10-01-05", "目录里有的编码", severity="info", basis="《国家职业分类大典》")

PASSED = [LEVEL, STATUS, MONTHS, WINDOW, VERIFIED, ONCE, CAP, CODE]
STANDARD = StepLine("中级工（四级）的标准", 150_000, "人社部发〔2017〕40号、京人社就发〔2017〕169号", "official")

FEW_MONTHS = check(
    "SU-MONTHS",
    "累计缴费月数",
    "10个月",
    "至少12个月",
    passed=False,
    message="到申请当月为止，在本市累计缴纳失业保险还不满12个月。",
    remedy="继续参保，再缴满2个月后申请；2023年7月15日以前都来得及。",
)
TOO_LATE = check(
    "SU-WINDOW",
    "申领期限",
    "2023年9月1日申请",
    "2023年7月15日以前",
    passed=False,
    basis="人社部发〔2017〕40号",
    message="证书发下来超过了12个月。",
    remedy="这本证书已经过了申领期限；以后拿到更高等级的证书，请在12个月内申请。",
)
DEFERRED = check(
    "SU-DEFERRED",
    "缓缴月数",
    "其中3个月是缓缴",
    "不靠缓缴就满12个月",
    severity="review",
    passed=False,
    basis="京就办发〔2022〕1号第26项",
    message="缓缴的月份算数，但要工作人员看一眼。",
    remedy="不用您办什么；工作人员会核对单位的缓缴记录。",
)
UNKNOWN_CODE = check(
    "SU-CODE",
    "职业编码",
    "9-99-99-99",
    "目录里有的编码",
    severity="info",
    passed=False,
    basis="《国家职业分类大典》",
    message="目录里没有这个编码，按不紧缺的职业计算。",
    remedy="核对证书上的职业编码；没有写错就不用管。",
)

ALL_PASS = Explanation(True, False, 150_000, [*PASSED, TRAINING], [STANDARD], "official")
REFUSED = Explanation(
    False,
    False,
    0,
    [LEVEL, STATUS, FEW_MONTHS, TOO_LATE, VERIFIED, ONCE, CAP, CODE, TRAINING],
    [],
    "official",
)
UNDER_REVIEW = Explanation(True, True, 150_000, [*PASSED, DEFERRED], [STANDARD], "assumed")
EVERY_STATE = Explanation(
    False, True, 0, [FEW_MONTHS, DEFERRED, UNKNOWN_CODE, LEVEL, STATUS, VERIFIED, TRAINING], [], "assumed"
)
WITH_A_SHARE = Explanation(
    True,
    False,
    134_400,
    [LEVEL, VERIFIED],
    [
        StepLine("重点群体培训 · 中级工（四级）· B类标准", 140_000, "第24项；标准为示意", "illustrative"),
        StepLine("急需紧缺职业上浮20%", 28_000, "第24项；上浮为示意", "illustrative"),
        StepLine("拿到证书、还没有就业，按80%计", -33_600, "第24项；比例为示意", "illustrative"),
    ],
    "illustrative",
)
ZERO = Explanation(
    True,
    False,
    0,
    [LEVEL, VERIFIED],
    [
        StepLine("中级工每年5,000元，12个月", 500_000, "第23项", "illustrative"),
        StepLine("没有学完，按0%计", -500_000, "第23项；比例为示意", "illustrative"),
    ],
    "illustrative",
)
LONG_WORDS = Explanation(
    True,
    False,
    123_456_789_012,
    [
        check(
            "XX-LONG",
            "城市轨道交通信号与通信综合监控系统检修及应急抢修作业人员的职业技能等级证书与全国联网查询结果逐项一致",
            "示例用户𠮷䶮㛃，证书编号 S000011000000123456789012345，城市轨道交通信号与通信综合监控系统检修作业人员",
            "姓名、证书编号、职业（工种）、等级、核发日期五项与全国联网查询结果完全一致",
            basis="人社部发〔2017〕40号、人社部发〔2022〕23号、人社部发〔2024〕40号、人社部发〔2025〕18号、京就办发〔2022〕1号第25项",
            status="assumed",
        )
    ],
    [
        StepLine(
            "一个名字特别长、金额也特别大的步骤，用来看它在手机上会不会把金额挤到下一行",
            123_456_789_012,
            "人社部发〔2017〕40号、人社部发〔2022〕23号、人社部发〔2024〕40号",
            "assumed",
        )
    ],
    "assumed",
)
NOTHING = Explanation(False, False, 0, [], [], "official")
