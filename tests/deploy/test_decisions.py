"""The decision records: their form, their index, and that every link to one leads somewhere."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "decisions"
HEAD = re.compile(
    r"# (?P<number>\d{4})\. (?P<title>\S.*)\n"
    r"\n"
    r"- Date: (?P<date>20\d\d-[01]\d-[0-3]\d)(, amended 20\d\d-[01]\d-[0-3]\d)?\n"
    r"- Status: (?P<status>accepted|superseded by \[(?P<later>\d{4})\]\((?P=later)-[a-z0-9-]+\.md\))\n"
)
ROW = re.compile(r"^\| \[(\d{4})\]\(([^)]+)\) \| (.*) \| (20\d\d-\d\d-\d\d) \| (.*) \|$", re.MULTILINE)
SUFFIXES = {".css", ".html", ".js", ".lua", ".md", ".py", ".sh", ".toml", ".yml"}


@dataclass(frozen=True)
class Record:
    file: str
    number: str
    title: str
    date: str
    status: str


def record_paths() -> list[Path]:
    return sorted(path for path in FOLDER.iterdir() if path.name != "README.md")


@cache
def records() -> tuple[Record, ...]:
    found = []
    for path in record_paths():
        head = HEAD.match(path.read_text(encoding="utf-8"))
        assert head, f"{path.name} has no number, title, date and status at its head"
        found.append(Record(path.name, head["number"], head["title"], head["date"], head["status"]))
    return tuple(found)


def test_records_are_numbered_in_the_order_of_time() -> None:
    assert [each.number for each in records()] == [f"{number:04}" for number in range(1, len(records()) + 1)]
    assert all(each.file.startswith(f"{each.number}-") for each in records())
    dates = [each.date for each in records()]
    assert dates == sorted(dates)


def test_the_index_has_what_the_records_say() -> None:
    rows = ROW.findall((FOLDER / "README.md").read_text(encoding="utf-8"))
    assert rows == [(each.number, each.file, each.title, each.date, each.status) for each in records()]


@pytest.mark.parametrize("path", record_paths(), ids=lambda path: path.stem)
def test_a_record_has_a_context_a_decision_and_consequences(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert not re.search(r"^## .*\n+(#|\Z)", text, re.MULTILINE), "each of them says something"


def test_every_link_to_a_record_leads_to_one() -> None:
    there = {each.file for each in records()}
    broken = []
    folders = ("client", "docs", "server", "tests", "tools")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    for path in [*paths, *ROOT.glob("*.md")]:
        if {"node_modules", "vendor", "artifacts"} & set(path.parts) or path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        named = re.findall(r"decisions/(\d{4}[\w-]*(?:\.md)?)", text)
        if path.parent == FOLDER:
            named += re.findall(r"\]\((\d{4}[^)#]*)", text)
        broken += [f"{path.relative_to(ROOT)}: {name}" for name in named if name not in there]
    assert broken == []
