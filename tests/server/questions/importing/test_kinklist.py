"""KinkList text, in its old and its newer kinds."""

import pytest

from overture.questions.importing.kinklist import read_kinklist
from overture.questions.importing.material import LONGEST_LABEL, ImportedList

NEWER = """\
- Favourite: #A042FF
? Above all else.
- Limit: #920000

> A list that somebody made.

#Clothing
? What one wears.
(Self, Partner)
* Lingerie
? Fine things,
? and finer.
* Uniform / costume

# Bodies
(General)
*Tall
+ Small
"""


def numbered_notes(found: ImportedList) -> list[tuple[int, str]]:
    return [(note.line, note.text) for note in found.notes]


def test_categories_columns_items_and_descriptions() -> None:
    clothing, bodies = read_kinklist(NEWER).questions
    assert (clothing.line, clothing.kind, clothing.heading, clothing.help) == (
        7,
        "items",
        "Clothing",
        "What one wears.",
    )
    assert [(row.line, row.label, row.help, row.direction) for row in clothing.rows] == [
        (10, "Lingerie", "Fine things, and finer.", True),
        (13, "Uniform / costume", "", True),
    ]
    assert (bodies.heading, bodies.help) == ("Bodies", "")
    assert [(row.line, row.label, row.direction) for row in bodies.rows] == [(17, "Tall", False), (18, "Small", False)]


def test_answers_of_its_own_and_columns_are_told_once() -> None:
    assert sorted(numbered_notes(read_kinklist(NEWER + "\n#More\n(Self, Partner)\n* Hat\n"))) == [
        (0, "the file has answers of its own; the draft asks with the seven answers of Overture"),
        (1, "“answer” was left out: “Favourite”"),
        (2, "“description of an answer” was left out: “Above all else.”"),
        (3, "“answer” was left out: “Limit”"),
        (5, "a remark, left out: “A list that somebody made.”"),
        (9, "(Self, Partner) is asked as give and receive; see that it means the same"),
        (16, "(General) is one column, left out; each item below it is asked once"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "＃Touch\n（Giving， Receiving）\n＊ Massage\n？ Softly： with oil\n",
        "# Touch\n（给予，接受）\n* Massage\n? Softly： with oil\n",
        "# Touch\n(与える、受ける)\n・ Massage\n? Softly： with oil\n".replace("・", "•"),
        "# Touch\n(Geben/Nehmen)\n– Massage\n? Softly： with oil\n",
        "# Touch\n(GIVING；RECEIVING)\n- [ ] Massage\n? Softly： with oil\n",
    ],
)
def test_signs_of_other_keyboards_and_languages_are_marks_too(text: str) -> None:
    (question,) = read_kinklist(text).questions
    assert question.heading == "Touch"
    assert [(row.label, row.help, row.direction) for row in question.rows] == [("Massage", "Softly： with oil", True)]


@pytest.mark.parametrize(
    ("columns", "direction"),
    [
        ("Giving, Receiving", True),
        ("self,partner", True),
        ("Dominant, Submissive", True),
        ("Actor, Subject", True),
        ("General", False),
        ("Giving, Receiving, Watching", False),
        ("Indoors, Outdoors", False),
        ("", False),
    ],
)
def test_which_columns_are_two_directions(columns: str, direction: bool) -> None:
    (question,) = read_kinklist(f"#Touch\n({columns})\n* Massage\n").questions
    assert question.rows[0].direction is direction


def test_columns_that_mean_something_else_are_told() -> None:
    assert numbered_notes(read_kinklist("#Touch\n(Indoors, Outdoors)\n* Massage\n")) == [
        (2, "(Indoors, Outdoors) is not give and receive; each item below it is asked once")
    ]


def test_lines_without_meaning_are_told_and_lost_with_nothing_else() -> None:
    found = read_kinklist("? of nothing\n* First\nprose\n? of prose\n#Empty\n#Full\n* \n* Last\n(too, late)\n")
    assert [(question.heading, [row.label for row in question.rows]) for question in found.questions] == [
        ("", ["First"]),
        ("Full", ["Last"]),
    ]
    assert sorted(numbered_notes(found)) == [
        (1, "a description that belongs to nothing, left out: “of nothing”"),
        (3, "not understood, left out: “prose”"),
        (4, "a description that belongs to nothing, left out: “of prose”"),
        (5, "the category “Empty” has no items"),
        (7, "an item without words, left out"),
        (9, "not understood, left out: “(too, late)”"),
    ]


def test_a_long_label_is_cut_and_told() -> None:
    found = read_kinklist("* " + "word " * 100)
    assert len(found.questions[0].rows[0].label) <= LONGEST_LABEL
    assert found.questions[0].rows[0].label.endswith("…")
    assert numbered_notes(found)[0][1].startswith("a text of 499 characters was cut to 200: “word word")


def lists_of(text: str) -> list[tuple[str, list[str]]]:
    return [(question.heading, [row.label for row in question.rows]) for question in read_kinklist(text).questions]


@pytest.mark.parametrize("box", ["[ ]", "[x]", "- [ ]", "( )", "___", "__________", "☐"])
def test_a_box_or_a_blank_to_fill_in_is_the_mark_of_an_item(box: str) -> None:
    text = f"Rope\n====\n\n{box} Wrist ropes\n{box} Ankle ropes\nSenses\n------\n{box} Blindfold\n"
    assert lists_of(text) == [("Rope", ["Wrist ropes", "Ankle ropes"]), ("Senses", ["Blindfold"])]
    assert read_kinklist(text).notes == ()


def test_a_line_between_others_is_neither_an_item_nor_the_end_of_a_heading() -> None:
    assert lists_of("Wrist ropes\n-----\nAnkle ropes\n") == [("", ["Wrist ropes", "Ankle ropes"])]
    assert lists_of("# Rope\n* Wrist ropes\n---\n* Ankle ropes\n") == [("Rope", ["Wrist ropes", "Ankle ropes"])]
    words = read_kinklist("# Rope\nSome words\n\n---\n* Wrist ropes\n")
    assert numbered_notes(words) == [(2, "not understood, left out: “Some words”")]


def test_links_bold_and_code_of_markdown_are_words() -> None:
    text = "## **Rope**\n- [Wrist ropes](https://example.org/wrist), a start\n- **Ankle ropes**: slowly\n"
    text += "- `Wax`\n- ~~Ice~~\n"
    assert lists_of(text) == [("Rope", ["Wrist ropes, a start", "Ankle ropes: slowly", "Wax", "~~Ice~~"])]
    assert numbered_notes(read_kinklist(text)) == [(2, "“link” was left out: “https://example.org/wrist”")]


def test_categories_of_yaml_with_their_items() -> None:
    text = "- category: Rope\n  items:\n    - name: Wrist ropes\n    - name: Ankle ropes\n"
    text += "- category: Senses\n  items:\n    - Ice\n"
    assert lists_of(text) == [("Rope", ["Wrist ropes", "Ankle ropes"]), ("Senses", ["Ice"])]
    assert read_kinklist(text).notes == ()


BULLETS = """\
- Hugs
- Rope
  - Wrists
  - Chest
    - front
    - back
  - Ankles
- Cuffs
"""
NESTED = [
    ("", ["Hugs", "Cuffs"]),
    ("Rope", ["Wrists", "Ankles"]),
    ("Rope – Chest", ["front", "back"]),
]


@pytest.mark.parametrize(
    "text",
    [
        BULLETS,
        BULLETS.replace("  ", "\t"),
        BULLETS.replace("  ", "    "),
        BULLETS.replace("- ", "* [ ] "),
        BULLETS.replace("- ", "1. ").replace("  ", "   "),
        BULLETS.replace("- ", "a) ").replace("  ", "   "),
        BULLETS.replace("Rope", "**Rope**").replace("Chest", "Chest:"),
        BULLETS.replace("\n", "\n\n"),
        BULLETS.replace("- ", ""),
    ],
    ids=[
        "bullets",
        "tabs",
        "four spaces",
        "boxes",
        "numbers",
        "letters",
        "bold and a colon",
        "lines between",
        "no marks",
    ],
)
def test_an_item_with_items_below_it_is_their_heading(text: str) -> None:
    assert sorted(lists_of(text)) == NESTED
    notes = [text for _, text in numbered_notes(read_kinklist(text))]
    assert [text for text in notes if "heading" in text] == [
        "“Rope” has items below it, so it is their heading and not asked itself",
        "“Chest” has items below it, so it is their heading and not asked itself",
    ]


def test_items_within_items_stay_in_their_category_with_its_columns() -> None:
    found = read_kinklist("# Touch\n(Giving, Receiving)\n- Massage\n  - Hands\n\n# Talk\n- Praise\n")
    assert [(each.heading, [(row.label, row.direction) for row in each.rows]) for each in found.questions] == [
        ("Touch – Massage", [("Hands", True)]),
        ("Talk", [("Praise", False)]),
    ]
    assert not any("no items" in text for _, text in numbered_notes(found))


def test_what_goes_on_below_an_item_describes_it() -> None:
    (found,) = read_kinklist("- Rope\n\n  Soft and wide.\n- Cuffs\\\n  of leather\nprose\n").questions
    assert [(row.label, row.help) for row in found.rows] == [("Rope", "Soft and wide."), ("Cuffs", "of leather")]


@pytest.mark.parametrize("blank", [" ____", ": ______", " ......", " [ ]", " ( )", "  [ ] [ ]"])
def test_what_is_to_be_filled_in_behind_an_item_is_none_of_its_words(blank: str) -> None:
    text = f"ROPE\nWrists{blank}\nAnkles{blank}\n\nSENSES\nIce{blank}\n"
    assert lists_of(text) == [("ROPE", ["Wrists", "Ankles"]), ("SENSES", ["Ice"])]


def test_marks_of_a_page_within_an_item_are_none_of_its_words() -> None:
    text = "- *Ice*<br>and _wax_\n- Hood <!-- of mine -->\n- 2*3*4 or a_b_c\n"
    assert lists_of(text) == [("", ["Ice and wax", "Hood", "2*3*4 or a_b_c"])]
    assert numbered_notes(read_kinklist(text)) == [(2, "“comment” was left out: “of mine”")]
