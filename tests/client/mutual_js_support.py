"""The mutual functions of the JavaScript implementation, called from Python."""

from typing import Any

from overture_partner.protocol.mutual import MutualAsking, MutualState
from tests.client.protocol_js_support import JavaScript, as_js


def turn_js(turn: MutualAsking) -> dict[str, Any]:
    place = {"keys": as_js(turn.keys), "role": turn.role, "qhash": turn.qhash}
    return place | {"section": turn.section, "round": turn.round}


def open_commit(js: JavaScript, turn: MutualAsking, ids: list[str], box: bytes, own_pk: bytes) -> Any:
    return js.outcome("mutual", "mutualOpenCommit", turn_js(turn), ids, box, {"ownPk": own_pk})


def open_release(
    js: JavaScript, turn: MutualAsking, ids: list[str], state: MutualState, peer_m1: bytes, box: bytes
) -> Any:
    return js.outcome("mutual", "mutualOpenRelease", turn_js(turn), ids, vars(state), peer_m1, box)
