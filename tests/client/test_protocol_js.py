"""The JavaScript implementation in a real browser, against the Python one, with fresh random numbers."""

import json
import math
import string
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from overture_partner.protocol import box as py_box
from overture_partner.protocol import encoding, pairing, pictures, seal
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.pairing import Keys, Role
from tests.vectors.javascript import protocol_page
from tests.vectors.refused import NOT_NOTICES, NOT_SETTLED

QHASH = bytes(range(32))

# Calls one exported function; byte strings travel as {"hex": ...} in both directions, refusals as {"refused": kind}.
BRIDGE = """
async ([module, name, args]) => {
  const { ProtocolError, fromHex, hex } = await import('/static/js/protocol/encoding.js');
  const through = (value, leaf) => leaf(value) ?? (
    Array.isArray(value) ? value.map((each) => through(each, leaf))
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, through(each, leaf)]))
    : value);
  const into = (value) => typeof value?.hex === 'string' ? fromHex(value.hex) : undefined;
  const out = (value) => value instanceof Uint8Array ? { hex: hex(value) } : undefined;
  const exported = await import(`/static/js/protocol/${module}.js`);
  try {
    return { returned: through(await exported[name](...args.map((each) => through(each, into))), out) ?? null };
  } catch (error) {
    if (error instanceof ProtocolError) return { refused: error.kind };
    throw error;
  }
}
"""


class JavaScript:
    """`call("seal", "open", key, ctx, box)` is what the JavaScript function of that name gives or refuses."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def call(self, module: str, name: str, *args: Any) -> Any:
        answer = self.page.evaluate(BRIDGE, [module, name, [_into(each) for each in args]])
        if "refused" in answer:
            raise ProtocolError(answer["refused"])
        return _out(answer["returned"])

    def outcome(self, module: str, name: str, *args: Any) -> Any:
        """What is returned, or the failure class."""
        return outcome(self.call, module, name, *args)


def outcome(function: Any, *args: Any) -> Any:
    """What is returned, or the failure class."""
    try:
        return function(*args)
    except ProtocolError as error:
        return f"refused: {error.kind}"


def _into(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: _into(each) for key, each in value.items()}
    return [_into(each) for each in value] if isinstance(value, list) else value


def _out(value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"]) if "hex" in value else {key: _out(each) for key, each in value.items()}
    return [_out(each) for each in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def js(browser: Browser) -> Iterator[JavaScript]:
    with protocol_page(browser) as page:
        yield JavaScript(page)


def as_js(keys: Keys) -> dict[str, bytes]:
    return {"SID": keys.sid, "kA": keys.k_a, "kB": keys.k_b, "sas": keys.sas}


def asking_js(asking: seal.Asking) -> dict[str, Any]:
    place = place_js(asking)
    return place | {"round": asking.round, "pad": asking.pad}


def place_js(place: seal.Place) -> dict[str, Any]:
    return {"keys": as_js(place.keys), "role": place.role, "qhash": place.qhash, "section": place.section}


KEYS = Keys(sid=b"s" * 32, k_a=b"a" * 32, k_b=b"b" * 32, sas=b"pictures")


ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize("data", [bytes(32), b"", bytes(31), b"\x01" + bytes(31), b"\xff" * 32, bytes(33)])
def test_points_that_are_refused(js: JavaScript, data: bytes) -> None:
    assert js.outcome("ristretto", "decodePoint", data) == "refused: bad point"


@pytest.mark.parametrize("data", [ORDER.to_bytes(32, "little"), b"\xff" * 32, bytes(31), bytes(33)])
def test_scalars_that_are_refused(js: JavaScript, data: bytes) -> None:
    assert js.outcome("ristretto", "decodeScalar", data) == "refused: bad scalar"


@pytest.mark.parametrize("change", [lambda m: m[:-1], lambda m: m + b"\0", lambda _: b""])
def test_messages_of_another_length_are_refused(js: JavaScript, change: Callable[[bytes], bytes]) -> None:
    half = ["5PRQ", "HRWE", QHASH]
    start = js.call("pairing", "pairingStart", *half)
    reply = js.call("pairing", "pairingReply", *half, start["m1"])
    assert js.outcome("pairing", "pairingReply", *half, change(start["m1"])) == "refused: bad message"
    assert js.outcome("pairing", "pairingFinish", *half, start, change(reply["m2"])) == "refused: bad message"
    assert js.outcome("pairing", "pairingConfirm", reply["state"], change(bytes(64))) == "refused: bad message"


def test_there_is_no_subtle_crypto_to_lean_on(js: JavaScript) -> None:
    assert js.page.evaluate("typeof crypto.subtle") == "undefined"


def test_creator_in_javascript_joiner_in_python(js: JavaScript) -> None:
    secret = js.call("pairing", "newSecret")
    start = js.call("pairing", "pairingStart", secret, "HRWE", QHASH)
    m2, state = pairing.pairing_reply(secret, "HRWE", QHASH, start["m1"])
    finished = js.call("pairing", "pairingFinish", secret, "HRWE", QHASH, start, m2)
    assert as_js(pairing.pairing_confirm(state, finished["m3"])) == finished["keys"]


def test_creator_in_python_joiner_in_javascript(js: JavaScript) -> None:
    secret = pairing.new_secret()
    start = pairing.pairing_start(secret, "HRWE", QHASH)
    reply = js.call("pairing", "pairingReply", secret, "HRWE", QHASH, start.m1)
    m3, keys = pairing.pairing_finish(secret, "HRWE", QHASH, start, reply["m2"])
    assert js.call("pairing", "pairingConfirm", reply["state"], m3) == as_js(keys)
    assert js.call("pairing", "pictures", keys.sas) == list(pairing.pictures(keys.sas))


def test_what_a_phone_keeps_can_be_stored(js: JavaScript) -> None:
    """IndexedDB makes a structured clone; the pairing goes on from that."""
    assert js.page.evaluate(
        """async () => {
          const pairing = await import('/static/js/protocol/pairing.js');
          const { equal, randomBytes } = await import('/static/js/protocol/encoding.js');
          const [secret, qhash] = [pairing.newSecret(), randomBytes(32)];
          const start = structuredClone(pairing.pairingStart(secret, 'HRWE', qhash));
          const { m2, state } = pairing.pairingReply(secret, 'HRWE', qhash, start.m1);
          const { m3, keys } = pairing.pairingFinish(secret, 'HRWE', qhash, start, m2);
          return equal(pairing.pairingConfirm(structuredClone(state), m3).kA, keys.kA);
        }"""
    )


def test_every_run_in_javascript_is_fresh(js: JavaScript) -> None:
    starts = [js.call("pairing", "pairingStart", "5PRQ", "HRWE", QHASH) for _ in range(5)]
    assert len({each["sid"] for each in starts}) == len({each["y"] for each in starts}) == 5
    assert all(each["y"][31] < 16 for each in starts)
    assert len({js.call("seal", "seal", b"k" * 32, b"", b"") for _ in range(5)}) == 5


@pytest.mark.parametrize("phone", ["A", "B"])
def test_a_section_between_javascript_and_python(js: JavaScript, phone: Role) -> None:
    own = seal.Asking(KEYS, phone, QHASH, "limits", 7, 256)
    peer = seal.Asking(KEYS, seal.peer_of(phone), QHASH, "limits", 7, 256)
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
    place = seal.Place(KEYS, "B", QHASH, "limits")
    there = place_js(place)
    note = js.call("seal", "sealNote", there, 1, None, "grüß dich")
    assert seal.open_note(place, 1, None, note) == "grüß dich"
    second = seal.seal_note(place, 2, note, "und dich")
    assert js.call("seal", "openNote", there, 2, note, second) == "und dich"
    assert js.outcome("seal", "openNote", there, 2, second, second) == "refused: bad content"
    assert js.outcome("seal", "openNote", there, 2, None, second) == "refused: bad content"

    for settled in (True, False):
        assert seal.open_settle(place, 5, note, js.call("seal", "sealSettle", there, 5, note, settled)) is settled
        box = seal.seal_settle(place, 5, note, settled)
        assert js.call("seal", "openSettle", there, 5, note, box) is settled
        assert js.outcome("seal", "openSettle", there, 5, second, box) == "refused: bad content"

    later = {"in": "a while", "ü": [1, None]}
    assert seal.open_later(place, 1, js.call("seal", "sealLater", there, 1, later)) == later
    assert js.call("seal", "openLater", there, 1, seal.seal_later(place, 1, later)) == later


def sealed(place: seal.Place, purpose: str, plaintext: bytes) -> bytes:
    """A box that an honest client would not make."""
    return seal.seal(place.key, place.context(1, purpose), seal.pad(plaintext, seal.PADS[purpose]))


@pytest.mark.parametrize("plaintext", NOT_NOTICES)
def test_a_notice_can_only_tighten(js: JavaScript, plaintext: bytes) -> None:
    place = seal.Place(KEYS, "A", QHASH, "")
    box = sealed(place, "notice", plaintext)
    assert js.outcome("seal", "openNotice", place_js(place), 1, box) == "refused: bad content"


@pytest.mark.parametrize("end", NOT_SETTLED)
def test_settling_is_yes_or_no(js: JavaScript, end: bytes) -> None:
    place = seal.Place(KEYS, "A", QHASH, "limits")
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
    place = seal.Place(KEYS, "A", QHASH, "")
    box = sealed(place, "notice", encoding.utf8(json.dumps(value)))
    assert js.outcome("seal", "openNotice", place_js(place), 1, box) == outcome(seal.open_notice, place, 1, box)


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_both_seal_the_same_box(js: JavaScript, ctx: bytes, message: bytes, salt: bytes) -> None:
    key = b"k" * 32
    box = seal.seal(key, ctx, message, salt)
    assert js.call("seal", "seal", key, ctx, message, salt) == box
    assert js.call("seal", "open", key, ctx, box) == message


@given(st.binary(max_size=20), st.integers(0, 24))
def test_both_pad_and_unpad_alike(js: JavaScript, message: bytes, length: int) -> None:
    padded = js.outcome("seal", "pad", message, length)
    assert padded == outcome(seal.pad, message, length)
    if isinstance(padded, bytes):
        assert js.call("seal", "unpad", padded, length) == message


@given(st.binary(max_size=12) | st.binary(max_size=8).map(lambda rest: bytes(3) + rest), st.integers(0, 12))
def test_both_refuse_the_same_padding(js: JavaScript, padded: bytes, length: int) -> None:
    assert js.outcome("seal", "unpad", padded, length) == outcome(seal.unpad, padded, length)


@given(st.text(string.ascii_letters + string.digits + " -_ıſé\n\t", max_size=12) | st.text(max_size=10))
@settings(max_examples=200)
def test_both_read_the_same_codes(js: JavaScript, text: str) -> None:
    code = outcome(pairing.parse_code, text)
    expected = {"locator": code.locator, "secret": code.secret} if isinstance(code, pairing.Code) else code
    assert js.outcome("pairing", "parseCode", text) == expected


@given(st.text(string.ascii_letters + string.digits + "-_=+/ \n", max_size=9))
@settings(max_examples=200)
def test_both_read_the_same_base64url(js: JavaScript, text: str) -> None:
    assert js.outcome("encoding", "fromBase64url", text) == outcome(encoding.from_base64url, text)


@given(st.binary(max_size=400))
@settings(max_examples=50)
def test_both_write_the_same_base64url_and_lengths(js: JavaScript, data: bytes) -> None:
    assert js.call("encoding", "base64url", data) == encoding.base64url(data)
    assert js.call("encoding", "lv", data) == encoding.lv(data)


@pytest.mark.parametrize("length", [127, 128, 16383, 16384, 2**21])
def test_long_lengths_are_the_same(js: JavaScript, length: int) -> None:
    head = js.page.evaluate(
        """async (length) => {
          const { hex, lv } = await import('/static/js/protocol/encoding.js');
          return hex(lv(new Uint8Array(length)).slice(0, -length));
        }""",
        length,
    )
    assert head == encoding.lv(bytes(length))[:-length].hex()
    assert len(head) == 2 * max(1, math.ceil(length.bit_length() / 7))


@pytest.mark.parametrize("text", ["0", "0g", "0x00", "00 "])
def test_what_is_not_hexadecimal_is_refused(js: JavaScript, text: str) -> None:
    assert js.outcome("encoding", "fromHex", text) == "refused: bad message"


def test_both_have_the_same_sizes(js: JavaScript) -> None:
    sizes = js.page.evaluate(
        """async () => {
          const { OVERHEAD, COMMIT_OVERHEAD, RELEASE_SIZE, NOTE_MAX, PADS } =
            await import('/static/js/protocol/seal.js');
          return [OVERHEAD, COMMIT_OVERHEAD, RELEASE_SIZE, NOTE_MAX, { ...PADS }];
        }"""
    )
    assert sizes == [py_box.OVERHEAD, seal.COMMIT_OVERHEAD, seal.RELEASE_SIZE, seal.NOTE_MAX, dict(seal.PADS)]


def test_the_pictures_are_the_same_on_both_screens(js: JavaScript) -> None:
    places = list(range(256))
    shown = js.call("pictures", "showPictures", places)
    assert shown == [vars(each) for each in pictures.show_pictures(places)]


def test_pictures_that_could_not_be_loaded_are_asked_for_again(js: JavaScript) -> None:
    """As after a dead spot between two masts."""
    js.page.reload()
    js.page.route("**/pictures.json", lambda route: route.fulfill(status=503), times=1)
    assert js.page.evaluate(
        """async () => {
          const { showPictures } = await import('/static/js/protocol/pictures.js');
          const first = await showPictures([1]).catch((error) => error.message);
          const [second] = await showPictures([1]);
          return [first.includes('try again'), second.name];
        }"""
    ) == [True, "cat"]
