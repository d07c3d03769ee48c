"""What the hub says: every code that it may answer with has a sentence, and nothing else stands in the catalogue."""

import json
import re
from pathlib import Path

import overture
from overture.i18n import catalogue
from overture.realtime import frames
from overture.web import errors

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(overture.__file__).parent.rglob("*.py"))


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    written = set(re.findall(r'(?:Refused|ErrorResponse|Malformed|_response)\(\s*"([a-z-]+)"', SOURCES))
    # Chosen by a condition, so they stand in no such call.
    written |= {"rejected", "not-yours", "not-now", "gone"}
    assert set(catalogue("en", "refusals")) == written


def test_a_sentence_is_one_that_a_person_can_read() -> None:
    for sentence in catalogue("en", "refusals").values():
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert len(sentence) > 20


def test_every_status_belongs_to_a_code() -> None:
    assert set(errors.STATUS) <= set(catalogue("en", "refusals"))


def test_messages_are_what_the_protocol_says() -> None:
    assert frames.ack(7) == b'{"ack":7}'
    assert json.loads(frames.refused(7, "stale", "en")) == {
        "refused": 7,
        "code": "stale",
        "message": frames.sentence("stale", "en"),
    }
    assert json.loads(frames.box(7, "d", b"\xff")) == {"box": "d", "data": "_w", "ack": 7}
    assert json.loads(frames.gone("gone", "en")) == {"gone": {"code": "gone", "message": frames.sentence("gone", "en")}}
    assert json.loads(frames.error("x", "y")) == {"error": {"code": "x", "message": "y"}}
    assert json.loads(frames.view(b'{"v":1}', {"d": "_w"}, None, None)) == {"view": {"v": 1}, "boxes": {"d": "_w"}}
    whole = json.loads(frames.view(b'{"v":1}', {}, b'"<main>"', frames.Greeting("b", 1_800_000_000)))
    assert whole == {"view": {"v": 1}, "boxes": {}, "build": "b", "now": 1_800_000_000, "html": "<main>"}
