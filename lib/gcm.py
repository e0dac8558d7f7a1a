"""SM4-GCM (GB/T 32907, NIST SP 800-38D) over many short texts at once.

A cipher library spends most of its time on setting up each text. Here the block cipher runs once over the counters of
all of them, and the tag's multiplications in GF(2^128) are table look-ups over whole columns. What comes out is what
the library would have made, byte for byte; it opens it.
"""

import os
from collections.abc import Sequence

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4

BLOCK, NONCE, TAG = 16, 12, 16  # bytes
_REDUCTION = 0xE1 << 120


class Sealer:
    """One key and one purpose: the purpose is authenticated with each text."""

    def __init__(self, key: bytes, purpose: bytes):
        self._blocks = Cipher(SM4(key), modes.ECB()).encryptor()
        self._times_h = _table(self._blocks.update(bytes(BLOCK)))
        self._purpose_bits = 8 * len(purpose)
        padded = np.frombuffer(purpose + bytes(-len(purpose) % BLOCK), dtype=np.uint8).reshape(-1, 1, BLOCK)
        self._start = np.zeros((1, 2), dtype=np.uint64)  # the tag's sum after the purpose
        for block in padded:
            self._start = self._multiply(self._start, block)

    def seal(self, texts: Sequence[bytes]) -> list[bytes]:
        """nonce + ciphertext + tag of each; nonces are random."""
        sealed: list[bytes] = [b""] * len(texts)
        for length in {len(text) for text in texts}:
            places = [place for place, text in enumerate(texts) if len(text) == length]
            together = self._seal([texts[place] for place in places], length)
            for place, one in zip(places, together, strict=True):
                sealed[place] = one
        return sealed

    def _seal(self, texts: Sequence[bytes], length: int) -> list[bytes]:
        size, blocks = len(texts), -(-length // BLOCK)
        counters = np.zeros((size, blocks + 1, BLOCK), dtype=np.uint8)
        nonces = np.frombuffer(os.urandom(NONCE * size), dtype=np.uint8).reshape(size, NONCE)
        counters[:, :, :NONCE] = nonces[:, None, :]
        counters[:, :, NONCE:] = np.arange(1, blocks + 2, dtype=">u4").view(np.uint8).reshape(-1, 4)
        stream = np.frombuffer(self._blocks.update(counters.tobytes()), dtype=np.uint8).reshape(size, -1)
        body = np.zeros((size, blocks * BLOCK), dtype=np.uint8)
        body[:, :length] = np.frombuffer(b"".join(texts), dtype=np.uint8).reshape(size, length)
        body[:, :length] ^= stream[:, BLOCK : BLOCK + length]
        total = np.repeat(self._start, size, axis=0)
        for block in range(blocks):
            total = self._multiply(total, body[:, block * BLOCK : (block + 1) * BLOCK])
        bits = np.array([self._purpose_bits, 8 * length], dtype=">u8").view(np.uint8)
        total = self._multiply(total, np.broadcast_to(bits, (size, BLOCK)))
        tag = total.astype(">u8").view(np.uint8).reshape(size, TAG) ^ stream[:, :BLOCK]
        row = np.concatenate([nonces, body[:, :length], tag], axis=1)
        content, width = row.tobytes(), row.shape[1]
        return [content[start : start + width] for start in range(0, size * width, width)]

    def _multiply(self, total: np.ndarray, block: np.ndarray) -> np.ndarray:
        """(total + block) · H for each row. ``total``: (n, 2) uint64, upper half first; ``block``: (n, 16) uint8."""
        signs = total.astype(">u8").view(np.uint8).reshape(-1, BLOCK) ^ block
        product = self._times_h[0][signs[:, 0]]
        for place in range(1, BLOCK):
            product ^= self._times_h[place][signs[:, place]]
        return product


def _table(h: bytes) -> np.ndarray:
    """(16, 256, 2) uint64: H times each value of each byte of a block."""
    power, powers = int.from_bytes(h), []
    for _ in range(8 * BLOCK):  # H · x^0 … H · x^127; a block's first bit is x^0
        powers.append((power >> 64, power & (1 << 64) - 1))
        power = power >> 1 ^ (_REDUCTION if power & 1 else 0)
    of_bits = np.array(powers, dtype=np.uint64).reshape(BLOCK, 8, 2)
    table = np.zeros((BLOCK, 256, 2), dtype=np.uint64)
    values = np.arange(256)
    for bit in range(8):
        table[:, (values >> (7 - bit)) & 1 == 1] ^= of_bits[:, bit, None, :]
    return table
