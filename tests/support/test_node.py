"""Calling the phone's modules from Python: what goes over, what comes back, and what is an error."""

from collections.abc import Iterator

import pytest

from overture_partner.protocol.encoding import ProtocolError
from tests.support.node import PHONE, Node, NodeError, running

ENCODING = f"{PHONE}/protocol/encoding"


@pytest.fixture(scope="module")
def node() -> Iterator[Node]:
    with running() as one:
        yield one


def test_byte_strings_travel_both_ways(node: Node) -> None:
    assert node.call(ENCODING, "concat", b"\0one", b"", b"two\xff") == b"\0onetwo\xff"
    assert node.call(ENCODING, "fromUtf8", "grüß dich 🙂".encode()) == "grüß dich 🙂"


def test_an_export_that_is_no_function_is_its_value(node: Node) -> None:
    assert node.call(f"{PHONE}/protocol/seal", "PADS")["note"] == 4096


def test_a_refusal_is_the_terminals_own_error_and_the_next_call_works(node: Node) -> None:
    with pytest.raises(ProtocolError) as refused:
        node.call(ENCODING, "fromHex", "0g")
    assert refused.value.kind == "bad message"
    with pytest.raises(NodeError, match="TypeError"):
        node.call(ENCODING, "hex", None)
    assert node.call(ENCODING, "fromHex", "00ff") == b"\0\xff"


@pytest.mark.parametrize(("path", "name"), [(ENCODING, "nothing"), (f"{PHONE}/nothing", "fromHex")])
def test_a_missing_module_or_export_is_an_error(node: Node, path: str, name: str) -> None:
    with pytest.raises(NodeError, match="nothing"):
        node.call(path, name)
