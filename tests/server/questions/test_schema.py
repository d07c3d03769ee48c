"""The JSON Schemas of question sets and of translations: those of the code, which let every file pass and no fault."""

import copy
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from overture.questions.cli import run
from overture.questions.keys import QUESTION
from overture.questions.model import base_files
from overture.questions.schema import question_set_schema, translation_schema
from overture.settings import BUILTIN_QUESTIONS
from tests.support.json_schema import JsonSchema

ROOT = Path(__file__).parents[3]
SETS = [*base_files(BUILTIN_QUESTIONS), ROOT / "tests" / "client" / "every-kind.toml"]
TRANSLATIONS = sorted(BUILTIN_QUESTIONS.glob("*.*.toml"))
TRANSLATED = BUILTIN_QUESTIONS / "first-scene.de.toml"
OF_SETS, OF_TRANSLATIONS = JsonSchema(question_set_schema()), JsonSchema(translation_schema())


def faults(table: dict[str, Any], schema: JsonSchema = OF_SETS) -> list[str]:
    return schema.faults(table)


def every_kind() -> Any:
    return tomllib.loads(SETS[-1].read_text(encoding="utf-8"))


def test_the_file_of_the_page_is_the_schema_of_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    written = (ROOT / "docs" / "question-set.schema.json").read_text(encoding="utf-8")
    assert json.loads(written) == question_set_schema(), "Run `python -m tools.schemas`."
    assert run(["schema"]) == 0
    assert capsys.readouterr().out == written


def test_the_schema_of_translations_is_the_one_of_the_code_too(capsys: pytest.CaptureFixture[str]) -> None:
    written = (ROOT / "docs" / "question-set-translation.schema.json").read_text(encoding="utf-8")
    assert json.loads(written) == translation_schema(), "Run `python -m tools.schemas`."
    assert run(["schema", "--translation"]) == 0
    assert capsys.readouterr().out == written


def test_they_are_schemas() -> None:
    OF_SETS.check()
    OF_TRANSLATIONS.check()


@pytest.mark.parametrize("path", SETS, ids=lambda path: str(path.stem))
def test_each_set_is_valid(path: Path) -> None:
    assert faults(tomllib.loads(path.read_text(encoding="utf-8"))) == []


def test_every_kind_of_question_is_known() -> None:
    kinds = {question["kind"] for section in every_kind()["section"] for question in section["question"]}
    assert kinds == set(QUESTION)


def question_of(table: Any, kind: str) -> Any:
    return next(each for section in table["section"] for each in section["question"] if each["kind"] == kind)


FAULTS: dict[str, Callable[[Any], object]] = {
    "a missing key": lambda table: table.pop("title"),
    "an unknown key": lambda table: table.update(colour="red"),
    "a wrong type": lambda table: table.update(minutes="ten"),
    "true is no number": lambda table: table.update(minutes=True),
    "no minutes": lambda table: table.update(minutes=0),
    "an empty text": lambda table: table.update(title="  "),
    "an id that is none": lambda table: table.update(id="Not An Id"),
    "an order too high": lambda table: table.update(order=1000),
    "no sections": lambda table: table.update(section=[]),
    "an unknown reveal": lambda table: table["section"][0].update(reveal="later"),
    "a pad too small": lambda table: table["section"][0].update(pad=255),
    "an unknown kind": lambda table: question_of(table, "text").update(kind="essay"),
    "a key of another kind": lambda table: question_of(table, "text").update(options=[]),
    "an alignment of another kind": lambda table: question_of(table, "text").update(align="near"),
    "a count of another kind": lambda table: question_of(table, "scale").update(counts="union"),
    "an unknown gather": lambda table: question_of(table, "choice").update(gather="secrets"),
    "one option": lambda table: question_of(table, "choice")["options"].__delitem__(slice(1, None)),
    "an unknown care": lambda table: question_of(table, "choice")["options"][0].update(care="call"),
    "a scale too wide": lambda table: question_of(table, "scale")["scale"].update(max=11),
    "no items": lambda table: question_of(table, "items").update(items=[]),
    "an unknown meaning": lambda table: table["scale"][0]["levels"][0].update(means="maybe"),
    "a source that is no text": lambda table: table.update(sources=[1]),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_set_is_refused(fault: str) -> None:
    table = every_kind()
    before = copy.deepcopy(table)
    FAULTS[fault](table)
    assert table != before
    assert faults(table) != []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: str(path.stem))
def test_each_translation_is_valid(path: Path) -> None:
    assert faults(tomllib.loads(path.read_text(encoding="utf-8")), OF_TRANSLATIONS) == []


TRANSLATION_FAULTS: dict[str, Callable[[Any], object]] = {
    "no id": lambda table: table.pop("id"),
    "an id that is none": lambda table: table.update(id="First Scene"),
    "a key of the set alone": lambda table: table.update(version="1.0"),
    "an unknown key": lambda table: table.update(colour="rot"),
    "an empty text": lambda table: table.update(title=" "),
    "a text that is a number": lambda table: table.update(for_whom=2),
    "a section without an id": lambda table: table["section"][0].pop("id"),
    "no sections in the list": lambda table: table.update(section=[]),
    "the kind of a question": lambda table: table["section"][0]["question"][0].update(kind="text"),
    "an id in a scale": lambda table: question_with(table, "scale")["scale"].update(id="near"),
    "the care of an option": lambda table: question_with(table, "options")["options"][0].update(care="stop"),
    "the risk of an item as a flag": lambda table: question_with(table, "items")["items"][0].update(risk=True),
}


def question_with(table: Any, key: str) -> Any:
    return next(each for section in table["section"] for each in section["question"] if key in each)


@pytest.mark.parametrize("fault", TRANSLATION_FAULTS)
def test_a_faulty_translation_is_refused(fault: str) -> None:
    table = tomllib.loads(TRANSLATED.read_text(encoding="utf-8"))
    assert faults(table, OF_TRANSLATIONS) == []
    TRANSLATION_FAULTS[fault](table)
    assert faults(table, OF_TRANSLATIONS) != []


def test_a_line_for_editors_changes_nothing(tmp_path: Path) -> None:
    plain = base_files(BUILTIN_QUESTIONS)[0]
    path = tmp_path / plain.name
    path.write_text("#:schema ./question-set.schema.json\n" + plain.read_text(encoding="utf-8"), encoding="utf-8")
    assert run(["check", str(path)]) == 0
