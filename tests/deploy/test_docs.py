"""The pages of docs/, as far as they can be checked without building the site (`make docs`)."""

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


def test_every_section_of_a_page_that_the_code_names_is_there() -> None:
    """As in `docs/protocol.md, "Notation"`: whoever follows such a comment should find the heading."""
    sources = [
        path
        for folder in ("client/static/js", "client/terminal", "server", "tools")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".js"}
    ]
    named = {
        (str(path.relative_to(ROOT)), page, section)
        for path in sources
        for page, sections in re.findall(
            r'docs/([a-z-]+)\.md, ((?:"[^"]+"(?:, | and )?)+)',
            re.sub(r"\s*\n[\s*#/]*", " ", path.read_text(encoding="utf-8")),
        )
        for section in re.findall(r'"([^"]+)"', sections)
    }
    assert len(named) > 100
    assert sorted(each for each in named if each[2].rstrip(".,") not in headings(each[1])) == []


def headings(page: str) -> set[str]:
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return {heading.replace("`", "") for heading in re.findall(r"^#+ (.*)$", text, re.MULTILINE)}


def test_every_test_that_a_page_names_is_there() -> None:
    """As in `hostility/test_json.py::test_one`, and `::test_two` after it for another one of the same file."""
    missing = []
    for page in (ROOT / "docs").glob("*.md"):
        for line in page.read_text(encoding="utf-8").splitlines():
            texts: list[str] = []
            for file, names in re.findall(r"`([\w/.-]*\.py)?((?:::\w+)*)`", line):
                if file:
                    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(Path(file).name)]
                missing += [
                    f"{page.name}: {name}"
                    for name in names.split("::")[1:]
                    if not any(re.search(rf"\b(?:def|class) {name}\b", text) for text in texts)
                ]
    assert missing == []


def test_nothing_is_asked_of_another_site() -> None:
    """The only part of the theme that would be, and an address of the site, which pages would name as their own."""
    assert SITE["theme"]["highlightjs"] is False
    assert SITE["site_url"] == ""
