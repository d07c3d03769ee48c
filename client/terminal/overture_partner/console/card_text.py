"""The scene card as lines of plain text: what has to be at hand in a scene, the stop word first. Pure."""

from collections.abc import Iterable, Sequence

from overture_partner.console.outcome_text import act_text
from overture_partner.console.rendering import Lines, answer_text
from overture_partner.i18n import has, pick, t
from overture_partner.model.card import Card, Entry, Said, card_of
from overture_partner.model.document import Document, Question
from overture_partner.model.outcome import Whose
from overture_partner.model.standing import ChapterResults

_SENTENCE = ("?", "!", ".", ":", "…")
"""A prompt that ends like this needs no colon before the answer."""


def card_lines(chapters: Sequence[ChapterResults]) -> Lines:
    """Writes the scene card.

    Args:
        chapters: What is known of each chapter, in their order.

    Returns:
        The headings at indent 0, what stands below them at indent 2.
    """
    card, documents = card_of(chapters), [results.document for results in chapters]
    lines: Lines = [(0, t("card.use"))]
    lines += _signals(card, documents)
    lines += _part("extent", _entry_texts(card.extent, documents))
    lines += _part("limits", [*_runs(card), *_entry_texts(card.limits, documents)])
    lines += _part("conditions", _conditions(card))
    lines += _part("body", _entry_texts(card.body, documents))
    lines += [(0, t(f"card.{key}")) for key in ("free-first", "never-alone")]
    lines += _part("risks", [f"{pick(item.label)}: {pick(risk)}" for item, risk in card.risks])
    lines += _part("aftercare", _entry_texts((*card.stopping, *card.aftercare), documents))
    lines += _part("help", _entry_texts(card.help, documents))
    return lines


def _signals(card: Card, documents: Sequence[Document]) -> Lines:
    lines: Lines = [] if card.settled is None else [(0, f"{t('standing.words')}: {card.settled}")]
    for key, said in (("stop", card.stop), ("slow", card.slow), ("silent", card.silent)):
        lines += _part(key, [_spoken(one.who, _text(one, documents)) for one in said])
    if not card.stop:
        lines.append((0, t("card.no-stop")))
    if card.clash is not None:
        lines.append((0, t(f"differ.{card.clash.kind}")))
    lines.append((0, f"{t('card.any-word')} {t('card.plain' if card.plain else 'card.only-word')}"))
    return lines


def _part(key: str, texts: Iterable[str]) -> Lines:
    below = [(2, line) for text in texts for line in text.split("\n")]
    return [(0, t(f"card.{key}")), *below] if below else []


def _runs(card: Card) -> list[str]:
    named = (("never", card.never), ("not-now", card.not_now), ("back", card.back))
    return [f"{t(f'card.{key}')}: {'; '.join(act_text(*act) for act in acts)}" for key, acts in named if acts]


def _conditions(card: Card) -> list[str]:
    return [
        f"{act_text(one.item, one.direction)}: {_spoken(one.who, one.text or t('card.not-said'))}"
        for one in card.conditions
    ]


def _entry_texts(entries: Iterable[Entry], documents: Sequence[Document]) -> list[str]:
    texts = []
    for question, said in entries:
        answers = "  ".join(_spoken(one.who, _with_rule(one, documents)) for one in said)
        texts.append(f"{card_name(question, until=any(one.until for one in said))} {answers}")
    return texts


def card_name(question: Question, *, until: bool = False) -> str:
    """Writes what the card calls a question, with its colon: its prompt where the catalogue has no shorter name."""
    if not _has_name(question):
        what = pick(question.prompt)
    elif until:
        what = t("card.until", what=t(_name_key(question)))
    else:
        what = t(_name_key(question))
    return what if what.endswith(_SENTENCE) else f"{what}:"


def _has_name(question: Question) -> bool:
    return has(_name_key(question))


def _name_key(question: Question) -> str:
    return f"card.about.{question.id}"


def _text(said: Said, documents: Sequence[Document]) -> str:
    return answer_text(documents[said.at], said.question, said.answer)


def _with_rule(said: Said, documents: Sequence[Document]) -> str:
    text = _text(said, documents)
    return t("until", answer=text) if said.until and not _has_name(said.question) else text


def _spoken(who: Whose, text: str) -> str:
    return text if who == "both" else t(f"side.{who}", text=text)
