"""Sealing what must not be readable at rest, and finding it again: SM4-GCM, and a keyed SM3 index beside it.

Every purpose (identity number, phone, file) has keys of its own, derived from the master keys; every sealed value
begins with the version of the key that sealed it. GB/T 32907 (SM4), GB/T 32905 (SM3).
"""

import base64
import os
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

from lib.gcm import Sealer

NONCE, TAG, INDEX = 12, 16, 32  # bytes
FEW = 100  # texts; from here on sealing them together is worth its preparation
_KEYS = re.compile(r"\d+:[A-Za-z0-9_-]{43}=?")


class Unsealable(Exception):
    """The key is not there, or the bytes are not what was sealed under it for this purpose."""


class Ring:
    """The master keys, by version (1 to 255). Raises ValueError where there is none or one is not 32 bytes."""

    def __init__(self, keys: Mapping[int, bytes]):
        if not keys:
            raise ValueError("no key")
        for version, key in keys.items():
            if not 0 < version < 256 or len(key) != 32:
                raise ValueError(f"key {version} must have a version from 1 to 255 and 32 bytes")
        self._keys = dict(keys)

    @classmethod
    def parse(cls, text: str) -> "Ring":
        """From ``1:<32 bytes in base64>,2:…``, parted by commas or lines. Raises ValueError without quoting a key."""
        keys = {}
        for entry in re.split(r"[,\s]+", text.strip()):
            if not _KEYS.fullmatch(entry):
                raise ValueError("each key is VERSION:32 bytes in url-safe base64, as 1:…")
            version, _, code = entry.partition(":")
            if int(version) in keys:
                raise ValueError(f"version {version} twice")
            keys[int(version)] = base64.urlsafe_b64decode(code.rstrip("=") + "=")
        return cls(keys)

    @property
    def versions(self) -> list[int]:
        return sorted(self._keys)

    @property
    def newest(self) -> int:
        return max(self._keys)

    def seal(self, purpose: str, text: str, version: int) -> bytes:
        return self._seal(purpose, text.encode(), version)

    def seal_many(self, purpose: str, texts: Iterable[str], version: int) -> list[bytes]:
        """Sealed values, 29 bytes longer than the UTF-8 of each text."""
        contents = [text.encode() for text in texts]
        if len(contents) < FEW:
            return [self._seal(purpose, content, version) for content in contents]
        begin = bytes([version])
        return [begin + sealed for sealed in self._sealer(purpose, version).seal(contents)]

    def seal_bytes(self, purpose: str, content: bytes, version: int) -> bytes:
        return self._seal(purpose, content, version)

    def open(self, purpose: str, sealed: bytes) -> str:
        """Raises Unsealable."""
        return self.open_bytes(purpose, sealed).decode()

    def open_bytes(self, purpose: str, sealed: bytes) -> bytes:
        """Raises Unsealable."""
        sealed = bytes(sealed)
        if len(sealed) < 1 + NONCE + TAG:
            raise Unsealable("too short")
        nonce, body, tag = sealed[1 : 1 + NONCE], sealed[1 + NONCE : -TAG], sealed[-TAG:]
        opener = Cipher(self._cipher(purpose, sealed[0]), modes.GCM(nonce, tag)).decryptor()
        opener.authenticate_additional_data(purpose.encode())
        try:
            return opener.update(body) + opener.finalize()
        except InvalidTag as error:
            raise Unsealable("not what was sealed") from error

    def index(self, purpose: str, text: str, version: int) -> bytes:
        """32 bytes by which an equal text is found, and nothing is learnt without the key."""
        return self.index_many(purpose, [text], version)[0]

    def index_many(self, purpose: str, texts: Iterable[str], version: int) -> list[bytes]:
        start = self._indexer(purpose, version)
        found = []
        for text in texts:
            one = start.copy()
            one.update(text.encode())
            found.append(one.finalize())
        return found

    def _seal(self, purpose: str, content: bytes, version: int) -> bytes:
        nonce = os.urandom(NONCE)
        sealer = Cipher(self._cipher(purpose, version), modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(purpose.encode())
        body = sealer.update(content) + sealer.finalize()
        return bytes([version]) + nonce + body + sealer.tag

    @lru_cache(maxsize=64)  # noqa: B019 (a ring lives as long as its process)
    def _cipher(self, purpose: str, version: int) -> SM4:
        return SM4(self._derive(f"seal/{purpose}", version)[:16])

    @lru_cache(maxsize=64)  # noqa: B019
    def _sealer(self, purpose: str, version: int) -> Sealer:
        return Sealer(self._derive(f"seal/{purpose}", version)[:16], purpose.encode())

    @lru_cache(maxsize=64)  # noqa: B019
    def _indexer(self, purpose: str, version: int) -> hmac.HMAC:
        return hmac.HMAC(self._derive(f"index/{purpose}", version), hashes.SM3())

    def _derive(self, label: str, version: int) -> bytes:
        if version not in self._keys:
            raise Unsealable(f"no key of version {version}")
        deriving = hmac.HMAC(self._keys[version], hashes.SM3())
        deriving.update(f"xunxing/{label}".encode())
        return deriving.finalize()


def new_key(version: int) -> str:
    """A fresh key as :meth:`Ring.parse` reads it."""
    return f"{version}:{base64.urlsafe_b64encode(os.urandom(32)).decode()}"
