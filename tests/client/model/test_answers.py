"""Answers as the phones check and write them, in Chromium, with the cases that the terminal is held to as well."""

import functools
import json
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client.modules import DOCUMENT, VECTORS, run

VALIDATE = """
const { document, section, bytes } = value;
try {
  const { v, ...said } = code.validateAnswers(document, section, new Uint8Array(bytes));
  return said;
} catch (error) { return error.kind ?? String(error); }
"""


@pytest.mark.parametrize("case", VECTORS["validate"], ids=lambda case: case["name"])
def test_what_a_receiver_makes_of_it(page: Page, case: dict[str, Any]) -> None:
    plaintext = bytes.fromhex(case["hex"]) if "hex" in case else case["plaintext"].encode("utf-8")
    asked = {"document": DOCUMENT, "section": case["section"], "bytes": list(plaintext)}
    assert run(page, "model/answers.js", VALIDATE, asked) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["encode"], ids=lambda case: case["name"])
def test_what_is_sealed(page: Page, case: dict[str, Any]) -> None:
    body = "return Array.from(code.encodeAnswers({ v: 1, ...value }));"
    assert bytes(run(page, "model/answers.js", body, case["answers"])).decode("utf-8") == case["plaintext"]


def test_half_a_character_is_replaced_before_sealing(page: Page) -> None:
    body = "return code.cleanText('a\\ud83d b\\ud83d\\ude42') === 'a\\ufffd b\\ud83d\\ude42';"
    assert run(page, "model/answers.js", body, None) is True


def test_the_document_is_parsed_and_frozen(page: Page) -> None:
    body = """
      const parsed = code.parseDocument(new TextEncoder().encode(JSON.stringify(value)));
      return [parsed.id, Object.isFrozen(parsed), Object.isFrozen(parsed.sections[0].questions[4].items[0].label)];
    """
    assert run(page, "model/answers.js", body, DOCUMENT) == ["sample", True, True]


BROKEN: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "another format": (("format",), 2),
    "no sections": (("sections",), None),
    "a title that is no table": (("title",), "Sample"),
    "an unknown reveal": (("sections", 0, "reveal"), "always"),
    "an unknown kind": (("sections", 0, "questions", 0, "kind"), "slider"),
    "a text without an end": (("sections", 0, "questions", 0, "max"), None),
    "a choice without options": (("sections", 0, "questions", 1, "options"), None),
    "a scale without its end": (("sections", 0, "questions", 3, "scale", "max"), None),
    "an unknown scale of levels": (("sections", 0, "questions", 4, "levels"), "constructor"),
    "an item without a label": (("sections", 0, "questions", 4, "items", 0, "label"), {}),
    "a level without a meaning": (("scales", "activity", 0, "means"), None),
    "languages that are none": (("languages",), "en"),
    "a list": ((), []),
    "nothing": ((), None),
}


def changed(path: tuple[str | int, ...], value: Any) -> Any:
    """The sample document with something else at `path`."""
    if not path:
        return value
    document = json.loads(json.dumps(DOCUMENT))
    place = functools.reduce(lambda at, key: at[key], path[:-1], document)
    assert path[-1] in place
    place[path[-1]] = value
    return document


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_question_set_is_refused(page: Page, name: str) -> None:
    body = """
      try { code.parseDocument(new TextEncoder().encode(JSON.stringify(value))); return 'accepted'; }
      catch (error) { return error.kind ?? String(error); }
    """
    assert run(page, "model/answers.js", body, changed(*BROKEN[name])) == "bad content"


def test_a_texts_own_language_stands_first_whatever_order_the_bytes_have(page: Page) -> None:
    document = changed(("languages",), ["fr", "de"])
    document["title"] = {"de": "Klein", "fr": "Petit"}
    body = """
      const parsed = code.parseDocument(new TextEncoder().encode(JSON.stringify(value)));
      return [Object.keys(parsed.title), parsed.sections.length, parsed.languages];
    """
    assert run(page, "model/answers.js", body, document) == [["fr", "de"], len(DOCUMENT["sections"]), ["fr", "de"]]


def test_how_much_still_fits_is_counted_in_bytes(page: Page) -> None:
    body = """
      const [section] = value.sections;
      const [words] = section.questions;
      const said = { v: 1, answers: { words: '縄' }, skip: [], talk: [], first: [] };
      const { largestHead } = await import('/static/js/model/heads.js');
      const head = largestHead(value);
      return [code.bytesLeft(words, '縄縄縄縄'), code.bytesLeft(words, '縄縄縄縄a'), code.byteLength('縄'),
        section.pad - code.boxBytesLeft(value, section, said) - code.encodeAnswers(said, head).length];
    """
    assert run(page, "model/answers.js", body, DOCUMENT) == [0, -1, 3, 4]
