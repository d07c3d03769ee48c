"""Moving a seat in JavaScript, against the page that describes it written down once more in Python."""

import os
from typing import Any

import pytest

from overture_partner.protocol import cpace
from overture_partner.protocol.box import open_box, seal, unpad
from overture_partner.protocol.encoding import H, ProtocolError, base64url, hkdf_expand, hkdf_extract, lv, lv_cat
from overture_partner.protocol.pairing import pairing_start
from overture_partner.protocol.ristretto import multiply
from tests.client.protocol_js_support import JavaScript

K = bytes(range(16))
Y = bytes([7]) + bytes(31)
PAD = 45_056
STATE = b'{"v":1}'


class NewPhone:
    """The new phone's side."""

    def __init__(self, m1: bytes, k: bytes = K) -> None:
        sid, a = m1[:16], cpace.Share(m1[16:48], m1[48:])
        g = cpace.generator(lv_cat("overture1/move/prs", k), lv_cat("overture1/move/ci", "old", "new"), sid)
        b = cpace.Share(multiply(g, Y), lv_cat("overture1/move/ad", "B", b"\1"))
        tr = cpace.transcript(a, b)
        isk = cpace.intermediate_key(sid, cpace.shared_point(Y, a.y), tr)
        self.m2 = b.y + cpace.confirmation(sid, isk, b) + b.ad
        self.m3 = cpace.confirmation(sid, isk, a)
        self.sid = cpace.sid_output(tr)[:32]
        prk = hkdf_extract(self.sid, isk)
        self.key = hkdf_expand(prk, lv(b"overture1/move/key"), 32)
        self.sas = hkdf_expand(prk, lv(b"overture1/move/sas"), 8)

    @property
    def context(self) -> bytes:
        return lv_cat("overture1/ctx", self.sid, b"", b"", bytes(4), "A", "move")


def refused(js: JavaScript, name: str, *args: Any) -> str:
    with pytest.raises(ProtocolError) as error:
        js.call("handover", name, *args)
    return error.value.kind


def test_both_phones_come_to_one_key_and_the_state_goes_over(js: JavaScript) -> None:
    start = js.call("handover", "moveStart", K)
    new = NewPhone(start["m1"])
    assert [len(each) for each in (start["m1"], new.m2, new.m3)] == [70, 118, 64]
    old = js.call("handover", "moveFinish", K, start, new.m2)
    assert old["m3"] == new.m3
    assert old["keys"] == {"SID": new.sid, "key": new.key, "sas": new.sas}
    box = js.call("handover", "sealState", old["keys"], STATE)
    assert len(box) == 45_137
    assert unpad(open_box(new.key, new.context, box), PAD) == STATE
    assert js.call("handover", "moveId", K) == base64url(H(lv_cat("overture1/move/id", K))[:16])


def test_the_new_phone_in_javascript_comes_to_the_same(js: JavaScript) -> None:
    start = js.call("handover", "moveStart", K)
    reply = js.call("handover", "moveReply", K, start["m1"], Y)
    new = NewPhone(start["m1"])
    assert reply["m2"] == new.m2
    keys = js.call("handover", "moveConfirm", reply["state"], new.m3)
    box = js.call("handover", "sealState", keys, STATE)
    assert js.call("handover", "openState", keys, box) == STATE


def test_another_code_another_move_and_a_swapped_message_are_refused(js: JavaScript) -> None:
    """A hub that puts its own m2 in the way, a phone with another code, and messages of an earlier move."""
    start, again = (js.call("handover", "moveStart", K) for _ in range(2))
    assert refused(js, "moveFinish", K, start, NewPhone(start["m1"], os.urandom(16)).m2) == "confirmation failed"
    assert refused(js, "moveFinish", K, again, NewPhone(start["m1"]).m2) == "confirmation failed"
    state = js.call("handover", "moveReply", K, again["m1"], Y)["state"]
    assert refused(js, "moveConfirm", state, NewPhone(start["m1"]).m3) == "confirmation failed"
    good = NewPhone(start["m1"]).m2
    assert refused(js, "moveFinish", K, start, good[:-1]) == "bad message"
    assert refused(js, "moveFinish", K, start, bytes(32) + good[32:]) == "bad point"
    assert refused(js, "moveReply", K, start["m1"] + b"\0") == "bad message"


def test_a_message_of_pairing_means_nothing_in_a_move(js: JavaScript) -> None:
    m1 = pairing_start("SPRQ", "HRWE", bytes(32)).m1
    assert refused(js, "moveReply", K, m1) == "bad message"


def test_a_box_of_another_move_and_one_that_was_altered_do_not_open(js: JavaScript) -> None:
    old = js.call("handover", "moveStart", K)
    new = NewPhone(old["m1"])
    keys = {"SID": new.sid, "key": new.key, "sas": new.sas}
    for box in (
        seal(new.key, lv_cat("overture1/ctx", os.urandom(32), b"", b"", bytes(4), "A", "move"), bytes(PAD)),
        seal(os.urandom(32), new.context, bytes(PAD)),
        js.call("handover", "sealState", keys, STATE)[:-1] + b"x",
    ):
        assert refused(js, "openState", keys, box) == "cannot open"
    assert refused(js, "openState", keys, seal(new.key, new.context, bytes(PAD - 1))) == "bad padding"


def test_what_does_not_fit_is_told_and_never_makes_a_larger_box(js: JavaScript) -> None:
    keys = {"SID": bytes(32), "key": bytes(32), "sas": bytes(8)}
    assert len(js.call("handover", "sealState", keys, bytes(PAD - 4))) == 45_137
    assert refused(js, "sealState", keys, bytes(PAD - 3)) == "too long"
