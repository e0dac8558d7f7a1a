"""The roster as one writes it with django-import-export as it comes: a ModelResource in bulk mode.

The same checks in the hooks the package has for them: persons, classes and who is in them are asked for once for the
file, what the registers and the timetable say of a person is asked when its row is looked at, and the rule of the
subsidy is written out in plain conditions. Reader, row loop, widgets and bulk writing are the package's own.
"""

import io
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX
from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from benchmarks.feeds_stock import ASKED_AT_ONCE, DOCUMENTS
from benchmarks.roster_cases import ON
from lib import idcard, names
from people import keys, phones
from people.models import Person, StatusSpan
from subsidies.models import EarlierPayment, Slot, Taken
from training.models import Enrolment, TrainingClass

GROUPS = ("unemployed", "rural", "graduate", "hardship")


class RosterResource(resources.ModelResource):
    group = fields.Field("group", "人员类别", widgets.CharWidget())

    class Meta:
        model = Enrolment
        fields = ("group",)
        import_id_fields = ()
        force_init_instance = True
        use_bulk = True
        batch_size = 2000
        skip_diff = True

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.ring, self.version = keys.ring(), keys.in_force()
        self.known: dict[str, Person] = {}
        self.classes = {one.number: one for one in TrainingClass.objects.select_related("course")}
        self.inside: dict[int, int] = {}
        self.there: set[tuple[int, int]] = set()
        self.coming: list[Taken] = []

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        place = {title: at for at, title in enumerate(dataset.headers)}
        texts = [f"{DOCUMENTS.get(row[place['证件类型']])}:{row[place['证件号码']]}" for row in dataset]
        for start in range(0, len(texts), ASKED_AT_ONCE):
            part = texts[start : start + ASKED_AT_ONCE]
            asked = dict(zip(self.ring.index_many(keys.NUMBER, part, self.version), part, strict=True))
            for person in Person.objects.filter(number_index__in=asked).only("id", "name", "born", "number_index"):
                self.known[asked[bytes(person.number_index)]] = person
        for of, person_id in Enrolment.objects.filter(state="enrolled").values_list("of", "person"):
            self.there.add((of, person_id))
            self.inside[of] = self.inside.get(of, 0) + 1

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        wrong = self._wrong(row)
        if wrong:
            raise ValidationError(wrong)

    def _wrong(self, row: Any) -> list[str]:
        number = row["证件号码"] or ""
        person = self.known.get(f"{DOCUMENTS.get(row['证件类型'])}:{number}")
        one = self.classes.get(row["班号"] or "")
        wrong = [] if row["证件类型"] in DOCUMENTS else ["证件类型不认识"]
        if fault := idcard.fault(number):
            wrong.append(fault)
        if person is not None and names.plain(person.name) != names.plain(row["姓名"] or ""):
            wrong.append("姓名与登记的不一致")
        if row["联系电话"] and not phones.plain(str(row["联系电话"])):
            wrong.append("不是11位手机号")
        if one is None:
            return [*wrong, "没有这个班号"]
        if one.state not in ("draft", "returned", "accepted") or (one.last_day and one.last_day < ON):
            wrong.append("这个班不能改名册")
        if self.inside.get(one.pk, 0) >= one.seats:
            wrong.append("班里满了")
        if person is None:
            return [*wrong, "登记里没有"] if not idcard.fault(number) else wrong
        if (one.pk, person.pk) in self.there:
            wrong.append("已经在班里")
        return wrong + self._by_law(person, one)

    def _by_law(self, person: Person, one: TrainingClass) -> list[str]:
        first = one.first_day or ON
        spans = StatusSpan.objects.filter(
            Q(ended=None) | Q(ended__gte=first), person=person, until_run=None, began__lte=first
        )  # fmt: skip
        kinds = set(spans.values_list("kind", flat=True))
        wrong = [] if kinds & set(GROUPS) else ["不属于这个培训项目的对象"]
        if "pension" in kinds or (person.born and _sixteen(person.born) > first):
            wrong.append("年龄不够或者在领养老金")
        paid = EarlierPayment.objects.filter(person=person, until_run=None).values_list(
            "scheme", "occupation", "level", "paid_on"
        )
        told = list(paid)
        if any((occupation, level) == (one.occupation, one.level) for _, occupation, level, _ in told):
            wrong.append("已经补贴过")
        if sum(1 for scheme, _, _, on in told if scheme == "TR" and on.year == first.year) >= 3:
            wrong.append("今年次数已满")
        others = Taken.objects.filter(person=person, scheme="TR").exclude(owner=one.pk).values_list("owner", flat=True)
        if others:
            mine = Slot.objects.filter(scheme="TR", owner=one.pk).values_list("first_day", "begins", "ends")
            theirs = Slot.objects.filter(scheme="TR", owner__in=list(others)).values_list("first_day", "begins", "ends")
            if any(
                a[0] == b[0] and (a[1] or 0) < (b[2] or 0) and (b[1] or 0) < (a[2] or 0) for a in mine for b in theirs
            ):
                wrong.append("上课时间重叠")
        return wrong

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        person = self.known[f"{DOCUMENTS[row['证件类型']]}:{row['证件号码']}"]
        one = self.classes[row["班号"]]
        instance.person_id, instance.of_id, instance.joined_on = person.pk, one.pk, ON
        instance.subsidised = row["申请补贴"] != "否"
        if phone := phones.plain(str(row["联系电话"] or "")):
            instance.phone_sealed = self.ring.seal(keys.PHONE, phone, self.version)
            instance.phone_index = self.ring.index(keys.PHONE, phone, self.version)
        self.there.add((one.pk, person.pk))
        self.inside[one.pk] = self.inside.get(one.pk, 0) + 1
        self.coming.append(Taken(scheme="TR", owner=one.pk, person=person))

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        super().bulk_create(*args, **kwargs)
        Taken.objects.bulk_create(self.coming, batch_size=self._meta.batch_size)
        self.coming = []


def _sixteen(born: date) -> date:
    return born.replace(year=born.year + 16) if (born.month, born.day) != (2, 29) else date(born.year + 16, 2, 28)


def bring(content: bytes) -> tuple[int, list[int]]:
    """(rows brought in, numbers of the rows refused, as the spreadsheet counts them), bad rows coloured in a copy."""
    with transaction.atomic():
        result = RosterResource().import_data(XLSX().create_dataset(content), dry_run=False, use_transactions=False)
    if result.has_errors():
        raise SystemExit(f"the peer failed: {result.row_errors()[:1] or result.base_errors[:1]}")
    refused = {row.number + 1: row.error for row in result.invalid_rows}
    book = load_workbook(io.BytesIO(content))
    sheet, red = book.worksheets[0], PatternFill("solid", fgColor="FFD9D6")
    width = sheet.max_column
    for number, error in refused.items():
        sheet.cell(number, width).fill = red
        sheet.cell(number, width + 1).value = str(error)
    book.save(io.BytesIO())
    return result.totals["new"], sorted(refused)
