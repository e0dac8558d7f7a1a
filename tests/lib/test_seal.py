"""A seal holds the whole file together, and a test seal says what it is."""

import asyncio
import io
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from lib import seal
from lib.pdf import Fonts, Paper

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    paper = Paper(Fonts())
    paper.text("示例")
    return paper.finish(title="示例", author="示例", foot=lambda *of_each_page: None)


def status_of(content: bytes):
    [signature] = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert], moment=datetime.now(UTC))
    return signature, aside(lambda: validate_pdf_signature(signature, trusted))


def aside(call):
    """In a thread of its own: the browser's tests leave a loop running in this one, beside which no other can be."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call).result()


def test_the_test_certificate_is_made_once_and_is_its_owners_alone(tmp_path):
    path = tmp_path / "var" / "test-seal.p12"
    made = seal.made_here(path, AT)
    assert made.test and stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert seal.made_here(path, AT) == made and path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["test-seal.p12"]


def test_a_sealed_paper_is_whole_and_names_the_test_certificate(tmp_path, pdf):
    sealed = seal.made_here(tmp_path / "t.p12", AT).set_on(pdf, "示例")
    assert sealed.startswith(pdf), "what was set in type stays as it was"
    signature, status = status_of(sealed)
    assert status.intact and status.valid and status.coverage.name == "ENTIRE_FILE"
    assert signature.signer_cert.subject.native["common_name"] == seal.TEST_NAME


def test_it_can_be_set_where_a_loop_runs_already(tmp_path, pdf):
    async def served() -> bytes:
        return seal.made_here(tmp_path / "t.p12", AT).set_on(pdf, "示例")

    assert status_of(aside(lambda: asyncio.run(served())))[1].intact


def test_one_byte_changed_breaks_the_seal(tmp_path, pdf):
    sealed = bytearray(seal.made_here(tmp_path / "t.p12", AT).set_on(pdf, "示例"))
    place = sealed.index(b"Xunxing")
    sealed[place] = ord("Y")
    assert not status_of(bytes(sealed))[1].intact


def test_a_certificate_that_cannot_be_opened_seals_nothing(tmp_path, pdf):
    path = tmp_path / "wrong.p12"
    path.write_bytes(b"no certificate")
    with pytest.raises(ValueError, match="PKCS#12"):
        seal.Seal(path, "x").set_on(pdf, "示例")
