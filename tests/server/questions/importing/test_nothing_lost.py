"""Whatever the shape of a file, each word of it is in the draft, or a sentence says that it is not."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from overture.questions.importing.build import DraftOptions
from overture.questions.importing.draft import make_draft
from overture.questions.importing.json_keys import (
    ABOUT_THE_FILE,
    ATTRIBUTES,
    CATEGORIES,
    COLUMNS,
    DESCRIPTIONS,
    DIRECTIONS,
    LISTS,
    NAMES,
    OPTIONS,
)
from overture.questions.importing.material import CannotImport

WANTED = DraftOptions(id="list", title="A list", language="en", file="list.txt")
WORD = st.text("bcdfghjklmnpqrstvwxz", min_size=5, max_size=7)
"""No word of a language, so that none is refused or has a meaning."""
WORDS = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
KEYS = st.sampled_from(
    (*NAMES, *CATEGORIES, *DESCRIPTIONS, *LISTS, *COLUMNS, *OPTIONS, *DIRECTIONS, *ABOUT_THE_FILE, *ATTRIBUTES)
)
SCALARS = (
    WORDS | WORDS | WORDS.map(lambda words: words + "?") | st.sampled_from([None, True, False, 3, "yes", "no", ""])
)


def nested(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    fields = dict.fromkeys(("category", "help", "tags", "items"), inner)
    item = st.fixed_dictionaries({"name": WORDS}, optional=fields)
    return (
        st.lists(inner | item, max_size=4)
        | st.dictionaries(KEYS | WORDS, inner, max_size=4)
        | st.lists(st.lists(SCALARS, max_size=3), max_size=3).map(lambda rows: [["name", "category", "x"], *rows])
    )


JSON = st.recursive(SCALARS, nested, max_leaves=12).filter(lambda value: isinstance(value, list | dict))
HEADERS = st.lists(
    WORD | st.sampled_from(["prompt", "Frage", "name", "kind", "options", "section", "Kategorie", "help", ""]),
    min_size=1, max_size=6,
)  # fmt: skip
CELLS = WORDS | st.just("") | st.lists(WORDS, min_size=2, max_size=3).map("|".join) | st.just("choice")
MARKS = ["", "", "# ", "## ", "* ", "- ", "- [ ] ", "[ ] ", "( ) ", "___ ", "+ ", "? ", "> ", "1. ", "• ", "＃", "＊ ",
         "？", "  - name: ", "- category: ", "    description: ", "  - ", "\t- ", "    * ", "   1. ",
         "a) ", "    "]  # fmt: skip
LINE = (
    st.tuples(st.sampled_from(MARKS), WORDS).map("".join)
    | st.tuples(WORDS, WORDS).map(lambda two: f"({two[0]}, {two[1]})")
    | WORDS.map(lambda words: f"- {words}: #A042FF")
    | WORDS.map(lambda words: f"**{words}**")
    | WORDS.map(lambda words: f"{words}:")
    | WORDS.map(lambda words: f"- {words}:")
    | WORDS.map(lambda words: f"{words} ____")
    | st.sampled_from(["", "---", "====", "items:", "（Giving， Receiving）"])
)


def said_of(text: str) -> str:
    """The draft and everything that the command says."""
    try:
        draft = make_draft(text.encode(), WANTED)
    except CannotImport as error:
        # A file that cannot be read is refused as a whole.
        return text if "nothing is left" not in str(error) else str(error)
    return "\n".join((draft.text, *(note.text for note in (*draft.refused, *draft.notes))))


def words_of(value: Any) -> set[str]:
    if isinstance(value, str):
        return {word for word in value.replace("?", " ").split() if not set(word) & set("aeiouy")}
    if isinstance(value, list):
        return set().union(*map(words_of, value))
    if isinstance(value, dict):
        return set().union(*map(words_of, value), *map(words_of, value.values()))
    return set()


def assert_all_said(words: set[str], text: str) -> None:
    said = said_of(text)
    lost = {word for word in words if word not in said}
    assert not lost, f"lost {lost} of {text!r}; said {said}"


@settings(max_examples=150)
@given(JSON, st.booleans())
def test_no_word_of_json_is_lost(value: Any, lines: bool) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if lines and isinstance(value, list):
        text = "\n".join(json.dumps(each, ensure_ascii=False) for each in value)
    assert_all_said(words_of(value), text)


@settings(max_examples=150)
@given(
    HEADERS,
    st.lists(st.lists(CELLS, max_size=7), max_size=5),
    st.sampled_from(",;\t|"),
    st.booleans(),
    st.none() | WORDS,
)
def test_no_word_of_a_table_is_lost(
    header: list[str], rows: list[list[str]], delimiter: str, has_sep: bool, title: str | None
) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter).writerows([header, *rows])
    text = (f"sep={delimiter}\n" if has_sep else "") + (f"{title}\n\n" if title else "") + file.getvalue()
    words = {word for row in rows for cell in row for word in words_of(cell.replace("|", " "))}
    assert_all_said(words | words_of(title or ""), text)


@settings(max_examples=150)
@given(st.lists(LINE, min_size=1, max_size=12), st.sampled_from(["\n", "\r\n", "\r"]))
def test_no_word_of_lines_is_lost(lines: list[str], ending: str) -> None:
    words = {word.strip("#(),:*？＃＊") for line in lines for word in words_of(line.replace("A042FF", ""))}
    assert_all_said({word for word in words if word.isalpha()}, ending.join(lines))


SHAPES: dict[str, tuple[Any, list[str]]] = {
    "an item with lists": (
        [{"name": "Wrists", "category": "Rope", "roles": ["Giving", "Receiving"]}, {"name": "Ice", "tags": []}],
        ["Wrists", "Ice"],
    ),
    "named by descriptions": (
        {"meta": {"age": ["18-29"]}, "groups": [{"description": "Rope", "rows": [{"description": "Wrists"}]}]},
        ["Wrists"],
    ),
    "labels by id": ({"wrist-ropes": "Wrists", "q2": "Ankles"}, ["Wrists", "Ankles"]),
    "objects by id": ({"kinks": {"wrist-ropes": {"label": "Wrists"}, "q2": {"title": "Ankles"}}}, ["Wrists", "Ankles"]),
    "descriptions by label": ({"Wrists": "Softly tied", "Ankles": "Too"}, ["Wrists", "Ankles"]),
    "answers by label": ({"Wrists": "yes", "Ankles": 3, "Chest": None}, ["Wrists", "Ankles", "Chest"]),
    "nested categories": (
        {"Bondage": {"Rope": ["Wrists"], "Leather": {"Cuffs": {"giving": "yes"}}}},
        ["Wrists", "Cuffs"],
    ),
    "a tree": ([{"name": "Rope", "children": [{"name": "Wrists", "children": []}]}], ["Wrists"]),
    "arrays of arrays": ([["name", "category"], ["Wrists", "Rope"], ["Ankles", "Rope"]], ["Wrists", "Ankles"]),
    "pairs of a heading and a list": ([["Rope", ["Wrists"]], ["Wax", ["Hot"]]], ["Wrists", "Hot"]),
    "columns": ({"name": ["Wrists", "Ankles"], "category": ["Rope", "Rope"]}, ["Wrists", "Ankles"]),
    "texts in languages": ([{"label": {"en": "Wrists", "de": "Handgelenke"}}], ["Wrists"]),
    "every word for a name": (
        [{key: key.title()} for key in ("label", "title", "text", "prompt", "name", "description", "id")],
        ["Label", "Title", "Text", "Prompt", "Name", "Description", "Id"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_the_items_of_shapes_that_people_have(shape: str) -> None:
    value, labels = SHAPES[shape]
    draft = make_draft(json.dumps(value).encode(), WANTED)
    found = [line.split('label = "')[1].split('"')[0] for line in draft.text.split("\n") if line.startswith("  { id")]
    assert [label for label in found if label in labels] == labels
    assert "18-29" not in found


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ('{"Rope": ["Wrists", "Ankles",],}', ["Wrists", "Ankles"]),
        ('{"name": "Wrists"}\n{"name": "Ankles"}\n', ["Wrists", "Ankles"]),
        ("\ufeff[\r\n  \"Wrists\",\r\n  \"Ankles\"\r\n]\r\n", ["Wrists", "Ankles"]),
        ("Rope:\n  - Wrists\n  - name: Ankles\n    description: softly\n", ["Wrists", "Ankles"]),
        ("## Rope\n- [ ] Wrists\n- [x] Ankles\n1. Chest\n", ["Wrists", "Ankles", "Chest"]),
        ("69\nWrists\nAnkles, tied\n", ["69", "Wrists", "Ankles, tied"]),
        ("| Name | Category |\n|---|---|\n| Wrists | Rope |\n", ["Wrists"]),
        ("Name;Kategorie;Beschreibung\nWrists;Seil;weich\n", ["Wrists"]),
    ],
)  # fmt: skip
def test_the_items_of_texts_that_people_have(text: str, labels: list[str]) -> None:
    draft = make_draft(text.encode(), WANTED)
    assert [label for label in labels if f'label = "{label}"' in draft.text] == labels
    assert draft.left == ()


@pytest.mark.parametrize(
    ("fields", "both"),
    [
        ({"roles": ["Giving", "Receiving"]}, True),
        ({"roles": ["top", "bottom"]}, True),
        ({"direction": "both"}, True),
        ({"giving": True, "receiving": True}, True),
        ({"giving": "yes", "receiving": "maybe"}, True),
        ({"giving": True, "receiving": False}, False),
        ({"roles": ["Giving"]}, False),
        ({"tags": ["give", "receive"]}, False),
    ],
)
def test_fields_of_an_item_that_mean_both_directions(fields: dict[str, Any], both: bool) -> None:
    assert (
        "direction = true }" in make_draft(json.dumps([{"name": "Wrists", **fields}]).encode(), WANTED).text
    ) is both


def test_a_question_keeps_its_options() -> None:
    asked = {"title": "How often?", "type": "checkbox", "choices": ["Never", {"value": "b", "text": "Often"}]}
    text = make_draft(json.dumps({"pages": [{"elements": [asked]}]}).encode(), WANTED).text
    assert 'kind = "choices"' in text
    assert 'label = "Never"' in text
    assert 'label = "Often"' in text
