"""Sealing by itself: what holds for every text, and every refusal that a vector does not name."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture_partner.protocol import asides, seal
from overture_partner.protocol import box as boxes
from overture_partner.protocol.encoding import H32, u32
from tests.terminal.protocol_support import KEYS, QHASH, SESSION, A, B, refusal
from tests.vectors.refused import NOT_NOTICES, NOT_SETTLED


@given(st.binary(max_size=252))
def test_padding_comes_off_again(message: bytes) -> None:
    padded = boxes.pad(message, 256)
    assert len(padded) == 256
    assert boxes.unpad(padded, 256) == message


def test_too_long_a_message_is_refused_and_never_given_a_larger_box() -> None:
    with refusal("too long"):
        boxes.pad(bytes(253), 256)
    with refusal("too long"):
        seal.commit(A, bytes(253))


@pytest.mark.parametrize(
    "padded",
    [b"", bytes(3), bytes(255), bytes(257), u32(253) + bytes(252), u32(2**32 - 1) + bytes(252), bytes(255) + b"\x01"],
)
def test_padding_that_is_refused(padded: bytes) -> None:
    with refusal("bad padding"):
        boxes.unpad(padded, 256)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.binary(max_size=200))
def test_a_box_opens_under_its_key_and_context_only(key: bytes, ctx: bytes, message: bytes) -> None:
    box = boxes.seal(key, ctx, message)
    assert len(box) == len(message) + boxes.OVERHEAD == len(message) + 81
    assert boxes.open_box(key, ctx, box) == message
    with refusal("cannot open"):
        boxes.open_box(key, ctx + b"\0", box)
    with refusal("cannot open"):
        boxes.open_box(bytes([key[0] ^ 1]) + key[1:], ctx, box)


def test_no_altered_box_opens() -> None:
    box = boxes.seal(b"k" * 32, b"ctx", b"message")
    for at in range(len(box)):
        with refusal("cannot open"):
            boxes.open_box(b"k" * 32, b"ctx", box[:at] + bytes([box[at] ^ 0x80]) + box[at + 1 :])
        with refusal("cannot open"):
            boxes.open_box(b"k" * 32, b"ctx", box[:at])


def test_the_same_message_never_gives_the_same_box() -> None:
    assert len({boxes.seal(b"k" * 32, b"ctx", b"message") for _ in range(20)}) == 20
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
    short = boxes.seal(KEYS.k_b, B.context(1, "release"), peer.sk)
    with refusal("release does not match"):
        seal.open_release(B, short, own.inner, peer.inner)


def test_an_inner_box_for_another_pad_length_is_refused() -> None:
    small = seal.commit(seal.Asking(KEYS, "B", QHASH, "limits", 1, 64), b"theirs")
    with refusal("bad padding"):
        seal.open_inner(B, small.sk, small.inner)


@given(st.text(max_size=1000), st.integers(1, 2**32 - 1))
def test_a_note_is_read_in_its_place_only(text: str, n: int) -> None:
    place = boxes.Place(KEYS, "B", QHASH, "limits")
    box = asides.seal_note(place, n, b"before", text)
    assert len(box) == 4096 + 81
    assert asides.open_note(place, n, b"before", box) == text
    with refusal("bad content"):
        asides.open_note(place, n, b"another", box)
    with refusal("bad content"):
        asides.open_note(place, n, None, box)
    with refusal("cannot open"):
        asides.open_note(place, n - 1, b"before", box)


def test_a_note_has_4056_bytes_at_most_and_the_first_one_follows_zeros() -> None:
    assert asides.NOTE_MAX == 4056
    box = asides.seal_note(SESSION, 1, None, "é" * 2028)
    assert asides.open_note(SESSION, 1, None, box) == "é" * 2028
    plaintext = boxes.unpad(boxes.open_box(KEYS.k_a, SESSION.context(1, "note"), box), 4096)
    assert plaintext[:36] == u32(1) + bytes(32)
    with refusal("too long"):
        asides.seal_note(SESSION, 1, None, "x" * 4057)


def test_a_note_that_is_not_text_is_refused() -> None:
    box = _sealed(SESSION, "note", 4096, u32(1) + bytes(32) + b"\xff")
    with refusal("bad content"):
        asides.open_note(SESSION, 1, None, box)


@pytest.mark.parametrize("settled", [True, False])
def test_settling_names_one_note(settled: bool) -> None:
    box = asides.seal_settle(A, 3, b"note", settled)
    assert len(box) == 64 + 81
    assert asides.open_settle(A, 3, b"note", box) is settled
    with refusal("bad content"):
        asides.open_settle(A, 3, b"another note", box)


@pytest.mark.parametrize("end", NOT_SETTLED)
def test_settling_is_yes_or_no(end: bytes) -> None:
    with refusal("bad content"):
        asides.open_settle(A, 3, b"note", _sealed(A, "settle", 64, u32(3) + H32(b"note") + end, 3))


def _sealed(place: boxes.Place, purpose: str, length: int, plaintext: bytes, n: int = 1) -> bytes:
    """A box that an honest client would not make."""
    return boxes.seal(place.key, place.context(n, purpose), boxes.pad(plaintext, length))


@pytest.mark.parametrize("notice", [{"withdraw": ["rope"]}, {"limit": {"rope/give": "hard-limit"}}])
def test_a_notice_comes_back(notice: asides.Notice) -> None:
    box = asides.seal_notice(SESSION, 2, notice)
    assert len(box) == 4096 + 81
    assert asides.open_notice(SESSION, 2, box) == (notice, None)


@pytest.mark.parametrize("plaintext", NOT_NOTICES)
def test_a_notice_can_only_tighten(plaintext: bytes) -> None:
    with refusal("bad content"):
        asides.open_notice(SESSION, 1, _sealed(SESSION, "notice", 4096, plaintext))


def test_what_is_not_a_notice_is_not_sealed_either() -> None:
    loosening: Any = {"allow": ["rope"]}
    with refusal("bad content"):
        asides.seal_notice(SESSION, 1, loosening)


def test_when_to_look_again_comes_back() -> None:
    later = {"in": "a while", "grüße": [1, None]}
    box = asides.seal_later(SESSION, 1, later)
    assert len(box) == 256 + 81
    assert asides.open_later(SESSION, 1, box) == later
    for plaintext in (b"[]", b"1", b"\xff", b"{", b'{"at":NaN}'):
        with refusal("bad content"):
            asides.open_later(SESSION, 1, _sealed(SESSION, "later", 256, plaintext))
    with refusal("too long"):
        asides.seal_later(SESSION, 1, {"text": "x" * 256})


def test_json_is_sealed_without_spaces_and_as_utf8() -> None:
    box = asides.seal_later(SESSION, 1, {"a": "é", "b": 1})
    plaintext = boxes.unpad(boxes.open_box(KEYS.k_a, SESSION.context(1, "later"), box), 256)
    assert plaintext == '{"a":"é","b":1}'.encode()
    assert json.loads(plaintext) == {"a": "é", "b": 1}
