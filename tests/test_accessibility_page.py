"""docs/accessibility.md: the tests that it names are there, and do what it says that they do."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "accessibility.md").read_text(encoding="utf-8")
ROWS = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ") and "`tests/" in line]
MARKS = {
    "rules that a machine can check": r"check_accessible\(",
    "the keyboard alone": r"keyboard_alone",
    "text at 200 %": r"200%",
    "forced colours": r"forced_colors=",
    "less motion": r"reduced_motion=\"reduce\"",
    "three engines": r"webdriver|WebDriver",
}
"""What has to stand in the files that a row names."""


def test_every_row_is_known_here() -> None:
    assert {row[0].removeprefix("| ").partition(":")[0] for row in ROWS} == set(MARKS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_the_files_of_a_row_do_what_it_says(row: list[str]) -> None:
    mark = MARKS[row[0].removeprefix("| ").partition(":")[0]]
    paths = [ROOT / name for name in re.findall(r"`(tests/[^`]+)`", row[-1])]
    assert paths
    for path in paths:
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        assert any(re.search(mark, each.read_text(encoding="utf-8")) for each in files), path


def test_what_is_not_tested_is_named() -> None:
    missing = PAGE.partition("## What is not tested")[2]
    for name in ("VoiceOver", "TalkBack", "NVDA", "iPhones", "Firefox and WebKit with axe"):
        assert name in missing


def test_every_link_leads_to_a_file() -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE)]
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []
