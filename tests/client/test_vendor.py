"""The files of other projects are exactly the ones on record."""

import hashlib
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

VENDOR = Path(__file__).parents[2] / "client" / "static" / "vendor"
PINS: list[dict[str, Any]] = tomllib.loads((VENDOR / "PINS.toml").read_text(encoding="utf-8"))["file"]
NAMES = [pin["name"] for pin in PINS]


def test_every_vendored_file_is_pinned_once() -> None:
    assert sorted(NAMES) == sorted(path.name for path in VENDOR.iterdir() if path.name != "PINS.toml")


@pytest.mark.parametrize("pin", PINS, ids=NAMES)
def test_the_file_is_the_one_that_was_pinned(pin: dict[str, Any]) -> None:
    assert hashlib.sha384((VENDOR / pin["name"]).read_bytes()).hexdigest() == pin["sha384"]


@pytest.mark.parametrize("pin", PINS, ids=NAMES)
def test_the_record_says_where_it_is_from_and_how_it_was_made(pin: dict[str, Any]) -> None:
    assert pin["licence"]
    assert pin["packages"]
    for package in pin["packages"]:
        assert re.fullmatch(r"(@[a-z]+/)?[a-z.]+@\d+\.\d+\.\d+", package), "an exact version"
        assert package in pin["command"]
    assert "//" not in pin["command"], "a command names packages, never a host"


@pytest.mark.parametrize("path", sorted(VENDOR.glob("*.js")), ids=lambda path: path.name)
def test_nothing_in_it_points_to_another_site(path: Path) -> None:
    """The one address is the name of SVG's namespace, which nothing ever fetches."""
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"'`\s)]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert "sourceMappingURL" not in text
