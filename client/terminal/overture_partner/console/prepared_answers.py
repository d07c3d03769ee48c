"""Answers from a file, or made up, for any question set: what the terminal seals when it answers without a person."""

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from overture_partner.console.rendering import asked_in
from overture_partner.i18n import t
from overture_partner.model.answers import Answer, Answers, encode_answers, validate_answers
from overture_partner.model.document import Level, Question, Questions, Section
from overture_partner.protocol.encoding import ProtocolError

EXAMPLE = "example"


class AnswersError(Exception):
    """The file cannot be used. The text says why and where."""


def read_file(name: str) -> dict[str, object]:
    """Reads the answers in a file.

    Args:
        name: The path; "example" for the built-in answers.

    Returns:
        Answers as JSON data, by section id, not checked.

    Raises:
        AnswersError: The file cannot be read, or is no JSON object.
    """
    try:
        if name == EXAMPLE:
            raw = files("overture_partner").joinpath("examples", "first-scene.json").read_text(encoding="utf-8")
        else:
            raw = Path(name).read_text(encoding="utf-8")
        given = json.loads(raw)
    except OSError as error:
        raise AnswersError(t("answers.unreadable", reason=error.strerror or "")) from None
    except (ValueError, RecursionError):
        raise AnswersError(t("answers.no-json")) from None
    if not isinstance(given, dict):
        raise AnswersError(t("answers.no-json"))
    return given


def fit_first(questions: Questions, given: Mapping[str, object]) -> dict[str, Answers]:
    """Checks a person's own answers against the first question set.

    Args:
        questions: The question set.
        given: What `read_file` returned.

    Returns:
        What to seal, by section id. A section that the file does not have is skipped whole.

    Raises:
        AnswersError: A section is unknown, or its answers do not fit.
    """
    own = {name: answer for name, answer in given.items() if "/" not in name}
    unknown = sorted(set(own) - {s.id for s in questions.document.sections})
    if unknown:
        raise AnswersError(t("answers.unknown", section=unknown[0]))
    return _fit(questions, own, "")


def fit_added(questions: Questions, given: Mapping[str, object]) -> dict[str, Answers]:
    """Does the same for an added question set, whose sections are named "set/section".

    Raises:
        AnswersError: The answers of a section do not fit.
    """
    return _fit(questions, given, f"{questions.document.id}/")


def _fit(questions: Questions, given: Mapping[str, object], prefix: str) -> dict[str, Answers]:
    fitted = {}
    for section in (s for s in questions.document.sections if s.has_box):
        name = prefix + section.id
        try:
            fitted[section.id] = _answers(questions, section, given[name]) if name in given else none(section)
        except ProtocolError:
            raise AnswersError(t("answers.do-not-fit", section=name)) from None
    return fitted


def example(questions: Questions, given: Mapping[str, object]) -> dict[str, Answers]:
    """Fits the built-in answers to a question set and makes up what they do not have."""
    fitted = {}
    for section in (s for s in questions.document.sections if s.has_box):
        made_up = Answers({q.id: _made_up(questions, section, q) for q in asked_in(section)})
        try:
            written = section.id in given and _is_for(section, given[section.id])
            fitted[section.id] = _answers(questions, section, given[section.id]) if written else made_up
        except ProtocolError:
            fitted[section.id] = made_up
    return fitted


def _is_for(section: Section, given: object) -> bool:
    """Returns whether answers are to questions of this section: sections of several sets have the same id."""
    answered = given.get("answers", {}) if isinstance(given, dict) else {}
    return set(answered) <= {question.id for question in asked_in(section)}


def _answers(questions: Questions, section: Section, given: object) -> Answers:
    """Raises ProtocolError "bad content"."""
    whole = {"v": 1, **given} if isinstance(given, dict) else given
    answers = validate_answers(questions.table, section.id, json.dumps(whole).encode())
    validate_answers(questions.table, section.id, encode_answers(answers))
    return answers


def none(section: Section) -> Answers:
    """Returns answers that skip the whole section."""
    return Answers(skip=tuple(question.id for question in asked_in(section)))


def _made_up(questions: Questions, section: Section, question: Question) -> Answer:
    """An answer of the right kind. In a mutual section it wants everything, so that something is found."""
    match question.kind:
        case "text":
            return _short(question)
        case "choice":
            return question.options[0].id
        case "choices":
            return [question.options[0].id]
        case "scale":
            assert question.scale is not None
            return (question.scale.min + question.scale.max) // 2
        case _:
            levels = questions.document.levels(question)
            if section.reveal == "mutual":
                levels = tuple(level for level in levels if level.means == "yes")
            keys = [key for item in question.items for key in item.keys]
            return {key: _row(question, levels[n % len(levels)]) for n, key in enumerate(keys)}


def _row(question: Question, level: Level) -> dict[str, str]:
    if question.condition and level.means == "condition":
        return {"level": level.id, "if": _short(question)}
    return {"level": level.id}


def _short(question: Question) -> str:
    return t("answers.made-up").encode()[: question.max].decode(errors="ignore")
