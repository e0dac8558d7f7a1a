"""The sets there are, in the order of their page."""

from collections.abc import Iterator

from cms import rule_pages
from cms.opendata.dataset import FLAG, LIST, WHOLE, Column, DataSet, Row
from cms.opendata.outcomes import OUTCOMES
from cms.opendata.terms import TERMS
from occupations.models import Alias, CatalogueEdition, Standing
from occupations.queries import atlas
from policy import registered

JOB = Alias.Kind.JOB
_CODE = Column("code", "职业编码", "这一版印出的职业编码；岗位没有对上职业的为空")
_SCARCITY = (
    Column("grade", "紧缺程度", "这一版目录自己的写法，没有写的为空"),
    Column("pay_from", "月薪从", "这一版目录写的月薪下限，没有写的为空", WHOLE, "元/月"),
    Column("pay_to", "月薪到", "这一版目录写的月薪上限，没有写的为空", WHOLE, "元/月"),
)


def _listed(edition: CatalogueEdition | None) -> Iterator[Row]:
    assert edition is not None
    for one in edition.entries.select_related("occupation").order_by("code", "occupation__key"):
        (code, name), levels = one.printed, [level for level in one.levels.split(",") if level]
        yield (
            f"{edition.slug}:{one.occupation.key}", edition.slug, code, name, one.urgent, levels, one.jobs, one.grade,
            one.pay_from, one.pay_to,
        )  # fmt: skip


def _posts(edition: CatalogueEdition | None) -> Iterator[Row]:
    assert edition is not None
    for nth, one in enumerate(edition.posts.select_related("occupation").order_by("place", "pk"), 1):
        code = one.code or (one.occupation.code if one.occupation else "")
        yield (
            f"{edition.slug}:post-{nth}", edition.slug, one.industry, one.area, one.direction, one.name,
            one.abilities, one.occupation.key if one.occupation else "", code,
            one.grade, one.pay_from, one.pay_to,
        )  # fmt: skip


def _occupations(_: CatalogueEdition | None) -> Iterator[Row]:
    book = atlas()
    words: dict[int, list[tuple[str, str]]] = {}
    for occupation, kind, text in Alias.objects.order_by("text").values_list("occupation", "kind", "text"):
        words.setdefault(occupation, []).append((kind, text))
    stood: dict[int, list[tuple[str, str]]] = {}
    for occupation, edition, code in Standing.objects.order_by("edition", "code").values_list(
        "occupation", "edition", "code"
    ):
        stood.setdefault(occupation, []).append((edition, code))
    for key, one in sorted(book.offered, key=lambda each: (each[1].code, each[0])):
        ids = book.ids(key)
        said = list(dict.fromkeys(word for pk in ids for word in words.get(pk, ())))
        former = dict.fromkeys(f"{edition}:{code}" for pk in ids for edition, code in stood.get(pk, ()))
        yield (
            key, one.code, one.name, one.edition, one.major, one.middle, one.minor, one.digital, one.green,
            [text for kind, text in said if kind != JOB], [text for kind, text in said if kind == JOB], list(former),
        )  # fmt: skip


def _conditions(_: CatalogueEdition | None) -> Iterator[Row]:
    for scheme in registered():
        for check in scheme.checks:
            figures = [scheme.terms.values[name].title for name in check.figures]
            yield (
                check.code, scheme.code, scheme.title, check.title, check.rule, rule_pages.consequence(scheme, check),
                check.remedy, check.who, figures, check.basis,
            )  # fmt: skip


LISTED = DataSet(
    "urgent", "急需紧缺技能人才职业", "目录第二部分：一版目录列出的职业，是不是急需紧缺、紧缺程度和月薪。",
    (
        Column("id", "标识", "版次和职业档案号，永远不变"),
        Column("edition", "版次", "这一版在网址里的名字"),
        _CODE,
        Column("name", "职业名称", "这一版印出的名称，职业以后改名也不变"),
        Column("urgent", "急需紧缺", "这一版是不是列为急需紧缺；补贴规则读的就是这一栏", FLAG),
        Column("levels", "等级", "这一版写明的技能等级，5 初级工到 1 高级技师；没有写的为空", LIST),
        Column("jobs", "工种", "这一版写明的工种；为空指整个职业"),
        *_SCARCITY,
    ),
    _listed, by_edition=True,
)  # fmt: skip

POSTS = DataSet(
    "posts", "重点产业岗位", "目录第一部分：产业类别、核心领域、重点方向、代表性岗位和能力要求。",
    (
        Column("id", "标识", "版次和岗位在这一版里的次序，永远不变"),
        Column("edition", "版次", "这一版在网址里的名字"),
        Column("industry", "产业类别", "目录的第一层"),
        Column("area", "核心领域", "目录的第二层"),
        Column("direction", "重点方向", "目录的第三层"),
        Column("name", "代表性岗位", "岗位的名称"),
        Column("skills", "能力要求", "目录写的核心能力要求，一条一项", LIST),
        Column("occupation", "职业档案号", "这个岗位对应的职业，换了编码也不变；没有对上的为空"),
        _CODE,
        *_SCARCITY,
    ),
    _posts, by_edition=True,
)  # fmt: skip

OCCUPATIONS = DataSet(
    "occupations", "职业", "职业分类：现在的编码和名称，人们怎么叫它，从前各版用什么编码。",
    (
        Column("id", "档案号", "这个职业是谁，换了编码也不变"),
        Column("code", "职业编码", "现在的编码"),
        Column("name", "职业名称", "现在的名称"),
        Column("edition", "大典版次", "现在的编码和名称出自哪一版大典；2022+2024 指 2022 年版加 2024 年增补"),
        Column("major", "大类", "大典的第一层"),
        Column("middle", "中类", "大典的第二层"),
        Column("minor", "小类", "大典的第三层"),
        Column("digital", "数字职业", "大典标注为数字职业", FLAG),
        Column("green", "绿色职业", "大典标注为绿色职业", FLAG),
        Column("aliases", "俗称和曾用名", "人们怎么叫它", LIST),
        Column("jobs", "工种", "这个职业下面的工种", LIST),
        Column("codes", "各版编码", "每一版大典里的编码，写成 版次:编码", LIST),
    ),
    _occupations,
    source="《中华人民共和国职业分类大典》；俗称由本系统整理",
)  # fmt: skip

CONDITIONS = DataSet(
    "rules", "补贴条件", "每项补贴的每一条条件：要求什么，不符合怎样，怎么办，谁能办。",
    (
        Column("id", "条件编号", "永远不变，测算接口和决定书里用的也是它"),
        Column("scheme", "补贴项目", "补贴项目的编号"),
        Column("scheme_title", "补贴名称", "补贴项目的名称"),
        Column("title", "条件", "条件的名称"),
        Column("rule", "要求", "一句话说明要求什么"),
        Column("consequence", "不符合时", "不符合会怎样"),
        Column("remedy", "怎么办", "不符合时可以做什么"),
        Column("who", "谁能办", "谁可以改变它"),
        Column("figures", "用到的标准", "用到“补贴标准”里的哪些项", LIST),
        Column("basis", "依据", "不用标准的条件，依据哪个文件"),
    ),
    _conditions,
    source="本系统计算补贴所用的规则",
)  # fmt: skip

SETS = {one.slug: one for one in (LISTED, POSTS, OCCUPATIONS, CONDITIONS, TERMS, OUTCOMES)}
