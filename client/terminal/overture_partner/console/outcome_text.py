"""Acts and what two answers to them come to, in words: named in one way wherever a result is read. Pure.

Everything is from the reader's side. The phones have the same in client/static/js/elements/outcome-words.js.
"""

from collections.abc import Iterable

from overture_partner.console.rendering import answer_text, item_label, label, level_label
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import Alignment, Direction, Experience
from overture_partner.model.document import Document, Item, Question, Texts
from overture_partner.model.final import Final
from overture_partner.model.outcome import Outcome, OutcomeName
from overture_partner.model.precedence import Act, Precedence
from overture_partner.model.standing_points import OpenPoint
from overture_partner.model.until import Until

_WITH_WHO: frozenset[OutcomeName] = frozenset(
    {
        "limit", "not-now", "fantasy", "talk-unsure", "talk-unsure-blank", "talk-condition", "condition",
        "condition-alone", "for-you", "for-you-risk", "unanswered",
    }
)  # fmt: skip
"""Outcomes that say whose they are."""
_WHOSE_REASON: frozenset[OutcomeName] = frozenset(
    {"talk-unsure", "talk-unsure-blank", "condition-unsaid", "talk-condition"}
)
"""Outcomes that are to be talked about because of what one of the two said."""


def act_text(item: Item, direction: Direction) -> str:
    """Writes an act as a sentence, or as its name with the side that the reader has."""
    sentence = {"give": item.give_says, "receive": item.receive_says}.get(direction or "")
    return item_label(item, direction) if sentence is None else pick(sentence)


def outcome_text(outcome: Outcome, act: Act, precedence: Precedence) -> str:
    """Writes what two answers to an act come to.

    Args:
        outcome: How they meet.
        act: The act. What both agree to here may have a limit elsewhere.
        precedence: Whose word stands, over all chapters.

    Returns:
        Empty where there is nothing to say.
    """
    held = precedence.held_back(act) if outcome.is_agreed else None
    if held is not None:
        return t(f"held.{held}")
    if outcome.outcome in ("none", "open"):
        return ""
    name = f"{outcome.outcome}-{outcome.who}" if outcome.outcome in _WITH_WHO else outcome.outcome
    return t(f"outcome.{name}")


def care_texts(document: Document, risk: Texts | None, experience: Iterable[Experience]) -> list[str]:
    """Writes what both have to know of an act: the risk line, then what whoever would give has done before."""
    known = (t(f"experience.{each.who}", level=level_label(document, each.question, each.level)) for each in experience)
    return [*([] if risk is None else [pick(risk)]), *known]


def missing_text(question: Question, missing: Iterable[str]) -> str:
    """Writes what nobody has chosen."""
    return t("missing", options="; ".join(label(question, option) for option in missing))


def until_text(document: Document, question: Question, until: Until) -> str:
    """Writes what stands until both have talked."""
    return t("until", answer=answer_text(document, question, until))


def final_text(question: Question, final: Final) -> str:
    """Writes an answer that holds for both because either gave it."""
    return t("final-both" if final.who == "both" else "final", answer=label(question, final.option))


def rule_texts(document: Document, question: Question, aligned: Alignment) -> list[str]:
    """Writes what counts of two answers to a question that is no item list, and what nobody has chosen."""
    return [
        *([] if aligned.final is None else [final_text(question, aligned.final)]),
        *([] if aligned.until is None else [until_text(document, question, aligned.until)]),
        *([missing_text(question, aligned.missing)] if aligned.missing else []),
    ]


def why_text(point: OpenPoint) -> str:
    """Writes why something is to be talked about: the same wherever it is read."""
    if point.text is not None:
        return t(f"side.{point.who}", text=point.text)
    if point.missing:
        return missing_text(point.question, point.missing)
    if point.clash is not None:
        return t(f"differ.{point.clash.kind}")
    if point.outcome is not None:
        text = t(f"reason.{point.outcome.outcome}")
        return t(f"side.{point.who}", text=text) if point.outcome.outcome in _WHOSE_REASON else text
    if point.reason in ("talk", "final"):
        return t(f"reason.talk-{point.who}")
    if point.reason == "talk-answer":
        return t(f"reason.talk-answer-{point.who}")
    text = t(f"reason.{point.reason}")
    return t(f"side.{point.who}", text=text) if point.reason in ("unsure", "again") else text
