"""JSON lists in the shapes that are found, with the line of everything in them."""

import json
from typing import Any

import pytest

from overture.questions.importing.json_list import read_json
from overture.questions.importing.material import CannotImport

SHAPES: dict[str, Any] = {
    "texts": ["Wrists", "Chest"],
    "objects": [{"name": "Wrists"}, {"label": "Chest"}],
    "objects with a category": [{"title": "Wrists", "category": "Rope"}, {"kink": "Chest", "group": "Rope"}],
    "categories": {"Rope": ["Wrists", "Chest"]},
    "categories of objects": {"Rope": [{"name": "Wrists"}, {"name": "Chest"}]},
    "categories with columns": {"Rope": {"columns": ["General"], "kinks": ["Wrists", "Chest"]}},
    "labels under their ids": {"wrist-ropes": "Wrists", "chest_1": "Chest"},
    "the same under a key": {"version": 2, "labels": {"wrist-ropes": "Wrists", "chest_1": "Chest"}},
    "the same in a category": {"Rope": {"wrist-ropes": "Wrists", "chest_1": "Chest"}},
    "the same in categories": {"kinks": {"Rope": {"wrist-ropes": "Wrists", "chest_1": "Chest"}}},
    "columns in a category": {"Rope": {"name": ["Wrists", "Chest"]}},
    "a list of categories": [{"name": "Rope", "items": ["Wrists", {"name": "Chest"}]}],
    "wrapped": {"version": 2, "title": "x", "categories": [{"category": "Rope", "kinks": ["Wrists", "Chest"]}]},
}

PLAIN = ("texts", "objects", "labels under their ids", "the same under a key")
"""Those that name no category."""


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shapes_that_are_found(shape: str) -> None:
    (question,) = read_json(json.dumps(SHAPES[shape])).questions
    assert [row.label for row in question.rows] == ["Wrists", "Chest"]
    assert question.heading == ("" if shape in PLAIN else "Rope")


def test_everything_has_its_line() -> None:
    found = read_json(
        '{\n "Rope": [\n  "Wrists", {\n   "id": "c",\n   "name": "Ch\\u00e9st"}\n ],\n "Wax": [\n "Wrists"]\n}'
    )
    rope, wax = found.questions
    assert [(row.line, row.label) for row in (*rope.rows, *wax.rows)] == [(3, "Wrists"), (5, "Chést"), (8, "Wrists")]


def test_ids_that_a_file_gives_to_its_items_are_told_once_as_left_out() -> None:
    """A file that counts from 1 would share its ids with every other that does."""
    found = read_json('[{"id": 1, "name": "Silk"}, {"id": "2", "name": "Ice"}, {"id": "3", "name": "Wax"}]')
    (note,) = found.notes
    assert note.line == 1
    assert note.text.startswith("the ids of items in the file were not taken")


def test_descriptions_and_directions() -> None:
    text = '[{"name": "Silk", "description": "Soft", "direction": true}, {"name": "Ice", "direction": "no"}]'
    (question,) = read_json(text).questions
    assert [(row.label, row.help, row.direction) for row in question.rows] == [
        ("Silk", "Soft", True),
        ("Ice", "", False),
    ]
    (both,) = read_json('{"Touch": {"columns": ["Giving", "Receiving"], "kinks": ["Silk"]}}').questions
    assert both.rows[0].direction


def test_a_category_that_stands_twice_is_one() -> None:
    (question,) = read_json('{"Rope": ["Wrists"], "Rope": ["Chest"]}').questions
    assert [row.label for row in question.rows] == ["Wrists", "Chest"]


def test_values_that_are_no_items_are_noted() -> None:
    found = read_json('["Silk", 5, null, " ", {"colour": "red"}]')
    assert [row.label for row in found.questions[0].rows] == ["Silk"]
    assert [note.text for note in found.notes] == [
        "“5” is no item: it is neither a text nor an object with a name",
        "“null” is no item: it is neither a text nor an object with a name",
        "an item without words, left out",
        "“colour” was left out: “red”",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('["a",\n"b" 5]', "line 2 is not JSON"),
        ("[", "line 1 is not JSON"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 900 + "1" + "}" * 900, "nested too deeply|holds no list"),
        ("[" + "9" * 5000 + "]", "a number that is too long"),
        ("{}", "holds no list that can be read"),
        ("[[], [1]]", "holds no list that can be read"),
    ],
)
def test_json_that_cannot_be_read_is_refused_with_a_sentence(text: str, said: str) -> None:
    with pytest.raises(CannotImport, match=said):
        read_json(text)
