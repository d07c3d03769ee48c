"""The code that is found in what people paste, by the vectors that both clients follow."""

import json
from pathlib import Path
from typing import Any

import pytest

from overture_partner.protocol.found_code import find_code, find_hub

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "found-codes.json").read_text("utf-8"))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_the_code_is_found(case: dict[str, Any]) -> None:
    assert find_code(case["text"]) == case["code"]
    assert find_hub(case["text"]) == case.get("hub")
