"""From what was found to the table of a set: what is refused, ids, and boxes that hold every answer."""

from typing import Any

import pytest

from overture.questions.importing.build import DraftOptions, build, set_id
from overture.questions.importing.material import CannotImport, ImportedList, ImportedQuestion, ImportNote, Row
from overture.questions.importing.sift import merge_repeats, remove_refused
from overture.questions.size import LENGTH_PREFIX, largest_answers

WANTED = DraftOptions(id="list", title="A list", language="en", file="list.txt")


def material(*questions: ImportedQuestion) -> ImportedList:
    return ImportedList("a test", questions, ())


def a_list(*labels: str, heading: str = "Touch", **options: Any) -> ImportedQuestion:
    rows = tuple(Row(number, label, **options) for number, label in enumerate(labels, 2))
    return ImportedQuestion(1, "items", heading=heading, rows=rows)


def ids_of(table: dict[str, Any]) -> list[list[str]]:
    return [[item["id"] for item in q["items"]] for section in table["section"] for q in section["question"]]


# What is refused


def test_a_refused_row_goes_and_the_others_stay() -> None:
    kept, refused = remove_refused(material(a_list("Silk", "Bestiality", "Ice")), "en")
    assert [row.label for row in kept.questions[0].rows] == ["Silk", "Ice"]
    (note,) = refused
    assert note.line == 3
    assert note.text.startswith("refused “Bestiality”: it is about animals")
    assert note.text.endswith("(“bestiality”)")


def test_a_description_is_looked_at_too() -> None:
    kept, refused = remove_refused(material(a_list("Diapers", help="Mostly with age play")), "en")
    assert kept.questions == ()
    assert "“age play”" in refused[0].text


def test_what_stands_under_a_refused_heading_goes_with_it() -> None:
    kept, refused = remove_refused(material(a_list("Sleep", "Surprise", heading="No consent"), a_list("Silk")), "en")
    assert [question.heading for question in kept.questions] == ["Touch"]
    assert [note.line for note in refused] == [2, 3]
    assert "it stands under “No consent”, and it is about acting without consent" in refused[1].text


def test_a_question_is_refused_for_its_options() -> None:
    kept, refused = remove_refused(
        material(ImportedQuestion(4, "choice", prompt="With whom?", options=("Adults", "Minors"))), "en"
    )
    assert kept.questions == ()
    assert (refused[0].line, "refused “With whom?”" in refused[0].text) == (4, True)


def test_play_with_resistance_is_told() -> None:
    kept, refused = remove_refused(material(a_list("Consensual non-consent")), "en")
    assert refused == []
    assert kept.notes == (
        ImportNote(
            2, "“Consensual non-consent” plays with resistance; say in its text that a stop word counts there too"
        ),
    )


# Ids


def test_what_is_asked_twice_keeps_its_id_so_that_a_limit_holds_in_both_places() -> None:
    toys = ImportedQuestion(11, "items", heading="Toys", rows=(Row(12, "gag"),))
    found = merge_repeats(material(a_list("Gag", "GAG!"), toys))
    table, notes = build(found, WANTED)
    assert ids_of(table) == [["gag"], ["gag"]]
    assert [note.text for note in (*found.notes, *notes)] == [
        "“GAG!” stands in line 2 already, so it is asked once",
        "“gag” stands in line 2 already; its id is “gag” in both places, so that a limit set in one holds in the other",
    ]


def test_what_is_asked_once_keeps_the_direction_and_the_description_of_each_line() -> None:
    rows = (Row(2, "Gag"), Row(3, "gag", help="A soft one", direction=True))
    table, _ = build(merge_repeats(material(ImportedQuestion(1, "items", rows=rows))), WANTED)
    assert table["section"][0]["question"][0]["items"] == [
        {"id": "gag", "label": "Gag", "help": "A soft one", "direction": True}
    ]


def test_signs_that_say_something_tell_two_lines_of_a_list_apart() -> None:
    table, notes = build(material(a_list("Age gap > 10 years", "Age gap < 10 years", "🪢", "👅")), WANTED)
    (ids,) = ids_of(table)
    assert len(set(ids)) == 4
    assert notes == []


def test_repeated_ids_of_questions_are_told_and_made_anew() -> None:
    table, notes = build(material(*(ImportedQuestion(n, "text", prompt=f"{n}?", own_id="q") for n in (2, 3))), WANTED)
    first, second = (question["id"] for question in table["section"][0]["question"])
    assert (first, second[:2]) == ("q", "q-")
    assert notes == [ImportNote(3, f"the id “q” is used in line 2 already; this one is now “{second}”")]


# Boxes


def need(section: dict[str, Any], table: dict[str, Any]) -> int:
    levels = {scale["id"]: scale["levels"] for scale in table["scale"]}
    return LENGTH_PREFIX + largest_answers(section["question"], levels)


def test_573_questions_are_divided_into_boxes_that_hold_them() -> None:
    table, notes = build(material(*(ImportedQuestion(n, "text", prompt=f"Number {n}?") for n in range(573))), WANTED)
    assert sum(len(section["question"]) for section in table["section"]) == 573
    assert all(need(section, table) <= section["pad"] for section in table["section"])
    assert [note.text.split(";")[0] for note in notes] == [
        "573 questions and items take one person about 573 minutes",
        f"“A list” was divided into {len(table['section'])} sections: a sealed box holds 32768 bytes",
    ]
    assert table["section"][1]["title"] == "A list, part 2"


def test_a_list_that_no_box_holds_is_divided() -> None:
    table, notes = build(material(a_list(*(f"A thing with number {n}" for n in range(300)), direction=True)), WANTED)
    assert sum(map(len, ids_of(table))) == 300
    assert all(need(section, table) <= section["pad"] for section in table["section"])
    assert "was divided into" in notes[-1].text
    assert [q["prompt"] for q in table["section"][1]["question"]] == ["Touch: where do you stand on each of these? (2)"]


def test_categories_share_a_box_while_it_holds_them() -> None:
    lists = [a_list(*(f"{heading} {n}" for n in range(20)), heading=heading) for heading in "ABCDEFGH"]
    table, _ = build(material(*lists), WANTED)
    assert [[question["id"] for question in section["question"]] for section in table["section"]] == [
        ["a", "b", "c", "d", "e", "f"],
        ["g", "h"],
    ]
    assert all(need(section, table) <= section["pad"] for section in table["section"])


def test_a_short_list_has_a_small_box() -> None:
    table, notes = build(material(a_list("Silk")), WANTED)
    assert table["section"][0]["pad"] == 1024
    assert notes == []


def test_nothing_left_is_no_draft() -> None:
    with pytest.raises(CannotImport, match="nothing is left to ask"):
        build(material(), WANTED)


def test_a_set_is_called_after_its_file() -> None:
    assert set_id("My list (2)") == "my-list-2"
    assert set_id("縄") != set_id("手錠")
