"""Runs one vector through the Python implementation; runner.js is its twin."""

from collections.abc import Callable
from typing import Any

from overture_partner.protocol import box as boxes
from overture_partner.protocol import cpace, mutual, pairing, ristretto, seal
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.pairing import Keys, Role
from tests.vectors.files import Vector

Outputs = dict[str, Any]
"""What was computed, under the names of the vector's fields. Filled as far as the run came."""


def run(vector: Vector) -> dict[str, Any]:
    """{"result": "ok" or the failure class, "outputs": ...}."""
    outputs: Outputs = {}
    try:
        _RUNNERS[vector["kind"]](vector, outputs)
    except ProtocolError as error:
        return {"result": error.kind, "outputs": outputs}
    return {"result": "ok", "outputs": outputs}


def _hex(vector: Vector, *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


def _keys_out(outputs: Outputs, keys: Keys) -> None:
    outputs |= {"SID": keys.sid.hex(), "kA": keys.k_a.hex(), "kB": keys.k_b.hex(), "sas": keys.sas.hex()}


def _code(vector: Vector, outputs: Outputs) -> None:
    code = pairing.parse_code(vector["text"])
    outputs |= {"locator": code.locator, "secret": code.secret}


def _pairing(vector: Vector, outputs: Outputs) -> None:
    qhash, sid, y_a, y_b = _hex(vector, "qhash", "sid", "ya", "yb")
    code = pairing.parse_code(vector["code"])
    start = pairing.pairing_start(code.secret, code.locator, qhash, (sid, y_a))
    m2, state = pairing.pairing_reply(code.secret, code.locator, qhash, start.m1, y_b)
    m3, keys = pairing.pairing_finish(code.secret, code.locator, qhash, start, m2)
    outputs |= {"m1": start.m1.hex(), "m2": m2.hex(), "m3": m3.hex()}
    if pairing.pairing_confirm(state, m3) != keys:
        raise AssertionError("the two sides have different keys")
    _keys_out(outputs, keys)


def _pairing_m1(vector: Vector, outputs: Outputs) -> None:
    qhash, m1, y_b = _hex(vector, "qhash", "m1", "yb")
    code = pairing.parse_code(vector["code"])
    m2, _ = pairing.pairing_reply(code.secret, code.locator, qhash, m1, y_b)
    outputs["m2"] = m2.hex()


def _pairing_m2(vector: Vector, outputs: Outputs) -> None:
    qhash, sid, y_a, m2 = _hex(vector, "qhash", "sid", "ya", "m2")
    code = pairing.parse_code(vector["code"])
    start = pairing.pairing_start(code.secret, code.locator, qhash, (sid, y_a))
    outputs["m1"] = start.m1.hex()
    m3, keys = pairing.pairing_finish(code.secret, code.locator, qhash, start, m2)
    outputs["m3"] = m3.hex()
    _keys_out(outputs, keys)


def _pairing_m3(vector: Vector, outputs: Outputs) -> None:
    qhash, m1, y_b, m3 = _hex(vector, "qhash", "m1", "yb", "m3")
    code = pairing.parse_code(vector["code"])
    m2, state = pairing.pairing_reply(code.secret, code.locator, qhash, m1, y_b)
    outputs["m2"] = m2.hex()
    _keys_out(outputs, pairing.pairing_confirm(state, m3))


def _asking(vector: Vector, role: Role) -> seal.Asking:
    """Of a vector that has no keys of the seats, because it opens one box with a key of its own, they are empty."""
    sid, qhash = _hex(vector, "SID", "qhash")
    k_a, k_b = (bytes.fromhex(vector.get(name, "")) for name in ("kA", "kB"))
    return seal.Asking(Keys(sid, k_a, k_b, b""), role, qhash, vector["section"], vector["round"], vector["pad"])


def _salt(box: bytes) -> bytes:
    return box[1:33]


def _seal(vector: Vector, outputs: Outputs) -> None:
    key, box = _hex(vector, "key", "box")
    ctx = _asking(vector, vector["role"]).context(vector["round"], vector["purpose"])
    outputs["ctx"] = ctx.hex()
    message = boxes.unpad(boxes.open_box(key, ctx, box), vector["pad"])
    outputs["message"] = message.hex()
    outputs["box"] = boxes.seal(key, ctx, boxes.pad(message, vector["pad"]), _salt(box)).hex()


def _section(vector: Vector, outputs: Outputs) -> None:
    remade = _receive(vector, "B") | _receive(vector, "A")
    outputs |= remade


def _receive(vector: Vector, sender: Role) -> Outputs:
    """Everything of the sender's as the other seat opens it, and sealed once more with the same random numbers."""
    s, r = sender.lower(), boxes.peer_of(sender).lower()
    commit, release, own_inner = _hex(vector, f"{s}_commit", f"{s}_release", f"{r}_inner")
    asking = _asking(vector, sender)
    inner = seal.open_commit(asking, commit)
    sk = seal.open_release(asking, release, own_inner, inner)
    answer = seal.open_inner(asking, sk, inner)
    again = seal.commit(asking, answer, (sk, _salt(inner), _salt(commit)))
    return {
        f"{s}_sk": sk.hex(),
        f"{s}_answer": answer.hex(),
        f"{s}_inner": again.inner.hex(),
        f"{s}_commit": again.commit.hex(),
        f"{s}_release": seal.release(asking, sk, again.inner, own_inner, _salt(release)).hex(),
    }


def _turn(vector: Vector, role: Role) -> mutual.MutualAsking:
    sid, qhash, k_a, k_b = _hex(vector, "SID", "qhash", "kA", "kB")
    return mutual.MutualAsking(Keys(sid, k_a, k_b, b""), role, qhash, vector["section"], vector["round"])


def _own_state(vector: Vector, role: Role) -> mutual.MutualState:
    """As the seat had it after its commit, from its secret and what is in its commit."""
    s, turn = role.lower(), _turn(vector, role)
    a, commit = _hex(vector, s, f"{s}_m1")
    m1 = boxes.open_box(turn.key, turn.context(turn.round, "and1"), commit)
    pk = ristretto.times_base(ristretto.decode_scalar(a))
    if m1[:32] != pk:
        raise AssertionError("the commit is of another secret")
    return mutual.MutualState(a, pk, bytes(vector[f"{s}_yes"]), m1)


def _peer_m1(vector: Vector, reader: mutual.MutualState, sender: Role) -> bytes:
    (box,) = _hex(vector, f"{sender.lower()}_m1")
    return mutual.mutual_open_commit(_turn(vector, sender), vector["items"], box, own_pk=reader.pk)


def _mutual(vector: Vector, outputs: Outputs) -> None:
    turn, ids = _turn(vector, "A"), vector["items"]
    outputs["H"] = [point.hex() for point in mutual.item_points(turn, ids)]
    a, b = _own_state(vector, "A"), _own_state(vector, "B")
    b_m1, a_m1 = _peer_m1(vector, a, "B"), _peer_m1(vector, b, "A")
    a_m2, b_m2 = _hex(vector, "a_m2", "b_m2")
    outputs["a_m2"] = _released_again(turn, ids, a, b_m1, a_m2).hex()
    outputs["b_m2"] = _released_again(_turn(vector, "B"), ids, b, a_m1, b_m2).hex()
    matches = mutual.mutual_open_release(_turn(vector, "B"), ids, a, b_m1, b_m2)
    if mutual.mutual_open_release(turn, ids, b, a_m1, a_m2) != matches:
        raise AssertionError("the two sides have different matches")
    outputs["matches"] = list(matches)


def _released_again(
    turn: mutual.MutualAsking, ids: list[str], state: mutual.MutualState, peer_m1: bytes, box: bytes
) -> bytes:
    """The release as its maker made it: t = s + c a, and a is in the vector."""
    m2 = boxes.open_box(turn.key, turn.context(turn.round, "and2"), box)
    c, s, a = (int.from_bytes(part, "little") for part in (m2[-64:-32], m2[-32:], state.a))
    chosen = {64: ((s + c * a) % ristretto.ORDER).to_bytes(64, "little"), 32: _salt(box)}
    return mutual.mutual_release(turn, ids, state, peer_m1, chosen.__getitem__)


def _mutual_m1(vector: Vector, outputs: Outputs) -> None:
    outputs["H"] = [point.hex() for point in mutual.item_points(_turn(vector, "A"), vector["items"])]
    _peer_m1(vector, _own_state(vector, "A"), "B")


def _mutual_m2(vector: Vector, outputs: Outputs) -> None:
    state = _own_state(vector, "A")
    (box,) = _hex(vector, "b_m2")
    peer_m1 = _peer_m1(vector, state, "B")
    matches = mutual.mutual_open_release(_turn(vector, "B"), vector["items"], state, peer_m1, box)
    outputs["matches"] = list(matches)


def _cpace(vector: Vector, outputs: Outputs) -> None:
    prs, ci, sid, y_a, y_b = _hex(vector, "PRS", "CI", "sid", "ya", "yb")
    ad_a, ad_b = _hex(vector, "ADa", "ADb")
    g = cpace.generator(prs, ci, sid)
    a = cpace.Share(cpace.shared_point(y_a, g), ad_a)
    b = cpace.Share(cpace.shared_point(y_b, g), ad_b)
    k = cpace.shared_point(y_a, b.y)
    if cpace.shared_point(y_b, a.y) != k:
        raise AssertionError("the two sides have different points")
    tr = cpace.transcript(a, b)
    outputs |= {"g": g.hex(), "Ya": a.y.hex(), "Yb": b.y.hex(), "K": k.hex()}
    outputs |= {"ISK_IR": cpace.intermediate_key(sid, k, tr).hex(), "sid_output_ir": cpace.sid_output(tr).hex()}


def _cpace_point(vector: Vector, outputs: Outputs) -> None:
    s, x = _hex(vector, "s", "X")
    outputs["product"] = cpace.shared_point(s, x).hex()


_RUNNERS: dict[str, Callable[[Vector, Outputs], None]] = {
    "code": _code,
    "pairing": _pairing,
    "pairing-m1": _pairing_m1,
    "pairing-m2": _pairing_m2,
    "pairing-m3": _pairing_m3,
    "seal": _seal,
    "section": _section,
    "mutual": _mutual,
    "mutual-m1": _mutual_m1,
    "mutual-m2": _mutual_m2,
    "cpace": _cpace,
    "cpace-point": _cpace_point,
}
