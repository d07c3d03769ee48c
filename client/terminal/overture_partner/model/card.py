"""What stands on the scene card: out of where the two stand in every chapter, what has to be at hand in a scene. Pure.

The phones compute the same in client/static/js/model/card.js, and tests/vectors/card.json binds both. Directions are
always from the reader's side. Source: docs/question-sets.md, "The scene card".
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from overture_partner.model.alignment import Direction
from overture_partner.model.answers import Answer
from overture_partner.model.document import Item, Question, Texts
from overture_partner.model.outcome import Whose
from overture_partner.model.precedence import Act, hardness
from overture_partner.model.standing import ChapterResults, standing_of
from overture_partner.model.standing_answers import is_same
from overture_partner.model.standing_points import (
    ActPoint,
    AnswerPoint,
    Clash,
    ClashKind,
    CommonPoint,
    FinalPoint,
    Part,
    Standing,
    UntilPoint,
)
from overture_partner.model.stop_words import ALL_IN_ONE, SLOW_QUESTIONS, STOP_QUESTIONS
from overture_partner.model.wanted import wanted_by_both

_SLOW = ("slow-word",)
_SILENT = ("silent-signal",)
_PLAIN = "plain-words"
_ONLY_OUR_WORD = "only-stop-word"
_EXTENT = ("sexual", "plan-strength")
_NOT_AT_HAND = frozenset(
    {
        "safety-kit", "too-much", "pause-means", "pause-ends", "daily-pause", "other-partners",
        "affection", "who-may-know", "barriers", "can-give-after", "drop-signs", "reassures", "wears-out",
        "care-enough", "end-care", "drop-so-far", "adult-sure", "identity", "when-fine", "who-else-sees",
        "picture-after", "off-times", "new-rule", "missed-rule", "hard-day", "money", "around-others", "devices",
        "when-changed", "end-things", "rules-end", "off-enough",
    }
)  # fmt: skip
"""Questions about the time before a scene or the days after it, which the card leaves out."""


@dataclass(frozen=True)
class Said:
    """What one person said to one question, or both alike.

    `at` is the index of the chapter. `until` says that the two differ, and that this stands until both have talked;
    `final`, that it holds for both, and who gave it.
    """

    at: int
    who: Whose
    question: Question
    answer: Answer
    until: bool = False
    final: Whose | None = None


Entry = tuple[Question, tuple[Said, ...]]
"""What was said to one question; the same from both is there once."""


@dataclass(frozen=True)
class Condition:
    """What one person has tied an act to."""

    item: Item
    direction: Direction
    who: Whose
    text: str | None


@dataclass(frozen=True)
class Card:
    """The scene card.

    Attributes:
        settled: What both have settled last of how to stop; None if nothing.
        stop: The newest stop word of each, or one of both.
        slow: The same for slowing down.
        silent: The same for signals without words.
        clash: The words for stopping that differ; of several what is more dangerous.
        plain: Whether "no" and "stop" count: False only where both have said that nothing but their word and signal
            does.
        extent: How far it may go.
        stopping: What else was said of stopping.
        never: The acts that either has a hard limit on; without a direction in every one.
        not_now: The acts that either leaves out this time.
        back: The acts that were taken back.
        limits: What is no act.
        conditions: Of acts.
        body: What each said of the body.
        risks: The items that both agreed to, each with what both have to know of it.
        aftercare: What each needs afterwards.
        help: What each would have a medic know.
    """

    settled: str | None
    stop: tuple[Said, ...]
    slow: tuple[Said, ...]
    silent: tuple[Said, ...]
    clash: Clash | None
    plain: bool
    extent: tuple[Entry, ...]
    stopping: tuple[Entry, ...]
    never: tuple[tuple[Item, Direction], ...]
    not_now: tuple[tuple[Item, Direction], ...]
    back: tuple[tuple[Item, Direction], ...]
    limits: tuple[Entry, ...]
    conditions: tuple[Condition, ...]
    body: tuple[Entry, ...]
    risks: tuple[tuple[Item, Texts], ...]
    aftercare: tuple[Entry, ...]
    help: tuple[Entry, ...]


def card_of(chapters: Sequence[ChapterResults]) -> Card:
    """Sums up what has to be at hand in a scene.

    Args:
        chapters: What is known of each chapter, in their order.

    Returns:
        The card.

    Source: docs/question-sets.md, "The scene card".
    """
    standings = [standing_of(results) for results in chapters]
    signals = _newest(standings, "stop-signals")
    stop, slow, silent = (
        _together([said for said in signals if said.question.id in ids]) for ids in (STOP_QUESTIONS, _SLOW, _SILENT)
    )
    plain = [said for said in signals if said.question.id == _PLAIN]
    other = [said for said in signals if said.question.id not in (*STOP_QUESTIONS, *SLOW_QUESTIONS, *_SILENT, _PLAIN)]
    only_ours = _of_both(stop) and _of_both(plain) and bool(silent)
    settled = [words.text for one in standings for words in one.settled_words if "stop-signals" in words.parts]
    acts = _struck(chapters, standings)
    return Card(
        settled=settled[-1] if settled else None,
        stop=stop,
        slow=tuple(said for said in slow if said.question.id != ALL_IN_ONE),
        silent=silent,
        clash=_clash(standings),
        plain=not (only_ours and all(said.answer == _ONLY_OUR_WORD and not said.until for said in plain)),
        extent=_entries(
            said
            for parts in (("final", "shared"), ("plan",))
            for said in _newest(standings, *parts)
            if said.question.id in _EXTENT
        ),
        stopping=_entries(other),
        never=acts(2),
        not_now=acts(1),
        back=tuple(_taken_back(chapters)),
        limits=_entries(_everything(standings, "limits")),
        conditions=tuple(_conditions(standings)),
        body=_entries(_newest(standings, "conditions")),
        risks=tuple({point.item.id: (point.item, point.risk) for point in _agreed(standings) if point.risk}.values()),
        aftercare=_entries(_newest(standings, "aftercare")),
        help=_entries(_newest(standings, "help")),
    )


def _everything(standings: Sequence[Standing], *parts: Part) -> Iterator[Said]:
    for at, standing in enumerate(standings):
        for point in (point for part in parts for point in standing.parts.get(part, ())):
            match point:
                case AnswerPoint(question, who, answer):
                    yield Said(at, who, question, answer)
                case CommonPoint(question, answer, _) if answer is not None:
                    yield Said(at, "both", question, answer)
                case UntilPoint(question, answer):
                    yield Said(at, "both", question, answer, until=True)
                case FinalPoint(question, final):
                    option = final.option if question.kind == "choice" else [final.option]
                    yield Said(at, "both", question, option, final=final.who)


def _newest(standings: Sequence[Standing], *parts: Part) -> list[Said]:
    """Of each person and question the newest; a later word of both replaces both."""
    said = [each for each in _everything(standings, *parts) if each.question.id not in _NOT_AT_HAND]
    return [one for one in said if not any(_replaces(later, one) for later in said)]


def _replaces(later: Said, said: Said) -> bool:
    is_newer = later.at > said.at and later.question.id == said.question.id and later.who in (said.who, "both")
    # A final answer goes with a word of its own person alone.
    stays = said.final is not None and later.final not in (None, "both", said.final)
    return is_newer and not stays


def _together(said: Sequence[Said]) -> tuple[Said, ...]:
    """What both say in the same words stands once, as of both."""
    mine, theirs = ([one for one in said if one.who == who] for who in ("mine", "theirs"))
    if len(mine) != 1 or len(theirs) != 1 or not is_same(mine[0].answer, theirs[0].answer):
        return tuple(said)
    both = Said(mine[0].at, "both", mine[0].question, mine[0].answer)
    return (*(one for one in said if one.who == "both"), both)


def _entries(said: Iterable[Said]) -> tuple[Entry, ...]:
    by_question: dict[str, list[Said]] = {}
    for one in said:
        by_question.setdefault(one.question.id, []).append(one)
    return tuple((each[0].question, _together(each)) for each in by_question.values())


def _of_both(said: Sequence[Said]) -> bool:
    return bool(said) and all(one.who == "both" for one in said)


def _clash(standings: Sequence[Standing]) -> Clash | None:
    clashes = [point.clash for standing in standings for point in standing.open if point.clash is not None]
    return min(clashes, key=lambda clash: get_args(ClashKind).index(clash.kind), default=None)


def _acts(standings: Sequence[Standing], *parts: Part) -> Iterator[tuple[int, ActPoint]]:
    for at, standing in enumerate(standings):
        for part in parts:
            for point in standing.parts.get(part, ()):
                if isinstance(point, ActPoint):
                    yield at, point


def _agreed(standings: Sequence[Standing]) -> Iterator[ActPoint]:
    return (point for _, point in _acts(standings, "shared", "mutual"))


def _conditions(standings: Sequence[Standing]) -> Iterator[Condition]:
    for _, point in _acts(standings, "conditions"):
        yield Condition(point.item, point.direction, point.who, None if point.row is None else point.row.get("if"))


def _struck(
    chapters: Sequence[ChapterResults], standings: Sequence[Standing]
) -> Callable[[int], tuple[tuple[Item, Direction], ...]]:
    """By firmness, the acts that somebody keeps out. Whose limit it is makes no difference."""
    items: dict[str, Item] = {}
    firm: dict[tuple[str, str], int] = {}
    for at, point in _acts(standings, "limits"):
        if point.question is None or point.row is None:
            continue
        levels = {level.id: level.means for level in chapters[at].document.levels(point.question)}
        items[point.item.id] = point.item
        for side in ("give", "receive") if point.direction is None else (point.direction,):
            key = (point.item.id, side)
            firm[key] = max(firm.get(key, 0), hardness(levels.get(point.row["level"], "")))

    def struck(wanted: int) -> Iterator[tuple[Item, Direction]]:
        for name, item in items.items():
            give, receive = (firm.get((name, side), 0) for side in ("give", "receive"))
            if wanted in (give, receive):
                yield item, None if give == receive else "give" if give == wanted else "receive"

    return lambda wanted: tuple(struck(wanted))


def _taken_back(chapters: Sequence[ChapterResults]) -> Iterator[tuple[Item, Direction]]:
    for results in chapters:
        wanted = [(item, act) for item, act in wanted_by_both(results.document, results.opened)]
        wanted += [(compared.item, Act(compared.item.id, compared.direction)) for compared in results.matched]
        for item, act in wanted:
            if any(act.meets(back) for back in results.precedence.back):
                yield item, act.direction
