"""Saying what is wrong: drafts, what is missing or wrong in a form, and the proof that is handed in."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from records.corrections import actions
from records.evidence import MOST_BYTES, kind_of
from records.models import Correction, StoredFile
from tests.certificates.holding import (
    MAY,
    PAID,
    ask,
    desk,
    one_month_short,
    worker,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def picture(form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, form)
    return out.getvalue()


def test_a_draft_is_kept_when_left_and_goes_on(client):
    _, user = one_month_short()
    client.force_login(user)
    half = {"first": "202605", "last": "", "paid": "paid", "note": "还没写完"}
    quiet = client.post(MAY, half, headers={"HX-Request": "true"})
    assert quiet.content.decode() == "已存为草稿，离开这一页也不会丢。"
    assert client.post(MAY, half | {"keep": "1"}).url == "/my/"
    html = client.get("/my/").content.decode()
    assert "还没有提交" in html and MAY.replace("&", "&amp;") in html
    form = client.get(MAY).content.decode()
    assert "还没写完" in form and 'value="paid"' in form and "checked" in form
    assert "有 1 处要改" not in form, "a half draft is not scolded"
    client.post(MAY, PAID | {"send": "1"})
    one = Correction.objects.get()
    late = client.post(MAY, half, headers={"HX-Request": "true"})
    assert "正在等待核对" in late.content.decode()
    assert actions.said(Correction.objects.get())["note"] == PAID["note"]
    assert client.get(MAY).url == f"/my/requests/{one.pk}/"


def test_pressing_twice_is_one_request(client):
    _, user = one_month_short()
    assert ask(client, user, **PAID).pk == ask(client, user, **PAID).pk
    assert Correction.objects.count() == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"first": ""}, "请写从哪个月起不对"),
        ({"first": "五月"}, "看不懂“五月”"),
        ({"last": "202604"}, "2026年4月在2026年5月之前"),
        ({"last": "202609"}, "社保数据只到2026年7月"),
        ({"paid": ""}, "请选实际缴了、缓缴了，还是没有缴过"),
        ({"employer": ""}, "请选是哪个单位缴的"),
        ({"employer": "other"}, "请写单位名称"),
        ({"employer": "91990101MA0000009Y~E"}, "请从列出的里面选一个"),
        ({"note": "长" * 501}, "最多写500个字"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_sent(client, given, said):
    _, user = one_month_short()
    client.force_login(user)
    response = client.post(MAY, PAID | given | {"send": "1"})
    assert response.status_code == 200
    assert said in response.content.decode()
    assert not Correction.objects.exists()


@pytest.mark.parametrize(
    ("url", "given", "said"),
    [
        ("/my/report/certificate/", {"occupation": "营养师"}, "请填等级"),
        ("/my/report/status/", {"kind": "benefit", "began": "20260501", "ended": "20260401"}, "截止日在起始日之前"),
        ("/my/report/status/", {"kind": "dead", "began": "20260501"}, "请从列出的里面选一个"),
        ("/my/report/name/", {"name": ""}, "请写正确的姓名"),
    ],
)
def test_every_form_says_what_it_needs(client, url, given, said):
    _, user = worker()
    client.force_login(user)
    assert said in client.post(url, given | {"send": "1"}).content.decode()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_photo_is_kept_sealed_and_shown_to_those_who_may(client, steward, form, tmp_path):
    _, user = one_month_short()
    content = picture(form)
    proof = SimpleUploadedFile("示差月的工资条.heic", content, "application/octet-stream")
    one = ask(client, user, **PAID, file=proof)
    assert one.file.name == f"证明材料.{'png' if form == 'PNG' else 'jpg'}", "its own name may say whose it is"
    stored = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert stored and content not in stored
    for who, url in ((user, f"/my/requests/{one.pk}/proof/"), (steward, f"/desk/corrections/{one.pk}/proof/")):
        client.force_login(who)
        response = client.get(url)
        assert response.content == content
        assert response["Content-Type"] == f"image/{form.lower()}"
        assert response["X-Content-Type-Options"] == "nosniff" and "no-store" in response["Cache-Control"]
    assert "看证明材料" in desk(client, steward, one).content.decode()


def test_a_pdf_is_handed_out_to_be_kept(client):
    _, user = one_month_short()
    one = ask(client, user, **PAID, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7\n...\n%%EOF\n"))
    response = client.get(f"/my/requests/{one.pk}/proof/")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "是空的"),
        (b"<script>alert(1)</script>", "打不开"),
        (b"%PDF-1.7 cut off", "打不开"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "打不开"),
        (b"GIF89a" + b"0" * 99, "打不开"),
        (b"\xff\xd8\xff" + b"<html>", "打不开"),
        (b"0" * (MOST_BYTES + 1), "最大 10 MB"),
    ],
)
def test_a_file_is_told_by_what_it_is(client, content, said):
    _, user = one_month_short()
    client.force_login(user)
    response = client.post(MAY, PAID | {"send": "1", "file": SimpleUploadedFile("photo.png", content, "image/png")})
    assert said in response.content.decode()
    assert not Correction.objects.exists()


def test_half_a_picture_is_none():
    assert kind_of(picture()) == "image/png"
    assert kind_of(picture()[:-30]) == ""


def test_a_proof_that_was_exchanged_or_thrown_away_is_gone(client, tmp_path, django_capture_on_commit_callbacks):
    _, user = one_month_short()
    client.force_login(user)

    def sealed() -> int:
        return sum(path.is_file() for path in tmp_path.rglob("*.sealed"))

    with django_capture_on_commit_callbacks(execute=True):
        client.post(MAY, PAID | {"keep": "1", "file": SimpleUploadedFile("a.png", picture())})
        assert sealed() == 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(MAY, PAID | {"keep": "1", "file": SimpleUploadedFile("a.jpg", picture("JPEG"))})
    assert (sealed(), StoredFile.objects.count()) == (1, 1)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/my/requests/{Correction.objects.get().pk}/take-back/")
    assert (sealed(), StoredFile.objects.count(), Correction.objects.count()) == (0, 0, 0)
