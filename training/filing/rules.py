"""What is asked of a class, its lessons, its roster and its attendance beside the rule of the subsidy: declared once.

The same declaration finds it at entry, tells it in the marked workbook and stands on the public list of rules. The
checks of the subsidy itself (TR-…) are `training.rules`' and are asked through it, never copied.
"""

from datetime import date
from functools import lru_cache
from pathlib import Path

from policy import BLOCK, INFO, REVIEW, Terms
from subsidies import rulebook
from subsidies.entry import Rule

MOST_SHARING = 2  # who may give one phone


@lru_cache(maxsize=1)
def figures() -> Terms:
    return Terms.load(Path(__file__).with_name("figures.yaml"))


def figure(name: str, on: date) -> int:
    """A figure in force on a day; before the first, the first."""
    return rulebook.figure(figures(), name, on)


def _rule(code: str, severity: str, title: str, rule: str, found: str, remedy: str, **more: str) -> Rule:
    made = Rule(code, severity, title, rule, found, remedy, **more)
    RULES[code] = made
    return made


RULES: dict[str, Rule] = {}

# --- a class
NO_SESSIONS = _rule(
    "C-SESSIONS", BLOCK, "有课表", "备案前排好课表。", "还没有排课。", "先在“课表”里排课，再提交备案。",
)  # fmt: skip
NO_PLAN = _rule(
    "C-PLAN", BLOCK, "有教学计划", "写明教什么、用什么教材、怎样考核。", "教学计划没有写，或者不到10个字。",
    "写明教什么、用什么教材、怎样考核。",
)  # fmt: skip
NO_TRAINEES = _rule(
    "C-TRAINEES", BLOCK, "有学员来源", "备案时已有名册，或者公开报名。", "还没有学员，也没有公开报名。",
    "上传名册，或者在班次信息里打开公开报名。",
)  # fmt: skip
OVERFULL = _rule(
    "C-SEATS", BLOCK, "不超过招收人数", "在班人数不超过招收人数。", "名册有{roster}人，招收人数是{seats}人。",
    "改招收人数，或者从名册里撤去多出的人。",
)  # fmt: skip
PERIOD = _rule(
    "C-PERIOD", BLOCK, "培训期限", "从第一课到最后一课不超过规定的天数。", "从第一课到最后一课共{days}天，最多{most}天。",
    "把课排得紧一些，或者分成两个班。", figure="period",
)  # fmt: skip
PAST = _rule(
    "C-PAST", BLOCK, "第一课还没有上", "备案当天还没有到第一课，或者正是第一课那天。", "第一课在{first}，已经过去。",
    "第一课之前要备案。把课改到今天以后，再提交。",
)  # fmt: skip
RESTRICTED = _rule(
    "C-RESTRICTED", BLOCK, "机构没有被限制", "机构没有被限制提交新的申请。", "{until}机构不能提交新的申请。",
    "为什么、有异议怎么办，请联系市人力社保部门。",
)  # fmt: skip
LICENCE = _rule(
    "C-LICENCE", REVIEW, "办学许可在有效期内", "办学许可证的有效期到最后一课。", "办学许可证{until}到期，最后一课在{last}。",
    "可以提交，由区里核对换证情况；换证后请在单位资料里更新。",
)  # fmt: skip
GAP = _rule(
    "C-GAP", REVIEW, "课次之间不隔太久", "相邻两课之间不超过规定的天数，超过的由区里看一看。",
    "{before}到{after}之间{days}天没有课，超过{most}天。", "可以提交，由区里审核；能排得连续的，请先调整。", figure="gap",
)  # fmt: skip
ONLINE = _rule(
    "C-ONLINE", REVIEW, "线上学时", "线上学时不超过规定的比例，超过的由区里看一看。", "线上学时占{share}%，超过{most}%。",
    "可以提交，由区里审核；能面授的，请先调整。", figure="online",
)  # fmt: skip
NO_PRACTICE = _rule(
    "C-PRACTICE", REVIEW, "有实训课", "技能培训有实训课；没有的由区里看一看。", "课表里没有实训课。",
    "可以提交，由区里审核；漏标的，请在课表里改成实训。",
)  # fmt: skip
NO_ACCOUNT = _rule(
    "C-ACCOUNT", INFO, "登记了收款账户", "机构登记了收款账户（仅作提示）。", "机构还没有登记收款账户。",
    "不影响备案；结算前请单位管理员登记。",
)  # fmt: skip

# --- a lesson
HOURS_OF_DAY = _rule(
    "S-HOURS", REVIEW, "上课时间", "上课不早于、下课不晚于规定的钟点；早晚班由区里看一看。", "早于{earliest}点或晚于{latest}点。",
    "可以提交，由区里审核；填错的请改时间。", figure="earliest",
)  # fmt: skip
SELF = _rule(
    "S-TWICE", BLOCK, "同一班不同时上两课", "一个班同一时间只上一课。", "和本班{other}的课重叠。", "改其中一课的时间。",
)  # fmt: skip
TEACHER = _rule(
    "S-TEACHER", BLOCK, "教师不在两处", "一位教师同一时间只在一处上课，不管在哪家机构。", "{teacher}这时在{other}上课。",
    "换教师，或者改时间。",
)  # fmt: skip
ROOM = _rule(
    "S-ROOM", BLOCK, "教室不排两班", "一间教室同一时间只有一个班。", "{room}这时有{other}在上课。", "换教室，或者改时间。",
)  # fmt: skip
CAPACITY = _rule(
    "S-CAPACITY", BLOCK, "教室坐得下", "教室核定人数不少于招收人数。", "{room}核定{holds}人，本班招收{seats}人。",
    "换大一些的教室，或者减少招收人数。",
)  # fmt: skip
GONE = _rule(
    "S-GONE", BLOCK, "教师在聘、教室在用", "教师在聘，教室在用。", "{who}已经停用。", "换一位教师或一间教室。",
)  # fmt: skip
HOLIDAY = _rule(
    "S-HOLIDAY", INFO, "法定节假日", "课排在法定节假日的，提示一下（仅作提示）。", "这天是法定节假日。", "不影响备案；排错的请改日期。",
)  # fmt: skip

# --- a line of the roster
NUMBER = _rule(
    "P-NUMBER", BLOCK, "证件号码", "居民身份证号码18位，出生日期是真的，校验码对得上；其他证件按各自的样式。",
    "居民身份证号码不对，最后一位由前十七位算出", "对照身份证逐位核对",
)  # fmt: skip
NAME = _rule(
    "P-NAME", BLOCK, "姓名", "姓名不含数字和字母混排，长度合适；和登记的姓名一致。", "姓名与登记的不一致",
    "对照身份证核对姓名和号码；确实改过名的，请本人到窗口更正",
)  # fmt: skip
PHONE = _rule(
    "P-PHONE", BLOCK, "联系电话", "联系电话是11位手机号。", "不是11位手机号", "填本人的手机号，没有的可以不填",
)  # fmt: skip
SHARED = _rule(
    "P-SHARED", REVIEW, "几个人用一个电话", "一个电话在一份名册里最多给两个人用，更多的由区里看一看。",
    "同一个电话有3人以上共用", "核对是不是本人的电话；确实共用的可以照填，区里会看一看",
)  # fmt: skip
TWICE = _rule(
    "P-TWICE", BLOCK, "一人一行", "一份名册里一个班一个人只有一行。", "这个人在这份文件的同一个班里出现了不止一次", "留下一行",
)  # fmt: skip
NO_CLASS = _rule(
    "P-CLASS", BLOCK, "班号", "班号是本机构的班，还可以改名册。", "本机构没有这个班号", "对照“班次”里的班号填写",
)  # fmt: skip
CLOSED = _rule(
    "P-CLOSED", BLOCK, "名册还能改", "等待审核、已取消、不予备案和已经结束的班，名册不能改。", "这个班现在不能改名册（{state}）",
    "等待审核的，等答复以后再改；开班以后退班的，在学员页面办理",
)  # fmt: skip
FULL = _rule(
    "P-FULL", BLOCK, "班里还有名额", "加进来以后，在班人数不超过招收人数。", "这个班招收{seats}人，已经满了",
    "先撤去不来的人，或者在班次信息里改招收人数",
)  # fmt: skip
LATE = _rule(
    "P-LATE", BLOCK, "开班不久", "已上的学时超过规定的比例以后，不再加人。", "这个班已上的学时超过{most}%，不能再加人",
    "请加到下一期的班", figure="late",
)  # fmt: skip
PAUSED = _rule(
    "P-PAUSED", BLOCK, "机构没有暂停招生", "机构暂停招生期间，不加新的学员，不录取报名，候补不转；在班的照常上课、改错和退班。",
    "{until}暂停招生，不能加新的学员", "改错和退班照常办理；什么时候恢复、有异议怎么办，请联系市人力社保部门",
)  # fmt: skip
OFFICE = _rule(
    "P-OFFICE", BLOCK, "现在可以作为补贴学员", "按规定暂时不能申请补贴的人，不作为申请补贴的学员进班；为什么，只告诉本人。",
    "这个人现在不能作为申请补贴的学员进班", "请本人联系所在区的人力社保部门，或者拨打12333",
)  # fmt: skip
PROOF = _rule(
    "P-PROOF", REVIEW, "只有机构说的人员类别", "创业培训里，登记查不到的人员类别（往届毕业生、企业负责人）由区里看材料。",
    "登记查不到这个人员类别", "可以照填，备好毕业证书或者营业执照，区里会看",
)  # fmt: skip
UNKNOWN = _rule(
    "P-UNKNOWN", INFO, "登记里有这个人", "登记里查不到的人照样进名册，从这份名册起登记（仅作提示）。", "登记里还没有这个人",
    "不影响；核对姓名和号码",
)  # fmt: skip
NO_SUCH = _rule(
    "P-MISSING", BLOCK, "要改要撤的人在班里", "操作填“改”或“撤”的，这个人已经在班里。", "这个人不在这个班里，不能改或撤",
    "核对证件号码和班号；要新加，把操作填“增”",
)  # fmt: skip
STARTED = _rule(
    "P-STARTED", BLOCK, "开班以后不从名册撤人", "开班以后的退班要写明日期和原因，不从名册里撤。", "已经开班，不能从名册里撤去",
    "在学员页面办理退班，写明日期和原因",
)  # fmt: skip

DENIED = _rule(
    "P-DENIED", BLOCK, "本人否认的等核查", "本人说没有参加的，核查以前不从名册里改。", "本人说没有参加，区里正在核查，现在不能改这一行",
    "等区里答复；其他学员不受影响",
)  # fmt: skip
ANOTHER = _rule(
    "P-ANOTHER", BLOCK, "开班以后不换人", "开班以后不能把一行改成另一个人。", "已经开班，不能把这一行换成另一个人",
    "来的是另一个人的，先给原来的人办理退班，再把来的人加进名册",
)  # fmt: skip

# --- attendance
NOT_IN = _rule(
    "A-TRAINEE", BLOCK, "是本班的学员", "考勤的人在这个班里，当天还没有退出。", "这个人那天不在这个班里", "核对证件号码；没有登记进班的，先加进名册",
)  # fmt: skip
NO_LESSON = _rule(
    "A-SESSION", BLOCK, "是本班的课次", "考勤的日期和时间是本班照常上的一课。", "本班没有这一课", "照课表填日期和开始时间",
)  # fmt: skip
FUTURE = _rule(
    "A-FUTURE", BLOCK, "课已经开始", "没有开始的课不能记考勤。", "这一课还没有开始", "上课以后再记",
)  # fmt: skip
TOO_LATE = _rule(
    "A-LATE", BLOCK, "及时记考勤", "考勤在课后规定的天数里记，过后要到区里更正。", "这一课已经过去{days}天，最晚在课后{most}天内记",
    "请到区人力社保部门申请更正", figure="entered",
)  # fmt: skip
MORE = _rule(
    "A-HOURS", BLOCK, "不多于这一课", "实到学时不多于这一课的学时。", "实到学时多于这一课的学时（{most}）", "填实际到课的学时",
)  # fmt: skip
SEALED = _rule(
    "A-CLOSED", BLOCK, "考勤没有确认", "确认过的考勤不再改，改要到区里更正。", "这一课的考勤已经确认", "请到区人力社保部门申请更正",
)  # fmt: skip

# --- the final exam and the completion certificate
OPEN = _rule(
    "R-OPEN", BLOCK, "上完了再考核", "成绩从培训最后一天起登记；班次已备案。", "这个班到{last}才上完，现在不能登记成绩",
    "上完最后一课再登记；没有备案的班不登记成绩",
)  # fmt: skip
EXAMINED = _rule(
    "R-TRAINEE", BLOCK, "结业时在班", "考核的人结业时还在这个班里，本人没有否认。", "这个人结业时不在这个班里",
    "核对姓名和证件号码；本人说不是他参加的，等区里核查",
)  # fmt: skip
TOLD = _rule(
    "R-TOLD", BLOCK, "日期和结论都填", "登记成绩要有考核日期和合不合格。", "缺考核日期，或者没有选合不合格", "两项都填上；没有考的，都空着",
)  # fmt: skip
BEFORE = _rule(
    "R-BEFORE", BLOCK, "考核不早于最后一课", "考核日期不早于培训最后一天。", "考核日期早于培训最后一天（{last}）",
    "填实际考核的日期；课没有上完就考了的，上完以后重新考核",
)  # fmt: skip
AHEAD = _rule(
    "R-FUTURE", BLOCK, "已经考过", "考核日期不晚于今天。", "考核日期在今天之后", "考过以后再登记",
)  # fmt: skip
SCORE = _rule(
    "R-SCORE", BLOCK, "成绩的写法", "成绩可以不填；填的是0到100的整数。", "成绩不是0到100的整数", "填0到100的整数，没有分数的空着",
)  # fmt: skip
MARK = _rule(
    "R-PASS", BLOCK, "合格的够分数", "填了成绩的，合格的不低于合格分数。", "成绩{score}分，合格要{least}分", "核对成绩和结论，改填错的一项",
    figure="mark",
)  # fmt: skip
WHY = _rule(
    "R-WHY", BLOCK, "更正写明原因", "作废成绩、申请结算以后更正、更正会撤回证书的，写明原因，2到100个字。",
    "没有写原因，或者不是2到100个字：作废、结算以后的更正、会撤回证书的更正都要写", "写明为什么更正或作废",
)  # fmt: skip
UNCONFIRMED = _rule(
    "R-CLOSED", BLOCK, "考勤都确认了再发证", "发培训合格证书前，每一课的考勤都已确认。", "还有{many}课的考勤没有确认",
    "先在“考勤”里逐课确认",
)  # fmt: skip
NOT_PASSED = _rule(
    "R-PASSED", BLOCK, "考核合格才发证", "结业考核合格、没有作废的，才发培训合格证书。", "结业考核没有合格的成绩", "补考合格以后再发证",
)  # fmt: skip
TOO_FEW = _rule(
    "R-HOURS", BLOCK, "出勤够才发证", "实到学时达到开班第一天施行的出勤比例（TR-ATTEND），才发培训合格证书。",
    "实到{hours}学时，至少要{least}学时", "漏记的请到区里更正考勤；确实不够的，可以参加下一期",
)  # fmt: skip
