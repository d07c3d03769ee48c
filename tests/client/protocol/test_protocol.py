"""Encodings, codes and pairing of the phone, against the terminal's."""

import math
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture_partner.protocol import encoding, pairing
from overture_partner.protocol.found_code import find_code
from tests.client.protocol_js_support import QHASH, JavaScript, as_js, outcome


def test_creator_in_javascript_joiner_in_python(js: JavaScript) -> None:
    secret = js.call("code", "newSecret")
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


@given(st.text(string.ascii_letters + string.digits + " -_ıſé\n\t", max_size=12) | st.text(max_size=10))
@settings(max_examples=200)
def test_both_read_the_same_codes(js: JavaScript, text: str) -> None:
    code = outcome(pairing.parse_code, text)
    expected = {"locator": code.locator, "secret": code.secret} if isinstance(code, pairing.Code) else code
    assert js.outcome("code", "parseCode", text) == expected


PIECES = [
    *(
        "HRWE",
        "7k2m",
        "ABCD",
        "code",
        "THEN",
        " then ",
        "it",
        "hroe",
        "/j/",
        "#",
        "%23",
        "?a=b",
        "-",
        "–",
        " ",
        "\u00a0",
        "\u200b",
        "Н",
        "Ｈ",
        "x",
        "9",
    ),
    *("“", "🔥", "U", "ı", "İ", "ß", "ﬃ", "\n", "\u0085", "\u2028", "\ufeff", "é", "\x1f"),
]
PASTED = st.lists(st.sampled_from(PIECES) | st.characters(codec="utf-8"), max_size=14).map("".join)


@given(PASTED)
@settings(max_examples=300)
def test_both_find_the_same_codes_in_what_is_pasted(js: JavaScript, text: str) -> None:
    assert js.call("found-code", "findCode", text) == find_code(text)


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
    head = js.composed("lengthPrefix", length)
    assert head == encoding.lv(bytes(length))[:-length]
    assert len(head) == max(1, math.ceil(length.bit_length() / 7))
