"""The register's feed as one writes it with django-import-export as it comes: a ModelResource in bulk mode.

The same checks and the same sealing as the feed's, in the hooks the package has for them; what can be asked of the
database at once is asked at once, what can be reckoned once for a value is remembered. The reader (openpyxl), the row
loop, the widgets and the bulk writing are the package's own.
"""

import re
from collections import defaultdict
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from import_export import fields, resources, widgets
from import_export.formats.base_formats import XLSX
from import_export.instance_loaders import CachedInstanceLoader

from certificates import numbers
from certificates.models import Certificate
from lib import idcard, names
from people import bulk, identities, keys
from people.models import Person

LEVELS = {"五级": 5, "四级": 4, "三级": 3, "二级": 2, "一级": 1}
DOCUMENTS = {"居民身份证": "01"}
ASKED_AT_ONCE = 5000
_CODE = re.compile(r"[1-8](-\d{2}){3}")
_NAME = re.compile(r"\D{1,60}")


class LevelWidget(widgets.Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int:
        if value not in LEVELS:
            raise ValidationError("认不出是哪个等级")
        return LEVELS[value]


class CertificateResource(resources.ModelResource):
    number = fields.Field("number", "证书编号", widgets.CharWidget())
    occupation = fields.Field("occupation", "职业编码", widgets.CharWidget())
    job = fields.Field("job", "工种", widgets.CharWidget())
    level = fields.Field("level", "等级", LevelWidget())
    issued_on = fields.Field("issued_on", "核发日期", widgets.DateWidget("%Y-%m-%d"))
    issuer = fields.Field("issuer", "发证机构", widgets.CharWidget())

    class Meta:
        model = Certificate
        fields = ("number", "occupation", "job", "level", "issued_on", "issuer")
        import_id_fields = ("number",)
        instance_loader_class = CachedInstanceLoader  # one query for all that is there, not one a row
        use_bulk = True
        batch_size = 2000
        skip_diff = True

    def __init__(self, on: date, run: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.on, self.run = on, run
        self.ring, self.version = keys.ring(), identities.hold()
        self.known: dict[str, Person] = {}
        self.pending: list[Person] = []
        self.named: dict[str, set[str]] = defaultdict(set)
        self.held: dict[str, set[str]] = defaultdict(set)

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Who is known, and what several rows say of one number: asked and reckoned once for the file."""
        place = {title: at for at, title in enumerate(dataset.headers)}
        texts = []
        for row in dataset:
            text = f"{DOCUMENTS.get(row[place['证件类型']])}:{row[place['证件号码']]}"
            texts.append(text)
            if row[place["姓名"]]:
                self.named[text].add(names.plain(row[place["姓名"]]))
            self.held[row[place["证书编号"]]].add(text)
        for start in range(0, len(texts), ASKED_AT_ONCE):
            part = texts[start : start + ASKED_AT_ONCE]
            asked = dict(zip(self.ring.index_many(keys.NUMBER, part, self.version), part, strict=True))
            for person in Person.objects.filter(number_index__in=asked).only("id", "name", "number_index"):
                self.known[asked[bytes(person.number_index)]] = person

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        wrong = self._wrong(row)
        if wrong:
            raise ValidationError(wrong)

    def _wrong(self, row: Any) -> list[str]:
        """What is wrong with a row, everything of it."""
        number, certificate = row["证件号码"] or "", row["证书编号"] or ""
        text = f"{DOCUMENTS.get(row['证件类型'])}:{number}"
        wrong = [] if row["证件类型"] in DOCUMENTS else ["证件类型不认识"]
        if fault := idcard.fault(number):
            wrong.append(fault)
        elif (idcard.born(number) or self.on) > self.on:
            wrong.append("出生日期在今天之后")
        if not _NAME.fullmatch(row["姓名"] or ""):
            wrong.append("姓名没有填或不像姓名")
        elif len(self.named[text]) > 1:
            wrong.append("同一证件号码配了另一个姓名")
        elif text in self.known and names.plain(self.known[text].name) != names.plain(row["姓名"]):
            wrong.append("姓名与登记的不一致")
        if not _CODE.fullmatch(row["职业编码"] or ""):
            wrong.append("职业编码应是四段")
        if len(self.held[certificate]) > 1:
            wrong.append("同一编号、不同的持证人")
        return wrong + self._wrong_with_certificate(certificate, row)

    def _wrong_with_certificate(self, certificate: str, row: Any) -> list[str]:
        kind, level, year, _ = numbers._read(certificate)
        issued = row["核发日期"].date() if isinstance(row["核发日期"], datetime) else row["核发日期"]
        wrong = [] if kind else ["不像证书编号"]
        if not isinstance(issued, date):
            return [*wrong, "认不出是哪一天"]
        if issued > self.on:
            wrong.append("核发日期在今天之后")
        if kind and level and level != LEVELS.get(row["等级"]):
            wrong.append("编号说的是另一个等级")
        if kind and year >= 0 and year != issued.year % 100:
            wrong.append("核发日期不是编号说的那一年")
        return wrong

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:
        text = f"{DOCUMENTS[row['证件类型']]}:{row['证件号码']}"
        person = self.known.get(text)
        if person is None:
            person = self.known[text] = self._seal(text, row["姓名"])
            self.pending.append(person)
        instance.person, instance.since_run, instance.kind = person, self.run, numbers._read(row["证书编号"])[0]

    def _seal(self, text: str, name: str) -> Person:
        return Person(
            name=name, document=text[:2], born=idcard.born(text[3:]), key_version=self.version, since_run=self.run,
            number_sealed=self.ring.seal(keys.NUMBER, text, self.version),
            number_index=self.ring.index(keys.NUMBER, text, self.version),
        )  # fmt: skip

    def bulk_create(self, *args: Any, **kwargs: Any) -> None:
        """The persons of a batch first, then its certificates, each with a number of its own as its entry."""
        Person.objects.bulk_create(self.pending, batch_size=self._meta.batch_size)
        self.pending = []
        for instance, entry in zip(self.create_instances, _entries(len(self.create_instances)), strict=True):
            instance.pk = instance.entry = entry
            instance.person_id = instance.person.pk
        super().bulk_create(*args, **kwargs)


def _entries(size: int) -> list[int]:
    found: list[int] = bulk.reserve(Certificate, size).tolist()
    return found


@lru_cache(maxsize=1)
def _format() -> XLSX:
    return XLSX()


def bring(content: bytes, on: date) -> tuple[int, list[int]]:
    """(rows brought in, numbers of the rows refused, as the spreadsheet counts them). In one transaction."""
    from django.db import transaction

    with transaction.atomic():
        dataset = _format().create_dataset(content)
        result = CertificateResource(on, run=1).import_data(dataset, dry_run=False, use_transactions=False)
    if result.has_errors():
        raise SystemExit(f"the peer failed: {result.row_errors()[:1] or result.base_errors[:1]}")
    return result.totals["new"], sorted(row.number + 1 for row in result.invalid_rows)
