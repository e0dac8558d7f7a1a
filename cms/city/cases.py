"""One person for every route to the subsidy and for every reason it is refused. Their names say what they show.

Months and days are counted back from the posted month and from the city's day, so the cases never grow old.
"""

from dataclasses import dataclass, field

URGENT, PLAIN = "4-10-01-05", "4-14-02-01"  # 养老护理员, 营养师
OTHER, LATHE = "4-07-03-01", "6-18-01-01"  # 职业指导师, 车工
OLD_CODE, UNKNOWN_CODE = "4-01-02-07", "4-99-99-01"  # 互联网营销师 before 2022; a code no edition knows

Insured = tuple[str, int, int, bool]  # kind of employer; months back from the posted one, first and last; deferred
Status = tuple[str, int, int | None]  # what; days back, from and to
Paper = tuple[str, int, int]  # occupation, level, issued so many days back
Paid = tuple[str, str, int, int]  # scheme, occupation, level, days back


def at_work(months: int, until: int = 0, kind: str = "企业") -> list[Insured]:
    """So many months in a row, ending ``until`` months before the posted one."""
    return [(kind, until + months - 1, until, False)]


@dataclass(frozen=True)
class Case:
    name: str
    shows: str  # what a visitor signs in to see
    insured: list[Insured] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    paid: list[Paid] = field(default_factory=list)
    withdrawn: bool = False  # its first certificate was taken back by the body that issued it
    document: str = "居民身份证"
    district: str = ""  # where the employer insures; any where left out


UPGRADE, TRAINING = "个人技能提升补贴", "机构培训补贴"

# In the order in which they are offered to a visitor.
CASES = [
    Case("示可领", "可以领：中级工，在职，缴满40个月", at_work(40), papers=[(PLAIN, 4, 100)]),
    Case(
        "示差月", "差一个月：中间漏了一个月，可以申请更正",
        [*at_work(6, until=6), *at_work(5)], papers=[(PLAIN, 4, 120)],
    ),
    Case("示初级", "可以领：初级工", at_work(30), papers=[(OTHER, 5, 60)]),
    Case("示高级", "可以领：高级工", at_work(55), papers=[(LATHE, 3, 200)]),
    Case(
        "示领金", "可以领：正在领失业保险金，不另看月数",
        at_work(20, until=4), [("领取失业保险金", 110, None), ("登记失业", 110, None)], [(PLAIN, 5, 45)],
    ),
    Case(
        "示曾领", "可以领：核发证书时在领失业保险金，现在上班了",
        [*at_work(18, until=12), *at_work(3)], [("领取失业保险金", 330, 100)], [(URGENT, 5, 150)],
    ),
    Case("示个体", "可以领：个体工商户的职工", at_work(25, kind="个体"), papers=[(OTHER, 5, 30)]),
    Case(
        "示缓缴", "可以领，但有缓缴月份，要人工核对",
        [("企业", 13, 10, True), *at_work(10)], papers=[(PLAIN, 5, 80)],
    ),
    Case(
        "示急需", "可以领：急需紧缺职业，今年第二次",
        at_work(48), papers=[(URGENT, 4, 90), (OTHER, 5, 240)], paid=[(UPGRADE, OTHER, 5, 20)],
    ),
    Case("示两证", "两本证书都符合，一年只能用一本", at_work(36), papers=[(PLAIN, 5, 40), (LATHE, 4, 70)]),
    Case("示换码", "可以领：证书上印的是旧编码", at_work(30), papers=[(OLD_CODE, 4, 75)]),
    Case("示新码", "可以领：编码还没有收录，按不属于急需紧缺计算", at_work(30), papers=[(UNKNOWN_CODE, 5, 75)]),
    Case("示临期", "可以领，还剩不到7天", at_work(30), papers=[(OTHER, 5, 361)]),
    Case("示技师", "不能领：技师不在范围内", at_work(50), papers=[(LATHE, 2, 60)]),
    Case("示机关", "不能领：在机关事业单位", at_work(50, kind="机关事业"), papers=[(PLAIN, 4, 60)]),
    Case("示灵活", "不能领：灵活就业参保", at_work(50, kind="灵活就业"), papers=[(PLAIN, 4, 60)]),
    Case("示离职", "不能领：现在没有单位，也没有领失业保险金", at_work(40, until=3), papers=[(PLAIN, 4, 200)]),
    Case("示新人", "不能领：才缴了7个月", at_work(7), papers=[(PLAIN, 5, 50)]),
    Case("示逾期", "不能领：证书核发已超过12个月", at_work(40), papers=[(PLAIN, 4, 400)]),
    Case("示撤证", "不能领：证书已被发证机构撤回", at_work(40), papers=[(PLAIN, 4, 90)], withdrawn=True),
    Case(
        "示已领", "不能领：这个职业这个等级已经领过",
        at_work(40), papers=[(PLAIN, 4, 160)], paid=[(UPGRADE, PLAIN, 4, 30)],
    ),
    Case(
        "示重训", "不能领：同一证书已由培训补贴支付",
        at_work(40), papers=[(PLAIN, 4, 160)], paid=[(TRAINING, PLAIN, 4, 60)],
    ),
    Case("示高证", "低等级不能领：已有更高等级证书", at_work(40), papers=[(LATHE, 4, 50), (LATHE, 3, 300)]),
    Case(
        "示满次", "不能领：今年的次数已经用完",
        at_work(40), papers=[(PLAIN, 4, 50), (OTHER, 5, 250)], paid=[(UPGRADE, OTHER, 5, 15)],
    ),
    Case("示旧证", "不能领：证书早于政策施行", at_work(55), papers=[(PLAIN, 4, 3900)]),
    Case("示多因", "不能领：好几条都没有通过", at_work(4, until=2, kind="灵活就业"), papers=[(LATHE, 1, 420)]),
    Case("示无证", "没有证书", at_work(30)),
    Case("示无保", "有证书，没有缴费记录", papers=[(PLAIN, 5, 30)]),
    Case("示空白", "什么记录都没有"),
    Case("示港居", "港澳台居民居住证", at_work(30), papers=[(OTHER, 4, 66)], document="港澳台居民居住证"),
    Case("示亡者", "已去世：不会收到告知", at_work(30, until=2), [("死亡", 40, None)], [(OTHER, 4, 150)]),
    Case("示𠮷䶮", "生僻字姓名", at_work(26), papers=[(OTHER, 5, 33)]),
    Case("示例阿依·例买买提江例", "很长的姓名", at_work(26), papers=[(OTHER, 5, 33)]),
]  # fmt: skip
