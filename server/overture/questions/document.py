"""The document of a question set: its content as frozen structs, and the exact bytes that both phones hash.

Source: docs/protocol.md, "The document".
"""

import json
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from overture.questions.mutual import shared_ids

Texts = dict[str, str]
"""A text in each language of the set."""
Reveal = Literal["both", "mutual", "never"]


class Level(msgspec.Struct, frozen=True):
    """One level of a scale that items are answered on. `means` is one of `keys.MEANINGS`."""

    id: str
    label: Texts
    means: str


class Term(msgspec.Struct, frozen=True):
    """An entry of the glossary."""

    id: str
    term: Texts
    text: Texts


class Option(msgspec.Struct, frozen=True):
    """An option of a choice.

    `talk` marks one that is a reason to talk about the question, `alone` one that excludes all other options, `final`
    one that holds for both as soon as either chooses it, `side` one of two sides that need each other (`keys.SIDES`).
    `care`, in a section that is never sent, is how the phone answers: "offer" shows help and two ways out, "stop" takes
    "ready" away as well.
    """

    id: str
    label: Texts
    talk: bool | UnsetType = UNSET
    alone: bool | UnsetType = UNSET
    final: bool | UnsetType = UNSET
    side: str | UnsetType = UNSET
    care: str | UnsetType = UNSET


class NumberScale(msgspec.Struct, frozen=True):
    """A scale of numbers, and the words at its ends."""

    min: int
    max: int
    low: Texts
    high: Texts


class Item(msgspec.Struct, frozen=True):
    """One row of a list. `direction` asks it twice, as give and as receive.

    `risk` is a line of first aid or anatomy; `give_says` and `receive_says` are the result as a sentence to whoever
    gives or receives; `experience` is the id of the item that asks for experience with this act.
    """

    id: str
    label: Texts
    direction: bool
    help: Texts | UnsetType = UNSET
    group: Texts | UnsetType = UNSET
    risk: Texts | UnsetType = UNSET
    give_says: Texts | UnsetType = UNSET
    receive_says: Texts | UnsetType = UNSET
    experience: str | UnsetType = UNSET


class Question(msgspec.Struct, frozen=True):
    """One question of any kind; each kind has some of the fields (`keys.QUESTION`).

    `counts` is which of two answers that differ stands until the two have talked (`keys.COUNTS`). The answers to a
    `private` question are in no saved file, on no paper and not on the card.
    """

    id: str
    kind: str
    prompt: Texts
    align: str
    help: Texts | UnsetType = UNSET
    why: Texts | UnsetType = UNSET
    terms: tuple[str, ...] | UnsetType = UNSET
    gather: str | UnsetType = UNSET
    counts: str | UnsetType = UNSET
    private: bool | UnsetType = UNSET
    max: int | UnsetType = UNSET
    options: tuple[Option, ...] | UnsetType = UNSET
    most: int | UnsetType = UNSET
    scale: NumberScale | UnsetType = UNSET
    levels: str | UnsetType = UNSET
    condition: bool | UnsetType = UNSET
    items: tuple[Item, ...] | UnsetType = UNSET


class Section(msgspec.Struct, frozen=True):
    """One section with its questions. `pad` is in bytes; `private` makes each of its questions private."""

    id: str
    title: Texts
    intro: Texts
    reveal: Reveal
    pad: int
    questions: tuple[Question, ...]
    why: Texts | UnsetType = UNSET
    private: bool | UnsetType = UNSET

    @property
    def has_box(self) -> bool:
        """Whether its answers are sealed: it asks something, and the answers do not stay on the phone."""
        return self.reveal != "never" and any(question.kind != "statement" for question in self.questions)

    @property
    def shared_ids(self) -> tuple[str, ...]:
        """The ids that are compared one by one in a mutual section, in order; none in any other."""
        if self.reveal != "mutual":
            return ()
        lists = [question.items for question in self.questions if question.items is not UNSET]
        return shared_ids((item.id, item.direction) for items in lists for item in items)


class Document(msgspec.Struct, frozen=True):
    """A question set as it is serialized and hashed.

    Source: docs/protocol.md, "The document".
    """

    format: int
    id: str
    version: str
    languages: tuple[str, ...]
    title: Texts
    for_whom: Texts
    minutes: int
    licence: str
    sources: tuple[str, ...]
    scales: dict[str, tuple[Level, ...]]
    glossary: tuple[Term, ...]
    sections: tuple[Section, ...]


def canonical(document: Document) -> bytes:
    """Return the bytes that are served and hashed: JSON in UTF-8, with sorted keys and without spaces."""
    text = json.dumps(msgspec.to_builtins(document), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8")
