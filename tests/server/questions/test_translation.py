"""Translations of a question set: merged when whole, and told by file and line when not."""

# ruff: noqa: E501 - the tables of mistakes are read one mistake a line

import json
from pathlib import Path

import pytest

from overture.questions.model import check, load_file
from overture.questions.source import QuestionError
from tests.server.small_sets import GERMAN, GOOD, line_of


def test_a_translation_is_merged(folder: Path) -> None:
    (folder / "small.de.toml").write_text(GERMAN, "utf-8")
    document = json.loads(load_file(folder / "small.toml").document)
    assert document["languages"] == ["en", "de"]
    assert document["title"] == {"en": "Small", "de": "Klein"}
    first = document["sections"][0]["questions"]
    assert first[1]["options"][0] == {"id": "left", "label": {"en": "Left", "de": "Links"}}
    assert first[3]["scale"]["high"] == {"en": "Fast", "de": "Schnell"}
    assert first[4]["items"][0]["group"] == {"en": "Restraint", "de": "Fesseln"}
    assert document["scales"]["activity"][0]["label"] == {"en": "No", "de": "Nein"}
    assert document["glossary"][0]["term"] == {"en": "Scene", "de": "Szene"}


TRANSLATED_WRONG = {
    "a text is missing": ('prompt = "Welches?"\n', "", '[[section.question]]\nid = "one"', 'missing translation of "prompt" of "one"'),
    "a text is empty": ('title = "Klein"', 'title = ""', 'title = ""', 'missing translation of "title"'),
    "an option is missing": ('  { id = "left", label = "Links" },\n', "", 'options = [\n  { id = "right"', 'missing translation: options "left"'),
    "a level is missing": ('  { id = "no", label = "Nein" },\n', "", 'levels = [\n  { id = "if"', 'missing translation: levels "no"'),
    "an end of a scale is missing": (', high = "Schnell"', "", "scale = {", 'missing translation of "high"'),
    "a group is missing": (', group = "Fesseln"', "", 'label = "Seil" },\n  { id = "ice", label = "Eis" },\n]\n\n[[section]]\nid = "wishes"', 'missing translation of "group" of "rope"'),
    "a section is missing": ('[[section]]\nid = "rule"\ntitle = "Eine Regel"\nintro = "Fest."\n\n[[section.question]]\nid = "stop"\nprompt = "Ein Stopp gilt."\n', "", 'id = "small"', 'missing translation: section "rule"'),
    "an unknown question": ('id = "pace"', 'id = "speed"', '[[section.question]]\nid = "speed"', 'question id "speed" is not in the set'),
    "what is no text": ('prompt = "Wie schnell?"', 'prompt = "Wie schnell?"\nkind = "scale"', 'kind = "scale"', 'unknown key "kind"'),
    "a text that the set does not have": ('prompt = "Welches?"', 'prompt = "Welches?"\nhelp = "Hm"', 'help = "Hm"', 'unknown key "help"'),
    "the id of another set": ('id = "small"', 'id = "large"', 'id = "large"', '"id" must be that of the set, "small"'),
    "not TOML": ('title = "Klein"', "title = ", "title = \n", "not valid TOML"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRANSLATED_WRONG)
def test_what_is_wrong_in_a_translation_is_told_by_line(folder: Path, name: str) -> None:
    old, new, mark, message = TRANSLATED_WRONG[name]
    assert GERMAN.count(old) == 1
    text = GERMAN.replace(old, new)
    file = folder / "small.de.toml"
    file.write_text(text, "utf-8")
    reported = [(problem.file, problem.line, message in problem.message) for problem in check(folder / "small.toml")]
    assert (str(file), line_of(text, mark), True) in reported, check(file)
    assert check(file) == check(folder / "small.toml")
    with pytest.raises(QuestionError):
        load_file(folder / "small.toml")


SAID = '{ id = "rope", label = "Rope", direction = true, group = "Restraint" }'
TRANSLATED = '{ id = "rope", label = "Seil", group = "Fesseln" }'
RESULTS = {"risk": "Taub: sofort los.", "give_says": "Du fesselst.", "receive_says": "Du wirst gefesselt."}


def test_what_an_item_says_in_results_is_merged(folder: Path) -> None:
    (folder / "small.toml").write_text(GOOD.replace(SAID, with_results(SAID)), "utf-8")
    (folder / "small.de.toml").write_text(GERMAN.replace(TRANSLATED, with_results(TRANSLATED)), "utf-8")
    rope = json.loads(load_file(folder / "small.toml").document)["sections"][0]["questions"][4]["items"][0]
    assert {key: rope[key] for key in RESULTS} == {key: {"en": text, "de": text} for key, text in RESULTS.items()}


@pytest.mark.parametrize("key", RESULTS)
def test_what_an_item_says_in_results_has_to_be_translated(folder: Path, key: str) -> None:
    (folder / "small.toml").write_text(GOOD.replace(SAID, with_results(SAID)), "utf-8")
    german = GERMAN.replace(TRANSLATED, with_results(TRANSLATED, without=key))
    (folder / "small.de.toml").write_text(german, "utf-8")
    (problem,) = check(folder / "small.toml")
    assert problem.message == f'missing translation of "{key}" of "rope"'
    assert problem.line == line_of(german, 'label = "Seil", group = "Fesseln"')


def with_results(item: str, without: str = "") -> str:
    said = "".join(f', {key} = "{text}"' for key, text in RESULTS.items() if key != without)
    return item.replace(" }", f"{said} }}")


@pytest.mark.parametrize("code", ["en", "German"])
def test_a_translation_is_named_by_another_language(folder: Path, code: str) -> None:
    (folder / f"small.{code}.toml").write_text(GERMAN, "utf-8")
    (problem,) = check(folder / "small.toml")
    assert problem.message == f'"{code}" is not the code of another language, such as "de"'
