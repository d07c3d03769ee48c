"""The question document, parsed from the bytes whose hash both people have confirmed. Pure.

Texts are mappings from language to text, the set's own language first. Source: docs/question-sets.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from overture_partner.errors import PartnerError
from overture_partner.protocol.encoding import H32, base64url

FORMAT = 1
Texts = dict[str, str]
Kind = Literal["text", "choice", "choices", "scale", "items", "statement"]


class Level(msgspec.Struct, frozen=True):
    """An answer that one row of an item list can have, and what it means: such as "yes", "condition" or "limit"."""

    id: str
    label: Texts
    means: str


class Term(msgspec.Struct, frozen=True):
    """A word of the glossary with its explanation."""

    id: str
    term: Texts
    text: Texts


class Option(msgspec.Struct, frozen=True):
    """An option of a choice.

    Attributes:
        id: Its id, unique in the question.
        label: What it says.
        talk: Whether choosing it means that one would rather talk about the question.
        alone: Whether it excludes all other options.
        final: Whether it holds for both as soon as either chooses it.
        side: One of two sides that need each other.
        care: In a section that is never sent, whether choosing it is a reason to offer help, or contradicts "ready".
    """

    id: str
    label: Texts
    talk: bool = False
    alone: bool = False
    final: bool = False
    side: Literal["lead", "follow"] | None = None
    care: Literal["offer", "stop"] | None = None


class Steps(msgspec.Struct, frozen=True):
    """The ends of a scale, both possible."""

    min: int
    max: int
    low: Texts
    high: Texts


class Item(msgspec.Struct, frozen=True):
    """One thing in an item list.

    Attributes:
        id: Its id, unique in the section.
        label: What it is called.
        direction: Whether giving and receiving it are asked apart.
        help: An explanation.
        group: The heading it is listed under.
        risk: A line of first aid or anatomy, shown wherever both people are open to it.
        give_says: The result as a sentence to whoever gives; None where `label` has to do.
        receive_says: The same to whoever receives.
        experience: Id of the item of the document that asks for experience with it.
    """

    id: str
    label: Texts
    direction: bool = False
    help: Texts | None = None
    group: Texts | None = None
    risk: Texts | None = None
    give_says: Texts | None = None
    receive_says: Texts | None = None
    experience: str | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of its answers: one, or one for giving and one for receiving."""
        return (f"{self.id}/give", f"{self.id}/receive") if self.direction else (self.id,)


class Question(msgspec.Struct, frozen=True):
    """One question of a section. Which of the optional fields it has follows from its kind.

    Attributes:
        id: Its id, unique in the document.
        kind: How it is answered.
        prompt: The question itself.
        align: How two answers are compared.
        help: An explanation.
        why: Why it is asked.
        terms: Ids of glossary terms that it uses.
        gather: The part of the standing that its answers feed; None for none.
        counts: Which of two answers that differ stands until both have talked: the one whose option comes first, what
            either chose, or the lower number; None for neither.
        private: Whether its answers are kept out of the saved file, off paper and off the card.
        max: The most UTF-8 bytes of a text.
        options: The options of a choice.
        most: The most options that may be chosen.
        scale: The ends of a scale.
        levels: The name of the scale of levels of an item list.
        condition: Whether a row can have a condition.
        items: The items of an item list.
    """

    id: str
    kind: Kind
    prompt: Texts
    align: str = "none"
    help: Texts | None = None
    why: Texts | None = None
    terms: tuple[str, ...] = ()
    gather: str | None = None
    counts: Literal["first", "union", "low"] | None = None
    private: bool = False
    max: int | None = None
    options: tuple[Option, ...] = ()
    most: int | None = None
    scale: Steps | None = None
    levels: str | None = None
    condition: bool = False
    items: tuple[Item, ...] = ()


class Section(msgspec.Struct, frozen=True):
    """A part of a question set that is sealed and opened on its own.

    Attributes:
        id: Its id, unique in the document.
        title: Its title.
        intro: What is shown before the first question.
        reveal: How it opens: whole for both, only what is mutual, or never.
        pad: Bytes that answers are padded to before they are sealed.
        questions: Its questions.
        why: Why it is asked.
        private: As if each of its questions were private.
    """

    id: str
    title: Texts
    intro: Texts
    reveal: Literal["both", "mutual", "never"]
    pad: int
    questions: tuple[Question, ...]
    why: Texts | None = None
    private: bool = False

    @property
    def has_box(self) -> bool:
        """Whether its answers are sealed: something is asked, and the answers do not stay on this device."""
        return self.reveal != "never" and any(question.kind != "statement" for question in self.questions)


class Document(msgspec.Struct, frozen=True):
    """A question set. Source: docs/question-sets.md."""

    format: int
    id: str
    version: str
    languages: tuple[str, ...]
    title: Texts
    for_whom: Texts
    minutes: int
    scales: dict[str, tuple[Level, ...]]
    glossary: tuple[Term, ...]
    sections: tuple[Section, ...]

    def levels(self, question: Question) -> tuple[Level, ...]:
        """Returns the levels that the rows of an item list can have; empty for every other kind of question."""
        return self.scales.get(question.levels or "", ())

    def meaning(self, question: Question, level: str | None) -> str | None:
        """Returns what the level with this id means, such as "yes" or "limit"; None if it is unknown or None."""
        return next((known.means for known in self.levels(question) if known.id == level), None)


@dataclass(frozen=True)
class Questions:
    """A question set with its name.

    Attributes:
        qhash: Base64url of its hash.
        document: The parsed set.
        table: The same as plain JSON data, for checking answers.
    """

    qhash: str
    document: Document
    table: Mapping[str, Any]

    def section(self, section: str) -> Section | None:
        """Returns the section with this id, if there is one."""
        return next((s for s in self.document.sections if s.id == section), None)


_DOCUMENT = msgspec.json.Decoder(Document)


def parse_document(data: bytes, qhash: str) -> Questions:
    """Parses a question set.

    Args:
        data: JSON in UTF-8, not trusted.
        qhash: The name that the bytes must have, in base64url.

    Returns:
        The set.

    Raises:
        PartnerError: "bad-document" if the bytes have another hash, shape or format.
    """
    if base64url(H32(data)) != qhash:
        raise PartnerError("bad-document")
    try:
        languages = _DOCUMENT.decode(data).languages
        table = _in_order(msgspec.json.decode(data), languages)
        document = msgspec.convert(table, Document)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise PartnerError("bad-document") from None
    if document.format != FORMAT:
        raise PartnerError("bad-document")
    return Questions(qhash, document, table)


def _in_order(value: Any, languages: tuple[str, ...]) -> Any:
    """The same, with each text's languages in the order of the set; in its bytes they stand sorted."""
    if isinstance(value, list):
        return [_in_order(each, languages) for each in value]
    if not isinstance(value, dict):
        return value
    names = [name for name in languages if name in value] if value and value.keys() <= set(languages) else value
    return {name: _in_order(value[name], languages) for name in names}
