"""Whole drafts: what is made of a file passes the check, says what it is, and no file at all brings it down."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture.questions.importing.build import DraftOptions
from overture.questions.importing.draft import Draft, make_draft, title_of
from overture.questions.importing.material import MOST_ENTRIES, CannotImport
from overture.questions.model import load_file

WANTED = DraftOptions(id="list", title="A list", language="en", file="list.txt")
FILES = {
    "KinkList text": "#Rope\n(Giving, Receiving)\n* Wrists\n? Loosely\n* Chest\n",
    "a JSON list": json.dumps({"Rope": [{"name": "Wrists", "help": "Loosely", "direction": True}]}),
    "a table of questions": "prompt,kind,options\nWhich one?,choice,Left|Right\nHow fast?,scale,\nWords?,text,\n",
}


def made(text: str, **wanted: str) -> Draft:
    return make_draft(text.encode(), DraftOptions(**{**vars(WANTED), **wanted}))


@pytest.mark.parametrize("name", FILES)
def test_a_draft_passes_the_check_and_can_be_loaded(name: str, tmp_path: Path) -> None:
    draft = made(FILES[name])
    assert draft.left == ()
    assert draft.summary.startswith(name)
    file = tmp_path / "list.toml"
    file.write_text(draft.text, "utf-8")
    content = load_file(file).content
    assert (content.version, content.for_whom["en"]) == (
        "0.1-draft",
        "A draft that nobody has read through yet.",
    )
    assert content.sources == ("Imported from list.txt",)


def test_the_head_says_what_it_is_and_what_is_to_be_done() -> None:
    draft = made("#Rope\n* Wrists\n* Chest\n* Wrists\n* Bestiality\nprose\n")
    head = draft.text.split("\n\n")[0]
    assert head.startswith("# A DRAFT, made by `overture questions import` from list.txt (KinkList text).")
    for said in (
        "A person has to read it",
        "Wording",
        "licence, sources",
        "Refused, not in this file: 1.",
        "- line 6: not",
    ):
        assert said in head
    assert all(line.startswith("#") for line in head.split("\n"))
    assert "Bestiality" not in draft.text


def test_texts_of_a_file_cannot_leave_their_place() -> None:
    """Quotation marks, brackets and line ends of TOML stay inside the text they came in."""
    label = 'A "quote\\", ] } # and\u2028a = [1]\u0085[[section]]'
    draft = made(json.dumps([{"name": label, "description": "\"\"\"\r\n'''", "id": "x\ny = 1"}]), file='a"\nb = 1')
    assert draft.left == ()
    assert draft.text.count("\n[[section]]\n") == 1


def test_a_german_list_gets_german_words() -> None:
    draft = made("#Seil\n(Geben, Nehmen)\n* Handgelenke\n", language="de")
    assert 'label = "Harte Grenze"' in draft.text
    assert draft.left == ()


def test_of_other_languages_it_says_that_it_cannot_read_them() -> None:
    notes = [note.text for note in made("* Cordes\n", language="fr").notes]
    assert notes == ["what is refused is known in en and de only; read every line with your own eyes"]


def test_too_many_are_told_with_the_most() -> None:
    with pytest.raises(CannotImport, match=r"there are 1001 questions and items in it; 1000 is the most"):
        made("* a\n" * (MOST_ENTRIES + 1))
    lines = "".join(f"* a {number}\n" for number in range(573))
    assert made(lines).summary == "KinkList text: 573 questions and items in 5 sections, 0 refused"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Just some prose.\n", "nothing in it that can be read as a list"),
        ("prompt,kind\n", "nothing in it that can be read as a list"),
        ("* Bestiality\n", "nothing is left to ask"),
        ("[1, 2]", "the JSON holds no list"),
        ("<!DOCTYPE html>\n<ul>\n<li>Wrists</li>\n<li>Chest</li>\n</ul>\n", "a page in HTML"),
        ("\n<table><tr><td>Wrists</td></tr>\n<tr><td>Chest</td></tr></table>", "a page in HTML"),
    ],
)
def test_a_file_that_makes_no_draft_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        made(text)


def test_a_title_comes_from_a_file_name() -> None:
    assert [title_of(name) for name in ("my_first-list.txt", ".toml", "ÜBER.csv")] == ["My first list", ".toml", "ÜBER"]


MARKS = st.sampled_from(
    ["#", "(", ")", "*", "?", "- ", "\n", ",", ";", "|", '"', "'", "\\", "{", "}", "[", "]", ":", "prompt", "kind",
     "items", "choice", "scale", "id", "name", "category", "Giving, Receiving", "\0", "\u202e", "\ud800", "\ufeff",
     "🔥", "\\ud800", "a", " "]
)  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["name", "items", "columns", "id", "a"]) | st.text(max_size=4), inner, max_size=4
        )
    ),
)
TEXTS = st.lists(MARKS, max_size=60).map("".join).map(lambda text: text.encode("utf-8", "surrogatepass"))
TABLES = TEXTS.map(lambda rest: b"prompt,kind,options,section,max,id\n" + rest)


@settings(max_examples=100)
@given(st.binary(max_size=60) | TEXTS | TABLES | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_the_file_a_draft_passes_the_check_or_a_sentence_says_why(raw: bytes) -> None:
    try:
        draft = make_draft(raw, WANTED)
    except CannotImport as error:
        said = str(error)
    else:
        said = draft.summary
        assert draft.left == ()
        draft.text.encode("utf-8")
    assert said
