"""A demonstration gone through at every door, with as much of persons as people type where they should not."""

import io
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from PIL import Image

from certificates.feeds import CERTIFICATES
from people import identities, texts
from people.models import Person
from people.texts import Gateway
from records.models import Correction, ImportRun
from records.tasks import drive_what_waits
from subsidies.tasks import remind_of_what_is_owed, scan_everybody
from tests.privacy import claim
from tests.privacy.strangers import (
    FILE_NAME,
    IN_FILE,
    IN_NAME,
    IN_NOTE,
    MISTYPED,
    NEW_NAME,
    NEW_PHONE,
    NEWCOMER,
    WITNESS,
    row,
)
from tests.privacy.visitor import Visitor, gunicorn
from tests.records import back_office, making
from tests.records.test_screens_registers import exported

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
HEADS = 120
SIGN_IN, CODE = "/my/sign-in/", "/my/sign-in/code/"


class Walk:
    """The demonstration, and who is in it."""

    def __init__(self, clock: Any, folder: Path):
        self.clock, self.folder, self.gunicorn = clock, folder, gunicorn()
        self.said = io.StringIO()

    def go(self) -> None:
        self._load()
        self.worker = self._a_worker_signs_in()
        self._others_do_not()
        self._at_the_counter()
        self._a_request()
        self._a_steward_feeds()
        self._by_command()
        self._an_import_that_fails()
        self._a_steward_answers()
        claim.go_through(self.person("示可领"), timezone.now())
        self._by_the_clock()
        self._doors_that_fail()

    # --- who is there ---
    def person(self, name: str) -> Person:
        return Person.objects.filter(name=name).earliest("pk")

    def who(self, name: str) -> dict[str, str]:
        person = self.person(name)
        return {"name": name, "document": person.document, "number": identities.number_of(person)}

    def visitor(self) -> Visitor:
        return Visitor(self.gunicorn)

    def official(self, username: str) -> Visitor:
        """Signed in with password and app, both of this demonstration."""
        client = self.visitor()
        passwords = dict(line.split() for line in (settings.VAR_DIR / "demo-logins.txt").read_text().splitlines())
        client.post("/sign-in/", {"login": username, "password": passwords[username]})
        page = client.get("/demo/phone/").content.decode()
        code = dict(re.findall(r"<td>(\w+)</td><td class=\"demo-code\">(\d{6})<", page))[username]
        client.post("/sign-in/code/", {"code": code})
        assert username in client.get("/account/").content.decode()
        return client

    def drive(self) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            drive_what_waits()

    # --- the walk ---
    def _load(self) -> None:
        call_command("load_demo", heads=HEADS, stdout=self.said, stderr=self.said)

    def _a_worker_signs_in(self) -> Visitor:
        client = self.visitor()
        assert client.post(SIGN_IN, self.who("示差月")).url == CODE
        code = re.search(r"验证码是(\d{6})", texts.latest(1)[0].body)[1]
        assert "还可以试4次" in client.post(CODE, {"code": f"{(int(code) + 1) % 10**6:06d}"}).content.decode()
        assert client.post(CODE, {"code": code}).status_code == 302
        page = client.get("/my/").content.decode()
        assert "示差月" in page and "还差 1 个月" in page
        what_if = re.search(r'href="(/calculator/[^"]+)"', page)[1].replace("&amp;", "&")
        assert client.get(what_if, follow=True).status_code == 200
        return client

    def _others_do_not(self) -> None:
        """Wrong codes until the last, a wish too many, a name that is not on record, a password too many."""
        client = self.visitor()
        client.post(SIGN_IN, self.who("示可领"))
        pages = [client.post(CODE, {"code": "000000"}).content.decode() for _ in range(6)]
        assert "作废" in pages[-1]
        again = [client.post(CODE, {"again": "1"}).status_code for _ in range(2)]
        assert again == [200, 200], "twice within a minute"
        client = self.visitor()
        for _ in range(7):
            self.clock.shift(timedelta(seconds=61))
            page = client.post(SIGN_IN, {"name": MISTYPED.name, "document": "01", "number": MISTYPED.number})
        assert "一小时内最多" in page.content.decode()
        client.get("/my/", follow=True)
        passwords = [
            client.post("/sign-in/", {"login": typed, "password": MISTYPED.phone})
            for typed in (MISTYPED.name, *[MISTYPED.number] * 6)
        ]
        assert 429 in [page.status_code for page in passwords]

    def _at_the_counter(self) -> None:
        clerk, who = self.official("chuangkou"), self.who("示初级")
        assert "没有查到" in clerk.post("/desk/counter/", who | {"name": MISTYPED.name}).content.decode()
        found = clerk.post("/desk/counter/", who).url
        assert clerk.post(found, {"phone": NEW_PHONE, "again": NEW_PHONE}).status_code == 302
        reveal = f"/people/{self.person('示初级').pk}/reveal/"
        refused = clerk.post(reveal, {"what": "phone", "why": "other", "other": "给示初级回电话"})
        assert "不要写姓名" in refused.content.decode()
        assert NEW_PHONE in clerk.post(reveal, {"what": "phone", "why": "与来办事的人核对身份"}).content.decode()

    def _a_request(self) -> None:
        """Two requests with all sorts of things in their words, one with a proof whose name says whose it is."""
        note = f"{IN_NOTE.name}（{IN_NOTE.number}，{IN_NOTE.phone}）可以作证"
        picture = io.BytesIO()
        Image.new("RGB", (40, 20), "white").save(picture, "PNG")
        month = "/my/report/month/?month=2026-05"  # the one that is missing
        given = {"first": "202605", "last": "202605", "paid": "paid", "note": note}
        self.worker.post(month, given, headers={"HX-Request": "true"})
        form = self.worker.get(month).context["form"]
        employer = form.fields["employer"].choices[0][0]
        proof = SimpleUploadedFile(f"{FILE_NAME}.png", picture.getvalue(), "image/png")
        assert self.worker.post(month, given | {"employer": employer, "file": proof, "send": "1"}).status_code == 302
        wrong = {"name": NEW_NAME, "note": note, "send": "1"}
        assert self.worker.post("/my/report/name/", wrong).status_code == 302
        for one in Correction.objects.all():
            assert note in self.worker.get(f"/my/requests/{one.pk}/").content.decode()

    def _a_steward_feeds(self) -> None:
        """Sound and bad rows of three kinds, each in a file whose name holds a name, a number and a phone."""
        self.steward = self.official("guanli")
        new, bad = row(NEWCOMER), row(IN_FILE) | {"证件号码": IN_FILE.number[:17] + "Z"}
        paper = {key: making.certificate(1)[key] for key in ("证书编号", "职业编码", "等级", "核发日期", "发证机构")}
        insured = {key: making.months(1)[key] for key in ("单位类型", "起始月", "截止月", "缴费状态", "参保区")}
        for kind, rows in {
            "people": [new | {"登记手机": NEWCOMER.phone}, bad | {"登记手机": f"{IN_FILE.phone}9"}],
            "certificates": [new | paper, bad | paper | {"等级": "六级", "证书编号": "S990111000001245000777"}],
            "insurance": [new | insured, bad | insured | {"起始月": IN_FILE.phone}],
        }.items():
            run = self._fed(kind, making.table(kind, rows), f"{FILE_NAME}{kind}.csv")
            assert (run.state, run.added, run.parked) == ("done", 1, 1)
        clash = [new | {"姓名": WITNESS.name, "登记手机": WITNESS.phone}]
        assert self._fed("people", making.table("people", clash), f"{WITNESS.name}.csv").state == "refused"
        firm = {"统一社会信用代码": making.credit_code(987654), "名称": "示例公司", "类型": "企业"}
        firm["法定代表人"] = NEWCOMER.name
        assert self._fed("organisations", making.table("organisations", [firm]), f"{FILE_NAME}单位.csv").added == 1
        headless = f"{IN_FILE.name},居民身份证,{IN_FILE.number},{IN_FILE.phone}\n".encode()
        assert "不是列名" in self._fed("people", headless, f"{FILE_NAME}.csv").message
        assert "不是 xlsx" in self._upload("people", b"x", f"{FILE_NAME}.docx").content.decode()
        for asked in (NEWCOMER.name, NEWCOMER.number, WITNESS.name):
            self.steward.post("/steward/people/person/find/", {"who": asked})
        assert NEWCOMER.name in exported(self.steward, "/steward/people/person/", "1").decode("utf-8-sig")

    def _upload(self, kind: str, content: bytes, name: str) -> Any:
        address = f"/steward/records/importrun/import/?kind={kind}"
        return back_office.upload(self.steward, content, name, "2026-11-20", address)

    def _fed(self, kind: str, content: bytes, name: str) -> ImportRun:
        """Handed in, checked, looked at, confirmed and written, each by its own door."""
        assert self._upload(kind, content, name).status_code == 302
        run = ImportRun.objects.latest("pk")
        self.drive()
        page = self.steward.get(back_office.page_of(run)).content.decode()
        assert IN_NAME.name in page or WITNESS.name in page, "the steward sees which file it was"
        self.steward.post(back_office.CONFIRM, {"run": run.pk})
        self.drive()
        for what in ("", "file/", "result/"):
            self.steward.get(f"/steward/records/importrun/{run.pk}/{what}")
        self.steward.get(back_office.LIST)
        run.refresh_from_db()
        return run

    def _by_command(self) -> None:
        """The operator's way, from a file of the operator's own."""
        one = row(IN_FILE)
        file = self.folder / f"{FILE_NAME}.csv"
        file.write_bytes(making.table("people", [one | {"登记手机": IN_FILE.phone}, one | {"登记手机": "0"}]))
        try:
            call_command("import_feed", "people", str(file), stdout=self.said)
        except SystemExit as end:
            assert end.code == 1, "a row was set aside"

    def _an_import_that_fails(self) -> None:
        """As a database quotes the row it would not take, until the job is given up."""
        rows = [making.certificate(1) | row(NEWCOMER) | {"证书编号": "S990111000001245000778"}]

        def bring(*args: Any) -> Any:
            raise ValueError(f"Key (name, number)=({NEWCOMER.name}, {NEWCOMER.number}) {NEWCOMER.phone}")

        name = f"{FILE_NAME}失败.csv"
        assert self._upload("certificates", making.table("certificates", rows), name).status_code == 302
        run = ImportRun.objects.latest("pk")
        with patch.dict(CERTIFICATES.__dict__, bring=bring), patch("records.jobs.PAUSE", timedelta(seconds=-1)):
            for _ in range(6):
                self.drive()
        run.refresh_from_db()
        assert run.state == "failed"

    def _a_steward_answers(self) -> None:
        """One request granted, one refused with a witness in the words."""
        for one in Correction.objects.order_by("pk"):
            page = f"/desk/corrections/{one.pk}/"
            form = self.steward.get(page).context["decision"]
            given = {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}
            self.steward.get(f"{page}proof/")
            self.steward.post(f"{page}preview/", given)
            words = f"已问过{WITNESS.name}，电话{WITNESS.phone}，证号{WITNESS.number}"
            if one.about == "month":
                self.steward.post(f"{page}grant/", given | {"words": words})
            else:
                self.steward.post(f"{page}refuse/", {"reason": "unclear", "words": words})
        assert sorted(Correction.objects.values_list("state", flat=True)) == ["granted", "refused"]
        self.worker.get("/my/")

    def _by_the_clock(self) -> None:
        """The night's and the morning's work, with a gateway that quotes the phone it could not reach."""
        scan_everybody()
        self.drive()
        call_command("scan_entitlements", stdout=self.said, stderr=self.said)
        call_command("recompute", stdout=self.said, stderr=self.said)
        remind_of_what_is_owed()
        send = import_module("people.tasks").send_waiting_texts
        with patch.object(texts, "gateway", Rude):
            send()
        send()
        self.visitor().get("/demo/phone/")

    def _doors_that_fail(self) -> None:
        """A page, a task and a message, each with an exception that quotes somebody."""
        quoting = ValueError(f"cannot read {NEWCOMER.name} {NEWCOMER.number} {NEWCOMER.phone}")
        with patch("certificates.my.views.read_page", side_effect=quoting):
            assert self.worker.get("/my/").status_code == 500
        with patch("subsidies.reminders.remind", side_effect=quoting):
            assert remind_of_what_is_owed.apply(throw=False).failed()
        with patch("people.signin.deliver", side_effect=quoting):
            try:
                self.visitor().post(SIGN_IN, self.who("示两证"))
            except ValueError:
                self.gunicorn.exception("Error handling request %s", f"{SIGN_IN}?q={NEWCOMER.name}")


class Rude(Gateway):
    """Says no with the phone in its mouth."""

    def send(self, phone: str, body: str) -> str:
        raise ValueError(f"{phone}: {body}")

    def report(self, reference: str) -> str:
        raise ValueError(reference)
