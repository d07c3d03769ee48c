"""Encodings, codes and pairing by themselves: what holds for every input, and refusals that no vector names."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture_partner.console.pictures import show_pictures
from overture_partner.protocol import pairing, ristretto, seal
from overture_partner.protocol.encoding import base64url, from_base64url, hkdf_expand, hkdf_extract, lv, random_bytes
from overture_partner.protocol.pairing import Code, Keys
from tests.terminal.protocol_support import KEYS, QHASH, A, refusal

ORDER = 2**252 + 27742317777372353535851937790883648493
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

halves = st.text(SYMBOLS, min_size=4, max_size=4)


@pytest.mark.parametrize(("length", "head"), [(0, "00"), (127, "7f"), (128, "8001"), (300, "ac02"), (16384, "808001")])
def test_lengths_are_leb128(length: int, head: str) -> None:
    assert lv(bytes(length)) == bytes.fromhex(head) + bytes(length)


def test_hkdf_is_rfc_5869_with_sha512() -> None:
    """Against the `cryptography` package, whose authors test it with the published vectors."""
    from cryptography.hazmat.primitives.hashes import SHA512  # noqa: PLC0415 - no other test compares with it
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - as above

    theirs = HKDF(SHA512(), length=200, salt=b"salt", info=b"info").derive(b"key")
    assert hkdf_expand(hkdf_extract(b"salt", b"key"), b"info", 200) == theirs


@given(st.binary())
def test_base64url_comes_back(data: bytes) -> None:
    text = base64url(data)
    assert re.fullmatch(r"[A-Za-z0-9_-]*", text)
    assert from_base64url(text) == data


@pytest.mark.parametrize("text", ["A", "AA==", "AB", "AA A", "A+AA", "A/AA", "ÄAAA", "AAAA\n", "AA.A"])
def test_base64url_has_one_text_for_one_value(text: str) -> None:
    with refusal("bad message"):
        from_base64url(text)


@pytest.mark.parametrize(
    "data",
    [bytes(32), b"", bytes(31), b"\x01" + bytes(31), b"\xed" + b"\xff" * 30 + b"\x7f", b"\xff" * 32, bytes(33)],
)
def test_points_that_are_refused(data: bytes) -> None:
    with refusal("bad point"):
        ristretto.decode_point(data)


@pytest.mark.parametrize("number", [ORDER, ORDER + 1, 2**256 - 1])
def test_scalars_that_are_refused(number: int) -> None:
    with refusal("bad scalar"):
        ristretto.decode_scalar(number.to_bytes(32, "little"))


def test_scalars_that_are_taken() -> None:
    assert ristretto.decode_scalar((ORDER - 1).to_bytes(32, "little")) == ORDER - 1
    with refusal("bad scalar"):
        ristretto.decode_scalar(bytes(31))
    with refusal("bad scalar"):
        ristretto.multiply(ristretto.to_point(b"x"), bytes(32))


@given(halves, halves, st.sampled_from(["", "-", " ", " - ", "--"]))
def test_a_code_is_read_however_it_is_typed(locator: str, secret: str, between: str) -> None:
    code = Code(locator, secret)
    typed = (locator + between + secret).lower().replace("0", "o").replace("1", "l")
    assert pairing.parse_code(pairing.format_code(code)) == code
    assert pairing.parse_code(typed) == code


@pytest.mark.parametrize("text", ["ABCDEFG", "ABCDEFGHJ", "ABCD_EFGH", "ABCDEFGU", "ABCDEFGı", "ABCDEFGſ", "ABCDEFG٣"])
def test_what_is_not_a_code_is_refused(text: str) -> None:
    with refusal("bad code"):
        pairing.parse_code(text)


def test_secrets_are_four_symbols_and_not_always_the_same() -> None:
    secrets = {pairing.new_secret() for _ in range(50)}
    assert all(set(secret) <= set(SYMBOLS) and len(secret) == 4 for secret in secrets)
    assert len(secrets) > 40


def pair(half_a: str = "5PRQ", half_b: str = "5PRQ", qhash_b: bytes = QHASH, locator_b: str = "HRWE") -> Keys:
    """A whole run, to the keys of both."""
    start = pairing.pairing_start(half_a, "HRWE", QHASH)
    m2, state = pairing.pairing_reply(half_b, locator_b, qhash_b, start.m1)
    m3, keys = pairing.pairing_finish(half_a, "HRWE", QHASH, start, m2)
    assert (len(start.m1), len(m2), len(m3)) == (pairing.M1_SIZE, pairing.M2_SIZE, pairing.M3_SIZE) == (98, 146, 64)
    assert pairing.pairing_confirm(state, m3) == keys
    return keys


def test_every_pairing_has_its_own_keys() -> None:
    first, second = pair(), pair()
    values = [value for keys in (first, second) for value in vars(keys).values()]
    assert len(set(values)) == 8
    assert [len(value) for value in values] == [32, 32, 32, 8] * 2


def test_another_secret_or_locator_is_refused() -> None:
    with refusal("confirmation failed"):
        pair(half_b="5PRR")
    with refusal("confirmation failed"):
        pair(locator_b="HRWF")


def test_other_questions_are_told_apart_from_another_secret() -> None:
    with refusal("different questions"):
        pair(qhash_b=bytes(32))
    with refusal("confirmation failed"):
        pair(half_b="5PRR", qhash_b=bytes(32))


def test_the_joiner_hears_of_other_questions_only_when_the_tag_is_right() -> None:
    """Before that, whoever sits between could have written them."""
    start = pairing.pairing_start("5PRQ", "HRWE", bytes(32))
    m2, state = pairing.pairing_reply("5PRQ", "HRWE", QHASH, start.m1)
    with refusal("confirmation failed"):
        pairing.pairing_confirm(state, bytes(64))
    with refusal("different questions"):
        pairing.pairing_confirm(state, state.tag)
    with refusal("different questions"):
        pairing.pairing_finish("5PRQ", "HRWE", bytes(32), start, m2)


@pytest.mark.parametrize("change", [lambda m: m[:-1], lambda m: m + b"\0", lambda _: b""])
def test_messages_of_another_length_are_refused(change: Any) -> None:
    start = pairing.pairing_start("5PRQ", "HRWE", QHASH)
    m2, state = pairing.pairing_reply("5PRQ", "HRWE", QHASH, start.m1)
    with refusal("bad message"):
        pairing.pairing_reply("5PRQ", "HRWE", QHASH, change(start.m1))
    with refusal("bad message"):
        pairing.pairing_finish("5PRQ", "HRWE", QHASH, start, change(m2))
    with refusal("bad message"):
        pairing.pairing_confirm(state, change(state.tag))


def test_nothing_that_holds_secrets_prints_them() -> None:
    start = pairing.pairing_start("5PRQ", "HRWE", QHASH)
    _, state = pairing.pairing_reply("5PRQ", "HRWE", QHASH, start.m1)
    for secretive in (Code("HRWE", "5PRQ"), start, state, KEYS, A, seal.commit(A, b"")):
        assert not re.search(r"b'|5PRQ", repr(secretive).replace(repr(QHASH), ""))


def test_the_picture_table_has_256_different_pictures_and_names() -> None:
    table = show_pictures(range(256))
    assert len({each.picture for each in table}) == len({each.name.lower() for each in table}) == 256
    assert show_pictures(pairing.pictures(bytes([0, 255]))) == [table[0], table[255]]


def test_randomness_is_of_the_asked_length() -> None:
    assert len(random_bytes(17)) == 17
    assert random_bytes(16) != random_bytes(16)
