"""Which words for stopping and for slowing down stand, and which differ between the two. Pure.

The phones compute the same in client/static/js/model/stop-words.js; tests/vectors/card.json holds for both.
Source: docs/question-sets.md, "Words that differ".
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from overture_partner.model.answers import Answers
from overture_partner.model.document import Question
from overture_partner.model.outcome import Who
from overture_partner.model.standing_answers import is_same
from overture_partner.model.standing_points import Clash, ClashKind

ALL_IN_ONE = "signals-now"
"""The question that asks for the words to stop and to pause in one. Its answer replaces both."""
STOP_QUESTIONS = ("stop-word", "daily-stop", ALL_IN_ONE)
SLOW_QUESTIONS = ("slow-word", ALL_IN_ONE)

Asked = tuple[Question, Answers, Answers]
"""A question with the answers of both to its section."""


@dataclass(frozen=True)
class StopWords:
    """What is known of the words of one chapter.

    Attributes:
        clashes: The words that differ, by the id of the question that was answered last of the two.
        replaced: Whose words were replaced in a later chapter, with the id of the question.
    """

    clashes: Mapping[str, Clash] = field(default_factory=dict[str, Clash])
    replaced: frozenset[tuple[Who, str]] = frozenset()


@dataclass(frozen=True)
class _Word:
    who: Who
    question: Question
    chapter: int
    at: int
    text: str


def stop_words_of(chapters: Iterable[tuple[Iterable[Asked], bool]]) -> list[StopWords]:
    """Relates the words of all chapters. Of each person the newest word counts, whichever question asked for it.

    Args:
        chapters: Of each chapter in their order what was opened last, and whether both have settled in their own words
            how to stop.

    Returns:
        What is known of each chapter.
    """
    of_chapters = [(list(asked), settled) for asked, settled in chapters]
    words = list(_words([asked for asked, _ in of_chapters]))
    last_settled = max((at for at, (_, settled) in enumerate(of_chapters) if settled), default=-1)
    found: list[dict[str, Clash]] = [{} for _ in of_chapters]
    for kind, one, other, said in _compared(words):
        last = one if one.at > other.at else other
        if is_same(one.text, other.text) == (kind in ("crossed", "alike")) and last.chapter > last_settled:
            mine, theirs = ("" if word is None else word.text for word in said)
            found[last.chapter][last.question.id] = Clash(last.question, kind, mine, theirs)
    replaced = [word for word in words if any(_replaces(later, word) for later in words)]
    return [
        StopWords(clashes, frozenset((word.who, word.question.id) for word in replaced if word.chapter == at))
        for at, clashes in enumerate(found)
    ]


def _words(chapters: Iterable[Iterable[Asked]]) -> Iterator[_Word]:
    asked_in = [(chapter, asked) for chapter, all_asked in enumerate(chapters) for asked in all_asked]
    for at, (chapter, (question, mine, theirs)) in enumerate(asked_in):
        if question.kind != "text" or question.id not in (*STOP_QUESTIONS, *SLOW_QUESTIONS):
            continue
        sides: tuple[tuple[Who, Answers], ...] = (("mine", mine), ("theirs", theirs))
        for who, answers in sides:
            text = answers.answers.get(question.id)
            if isinstance(text, str):
                yield _Word(who, question, chapter, at, text)


def _replaces(later: _Word, word: _Word) -> bool:
    ids = STOP_QUESTIONS if word.question.id in STOP_QUESTIONS else SLOW_QUESTIONS
    return later.chapter > word.chapter and later.who == word.who and later.question.id in ids


def _compared(words: Sequence[_Word]) -> Iterator[tuple[ClashKind, _Word, _Word, tuple[_Word | None, _Word | None]]]:
    """Pairs of words, and what each person has said; of several at one question the last is the worst."""

    def newest(who: Who, ids: Sequence[str]) -> _Word | None:
        said = [word for word in words if word.who == who and word.question.id in ids]
        return said[-1] if said else None

    def slow(who: Who) -> _Word | None:
        word = newest(who, SLOW_QUESTIONS)
        return None if word is None or word.question.id == ALL_IN_ONE else word

    stops, slows = (newest("mine", STOP_QUESTIONS), newest("theirs", STOP_QUESTIONS)), (slow("mine"), slow("theirs"))
    crossed = ((stops[0], slows[1]), (slows[0], stops[1]))
    pairs: tuple[tuple[ClashKind, tuple[_Word | None, _Word | None], tuple[_Word | None, _Word | None]], ...] = (
        ("stop", stops, stops),
        ("slow", slows, slows),
        *(("alike", pair, slows) for pair in zip(stops, slows, strict=True)),
        *(("crossed", pair, pair) for pair in crossed),
    )
    for kind, (one, other), said in pairs:
        if one is not None and other is not None:
            yield kind, one, other, said
