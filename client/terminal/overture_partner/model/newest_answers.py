"""Which answers still stand where chapters ask the same question: of each person that of the last chapter. Pure.

Acts are weighed in `precedence`, and limits in words of one's own stand in every chapter. The phones compute the same
in client/static/js/model/newest-answers.js; tests/vectors/card.json holds for both.
Source: docs/question-sets.md, "Whose answer stands".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from overture_partner.model.answers import Answer, Answers, Pair
from overture_partner.model.document import Question

Asked = tuple[Question, Pair]
"""A question with the answers of both to its section."""

_Key = tuple[str, str]


@dataclass(frozen=True)
class _Last:
    """The last answer of one person to a question, and the index of its chapter."""

    at: int
    answer: Answer


def newest_answers(chapters: Iterable[tuple[Iterable[Asked], frozenset[str]]]) -> list[dict[str, Pair]]:
    """Leaves out what its own person has replaced in a later chapter.

    What is left is compared in the chapter where either of the two answered last.

    Args:
        chapters: Of each chapter in their order what was opened last, and what its notices name.

    Returns:
        Of each chapter, by question id, (mine, theirs) as they stand.
    """
    of_chapters = [(list(asked), named) for asked, named in chapters]
    asked_in = [{_key(question): question for question, _ in asked} for asked, _ in of_chapters]
    named_in = [named for _, named in of_chapters]
    last = [_last_of([asked for asked, _ in of_chapters], side) for side in (0, 1)]

    def place_of(question: Question) -> int:
        return max(of[_key(question)].at if _key(question) in of else -1 for of in last)

    def stands_at(question: Question, given: _Last) -> int:
        place = place_of(question)
        fits = _is_compared(question) and _fits(asked_in[place][_key(question)], given.answer)
        return place if fits and question.id not in named_in[given.at] else given.at

    def stands(question: Question, side: int, answers: Answers, at: int) -> Answers:
        given = last[side].get(_key(question)) if _is_replaceable(question) else None
        if given is None:
            return answers
        answer = given.answer if stands_at(question, given) == at else None
        return _with_answer(answers, question.id, answer, is_replaced=given.at > at)

    return [
        {
            question.id: (stands(question, 0, mine, at), stands(question, 1, theirs, at))
            for question, (mine, theirs) in asked
        }
        for at, (asked, _) in enumerate(of_chapters)
    ]


def _last_of(chapters: Sequence[Sequence[Asked]], side: int) -> Mapping[_Key, _Last]:
    found: dict[_Key, _Last] = {}
    for at, asked in enumerate(chapters):
        for question, pair in asked:
            answer = pair[side].answers.get(question.id)
            if answer is not None and _is_replaceable(question):
                found[_key(question)] = _Last(at, answer)
    return found


def _key(question: Question) -> _Key:
    return question.kind, question.id


def _is_replaceable(question: Question) -> bool:
    is_limit = question.align == "limit" or (question.gather == "limits" and question.kind == "text")
    return question.kind not in ("items", "statement") and question.gather != "ask" and not is_limit


def _is_compared(question: Question) -> bool:
    """Whether what stands is worked out of both answers."""
    return question.kind != "text" and question.align != "none"


def _fits(question: Question, answer: Answer) -> bool:
    """Whether an answer to a question of the same id could have been given to this one."""
    if question.scale is not None:
        return isinstance(answer, int) and question.scale.min <= answer <= question.scale.max
    options = {option.id for option in question.options}
    return options.issuperset(answer if isinstance(answer, list) else [str(answer)])


def _with_answer(given: Answers, question: str, answer: Answer | None, *, is_replaced: bool) -> Answers:
    """Puts in what stands. Marks that are older than the last answer go with what they were made beside."""
    others = {name: one for name, one in given.answers.items() if name != question}
    kept = replace(given, answers=others if answer is None else {**others, question: answer})
    if not is_replaced:
        return kept
    talk, first = (tuple(mark for mark in marks if mark != question) for marks in (given.talk, given.first))
    return replace(kept, talk=talk, first=first)
