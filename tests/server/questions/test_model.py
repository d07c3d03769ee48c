"""Question sets: the exact bytes, the hash, the size of boxes, and folders."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture.questions.model import check, digest_text, load_file, load_folder
from overture.questions.size import largest_answers
from overture.questions.source import QuestionError
from tests.server.small_sets import GERMAN, GOOD

# The bytes and their hash


def test_the_bytes_are_canonical(folder: Path) -> None:
    loaded = load_file(folder / "small.toml")
    document = json.loads(loaded.document)
    again = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert loaded.document == again
    assert loaded.qhash == hashlib.sha512(loaded.document).digest()[:32]


def test_the_bytes_stay_as_they_are(folder: Path) -> None:
    """A running conversation is bound to these bytes: a change here breaks it, so it must be meant."""
    assert digest_text(load_file(folder / "small.toml").qhash) == "uZbwrN_L7noQQ32q4DPvHmkCroWNJzNbqukS5ABKKPU"


def test_one_changed_letter_changes_the_hash(folder: Path) -> None:
    before = load_file(folder / "small.toml").qhash
    (folder / "small.toml").write_text(GOOD.replace("How fast?", "How fast!"), "utf-8")
    assert load_file(folder / "small.toml").qhash != before


def test_what_is_optional_is_left_out_and_what_is_due_is_filled_in(folder: Path) -> None:
    document = json.loads(load_file(folder / "small.toml").document)
    words, one, _, _, things = document["sections"][0]["questions"]
    assert set(words) == {"id", "kind", "prompt", "terms", "max", "align"}
    assert (words["align"], one["align"], things["align"]) == ("none", "same", "levels")
    assert one["options"] == [
        {"id": "left", "label": {"en": "Left"}},
        {"id": "right", "label": {"en": "Right ]"}, "talk": True},
    ]
    assert [item["direction"] for item in things["items"]] == [True, False]
    assert [section["pad"] for section in document["sections"]] == [1024, 4096, 4096]
    assert b"null" not in load_file(folder / "small.toml").document


def test_what_a_set_says_about_its_answers_is_in_the_document(folder: Path) -> None:
    text = GOOD
    for old, new in (
        ("pad = 1024", "pad = 1024\nprivate = true"),
        ('gather = "shared"', 'counts = "first"\nprivate = true'),
        ("most = 1", 'counts = "union"'),
        ('label = "Left" }', 'label = "Left", final = true }'),
        (
            '{ id = "a", label = "A" },\n  { id = "b", label = "B" }',
            '{ id = "a", label = "A", side = "follow" },\n  { id = "b", label = "B", alone = true, side = "lead" }',
        ),
        ("scale = {", 'counts = "low"\nprivate = false\nscale = {'),
        ('group = "Restraint" }', 'risk = "Numb: untie.", give_says = "You tie.", receive_says = "You are tied." }'),
    ):
        text = text.replace(old, new)
    (folder / "small.toml").write_text(text, "utf-8")
    section = json.loads(load_file(folder / "small.toml").document)["sections"][0]
    _, one, some, pace, things = section["questions"]
    assert [each.get("private") for each in (section, one, pace)] == [True, True, None]
    assert [each["counts"] for each in (one, some, pace)] == ["first", "union", "low"]
    assert [option.get("alone") for option in some["options"]] == [None, True]
    assert [option.get("final") for option in one["options"]] == [True, None]
    assert [option["side"] for option in some["options"]] == ["follow", "lead"]
    assert things["items"][0] == {
        "id": "rope",
        "label": {"en": "Rope"},
        "direction": True,
        "risk": {"en": "Numb: untie."},
        "give_says": {"en": "You tie."},
        "receive_says": {"en": "You are tied."},
    }


def test_an_item_names_where_experience_with_it_is_asked(folder: Path) -> None:
    text = GOOD.replace('levels = "activity"', 'gather = "experience"\nlevels = "activity"').replace(
        '  { id = "ice", label = "Ice" },\n]\n\n[[section]]\nid = "rule"',
        '  { id = "ice", label = "Ice", experience = "rope" },\n]\n\n[[section]]\nid = "rule"',
    )
    (folder / "small.toml").write_text(text, "utf-8")
    wishes = json.loads(load_file(folder / "small.toml").document)["sections"][1]
    assert [item.get("experience") for item in wishes["questions"][0]["items"]] == [None, "rope"]


def test_sections_and_which_of_them_have_a_box(folder: Path) -> None:
    text = GOOD + (
        '[[section]]\nid = "own"\ntitle = "Own"\nintro = "x"\nreveal = "never"\npad = 256\n[[section.question]]\n'
        'id = "private"\nkind = "text"\nprompt = "?"\nmax = 2000\n'
    )
    (folder / "small.toml").write_text(text, "utf-8")
    loaded = load_file(folder / "small.toml")
    assert [(each.id, each.reveal, each.pad) for each in loaded.content.sections] == [
        ("first", "both", 1024),
        ("wishes", "mutual", 4096),
        ("rule", "both", 4096),
        ("own", "never", 256),
    ]
    assert [each.id for each in loaded.sealed] == ["first", "wishes"]


def test_the_shared_ids_of_a_mutual_section(folder: Path) -> None:
    loaded = load_file(folder / "small.toml")
    assert [each.shared_ids for each in loaded.content.sections] == [(), ("rope/a-to-b", "rope/b-to-a", "ice"), ()]


def test_the_largest_answers_fit_to_the_byte(folder: Path) -> None:
    document = json.loads(load_file(folder / "small.toml").document)
    need = largest_answers(document["sections"][0]["questions"], document["scales"], 3) + 4
    file = folder / "small.toml"
    file.write_text(GOOD.replace("pad = 1024", f"pad = {need}"), "utf-8")
    assert check(file) == []
    file.write_text(GOOD.replace("pad = 1024", f"pad = {need - 1}"), "utf-8")
    (problem,) = check(file)
    assert f"need {need} bytes" in problem.message


def test_the_largest_answers_are_counted_whole() -> None:
    questions: list[dict[str, Any]] = [
        {"id": "words", "kind": "text", "max": 2},
        {"id": "some", "kind": "choices", "options": [{"id": "a"}, {"id": "bb"}]},
        {"id": "things", "kind": "items", "levels": "wish", "items": [{"id": "ice", "direction": True}]},
        {"id": "rule", "kind": "statement"},
    ]
    largest = (
        '{"v":1,"answers":{"words":"\\"\\"","some":["bb","a"],'
        '"things":{"ice/give":{"level":"perhaps"},"ice/receive":{"level":"perhaps"}}},'
        '"skip":["words","some","things"],"talk":["words","some","things"],"first":["words","some","things"],'
        f'"seen":{{"n":[{",".join(["[100,100]"] * 8)}],"r":[20,20],"t":[100,100],"h":"{"A" * 43}"}}}}'
    )
    assert largest_answers(questions, {"wish": [{"id": "yes"}, {"id": "perhaps"}]}, 2) == len(largest)


@given(st.text(max_size=100), st.text(max_size=20), st.sampled_from(["no", "if"]), st.integers(1, 5))
def test_no_answer_is_larger_than_the_largest(text: str, condition: str, level: str, pace: int) -> None:
    """For any text that fits its question once control characters are taken out, as both clients do."""
    readable = [each.encode("utf-8", "replace") for each in (text, condition)]
    readable = [bytes(byte for byte in each if byte >= 32 or byte in b"\n\t") for each in readable]
    words, extra = readable[0][:100].decode("utf-8", "ignore"), readable[1][:20].decode("utf-8", "ignore")
    ids = ["words", "one", "some", "pace", "things"]
    things = {key: {"level": level, "if": extra} for key in ("rope/give", "rope/receive", "ice")}
    answers = {"words": words, "one": "right", "some": ["a"], "pace": pace, "things": things}
    whole = {"v": 1, "answers": answers, "skip": ids, "talk": ids, "first": ids}
    size = len(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())
    questions: list[dict[str, Any]] = [
        {"id": "words", "kind": "text", "max": 100},
        {"id": "one", "kind": "choice", "options": [{"id": "left"}, {"id": "right"}]},
        {"id": "some", "kind": "choices", "most": 1, "options": [{"id": "a"}, {"id": "b"}]},
        {"id": "pace", "kind": "scale", "scale": {"min": 1, "max": 5}},
        {
            "id": "things", "kind": "items", "levels": "activity", "condition": True, "max": 20,
            "items": [{"id": "rope", "direction": True}, {"id": "ice"}],
        },
    ]  # fmt: skip
    assert size <= largest_answers(questions, {"activity": [{"id": "no"}, {"id": "if"}]})


# Folders


def test_a_folder_gives_its_sets_by_id(folder: Path) -> None:
    (folder / "small.de.toml").write_text(GERMAN, "utf-8")
    (folder / "other.toml").write_text(GOOD.replace('id = "small"', 'id = "other"'), "utf-8")
    assert list(load_folder(folder)) == ["other", "small"]


def test_a_set_may_name_its_place_which_is_no_part_of_it(folder: Path) -> None:
    """So another set may become the default without any conversation noticing."""
    first, before = folder / "small.toml", load_file(folder / "small.toml")
    for name, place in (("early", 2), ("late", 3)):
        (folder / f"{name}.toml").write_text(
            f"order = {place}\n" + GOOD.replace('id = "small"', f'id = "{name}"'), "utf-8"
        )
    assert list(load_folder(folder)) == ["early", "late", "small"]
    first.write_text("order = 1\n" + GOOD, "utf-8")
    assert list(load_folder(folder)) == ["small", "early", "late"]
    assert load_file(first).document == before.document


def test_a_folder_with_one_broken_set_gives_none(folder: Path) -> None:
    (folder / "other.toml").write_text("", "utf-8")
    with pytest.raises(QuestionError, match=r"other\.toml:1: the file is empty"):
        load_folder(folder)


def test_a_folder_without_sets_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(QuestionError, match="there is no question set"):
        load_folder(tmp_path)
