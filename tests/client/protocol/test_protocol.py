"""Encodings, codes, pairing and pictures in a real browser, against the Python implementation."""

import math
import string
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.console import pictures
from overture_partner.protocol import encoding, pairing
from tests.client.protocol_js_support import QHASH, JavaScript, as_js, outcome

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


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_pictures_are_the_same_on_both_screens(js: JavaScript, language: str) -> None:
    js.page.reload()
    places = list(range(256))
    shown = js.call("pictures", "showPictures", places, language)
    assert shown == [vars(each) for each in pictures.show_pictures(places, language)]
    assert [each["picture"] for each in shown] == [each.picture for each in pictures.show_pictures(places)]


def test_pictures_that_could_not_be_loaded_are_asked_for_again(js: JavaScript) -> None:
    """As after a dead spot between two masts."""
    js.page.reload()
    js.page.route("**/pictures.json", lambda route: route.fulfill(status=503), times=1)
    assert js.page.evaluate(
        """async () => {
          const { showPictures } = await import('/static/js/protocol/pictures.js');
          const first = await showPictures([1]).catch((error) => error.message);
          const [second] = await showPictures([1]);
          return [first.includes('503'), second.name];
        }"""
    ) == [True, "cat"]
