"""The arithmetic of docs/scaling.md: its last table follows from its assumptions."""

import re
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text(encoding="utf-8")
ASSUMED = {
    name: float(value) for name, value in re.findall(r"^\| ([a-zA-Z][^|]*?) \| ([\d.]+) \|$", PAGE, re.MULTILINE)
}
A_DAY = (1_000, 100_000, 10_000_000)


def row(name: str) -> list[float]:
    (cells,) = re.findall(rf"^\| {re.escape(name)} \| (.*) \|$", PAGE, re.MULTILINE)
    return [float(cell.replace(",", "")) for cell in cells.split(" | ")]


def reckoned(day: int) -> dict[str, float]:
    (rounds, share, hours, days, held, written, of_worker, of_engine, of_phone) = ASSUMED.values()
    in_the_hour = day * share
    per_second = in_the_hour / 3600
    phones = 2 * in_the_hour * hours
    return {
        "conversations a day": day,
        "in the busiest hour": in_the_hour,
        "phones connected": phones,
        "rounds a second": rounds * per_second,
        "busy cores of workers": rounds * per_second / of_worker,
        "busy cores of engines": rounds * per_second / of_engine,
        "MB of workers' memory for phones": phones * of_phone / 1000,
        "GB of engines' memory": day * days * held / 1e6,
        "MB that engines write a second": per_second * written / 1000,
    }


@pytest.mark.parametrize("name", list(reckoned(1)))
def test_each_figure_follows_from_the_assumptions(name: str) -> None:
    assert len(ASSUMED) == 9
    assert row(name) == [pytest.approx(reckoned(day)[name], rel=0.15) for day in A_DAY]
