"""docs/mkdocs.yml, as far as it can be checked without building the site (`make docs`)."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SITE = yaml.safe_load((ROOT / "docs" / "mkdocs.yml").read_text(encoding="utf-8"))


def pages(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    inside = nav.values() if isinstance(nav, dict) else nav
    return [page for each in inside for page in pages(each)]


def test_a_reader_finds_every_page() -> None:
    """Decisions have a list of their own."""
    there = {str(path.relative_to(ROOT)) for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}
    assert sorted(pages(SITE["nav"])) == sorted({*there, "docs/decisions/README.md"})


def test_every_file_that_a_page_links_to_is_there_and_in_the_site() -> None:
    (copied,) = re.findall(r"^tar --create (.*) \|$", (ROOT / "tools" / "docs.sh").read_text(), re.MULTILINE)
    there = [path for pattern in copied.split() for path in ROOT.glob(pattern)]
    links = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not link.startswith("#")
    }
    assert {link for link in links if not link.exists()} == set()
    assert links
    missing = {link for link in links if not any(link == each or each in link.parents for each in there)}
    assert missing == set()


def test_nothing_is_asked_of_another_site() -> None:
    """The only part of the theme that would be, and an address of the site, which pages would name as their own."""
    assert SITE["theme"]["highlightjs"] is False
    assert SITE["site_url"] == ""
