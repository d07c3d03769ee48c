"""Tables of questions, whatever stands between their cells."""

import pytest

from overture.questions.importing.csv_header import Layout, find_table
from overture.questions.importing.csv_list import MOST_OPTIONS, read_csv
from overture.questions.importing.material import CannotImport, ImportedList, ImportedQuestion


def read(text: str) -> ImportedList:
    between = find_table(text)
    assert between is not None
    return read_csv(text, between)


def only(text: str) -> ImportedQuestion:
    (question,) = read(text).questions
    return question


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_the_delimiter_is_detected(between: str) -> None:
    header, row = ("Section", "Prompt", "Kind", "max"), ("Hopes", "What, in a word?", "text", "60")
    text = "\n".join(between.join(f'"{cell}"' for cell in cells) for cells in (header, row))
    question = only(text)
    assert (question.section, question.prompt, question.kind, question.longest) == (
        "Hopes",
        "What, in a word?",
        "text",
        60,
    )


@pytest.mark.parametrize(
    "text", ["shape,colour\nSilk,red\n", "#Rope\n* Wrists\n", "What; a prompt?", "A prompt, and more"]
)
def test_a_file_without_a_known_header_is_no_table(text: str) -> None:
    assert find_table(text) is None


@pytest.mark.parametrize(
    "above",
    [
        "sep=;\n",
        '"sep=;"\n',
        "SEP=;\n",
        "My list from 2020\n\n",
        "sep=;\nMy list\n",
        "My list;;\n",
        "\n\n",
        "a\nb\nc;d\n",
    ],
)
def test_lines_above_the_header_are_skipped_and_noted(above: str) -> None:
    found = read(f"{above}prompt;kind;options\nWhat helps?;choice;Tea|Quiet\n")
    (question,) = found.questions
    assert (question.prompt, question.options) == ("What helps?", ("Tea", "Quiet"))
    assert question.line == above.count("\n") + 2
    texts = " ".join(note.text for note in found.notes)
    assert all(line.strip() in texts for line in above.split("\n"))


@pytest.mark.parametrize("between", ["\t", ";", ",", "|"])
def test_headers_of_other_languages_line_ends_in_cells_and_empty_columns(between: str) -> None:
    rows = [["", "Frage", "Art", "", "Antworten"], ["", '"Was\nhilft?"', "choice", "", '"Tee\nRuhe"']]
    found = read("\n".join(between.join(row) for row in rows))
    (question,) = found.questions
    assert (question.prompt, question.kind, question.options) == ("Was hilft?", "choice", ("Tee", "Ruhe"))
    assert found.notes == ()


def test_names_are_items_of_their_category() -> None:
    found = read("name,category,description,giving,receiving\nWrists,Rope,soft,yes,no\nChest,Rope,,,\nHot,Wax,,,\n")
    assert [(q.heading, [(row.label, row.help, row.direction) for row in q.rows]) for q in found.questions] == [
        ("Rope", [("Wrists", "soft", True), ("Chest", "", True)]),
        ("Wax", [("Hot", "", True)]),
    ]


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    ("columns", "is_both"),
    [
        (("Activity", "Give", "Receive"), True),
        (("kink", "giving", "receiving", "comments"), True),
        (("Aktivität", "Ja", "Vielleicht", "Nein"), False),
        (("Item", "Hard limit", "Soft limit", "Curious", "Yes"), False),
        (("name", "score"), False),
        (("  Kink  ", "0-5"), False),
        (("Activity", "2023", "2024"), False),
    ],
)
def test_a_table_to_tick_needs_no_column_but_the_names(between: str, columns: tuple[str, ...], is_both: bool) -> None:
    rows = (columns, ("Rope, wrists", *("x" for _ in columns[1:])), ("Wax", *("" for _ in columns[1:])))
    found = read("\n".join(between.join(f'"{cell}"' for cell in row) for row in rows))
    assert [(row.label, row.direction) for row in found.questions[0].rows] == [
        ("Rope, wrists", is_both),
        ("Wax", is_both),
    ]
    notes = " ".join(note.text for note in found.notes)
    assert all(f"“{column}” was left out: “x”" in notes for column in columns[1:])


@pytest.mark.parametrize("filled", ["", ",,,", ";;"])
@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_the_line_of_a_spreadsheet_says_what_stands_between_the_cells(between: str, filled: str) -> None:
    assert find_table(f"sep={between}{filled}\nname{between}score\nRope{between}5\n") == Layout(between, 1)


def test_lines_that_begin_with_such_a_word_are_no_table() -> None:
    assert find_table("Kink, or another word\nRope\nWax, and ice, and feathers\n") is None


def test_cells_beyond_the_header_are_noted() -> None:
    found = read("prompt,kind\nOne?,text,red,blue\n")
    assert [note.text for note in found.notes] == ["“column 3” was left out: “red”", "“column 4” was left out: “blue”"]


def test_every_kind_and_every_column() -> None:
    found = read(
        "id,section,prompt,help,kind,options,direction\n"
        "a,First,One?,Just one,choice,Left; Right\n"
        ",,Some?,,choices,A|B; or b|A\n"
        ",,How fast?,,scale,Slow|Fast\n"
        ",Second,Things?,,items,Rope|Silk,yes\n"
        ",,A rule.,,statement,\n"
        ",,No kind?,,,Yes|No\n"
        ",,No kind and no options?,,,\n"
    )
    assert [(q.kind, q.section, q.options) for q in found.questions] == [
        ("choice", "First", ("Left", "Right")),
        ("choices", "First", ("A", "B; or b")),
        ("scale", "First", ("Slow", "Fast")),
        ("items", "Second", ()),
        ("statement", "Second", ()),
        ("choice", "Second", ("Yes", "No")),
        ("text", "Second", ()),
    ]
    assert (found.questions[0].own_id, found.questions[0].help) == ("a", "Just one")
    assert [(row.label, row.direction) for row in found.questions[3].rows] == [("Rope", True), ("Silk", True)]
    assert found.notes == ()


def test_a_row_has_the_line_it_begins_on() -> None:
    found = read('prompt,kind\n"One\nlong?",text\n\n,text\nTwo?,text\n')
    assert [(question.line, question.prompt) for question in found.questions] == [(2, "One long?"), (6, "Two?")]
    assert [(note.line, note.text) for note in found.notes] == [
        (5, "a row without a prompt, left out"),
        (5, "“kind” was left out: “text”"),
    ]


@pytest.mark.parametrize(
    ("row", "kind", "said"),
    [
        ("One?,slider,,", "text", "unknown kind “slider”, asked as text; known: text, choice"),
        ("One?,choice,Only,", "text", "needs at least 2 options; asked as text"),
        ("One?,items,,", "text", "needs at least 1 options; asked as text"),
        ("One?,scale,Slow|Mid|Fast,", "scale", "a scale has two options, the words at its ends"),
        ("One?,text,A|B,", "text", "a question of kind “text” has no options"),
        ("One?,text,,many", "text", "“max” must be a whole number"),
        ("One?,text,,²", "text", "“max” must be a whole number"),
        ("One?,choice," + "|".join(map(str, range(50))) + ",", "choice", "50 options are too many to choose from"),
    ],
)
def test_values_that_do_not_fit_are_noted_and_changed(row: str, kind: str, said: str) -> None:
    found = read(f"prompt,kind,options,max\n{row}\n")
    assert found.questions[0].kind == kind
    assert len(found.questions[0].options) <= MOST_OPTIONS
    assert said in found.notes[0].text
    assert found.notes[0].line == 2


def test_columns_that_are_unknown_or_twice_are_told() -> None:
    found = read("prompt,colour,question\nOne?,red,Two?\n")
    assert [question.prompt for question in found.questions] == ["One?"]
    assert [note.text for note in found.notes] == [
        "the column “colour” was ignored; an import does not use it",
        "a second column for “prompt”, “question”, left out",
        "“colour” was left out: “red”",
        "“question” was left out: “Two?”",
    ]


def test_columns_that_are_two_sides_are_told_as_what_they_are() -> None:
    found = read("name,giving,receiving,colour\nRope,,,red\n")
    assert found.questions[0].rows[0].direction
    assert [note.text for note in found.notes] == [
        "the column “colour” was ignored; an import does not use it",
        "the columns “giving” and “receiving” are asked as give and receive; see that they mean the same",
        "“colour” was left out: “red”",
    ]


def test_two_sides_beside_questions_are_left_out_and_nothing_else_is_said() -> None:
    found = read("prompt,giving,receiving\nRope?,,\n")
    assert [note.text for note in found.notes] == [
        "the column “giving” was ignored; an import does not use it",
        "the column “receiving” was ignored; an import does not use it",
    ]


def test_a_cell_without_an_end_is_refused() -> None:
    with pytest.raises(CannotImport, match=r"cannot be read from line 3 on: .*is a quotation mark open"):
        read('prompt,kind\nOne?,text\n"Two?' + "x" * 200_000)


@pytest.mark.parametrize("last", ["", "\n", "\n\n", "\n\x1e"])
def test_a_cell_that_swallows_the_rest_of_the_file_is_refused(last: str) -> None:
    with pytest.raises(CannotImport, match=r"cannot be read from line 3 on: .*a quotation mark open"):
        read('name,help\nRope,tie\n"Wax,hot\nIce,cold' + last)


def test_a_name_over_several_lines_is_told() -> None:
    """Two marks that nobody has closed can make one item of many."""
    found = read('name,help\n"Rope,tie\nWax,hot\nIce,""cold"\nCuffs,soft')
    assert [row.label for row in found.questions[0].rows] == ['Rope,tie Wax,hot Ice,"cold', "Cuffs"]
    assert [note.line for note in found.notes if "is a quotation mark open" in note.text] == [2]


def lists_of(found: ImportedList) -> list[tuple[str, list[str]]]:
    return [(question.heading, [row.label for row in question.rows]) for question in found.questions]


ROPE_AND_SENSES = [("Rope", ["Wrist ropes", "Ankle ropes"]), ("Senses", ["Blindfold", "Ice"])]


@pytest.mark.parametrize(
    "text",
    [
        "Category,Activity\nRope,Wrist ropes\n,Ankle ropes\nSenses,Blindfold\n,Ice\n",
        "Category,Activity\nRope,Wrist ropes\n\n,Ankle ropes\n,\nSenses,Blindfold\n  ,Ice\n",
        "Category,Activity\nRope,\n,Wrist ropes\n,Ankle ropes\nSenses,\n,Blindfold\n,Ice\n",
        "| Category | Activity |\n|---|---|\n| **Rope** | Wrist ropes |\n| | Ankle ropes |\n"
        "| **Senses** | Blindfold |\n| | Ice |\n",
    ],
    ids=["merged cells", "with empty rows", "in rows of their own", "in Markdown"],
)
def test_a_category_goes_on_until_the_next_is_named(text: str) -> None:
    found = read(text)
    assert lists_of(found) == ROPE_AND_SENSES
    assert [note.text for note in found.notes] == ["a row without a category belongs to the one above it"]


def test_a_row_of_one_cell_that_is_no_category_is_noted() -> None:
    found = read("Category,Activity\nRope,Wrist ropes\nRope,\n* ask first,\n")
    assert lists_of(found) == [("Rope", ["Wrist ropes"])]
    assert [(note.line, note.text) for note in found.notes] == [
        (3, "an item without words, left out"),
        (4, "the section “* ask first” has no questions"),
    ]


SEVERAL = """\
# My list

Words before.

## Rope

| Activity | Give | Receive |
|---|---|---|
| Wrist ropes | | |
| Ankle ropes | | |

## Senses

| Activity | Give | Receive |
|---|---|---|
| Blindfold | | |
| Ice | | |
"""


@pytest.mark.parametrize("heading", ["## {}", "## {} ##", "**{}**", "__{}__:"])
def test_tables_below_headings_in_markdown_are_lists_of_their_own(heading: str) -> None:
    found = read(SEVERAL.replace("## Rope", heading.format("Rope")).replace("## Senses", heading.format("Senses")))
    assert lists_of(found) == ROPE_AND_SENSES
    assert sorted((note.line, note.text) for note in found.notes) == [
        (1, "the section “My list” has no questions"),
        (3, "above the header of the table, left out: “Words before.”"),
        (7, "the columns “Give” and “Receive” are asked as give and receive; see that they mean the same"),
        (14, "the header once more, left out"),
    ]


def test_a_sign_in_front_of_a_name_is_no_heading_in_other_tables() -> None:
    assert lists_of(read("name,category\n# Wrists,Rope\n")) == [("Rope", ["# Wrists"])]


def test_a_row_in_bold_that_stands_alone_is_a_category_where_no_column_has_them() -> None:
    found = read(
        "| Activity | Give | Receive |\n|---|---|---|\n| **Rope** | | |\n| Wrist ropes | ☐ | ☐ |\n"
        "| Ankle ropes | | |\n| __Senses__ | | |\n| *Blindfold* | [ ] | [ ] |\n| **Ice** | soft | |\n"
    )
    assert lists_of(found) == ROPE_AND_SENSES
    assert [note.text for note in found.notes if "left out" in note.text] == ["“Give” was left out: “soft”"]
