"""What an institution fills in for a class, its lessons, its teachers and its rooms."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from lib import idcard
from lib.working_days import is_working_day
from people.fields import text
from people.models import District
from training import queries
from training.filing.actions import MOST_SESSIONS, Lesson
from training.filing.hours import lasting
from training.models import ClassSession, Room, Teacher, TrainingClass

WEEKDAYS = [(str(nth), f"周{day}") for nth, day in enumerate("一二三四五六日")]


def day(label: str, hint: str = "", asked: str = "", **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=hint, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": asked or f"请填{label}。", "invalid": "日期要写成 2027-01-04 的样子。"}, **more,
    )  # fmt: skip


def clock(label: str, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": f"请填{label}时间。", "invalid": "时间要写成 9:00 的样子。"}, **more,
    )  # fmt: skip


def minutes(at: time) -> int:
    return at.hour * 60 + at.minute


class TeacherField(forms.ModelChoiceField):
    """One of the institution's teachers, by name."""

    def __init__(self) -> None:
        super().__init__(
            Teacher.objects.none(), label="教师", empty_label="请选择",
            error_messages={"required": "请选教师。", "invalid_choice": "请从本机构在聘的教师里选。"},
        )  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.person.name}，{obj.qualification}"


class RoomField(forms.ModelChoiceField):
    """One of the institution's rooms, with how many it holds."""

    def __init__(self) -> None:
        super().__init__(
            Room.objects.none(), label="教室", required=False, empty_label="线上课不用选",
            error_messages={"invalid_choice": "请从本机构在用的教室里选。"},
        )  # fmt: skip

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}（{obj.seats}人）"


class ClassForm(forms.Form):
    """A class. ``courses``: what its institution may teach."""

    course = forms.TypedChoiceField(
        label="课程", coerce=int,
        error_messages={"required": "请选课程。", "invalid_choice": "请从本机构的课程里选。"},
    )  # fmt: skip
    name = text("班名", 40, "自己认得出就行，如“养老护理员初级 3 班”")
    seats = forms.IntegerField(
        label="招收人数", min_value=1, max_value=500, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填招收人数。", "invalid": "请填整数。", "min_value": "至少1人。", "max_value": "最多500人。"
        },
    )  # fmt: skip
    public = forms.BooleanField(
        label="公开报名", required=False, help_text="备案以后出现在网上，本人可以报名；由您确认录取"
    )
    plan = text(
        "教学计划", 2000, "教什么、用什么教材、怎样考核", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, courses: list[queries.Offered], fixed: bool = False, **more: Any):
        super().__init__(*args, **more)
        if fixed:
            del self.fields["course"]
        else:
            choices = [(one.course.pk, f"{one.name}，{one.words}") for one in courses]
            self.fields["course"].choices = [("", "请选择"), *choices]  # type: ignore[attr-defined]


class LessonsForm(forms.Form):
    """Lessons by a pattern: from a day on, on these weekdays, at one or two times of the day, until enough.

    ``own``: the class. Its institution's teachers and rooms are offered.
    """

    first = day("从哪天", asked="请填从哪天开始上课。")
    weekdays = forms.MultipleChoiceField(
        label="每周", choices=WEEKDAYS, required=False, widget=forms.CheckboxSelectMultiple,
        help_text="不选就只排那一天", error_messages={"invalid_choice": "请从周一到周日里选。"},
    )  # fmt: skip
    hours = forms.DecimalField(
        label="排满多少学时为止", required=False, min_value=1, max_value=2000,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        help_text="填这一项，或者填“到哪天为止”",
        error_messages={"invalid": "请填数字。", "min_value": "至少1学时。", "max_value": "最多2000学时。"},
    )  # fmt: skip
    until = day("到哪天为止", required=False)
    begins = clock("上课")
    ends = clock("下课")
    begins_too = clock("下午（或晚上）上课", required=False)
    ends_too = clock("下午（或晚上）下课", required=False)
    holidays = forms.BooleanField(label="跳过法定节假日", required=False, initial=True)
    mode = forms.ChoiceField(
        label="方式", choices=ClassSession.Mode.choices, initial="theory",
        error_messages={"required": "请选方式。", "invalid_choice": "请选方式。"},
    )  # fmt: skip
    teacher = TeacherField()
    room = RoomField()
    topic = text("内容", 60, "可以不填", required=False)

    def __init__(self, *args: Any, own: TrainingClass, **more: Any):
        super().__init__(*args, **more)
        offer_resources(self, own)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        _later(self, told, "begins", "ends")
        if bool(told.get("begins_too")) != bool(told.get("ends_too")):
            self.add_error("ends_too", "第二段的上课和下课要么都填，要么都不填。")
        _later(self, told, "begins_too", "ends_too")
        if told.get("begins_too") and told.get("ends") and told["begins_too"] < told["ends"]:
            self.add_error("begins_too", "第二段要在第一段下课以后。")
        if told.get("mode") != "online" and "room" in told and told["room"] is None:
            self.add_error("room", "理论课和实训课要选教室。")
        first, until = told.get("first"), told.get("until")
        if first and until and not first <= until <= first + timedelta(days=730):
            self.add_error("until", "要在“从哪天”之后，两年以内。")
        if told.get("weekdays") and not until and not told.get("hours") and "hours" in told:
            self.add_error("hours", "每周都上的，请填排满多少学时，或者到哪天为止。")
        return told

    def lessons(self) -> list[Lesson]:
        """The lessons the pattern comes to, in order. For a form that is valid."""
        told = self.cleaned_data
        times = [(minutes(told["begins"]), minutes(told["ends"]))]
        if told["begins_too"]:
            times.append((minutes(told["begins_too"]), minutes(told["ends_too"])))
        left = int(told["hours"] * 100) if told["hours"] else None
        made: list[Lesson] = []
        for each in _days(told):
            for begins, ends in times:
                if (left is not None and left <= 0) or len(made) >= MOST_SESSIONS:
                    return made
                made.append(Lesson(
                    each, begins, ends, told["mode"], told["teacher"].pk,
                    told["room"].pk if told["room"] and told["mode"] != "online" else None, told["topic"].strip(),
                ))  # fmt: skip
                if left is not None:
                    left -= lasting(begins, ends)
        return made


def _days(told: dict[str, Any]) -> Any:
    """The days of the pattern; two years at most."""
    weekdays = {int(each) for each in told["weekdays"]} or {told["first"].weekday()}
    last = told["until"] or (told["first"] + timedelta(days=730) if told["weekdays"] else told["first"])
    each: date = told["first"]
    while each <= last:
        weekend = each.weekday() >= 5
        if each.weekday() in weekdays and (not told["holidays"] or weekend or is_working_day(each)):
            yield each
        each += timedelta(days=1)


class ChangeForm(forms.Form):
    """Another time, room or teacher for one lesson, or none, with the reason."""

    what = forms.ChoiceField(
        label="怎么变", choices=[("move", "改时间、教师或教室"), ("cancel", "这一课取消")], widget=forms.RadioSelect,
        initial="move", error_messages={"required": "请选怎么变。", "invalid_choice": "请选怎么变。"},
    )  # fmt: skip
    on = day("日期")
    begins = clock("上课")
    ends = clock("下课")
    teacher = TeacherField()
    room = RoomField()
    reason = text("原因", 200, "学员看得到", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, own: TrainingClass, make_up: bool = False, **more: Any):
        super().__init__(*args, **more)
        offer_resources(self, own)
        if make_up:
            del self.fields["what"]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        _later(self, told, "begins", "ends")
        return told

    def lesson(self, like: ClassSession) -> Lesson | None:
        """What it is to be; None where it is not to be held."""
        told = self.cleaned_data
        if told.get("what") == "cancel":
            return None
        room = told["room"].pk if told["room"] and like.mode != "online" else None
        return Lesson(
            told["on"], minutes(told["begins"]), minutes(told["ends"]), like.mode, told["teacher"].pk, room, like.topic
        )


class TeacherForm(forms.Form):
    """Somebody who teaches."""

    name = text("姓名", 60)
    number = text(
        "居民身份证号码", 18, "用来发现一位教师同时在两处上课；页面上只显示头尾",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    qualification = text("资格", 60, "教师资格、技能等级或职称，如“二级/技师”")

    def clean_number(self) -> str:
        told = self.cleaned_data["number"].strip().upper()
        if not idcard.SHAPE.fullmatch(told) or not idcard.check_signs([told])[0]:
            raise ValidationError("居民身份证号码不对，请对照身份证逐位核对。")
        return told


class RoomForm(forms.Form):
    """A room to teach in."""

    name = text("名称", 40, "如“实训楼 201”")
    address = text("地址", 120)
    district = forms.ModelChoiceField(
        District.objects.all(), label="所在区", empty_label="请选择",
        error_messages={"required": "请选择所在区。", "invalid_choice": "请选择所在区。"},
    )  # fmt: skip
    seats = forms.IntegerField(
        label="核定人数", min_value=1, max_value=1000, widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": "请填核定人数。", "invalid": "请填整数。", "min_value": "至少1人。", "max_value": "最多1000人。"
        },
    )  # fmt: skip


class Reason(forms.Form):
    """Why a class is cancelled."""

    reason = text("取消的原因", 200, "学员看得到", widget=forms.Textarea(attrs={"rows": 2}))


def offer_resources(form: forms.Form, own: TrainingClass) -> None:
    """The teachers and rooms in use of the class's institution."""
    teachers = Teacher.objects.filter(organisation=own.organisation_id, active=True).select_related("person")
    rooms = Room.objects.filter(organisation=own.organisation_id, active=True)
    for name, rows in (("teacher", teachers), ("room", rooms)):
        form.fields[name].queryset = rows  # type: ignore[attr-defined]


def _later(form: forms.Form, told: dict[str, Any], begins: str, ends: str) -> None:
    if told.get(begins) and told.get(ends) and told[ends] <= told[begins]:
        form.add_error(ends, "下课要晚于上课。")
