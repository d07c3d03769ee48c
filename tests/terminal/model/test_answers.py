"""Answers as the terminal checks and writes them: the cases shared with the phones, and what must hold for any."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overture_partner.model.answers import Answers, bytes_left, encode_answers, validate_answers
from overture_partner.protocol.encoding import ProtocolError

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "answers.json").read_text("utf-8"))
DOCUMENT: dict[str, Any] = VECTORS["document"]


def plain(answers: Answers) -> dict[str, Any]:
    return {
        "answers": dict(answers.answers),
        "skip": list(answers.skip),
        "talk": list(answers.talk),
        "first": list(answers.first),
    }


def as_answers(said: dict[str, Any]) -> Answers:
    return Answers(said["answers"], tuple(said["skip"]), tuple(said["talk"]), tuple(said["first"]))


@pytest.mark.parametrize("case", VECTORS["validate"], ids=lambda case: case["name"])
def test_each_case_of_reading_answers(case: dict[str, Any]) -> None:
    plaintext = bytes.fromhex(case["hex"]) if "hex" in case else case["plaintext"].encode("utf-8")
    if case["expect"] == "bad content":
        with pytest.raises(ProtocolError, match="bad content") as refused:
            validate_answers(DOCUMENT, case["section"], plaintext)
        assert refused.value.kind == "bad content"
    else:
        assert plain(validate_answers(DOCUMENT, case["section"], plaintext)) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["encode"], ids=lambda case: case["name"])
def test_each_case_of_writing_answers(case: dict[str, Any]) -> None:
    assert encode_answers(as_answers(case["answers"])).decode("utf-8") == case["plaintext"]


def test_the_optional_keys_of_a_document_may_be_none() -> None:
    questions = [
        {"max": None, "most": None, "condition": None, **question} for question in DOCUMENT["sections"][0]["questions"]
    ]
    document = {**DOCUMENT, "sections": [{**DOCUMENT["sections"][0], "questions": questions}]}
    said = b'{"v":1,"answers":{"words":"Hello","done":{"rope/give":{"level":"much","if":"long"}}}}'
    answers = validate_answers(document, "all", said)
    assert answers.answers == {"words": "Hello", "done": {"rope/give": {"level": "much"}}}


def test_nesting_without_end_is_bad_content() -> None:
    with pytest.raises(ProtocolError, match="bad content"):
        validate_answers(DOCUMENT, "all", b"[" * 100_000)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_bad_content(plaintext: bytes) -> None:
    try:
        answers = validate_answers(DOCUMENT, "all", plaintext)
    except ProtocolError:
        return
    assert isinstance(answers, Answers)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["left", "a", "yes"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["rope/give", "ice", "level", "if", "words"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["words", "one", "some", "pace", "things", "done", "rule"]), JSON))
def test_what_was_read_is_written_and_read_again_the_same(answers: dict[str, Any]) -> None:
    try:
        said = validate_answers(DOCUMENT, "all", json.dumps({"v": 1, "answers": answers}).encode())
    except ProtocolError:
        return
    plaintext = encode_answers(said)
    assert encode_answers(validate_answers(DOCUMENT, "all", plaintext)) == plaintext


def test_bytes_left_counts_utf8() -> None:
    question = DOCUMENT["sections"][0]["questions"][0]
    assert bytes_left(question, "") == 12
    assert bytes_left(question, "縄縄縄縄") == 0
    assert bytes_left(question, "縄縄縄縄a") == -1
    assert bytes_left(question, "a\r\n") == 10
    assert bytes_left({"id": "free"}, "anything") is None
