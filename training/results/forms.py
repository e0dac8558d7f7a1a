"""The results of a class as they are typed: a row for each trainee, and what is wrong at each."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from django import forms
from django.http import QueryDict

from people.fields import text
from training.filing import rules
from training.models import Enrolment, ExamResult
from training.results.judging import BEST, Known, Told, wrong
from training.results.trail import result

MEANWHILE = "别人刚刚改过这位学员的成绩，现在{now}。请核对；要照这里填的保存，再按一次保存。"
A_DAY = "日期要写成 2027-01-04 的样子。"
PASSED, FAILED = "yes", "no"
NUMBER = re.compile(r"PX\d{4}[0-9A-Z]{6}\d{6,8}")


@dataclass
class Row:
    """One trainee as typed. ``was``: what counted when the page was drawn. ``wrong``: in words, empty where sound."""

    line: Enrolment
    kept: ExamResult | None
    passed: str = ""
    score: str = ""
    day: str = ""
    was: str = ""
    wrong: str = ""

    @property
    def sign(self) -> str:
        return f"{self.day}|{self.score}|{self.passed}"


@dataclass
class Typed:
    """The whole page as typed: `day` is of whoever has none of the own. ``told``: what is sound of it, by line."""

    rows: list[Row]
    day: str = ""
    why: str = ""
    told: dict[int, Told] = field(default_factory=dict)

    @property
    def wrong(self) -> list[Row]:
        return [row for row in self.rows if row.wrong]

    @property
    def corrects(self) -> bool:
        """Is there anything that could be corrected?"""
        return any(row.kept is not None and row.kept.voided_at is None for row in self.rows)


def kept(known: Known) -> Typed:
    """As it is written so far."""
    return Typed([_kept(pk, known) for pk in known.lines])


def _kept(pk: int, known: Known) -> Row:
    told, row = known.told(pk), Row(known.lines[pk], known.kept.get(pk))
    if told is not None:
        row.passed, row.day = PASSED if told.passed else FAILED, told.held_on.isoformat()
        row.score = "" if told.score is None else str(told.score)
    row.was = row.sign
    return row


def read(posted: QueryDict, known: Known, on: date) -> Typed:
    """As it was sent. What is as the page had it, or empty, is left as it is now; over what somebody else has written
    since the page was drawn nothing is written before it was seen."""
    typed = Typed([], posted.get("day", "").strip()[:20], posted.get("why", "").strip()[:200])
    for pk, line in known.lines.items():
        passed, score, day = (posted.get(f"{name}-{pk}", "").strip()[:20] for name in ("passed", "score", "day"))
        now = _kept(pk, known)
        row = Row(line, now.kept, passed if passed in (PASSED, FAILED) else "", score, day, now.was)
        was = posted.get(f"was-{pk}", now.was)
        untouched = row.sign in (was, now.was)
        typed.rows.append(now if untouched else row)
        if untouched or not (row.passed or row.score or row.day):
            continue
        if was != now.was:
            told = known.told(pk)
            now_is = f"是{result([told.held_on.isoformat(), told.score, told.passed])}" if told else "没有成绩"
            row.wrong = MEANWHILE.format(now=now_is)
        else:
            _judge(row, typed, known, on)
    return typed


def _judge(row: Row, typed: Typed, known: Known, on: date) -> None:
    day = row.day or typed.day
    if not row.passed or not day:
        row.wrong = wrong(rules.TOLD).words
        return
    if row.score and not (row.score.isdecimal() and int(row.score) <= BEST):
        row.wrong = wrong(rules.SCORE).words
        return
    try:
        told = Told(date.fromisoformat(day), int(row.score) if row.score else None, row.passed == PASSED)
    except ValueError:
        row.wrong = A_DAY
        return
    found = known.wrong(row.line.pk, told, typed.why, on)
    if found is None:
        typed.told[row.line.pk] = told
    else:
        row.wrong = found.words


class Void(forms.Form):
    """Why a result counts no more."""

    why = text("作废的原因", 100, "本人和区里看得到；已经发的证书会一起撤回")


class Check(forms.Form):
    """What a certificate says of itself: both are asked, so that a number alone tells no name. Never in an address."""

    number = forms.CharField(
        label="证书编号", max_length=40, help_text="PX 开头，在证书左上角",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": "请填证书编号。", "max_length": "编号太长了，请看着证书重新填。"},
    )  # fmt: skip
    name = forms.CharField(
        label="证书上的姓名", max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "请填证书上的姓名。", "max_length": "姓名太长了，请只填证书上的姓名。"},
    )  # fmt: skip

    def clean_number(self) -> str:
        typed = unicodedata.normalize("NFKC", self.cleaned_data["number"]).upper()
        number = "".join(sign for sign in typed if sign.isalnum())
        if not NUMBER.fullmatch(number):
            raise forms.ValidationError(
                f"编号应是PX加16到18个数字（中间可能有字母），现在是“{number[:24]}”，{len(number)}位。请看着证书重新填。",
                code="shape",
            )
        return number
