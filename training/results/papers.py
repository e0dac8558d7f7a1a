"""培训合格证书 as a PDF, a trainee a page, in the look of the letters; number and code lead to where it is checked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from lib import mask
from lib.days import chinese
from lib.pdf import Fonts, Paper
from lib.pdf.paper import GOLD, GREY
from people import identities
from subsidies.letters import parts, sealing
from subsidies.letters.told import Standing
from training import queries as courses
from training.filing.hours import words
from training.lessons.attended import attended
from training.models import CompletionCertificate, TrainingClass

TITLE = "培训合格证书"
EXAMPLE = "示例，不作证明"


@dataclass(frozen=True)
class Told:
    """What one certificate says; ``document`` masked, hours in words."""

    number: str
    name: str
    document: str
    institution: str
    of: str
    project: str
    title: str
    hours: tuple[str, str]  # attended, planned
    days: tuple[date, date]
    issued_on: date


def of_class(one: TrainingClass, certificates: Sequence[CompletionCertificate]) -> list[Told]:
    """``certificates`` of one class, with their persons at hand."""
    hours, title = attended(one), courses.title(one)
    assert one.first_day is not None and one.last_day is not None
    return [
        Told(
            number=each.number, name=each.enrolment.person.name,
            document=mask.number(identities.number_of(each.enrolment.person)), institution=one.organisation.name,
            of=f"{one.name}（班号{one.number}）", project=one.get_kind_display(), title=title,
            hours=(words(hours.get(each.enrolment_id, 0)), words(one.hours)), days=(one.first_day, one.last_day),
            issued_on=each.issued_on,
        )
        for each in certificates
    ]  # fmt: skip


def sealed(told: Sequence[Told], at: datetime) -> bytes:
    """The PDF, sealed unless it holds a sign that no font has; then every page says so."""
    content, missing = certificates(sealing.fonts(), told, test=sealing.is_test())
    if missing:
        return content
    return sealing.seal(at).set_on(content, "测试签章，不具法律效力" if sealing.is_test() else "核对证书未被改动")


def certificates(fonts: Fonts, told: Sequence[Told], *, test: bool) -> tuple[bytes, list[str]]:
    """(PDF, signs that no font has). ``test``: it proves nothing, and says so."""
    paper = Paper(fonts)
    paper.missing = fonts.missing("".join(f"{each.name}{each.of}{each.institution}{each.title}" for each in told))
    for nth, each in enumerate(told):
        if nth:
            paper.turn()
        _page(paper, each, _standing(each, test))
    content = paper.finish(title=TITLE, author=told[0].institution, foot=_foot(told, test))
    return content, list(paper.missing)


def _standing(told: Told, test: bool) -> Standing:
    return Standing(told.number, told.institution, _address(told.number), test)


def _address(number: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{reverse('completions:check')}?number={number}"


def _page(paper: Paper, told: Told, standing: Standing) -> None:
    parts.head(paper, TITLE, standing)
    if standing.test:
        paper.boxed(EXAMPLE, paper.left + paper.wide / 2 - 45, paper.y + 4, 11, parts.RED)
        paper.gap(20)
    paper.gap(40)
    paper.text(told.name, size=26, bold=True, colour=parts.BLUE, align="center", after=2)
    paper.text(f"证件号码 {told.document}", size=11, colour=GREY, align="center", after=26)
    first, last = told.days
    parts.said(paper, (
        f"于{chinese(first)}至{chinese(last)}参加{told.project}“{told.title}”培训，实到{told.hours[0]}学时"
        f"（计划{told.hours[1]}学时），结业考核合格，准予结业，特发此证。"
    ), after=26)  # fmt: skip
    paper.rule(GOLD)
    paper.gap(10)
    paper.pairs([
        ("培训机构", told.institution), ("班次", told.of), ("课程", told.title),
        ("培训时间", f"{chinese(first)}至{chinese(last)}"), ("证书编号", told.number),
        ("发证日期", chinese(told.issued_on)),
    ], size=11.5, label=84)  # fmt: skip
    paper.gap(10)
    paper.rule(GOLD)
    paper.gap(6)
    paper.text(
        "本证书由培训机构颁发，证明完成本期培训，不是职业技能等级证书。扫码或者到本网站“核对培训合格证书”，填编号和姓名可以核对真伪。",
        size=9.5, colour=GREY,
    )  # fmt: skip
    paper.gap(30)
    parts.sign_off(paper, standing, chinese(told.issued_on))


def _foot(told: Sequence[Told], test: bool) -> Callable[[Paper, int, int], None]:
    """As that of the letters, but each page is a certificate of its own."""

    def add(paper: Paper, page: int, pages: int) -> None:
        one = told[page]
        y, right = paper.size[1] - 50, paper.left + paper.wide
        paper.rule_at(paper.left, y, paper.wide, page=page)
        paper.put(f"{TITLE}　编号 {one.number}", paper.left, y + 6, 8.5, colour=GREY, page=page)
        paper.put(f"核对真伪：{_address(one.number)}", paper.left, y + 19, 8, colour=GREY, page=page)
        if test:
            paper.put(parts.TEST, right, y + 6, 8, colour=parts.RED, align="right", page=page)

    return add
