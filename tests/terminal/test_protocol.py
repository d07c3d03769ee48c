"""The Python implementation by itself: what holds for every input, and every refusal that a vector does not name."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture_partner.protocol import pairing, ristretto, seal
from overture_partner.protocol.encoding import (
    H32,
    ProtocolError,
    base64url,
    from_base64url,
    hkdf_expand,
    hkdf_extract,
    lv,
    random_bytes,
    u32,
)
from overture_partner.protocol.pairing import Code, Keys
from overture_partner.protocol.pictures import show_pictures
from tests.vectors.refused import NOT_NOTICES, NOT_SETTLED

ORDER = 2**252 + 27742317777372353535851937790883648493
SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
QHASH = bytes(range(32))
KEYS = Keys(sid=b"s" * 32, k_a=b"a" * 32, k_b=b"b" * 32, sas=b"pictures")
A = seal.Asking(KEYS, "A", QHASH, "limits", 1, 256)
B = seal.Asking(KEYS, "B", QHASH, "limits", 1, 256)
SESSION = seal.Place(KEYS, "A", QHASH, "")

halves = st.text(SYMBOLS, min_size=4, max_size=4)


def refusal(kind: str) -> Any:
    """The block must be refused with this failure class."""
    return pytest.raises(ProtocolError, match=f"^{re.escape(kind)}$")


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


@given(st.binary(max_size=252))
def test_padding_comes_off_again(message: bytes) -> None:
    padded = seal.pad(message, 256)
    assert len(padded) == 256
    assert seal.unpad(padded, 256) == message


def test_too_long_a_message_is_refused_and_never_given_a_larger_box() -> None:
    with refusal("too long"):
        seal.pad(bytes(253), 256)
    with refusal("too long"):
        seal.commit(A, bytes(253))


@pytest.mark.parametrize(
    "padded",
    [b"", bytes(3), bytes(255), bytes(257), u32(253) + bytes(252), u32(2**32 - 1) + bytes(252), bytes(255) + b"\x01"],
)
def test_padding_that_is_refused(padded: bytes) -> None:
    with refusal("bad padding"):
        seal.unpad(padded, 256)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=200))
def test_a_box_opens_under_its_key_and_context_only(key: bytes, ctx: bytes, message: bytes) -> None:
    box = seal.seal(key, ctx, message)
    assert len(box) == len(message) + seal.OVERHEAD == len(message) + 81
    assert seal.open_box(key, ctx, box) == message
    with refusal("cannot open"):
        seal.open_box(key, ctx + b"\0", box)
    with refusal("cannot open"):
        seal.open_box(bytes([key[0] ^ 1]) + key[1:], ctx, box)


def test_no_altered_box_opens() -> None:
    box = seal.seal(b"k" * 32, b"ctx", b"message")
    for at in range(len(box)):
        with refusal("cannot open"):
            seal.open_box(b"k" * 32, b"ctx", box[:at] + bytes([box[at] ^ 0x80]) + box[at + 1 :])
        with refusal("cannot open"):
            seal.open_box(b"k" * 32, b"ctx", box[:at])


def test_the_same_message_never_gives_the_same_box() -> None:
    assert len({seal.seal(b"k" * 32, b"ctx", b"message") for _ in range(20)}) == 20
    assert len({seal.commit(A, b"").sk for _ in range(20)}) == 20


@given(st.binary(max_size=252), st.binary(max_size=252))
def test_both_read_what_the_other_sealed(mine: bytes, theirs: bytes) -> None:
    own, peer = seal.commit(A, mine), seal.commit(B, theirs)
    assert len(own.commit) == A.pad + seal.COMMIT_OVERHEAD == 256 + 162
    inner = seal.open_commit(B, peer.commit)
    box = seal.release(B, peer.sk, peer.inner, seal.open_commit(A, own.commit))
    assert len(box) == seal.RELEASE_SIZE == 177
    assert seal.open_inner(B, seal.open_release(B, box, own.inner, inner), inner) == theirs


def test_a_release_against_another_answer_is_refused() -> None:
    own, other, peer = seal.commit(A, b"mine"), seal.commit(A, b"mine"), seal.commit(B, b"theirs")
    box = seal.release(B, peer.sk, peer.inner, other.inner)
    with refusal("release does not match"):
        seal.open_release(B, box, own.inner, peer.inner)
    with refusal("release does not match"):
        seal.open_release(B, box, other.inner, own.inner)
    with refusal("cannot open"):
        seal.open_release(A, box, own.inner, peer.inner)
    short = seal.seal(KEYS.k_b, B.context(1, "release"), peer.sk)
    with refusal("release does not match"):
        seal.open_release(B, short, own.inner, peer.inner)


def test_an_inner_box_for_another_pad_length_is_refused() -> None:
    small = seal.commit(seal.Asking(KEYS, "B", QHASH, "limits", 1, 64), b"theirs")
    with refusal("bad padding"):
        seal.open_inner(B, small.sk, small.inner)


@given(st.text(max_size=1000), st.integers(1, 2**32 - 1))
def test_a_note_is_read_in_its_place_only(text: str, n: int) -> None:
    place = seal.Place(KEYS, "B", QHASH, "limits")
    box = seal.seal_note(place, n, b"before", text)
    assert len(box) == 4096 + 81
    assert seal.open_note(place, n, b"before", box) == text
    with refusal("bad content"):
        seal.open_note(place, n, b"another", box)
    with refusal("bad content"):
        seal.open_note(place, n, None, box)
    with refusal("cannot open"):
        seal.open_note(place, n - 1, b"before", box)


def test_a_note_has_4056_bytes_at_most_and_the_first_one_follows_zeros() -> None:
    assert seal.NOTE_MAX == 4056
    box = seal.seal_note(SESSION, 1, None, "é" * 2028)
    assert seal.open_note(SESSION, 1, None, box) == "é" * 2028
    plaintext = seal.unpad(seal.open_box(KEYS.k_a, SESSION.context(1, "note"), box), 4096)
    assert plaintext[:36] == u32(1) + bytes(32)
    with refusal("too long"):
        seal.seal_note(SESSION, 1, None, "x" * 4057)


def test_a_note_that_is_not_text_is_refused() -> None:
    box = _sealed(SESSION, "note", 4096, u32(1) + bytes(32) + b"\xff")
    with refusal("bad content"):
        seal.open_note(SESSION, 1, None, box)


@pytest.mark.parametrize("settled", [True, False])
def test_settling_names_one_note(settled: bool) -> None:
    box = seal.seal_settle(A, 3, b"note", settled)
    assert len(box) == 64 + 81
    assert seal.open_settle(A, 3, b"note", box) is settled
    with refusal("bad content"):
        seal.open_settle(A, 3, b"another note", box)


@pytest.mark.parametrize("end", NOT_SETTLED)
def test_settling_is_yes_or_no(end: bytes) -> None:
    with refusal("bad content"):
        seal.open_settle(A, 3, b"note", _sealed(A, "settle", 64, u32(3) + H32(b"note") + end, 3))


def _sealed(place: seal.Place, purpose: str, length: int, plaintext: bytes, n: int = 1) -> bytes:
    """A box that an honest client would not make."""
    return seal.seal(place.key, place.context(n, purpose), seal.pad(plaintext, length))


@pytest.mark.parametrize("notice", [{"withdraw": ["rope"]}, {"limit": {"rope/give": "hard-limit"}}])
def test_a_notice_comes_back(notice: seal.Notice) -> None:
    box = seal.seal_notice(SESSION, 2, notice)
    assert len(box) == 4096 + 81
    assert seal.open_notice(SESSION, 2, box) == notice


@pytest.mark.parametrize("plaintext", NOT_NOTICES)
def test_a_notice_can_only_tighten(plaintext: bytes) -> None:
    with refusal("bad content"):
        seal.open_notice(SESSION, 1, _sealed(SESSION, "notice", 4096, plaintext))


def test_what_is_not_a_notice_is_not_sealed_either() -> None:
    loosening: Any = {"allow": ["rope"]}
    with refusal("bad content"):
        seal.seal_notice(SESSION, 1, loosening)


def test_when_to_look_again_comes_back() -> None:
    later = {"in": "a while", "grüße": [1, None]}
    box = seal.seal_later(SESSION, 1, later)
    assert len(box) == 256 + 81
    assert seal.open_later(SESSION, 1, box) == later
    for plaintext in (b"[]", b"1", b"\xff", b"{"):
        with refusal("bad content"):
            seal.open_later(SESSION, 1, _sealed(SESSION, "later", 256, plaintext))
    with refusal("too long"):
        seal.seal_later(SESSION, 1, {"text": "x" * 256})


def test_json_is_sealed_without_spaces_and_as_utf8() -> None:
    box = seal.seal_later(SESSION, 1, {"a": "é", "b": 1})
    plaintext = seal.unpad(seal.open_box(KEYS.k_a, SESSION.context(1, "later"), box), 256)
    assert plaintext == '{"a":"é","b":1}'.encode()
    assert json.loads(plaintext) == {"a": "é", "b": 1}


def test_randomness_is_of_the_asked_length() -> None:
    assert len(random_bytes(17)) == 17
    assert random_bytes(16) != random_bytes(16)
