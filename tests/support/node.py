"""The phone's modules in one long-lived Node, called from Python; tests/js/support/bridge.js is the other end."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from overture_partner.protocol.encoding import ProtocolError

ROOT = Path(__file__).parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
BRIDGE = ROOT / "tests" / "js" / "support" / "bridge.js"

PHONE = "client/static/js"
SUPPORT = "tests/js/support"


class NodeError(Exception):
    """A function threw something other than a ProtocolError; the message is its text."""


class Node:
    """A running Node. What it imports stays imported, so a call costs a line each way."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._requests, self._answers = process.stdin, process.stdout

    def call(self, path: str, name: str, *args: Any) -> Any:
        """What a function returns, or the value of another export.

        Args:
            path: Of the module in the tree, without `.js`, for example `client/static/js/protocol/seal`.
            name: Of its export.
            args: JSON values; byte strings may stand anywhere in them.

        Raises:
            ProtocolError: The function refused; of the same kind.
            NodeError: It threw anything else.
        """
        self._requests.write(json.dumps([f"{path}.js", name, into(list(args))]) + "\n")
        self._requests.flush()
        line = self._answers.readline()
        if not line:
            raise NodeError(f"Node has ended in {path} {name}")
        answer = json.loads(line)
        if "refused" in answer:
            raise ProtocolError(answer["refused"])
        if "thrown" in answer:
            raise NodeError(answer["thrown"])
        return out(answer["returned"])


@contextmanager
def running() -> Iterator[Node]:
    """A Node, for as long as it is needed."""
    if not NODE.exists():
        raise NodeError(f"There is no {NODE} here: run tools/setup.sh test, then try again.")
    command = [NODE, BRIDGE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        yield Node(process)  # leaving closes its input, which ends it


def into(value: Any) -> Any:
    """With each byte string as the bridge takes it."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: into(each) for key, each in value.items()}
    return [into(each) for each in value] if isinstance(value, list | tuple) else value


def out(value: Any) -> Any:
    """With each byte string as itself again."""
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"]) if "hex" in value else {key: out(each) for key, each in value.items()}
    return [out(each) for each in value] if isinstance(value, list) else value
