"""What is sealed on a phone opens in the terminal and the other way round, and both refuse the same."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.protocol import asides, encoding, seal
from overture_partner.protocol import box as boxes
from overture_partner.protocol.pairing import Keys, Role
from tests.client.protocol_js_support import QHASH, JavaScript, as_js, outcome
from tests.vectors.refused import NOT_NOTICES, NOT_SETTLED

KEYS = Keys(sid=b"s" * 32, k_a=b"a" * 32, k_b=b"b" * 32, sas=b"pictures")


def asking_js(asking: seal.Asking) -> dict[str, Any]:
    place = place_js(asking)
    return place | {"round": asking.round, "pad": asking.pad}


def place_js(place: boxes.Place) -> dict[str, Any]:
    return {"keys": as_js(place.keys), "role": place.role, "qhash": place.qhash, "section": place.section}


@pytest.mark.parametrize("phone", ["A", "B"])
def test_a_section_between_javascript_and_python(js: JavaScript, phone: Role) -> None:
    own = seal.Asking(KEYS, phone, QHASH, "limits", 7, 256)
    peer = seal.Asking(KEYS, boxes.peer_of(phone), QHASH, "limits", 7, 256)
    mine = js.call("seal", "commit", asking_js(own) | {"plaintext": b"from the phone"})
    theirs = seal.commit(peer, b"from the terminal")

    assert seal.open_commit(own, mine["commit"]) == mine["inner"]
    assert js.call("seal", "openCommit", asking_js(peer), theirs.commit) == theirs.inner

    what = {"sk": mine["sk"], "ownInner": mine["inner"], "peerInner": theirs.inner}
    released = js.call("seal", "release", asking_js(own), what)
    sk = seal.open_release(own, released, theirs.inner, mine["inner"])
    assert seal.open_inner(own, sk, mine["inner"]) == b"from the phone"

    box = seal.release(peer, theirs.sk, theirs.inner, mine["inner"])
    inners = {"ownInner": mine["inner"], "peerInner": theirs.inner}
    sk = js.call("seal", "openRelease", asking_js(peer), box, inners)
    assert js.call("seal", "openInner", asking_js(peer), sk, theirs.inner) == b"from the terminal"
    for wrong in (inners | {"ownInner": b""}, inners | {"peerInner": b""}):
        assert js.outcome("seal", "openRelease", asking_js(peer), box, wrong) == "refused: release does not match"


def test_notes_settlings_and_times_travel_both_ways(js: JavaScript) -> None:
    place = boxes.Place(KEYS, "B", QHASH, "limits")
    there = place_js(place)
    note = js.call("seal", "sealNote", there, 1, None, "grüß dich")
    assert asides.open_note(place, 1, None, note) == "grüß dich"
    second = asides.seal_note(place, 2, note, "und dich")
    assert js.call("seal", "openNote", there, 2, note, second) == "und dich"
    assert js.outcome("seal", "openNote", there, 2, second, second) == "refused: bad content"
    assert js.outcome("seal", "openNote", there, 2, None, second) == "refused: bad content"

    for settled in (True, False):
        assert asides.open_settle(place, 5, note, js.call("seal", "sealSettle", there, 5, note, settled)) is settled
        box = asides.seal_settle(place, 5, note, settled)
        assert js.call("seal", "openSettle", there, 5, note, box) is settled
        assert js.outcome("seal", "openSettle", there, 5, second, box) == "refused: bad content"

    later = {"in": "a while", "ü": [1, None]}
    assert asides.open_later(place, 1, js.call("seal", "sealLater", there, 1, later)) == later
    assert js.call("seal", "openLater", there, 1, asides.seal_later(place, 1, later)) == later


def sealed(place: boxes.Place, purpose: str, plaintext: bytes) -> bytes:
    """A box that an honest client would not make."""
    return boxes.seal(place.key, place.context(1, purpose), boxes.pad(plaintext, asides.PADS[purpose]))


@pytest.mark.parametrize("plaintext", NOT_NOTICES)
def test_a_notice_can_only_tighten(js: JavaScript, plaintext: bytes) -> None:
    place = boxes.Place(KEYS, "A", QHASH, "")
    box = sealed(place, "notice", plaintext)
    assert js.outcome("seal", "openNotice", place_js(place), 1, box) == "refused: bad content"


@pytest.mark.parametrize("end", NOT_SETTLED)
def test_settling_is_yes_or_no(js: JavaScript, end: bytes) -> None:
    place = boxes.Place(KEYS, "A", QHASH, "limits")
    box = sealed(place, "settle", encoding.u32(1) + encoding.H32(b"note") + end)
    assert js.outcome("seal", "openSettle", place_js(place), 1, b"note", box) == "refused: bad content"


ids = st.sampled_from(["rope", "rope/give", "", "_", "7-up", "Rope"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | ids,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["withdraw", "limit", "rope", "v", "__proto__"]), inner, max_size=2)
    ),
    max_leaves=6,
)
near_notices = st.fixed_dictionaries({"withdraw": json_values}) | st.fixed_dictionaries({"limit": json_values})


@given(json_values | near_notices)
@settings(max_examples=200)
def test_both_take_and_refuse_the_same_notices(js: JavaScript, value: Any) -> None:
    place = boxes.Place(KEYS, "A", QHASH, "")
    box = sealed(place, "notice", encoding.utf8(json.dumps(value)))
    opened = outcome(lambda: asides.open_notice(place, 1, box)[0])
    assert js.outcome("seal", "openNotice", place_js(place), 1, box) == opened


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_both_seal_the_same_box(js: JavaScript, ctx: bytes, message: bytes, salt: bytes) -> None:
    key = b"k" * 32
    box = boxes.seal(key, ctx, message, salt)
    assert js.call("seal", "seal", key, ctx, message, salt) == box
    assert js.call("seal", "open", key, ctx, box) == message


@given(st.binary(max_size=20), st.integers(0, 24))
def test_both_pad_and_unpad_alike(js: JavaScript, message: bytes, length: int) -> None:
    padded = js.outcome("seal", "pad", message, length)
    assert padded == outcome(boxes.pad, message, length)
    if isinstance(padded, bytes):
        assert js.call("seal", "unpad", padded, length) == message


@given(st.binary(max_size=12) | st.binary(max_size=8).map(lambda rest: bytes(3) + rest), st.integers(0, 12))
def test_both_refuse_the_same_padding(js: JavaScript, padded: bytes, length: int) -> None:
    assert js.outcome("seal", "unpad", padded, length) == outcome(boxes.unpad, padded, length)


def test_both_have_the_same_sizes(js: JavaScript) -> None:
    names = ("OVERHEAD", "COMMIT_OVERHEAD", "RELEASE_SIZE", "NOTE_MAX", "PADS")
    sizes = [js.call("seal", name) for name in names]
    assert sizes == [boxes.OVERHEAD, seal.COMMIT_OVERHEAD, seal.RELEASE_SIZE, asides.NOTE_MAX, dict(asides.PADS)]
