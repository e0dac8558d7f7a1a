"""Sealing a PDF: a certificate's signature over the whole file, so that whoever changes it is found out."""

import asyncio
import io
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

TEST_NAME = "训兴测试签章（不具法律效力）"
FIELD = "Seal"


@dataclass(frozen=True)
class Seal:
    """A certificate with its key, in a PKCS#12 file. ``test``: it was made here and proves nothing to anybody."""

    path: Path
    password: str = ""
    test: bool = False

    def set_on(self, pdf: bytes, reason: str) -> bytes:
        """The PDF with the signature added to it. Raises ValueError where the file or its password will not do."""
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return self._set_on(pdf, reason)
        with ThreadPoolExecutor(1) as aside:  # pyhanko runs a loop of its own, which cannot be where one runs already
            return aside.submit(self._set_on, pdf, reason).result()

    def _set_on(self, pdf: bytes, reason: str) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import PdfSignatureMetadata, PdfSigner
        from pyhanko.sign.fields import SigSeedSubFilter

        out = io.BytesIO()
        about = PdfSignatureMetadata(
            field_name=FIELD, reason=reason, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES,
        )  # fmt: skip
        signer = PdfSigner(about, signer=_signer(self.path, self.password, self.path.stat().st_mtime_ns))
        signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), output=out)
        return out.getvalue()


@lru_cache(maxsize=2)
def _signer(path: Path, password: str, changed: int) -> Any:
    from pyhanko.sign import SimpleSigner  # half a second: only whoever seals waits for it

    signer = SimpleSigner.load_pkcs12(str(path), passphrase=password.encode() or None)
    if signer is None:
        raise ValueError("the certificate for sealing cannot be opened: is it PKCS#12, and the password right?")
    return signer


def made_here(path: Path, at: datetime) -> Seal:
    """A test certificate in ``path``, made on first use, readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(_test_certificate(at))
        try:
            os.link(draft, path)  # whole or not at all; of two processes the first wins
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return Seal(path, test=True)


def _test_certificate(at: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TEST_NAME)])
    usage = {
        use: use in ("digital_signature", "content_commitment")
        for use in (
            *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        )
    }
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(b"test-seal", key, made, None, NoEncryption())
