"""The cases of clocks.json in Python: what is made of the time that a hub tells."""

import json
from pathlib import Path
from typing import Any

import pytest

from overture_partner.model.clocks import Clocks, Lifetime, Measure, measured

CASES = json.loads(Path(__file__).with_name("clocks.json").read_text("utf-8"))


def lifetime(case: Any) -> Lifetime:
    return Lifetime(case["lifetime"]["from"], case["lifetime"]["to"])


def measure(case: Any) -> Measure | None:
    return None if case is None else Measure(case["hub"], case["at"])


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["name"] for case in CASES["cases"]])
def test_the_hub_tells_its_time(case: Any) -> None:
    assert measured(measure(case["last"]), case["told"], case["steady"], lifetime(case)) == measure(case["then"])


@pytest.mark.parametrize("case", CASES["days"], ids=[case["name"] for case in CASES["days"]])
def test_days_are_named_by_a_clock_or_not(case: Any) -> None:
    assert Clocks(case["now"], case["hub"], lifetime(case)).name_days is case["names"]


def test_the_hubs_time_goes_on_with_the_steady_clock() -> None:
    assert Measure(1_800_000_000, 7).time_by(67.5) == 1_800_000_060.5
