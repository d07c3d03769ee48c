"""Asking questions: what is typed becomes the answer that was meant, of every kind."""

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from overture.questions.model import load_file
from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.lines import Lines
from overture_partner.console.opened_text import opened_lines
from overture_partner.console.questionnaire import Questionnaire
from overture_partner.model.answers import Answers, Opened, encode_answers, validate_answers
from overture_partner.model.document import Questions, parse_document
from overture_partner.model.precedence import Precedence
from overture_partner.protocol.encoding import H32, base64url

SETS = Path(__file__).parents[3] / "server" / "overture" / "questions" / "builtin"

SET = """
id = "small"
version = "1.0"
language = "en"
title = "Small"
for_whom = "Tests"
minutes = 1
licence = "CC-BY-4.0"
sources = ["none"]

[[scale]]
id = "activity"
levels = [
  { id = "no", label = "Hard limit", means = "limit" },
  { id = "only-if", label = "Only if", means = "condition" },
  { id = "yes", label = "Yes", means = "yes" },
]

[[term]]
id = "word"
term = "Word"
text = "What a word means."

[[section]]
id = "all"
title = "All kinds"
intro = "One of each."
reveal = "both"
pad = 4096

[[section.question]]
id = "words"
kind = "text"
prompt = "In words?"
why = "Because."
terms = ["word"]
max = 20

[[section.question]]
id = "one"
kind = "choice"
prompt = "Which one?"
align = "same"
options = [{ id = "a", label = "First" }, { id = "b", label = "Second" }]

[[section.question]]
id = "some"
kind = "choices"
prompt = "Which ones?"
align = "overlap"
most = 2
options = [{ id = "a", label = "First" }, { id = "b", label = "Second" }, { id = "c", label = "Third" }]

[[section.question]]
id = "far"
kind = "scale"
prompt = "How far?"
align = "near"
scale = { min = 1, max = 5, low = "Not", high = "Very" }

[[section.question]]
id = "things"
kind = "items"
prompt = "And these?"
align = "levels"
levels = "activity"
condition = true
max = 20
items = [{ id = "rope", label = "Rope", direction = true }, { id = "games", label = "Games" }]
"""


@contextmanager
def silent() -> Iterator[Console]:
    """A console that nobody types to."""
    with Path(os.devnull).open("rb") as nothing:
        yield Console(Lines(nothing.fileno()))


@pytest.fixture
def questions(tmp_path: Path) -> Questions:
    file = tmp_path / "small.toml"
    file.write_text(SET, encoding="utf-8")
    document = load_file(file).document
    return parse_document(document, base64url(H32(document)))


@pytest.fixture
def typing(questions: Questions) -> Callable[..., Answers]:
    """Types lines to the questionnaire until it has asked everything; gives the answers, checked and as sealed."""

    def type_lines(*lines: str, draft: Draft | None = None) -> Answers:
        draft = draft or Draft()
        typed = iter(lines)

        async def ask(_prompt: str) -> str:
            return next(typed, "")

        async def run() -> None:
            section = questions.section("all")
            assert section is not None
            with silent() as console:
                await Questionnaire(console, ask, questions.document, section, draft).run()

        asyncio.run(run())
        assert list(typed) == []
        return validate_answers(questions.table, "all", encode_answers(draft.answers()))

    return type_lines


def test_every_kind(typing: Callable[..., Answers]) -> None:
    assert typing("hello", "2", "1, 3", "4", "3", "2 slowly", "1").answers == {
        "words": "hello",
        "one": "b",
        "some": ["a", "c"],
        "far": 4,
        "things": {
            "rope/give": {"level": "yes"},
            "rope/receive": {"level": "only-if", "if": "slowly"},
            "games": {"level": "no"},
        },
    }


def test_blank_lines_make_blank_answers(typing: Callable[..., Answers]) -> None:
    assert typing() == Answers()


def test_an_answer_that_does_not_fit_is_asked_again(typing: Callable[..., Answers]) -> None:
    said = typing(
        "x" * 21, "ok", "3", "first one", "1", "1 2 3", "0", "1 2", "6", "5", "4", "3 if wet", "1", "2", "only so"
    )
    assert said.answers == {
        "words": "ok",
        "one": "a",
        "some": ["a", "b"],
        "far": 5,
        "things": {
            "rope/give": {"level": "yes", "if": "if wet"},
            "rope/receive": {"level": "no"},
            "games": {"level": "only-if", "if": "only so"},
        },
    }


def test_marks_and_words_that_are_commands(typing: Callable[..., Answers]) -> None:
    said = typing("talk", "first", "=talk", "skip", "help", "talk", "talk", "", "1", "skip")
    assert said == Answers({"words": "talk", "far": 1}, skip=("one", "things"), talk=("words",), first=("words",))


def test_skipping_takes_an_answer_back_and_answering_takes_skipping_back(typing: Callable[..., Answers]) -> None:
    draft = Draft()
    typing("hello", draft=draft)
    draft.seen.clear()
    assert typing("skip", draft=draft) == Answers(skip=("words",))
    draft.seen.clear()
    assert typing("again", draft=draft) == Answers({"words": "again"})
    draft.seen.clear()
    assert typing("clear", "", draft=draft) == Answers()


def test_going_back_from_the_first_row_of_a_list(typing: Callable[..., Answers]) -> None:
    assert typing("", "", "", "3", "1", "back", "3", "back", "back", "2", "1", "", "").answers == {
        "far": 2,
        "things": {"rope/give": {"level": "no"}},
    }


def test_opened_shows_limits_first_and_giving_beside_receiving(questions: Questions) -> None:
    section = questions.section("all")
    assert section is not None
    mine = Answers({"one": "a", "far": 2, "things": {"rope/give": {"level": "yes"}, "games": {"level": "yes"}}})
    theirs = Answers(
        {"one": "b", "far": 3, "things": {"rope/receive": {"level": "no"}}}, talk=("words",), first=("far",)
    )
    lines = [text for _, text in opened_lines(questions.document, section, Opened(1, mine, theirs), Precedence())]
    asked = [line for line in lines if line.endswith("?")]
    assert asked == ["And these?", "How far?", "In words?", "Which one?", "Which ones?"]
    rope = lines.index("Rope (you give) [Not this time: your partner’s limit]")
    assert lines[rope + 1 : rope + 3] == ["You: Yes", "Your partner: Hard limit"]
    assert "Games [Your partner gave no answer: not part of it]" in lines
    assert lines[lines.index("How far?") + 1] == "[Both]"
    assert lines[lines.index("Which one?") + 1] == "[Different]"
    assert lines[lines.index("In words?") + 1] == "[Let’s talk]"


@pytest.mark.parametrize(
    ("mine", "theirs", "why"),
    [
        (Answers({"one": "b"}), Answers({"one": "a"}), ["You gave an answer to talk about"]),
        (Answers({"one": "a"}), Answers({"one": "b"}), ["Your partner gave an answer to talk about"]),
        (Answers({"one": "b"}), Answers({"one": "b"}), ["You both gave an answer to talk about"]),
        (Answers({"one": "b"}), Answers({"one": "a"}, talk=("one",)), ["You gave an answer to talk about"]),
        (Answers({"one": "b"}, talk=("one",)), Answers({"one": "a"}), []),
    ],
)
def test_each_question_to_talk_about_says_why(tmp_path: Path, mine: Answers, theirs: Answers, why: list[str]) -> None:
    file = tmp_path / "small.toml"
    file.write_text(SET.replace('label = "Second" }]', 'label = "Second", talk = true }]', 1), encoding="utf-8")
    document = load_file(file).document
    asked = parse_document(document, base64url(H32(document)))
    section = asked.section("all")
    assert section is not None
    lines = [text for _, text in opened_lines(asked.document, section, Opened(1, mine, theirs), Precedence())]
    assert lines[lines.index("Which one?") + 1] == "[Let’s talk]"
    assert [line for line in lines if line.endswith("to talk about")] == why


def test_every_question_of_the_default_set_can_be_asked() -> None:
    document = load_file(SETS / "first-scene.toml").document
    questions = parse_document(document, base64url(H32(document)))

    async def ask(_prompt: str) -> str:
        return ""

    async def run() -> int:
        asked = 0
        for section in questions.document.sections:
            draft = Draft()
            with silent() as console:
                form = Questionnaire(console, ask, questions.document, section, draft)
                await form.run()
                await form.look_back()
            asked += len(draft.seen)
        return asked

    assert asyncio.run(run()) > 40
