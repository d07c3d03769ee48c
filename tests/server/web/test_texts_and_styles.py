"""Every word stands in the catalogue, and every colour can be read."""

import re
from pathlib import Path

import pytest

from overture.i18n import catalogue, client_folder, languages, text
from overture.site import pages

PAGES = Path(pages.__file__).read_text(encoding="utf-8")
TEMPLATES = sorted((client_folder() / "templates").rglob("*.html"))


def test_a_missing_text_stops_the_start_instead_of_leaving_a_gap() -> None:
    with pytest.raises(KeyError):
        text("en", "no.such.key")
    with pytest.raises(KeyError):
        text("en", "section.earlier", other="x")


def written(template: Path) -> str:
    """What a template says itself, outside tags and expressions."""
    source = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"<!?[^>]*>", " ", source, flags=re.DOTALL)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_word_stands_in_the_catalogue(template: Path) -> None:
    assert re.findall(r"\w+", written(template)) == []
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', template.read_text(encoding="utf-8"))
    assert all(value.startswith("{{ t(") for value in spoken)


def test_every_key_is_used_and_every_key_used_is_there() -> None:
    source = "".join(template.read_text(encoding="utf-8") for template in TEMPLATES)
    named = set(re.findall(r'\bt\("([^"]+)"(?:\)|,)', source))
    named |= set(re.findall(r'\btext\(\w+, "([^"]+)"', PAGES))
    begun = set(re.findall(r'\bt\("([^"]+)" ~', source))
    keys = {key.partition("#")[0] for key in catalogue("en", "hub")}
    assert named <= keys
    unused = {key for key in keys if key not in named and not key.startswith(tuple(begun))}
    assert unused == set()


@pytest.mark.parametrize("language", languages())
def test_texts_are_plain_sentences(language: str) -> None:
    for sentence in catalogue(language, "hub").values():
        assert sentence == sentence.strip()
        assert not re.search(r"[<>]|'|\bcontract\b|Vertrag\b|\.\.\.", sentence), sentence


def luminance(colour: str) -> float:
    whole = colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])
    parts = [int(whole[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 defines it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


SHEETS = client_folder() / "static" / "css"
BASE = (SHEETS / "base.css").read_text(encoding="utf-8")
GROUNDS = ("ground", "glow", "surface", "raised", "you", "partner", "state-wash", "stop-ground")
MEANINGS = ("both", "condition", "talk", "never")


def tokens(scheme: str) -> dict[str, str]:
    """The colours of tokens.css in one scheme, by name."""
    source = (SHEETS / "tokens.css").read_text(encoding="utf-8")
    light, dark = source.split("@media (prefers-color-scheme: dark)")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6});", light if scheme == "light" else dark))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_are_far_enough_apart_to_be_read(scheme: str) -> None:
    """Computed here because a checker in the browser cannot see through the glow behind the page."""
    colour = tokens(scheme)
    washes = tuple(f"{meaning}-wash" for meaning in MEANINGS)
    for name in ("text", "soft"):
        for background in GROUNDS + washes:
            assert contrast(colour[name], colour[background]) >= 4.5, (name, background)
    for name in ("action", "action-strong", "state", *MEANINGS):
        for background in GROUNDS:
            assert contrast(colour[name], colour[background]) >= 4.5, (name, background)
    for meaning in MEANINGS:
        assert contrast(colour[meaning], colour[f"{meaning}-wash"]) >= 4.5, meaning
    for background in GROUNDS:
        assert contrast(colour["edge"], colour[background]) >= 3, background
    for name in ("action", "action-strong"):
        assert contrast(colour["on-action"], colour[name]) >= 4.5, name
    assert contrast(colour["on-stop"], colour["stop"]) >= 7
    assert contrast(colour["stop"], colour["ground"]) >= 3
    assert contrast(colour["stop"], colour["stop-ground"]) >= 3


def test_both_schemes_name_the_same_colours() -> None:
    assert tokens("light").keys() == tokens("dark").keys()


def test_the_bar_of_the_browser_has_the_colour_of_the_page() -> None:
    page = (client_folder() / "templates" / "pages" / "layout.html").read_text(encoding="utf-8")
    for scheme in ("light", "dark"):
        assert f'(prefers-color-scheme: {scheme})" content="{tokens(scheme)["ground"]}"' in page


@pytest.mark.parametrize(
    "sheet",
    [path for path in sorted(SHEETS.glob("*.css")) if path.name not in ("tokens.css", "print.css", "away.css")],
    ids=lambda path: path.name,
)
def test_sizes_and_colours_are_taken_from_the_tokens(sheet: Path) -> None:
    """Paper has its own, and the page that one flees to shares nothing with the others."""
    source = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    known = set(re.findall(r"(--[a-z0-9-]+):", (SHEETS / "tokens.css").read_text(encoding="utf-8")))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", source)) <= known
    literal = r"#[0-9a-f]{3,8}\b|rgba?\([^v]"
    # What a camera reads is dark on white, whatever the colours around it.
    assert [found for found in re.findall(literal, source) if found not in ("#fff", "#000")] == []
    assert re.findall(r"(?:font-size|font|border-radius|animation):[^;]*?[0-9.]+(?:rem|ms)\b[^;]*;", source) == []


HIDES = r"display: none|visibility: hidden|clip-path|opacity: 0;|block-size: 0;|position: (fixed|sticky|absolute)"
"""What hides a thing, or lays it over others."""
BY_THE_PHONE = {
    ":root[data-scene='running'] :is(.top, .foot, .rooms)",  # says the phone alone
    "main:has(> .room[data-state='open']:not([hidden])) > .rooms",  # stage-check.js
    ".room[data-state='open']:not(:has(.intro)) > .state",  # stage-check.js
    # It lies over a list item of the hub's own, or in what the phone draws.
    ":is(li.card-section, overture-private > .card-section) > .card-link::after",
}


def test_no_class_that_a_hub_may_give_hides_something_or_lies_over_it() -> None:
    """A hub could give one to what was opened, or draw a Stop that stops nothing over the one that does."""
    source = (client_folder() / "static" / "js" / "ui" / "fragment-check.js").read_text(encoding="utf-8")
    listed = re.search(r"CLASSES = new Set\(\((.*?)\)\.split", source, re.DOTALL)
    assert listed is not None
    allowed = set(re.findall(r"[a-z-]+", listed[1]))
    drawn = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES if path.parent.name == "fragments")
    written = re.findall(r'(?:class|look)="([^"{]*)"|"(button[a-z -]*)"', drawn)
    assert allowed == {name for pair in written for name in " ".join(pair).split()}
    found = set()
    for sheet in SHEETS.glob("*.css"):
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", rules):
            if sheet.name not in ("print.css", "away.css") and re.search(HIDES, body):
                each = re.split(r",(?![^(]*\))", " ".join(selectors.split()))
                found |= {one.strip() for one in each if allowed & set(re.findall(r"\.([\w-]+)", one.split(" > ")[-1]))}
    assert found <= BY_THE_PHONE


@pytest.mark.parametrize("sheet", sorted((client_folder() / "static" / "css").glob("*.css")), ids=lambda p: p.name)
def test_style_sheets_fetch_only_the_faces_beside_them(sheet: Path) -> None:
    source = sheet.read_text(encoding="utf-8")
    # The hub puts what is imported in the place of the statement (site/files.py), and knows one form of it.
    imported = re.findall(r"^@import '(\./[a-z-]+\.css)'(?: print)?;$", source, re.MULTILINE)
    assert source.count("@import") == len(imported)
    for address in [*imported, *re.findall(r"url\((.*?)\)", source)]:
        assert (sheet.parent / address.strip("'\"")).resolve().is_file()
    assert len(source.splitlines()) <= 300


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_page_in_english_or_german_asks_for_no_letters_of_other_languages(language: str) -> None:
    faces = re.findall(r"literata-(\d+(?:-others)?)\.woff2'[^;]*;\s*unicode-range: ([^;]+);", BASE)
    letters = {name: {each for part in ranges.split(",") for each in points(part)} for name, ranges in faces}
    assert [name for name, _ in faces] == ["400-others", "600-others", "400", "600"], "what stands later comes first"
    assert letters["400"] == letters["600"]
    assert letters["400-others"] == letters["600-others"]
    texts = [path.read_text(encoding="utf-8") for path in (SHEETS.parent / "locales" / language).glob("*.json")]
    others = letters["400-others"] - letters["400"]
    assert others
    assert {letter for each in texts for letter in each if ord(letter) in others} == set()


def points(written: str) -> range:
    """The code points of a part of a `unicode-range`."""
    first, _, last = written.strip().removeprefix("U+").partition("-")
    return range(int(first, 16), int(last or first, 16) + 1)
