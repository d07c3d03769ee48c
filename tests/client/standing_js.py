"""Where two people stand, as the phones work it out, in the shape of the vectors."""

from typing import Any

from tests.support.node import SUPPORT, Node
from tests.support.standing_cases import Case, expected


def standings(node: Node, cases: list[Case]) -> list[dict[str, Any]]:
    return [expected(found) for found in node.call(f"{SUPPORT}/standing", "standings", cases)]
