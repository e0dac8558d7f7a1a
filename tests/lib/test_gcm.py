"""Sealing many texts at once gives, byte for byte, what the cipher library gives for each."""

import os

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import SM4
from hypothesis import given
from hypothesis import strategies as st

from lib import sealed
from lib.gcm import NONCE, TAG, Sealer
from lib.sealed import Ring, new_key

KEY = bytes(range(16))


def by_library(key, nonce, purpose, text):
    sealer = Cipher(SM4(key), modes.GCM(nonce)).encryptor()
    sealer.authenticate_additional_data(purpose)
    return nonce + sealer.update(text) + sealer.finalize() + sealer.tag


@given(st.binary(min_size=16, max_size=16), st.binary(max_size=50), st.lists(st.binary(max_size=70), max_size=12))
def test_every_text_is_sealed_as_the_library_seals_it(key, purpose, texts):
    for text, one in zip(texts, Sealer(key, purpose).seal(texts), strict=True):
        assert one == by_library(key, one[:NONCE], purpose, text)
        assert len(one) == NONCE + len(text) + TAG


def test_the_published_example_of_sm4_gcm_comes_out(monkeypatch):
    """RFC 8998, appendix A.1."""
    monkeypatch.setattr(os, "urandom", lambda size: bytes.fromhex("00001234567800000000ABCD"))
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    purpose = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    text = b"".join(bytes([sign]) * 8 for sign in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed_text = Sealer(key, purpose).seal([text])[0]
    assert sealed_text[NONCE:].hex().upper() == (
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )


def test_no_nonce_comes_twice():
    texts = [b"the same"] * 5000
    together = Sealer(KEY, b"x").seal(texts)
    assert len({one[:NONCE] for one in together}) == len(texts) == len(set(together))


@pytest.mark.parametrize("size", [1, sealed.FEW - 1, sealed.FEW, 500])
def test_a_ring_opens_what_it_sealed_however_many_there_were(size):
    ring = Ring.parse(new_key(3))
    texts = [f"01:{n:018d}" + "示" * (n % 3) for n in range(size)]
    assert [ring.open("identity-number", one) for one in ring.seal_many("identity-number", texts, 3)] == texts
