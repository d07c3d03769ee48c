"""One place in a conversation for the tests of the protocol, and refusals in a word."""

import re
from typing import Any

import pytest

from overture_partner.protocol import box, seal
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.pairing import Keys

QHASH = bytes(range(32))
KEYS = Keys(sid=b"s" * 32, k_a=b"a" * 32, k_b=b"b" * 32, sas=b"pictures")
A = seal.Asking(KEYS, "A", QHASH, "limits", 1, 256)
B = seal.Asking(KEYS, "B", QHASH, "limits", 1, 256)
SESSION = box.Place(KEYS, "A", QHASH, "")


def refusal(kind: str) -> Any:
    """The block must be refused with this failure class."""
    return pytest.raises(ProtocolError, match=f"^{re.escape(kind)}$")
