"""Tables of questions, whatever stands between their cells."""

import pytest

from overture.questions.importing.csv_list import MOST_OPTIONS, find_delimiter, read_csv
from overture.questions.importing.material import CannotImport, ImportedList, ImportedQuestion


def read(text: str) -> ImportedList:
    between = find_delimiter(text)
    assert between is not None
    return read_csv(text, between)


def only(text: str) -> ImportedQuestion:
    (question,) = read(text).questions
    return question


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_what_stands_between_the_cells_is_found_out(between: str) -> None:
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
    "text", ["name,colour\nSilk,red\n", "#Rope\n* Wrists\n", "What; a prompt?", "A prompt, and more"]
)
def test_what_has_no_such_header_is_no_table(text: str) -> None:
    assert find_delimiter(text) is None


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
    assert [(note.line, note.text) for note in found.notes] == [(5, "a row without a prompt, left out")]


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
def test_what_does_not_fit_is_told_and_made_to_fit(row: str, kind: str, said: str) -> None:
    found = read(f"prompt,kind,options,max\n{row}\n")
    assert found.questions[0].kind == kind
    assert len(found.questions[0].options) <= MOST_OPTIONS
    assert said in found.notes[0].text
    assert found.notes[0].line == 2


def test_columns_that_are_unknown_or_twice_are_told() -> None:
    found = read("prompt,colour,question\nOne?,red,Two?\n")
    assert [question.prompt for question in found.questions] == ["One?"]
    assert [note.text for note in found.notes] == [
        "the column “colour” is not known here, left out",
        "a second column for “prompt”, left out",
    ]


def test_a_cell_without_an_end_is_refused() -> None:
    with pytest.raises(CannotImport, match=r"cannot be read from line 3 on: .*is a quotation mark open"):
        read('prompt,kind\nOne?,text\n"Two?' + "x" * 200_000)
