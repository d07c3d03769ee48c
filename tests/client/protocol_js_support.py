"""The protocol's functions of the phone, called from Python in Node."""

from typing import Any

from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.pairing import Keys
from tests.support.node import PHONE, SUPPORT, Node

QHASH = bytes(range(32))


class JavaScript:
    """`call("seal", "open", key, ctx, box)` is what the JavaScript function of that name gives or refuses."""

    def __init__(self, node: Node) -> None:
        self._node = node

    def call(self, module: str, name: str, *args: Any) -> Any:
        return self._node.call(f"{PHONE}/protocol/{module}", name, *args)

    def composed(self, name: str, *args: Any) -> Any:
        """What a function of tests/js/support/protocol.js gives."""
        return self._node.call(f"{SUPPORT}/protocol", name, *args)

    def outcome(self, module: str, name: str, *args: Any) -> Any:
        """What is returned, or the failure class."""
        return outcome(self.call, module, name, *args)


def outcome(function: Any, *args: Any) -> Any:
    """What is returned, or the failure class."""
    try:
        return function(*args)
    except ProtocolError as error:
        return f"refused: {error.kind}"


def as_js(keys: Keys) -> dict[str, bytes]:
    return {"SID": keys.sid, "kA": keys.k_a, "kB": keys.k_b, "sas": keys.sas}
