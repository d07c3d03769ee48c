"""What a hub that lies tells a phone, made from what the real hub has told it; and what is looked at on the phone."""

import copy
import json
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.client.runtime_support import opened, until
from tests.support.browser import Phones
from tests.support.inside import INSIDE
from tests.support.lying import Line, LyingHub, Message

LIMITS = ["limits", "activities", "kissing"]
"""A section, a question in it, and an item of that: in the set that both talk about."""
NOTE = "building"
NO_ANSWERS = {"v": 1, "answers": {}, "skip": [], "talk": [], "first": []}
NOTHING = "A" * 43
"""The name of a box that nobody has."""

KEYS = """() => {
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const { SID, kA, kB, sas } = conversation.keys;
  return [SID, kA, kB, sas].map(hex);
}"""
STANDING = (
    """async ([section, item]) => {"""
    + INSIDE
    + """
  const { gathered } = await inside('elements/standing-gathered');
  const [{ whole }] = gathered(conversation);
  const note = conversation.notes.note(conversation.chapter, section);
  return {
    shared: whole.shared.some((part) => part.item === item),
    limits: whole.limits.theirs.filter((part) => part.item === item).length,
    back: whole.back.some((part) => part.item === item),
    agreed: note?.agreed ?? null,
    settledThem: note?.settledThem ?? null,
    notices: conversation.notes.notices(conversation.chapter).map(({ by }) => by),
  };
}"""
)
CALL = """([path, given]) => {
  const [name, part] = path.split('.').reverse();
  return (part ? conversation[part] : conversation)[name](...given);
}"""
SEAL_LEVEL = """async ([section, question, item, level]) => {
  const { chapter, document } = conversation;
  const asked = document.sections.find(({ id }) => id === section).questions.find(({ id }) => id === question);
  const keys = asked.items.find(({ id }) => id === item).direction ? [`${item}/give`, `${item}/receive`] : [item];
  const answers = { [question]: Object.fromEntries(keys.map((key) => [key, { level }])) };
  const { round } = conversation.section(chapter, section);
  await conversation.rounds.seal(chapter, section, round, { v: 1, answers, skip: [], talk: [], first: [] });
}"""


class Liar:
    """Speaks to one phone in the hub's name. Numbers grow with each lie, so that none is taken for an old one."""

    def __init__(self, hub: LyingHub, role: str) -> None:
        self.hub = hub
        self.role = role
        self.number = 1000

    @property
    def line(self) -> Line:
        return self.hub.line(self.role)

    def newest(self) -> Message:
        """What the real hub has told this phone last."""
        return copy.deepcopy(self.line.views[-1])

    def lies(self, message: Message, change: Callable[[Message], None] = lambda _: None) -> Message:
        """The message with a larger number and with what `change` does to its view."""
        altered = copy.deepcopy(message)
        self.number += 1
        altered["view"]["v"] = self.number
        change(altered["view"])
        return altered

    def says(self, message: Message, change: Callable[[Message], None] = lambda _: None) -> None:
        self.line.send_to_phone(self.lies(message, change))

    def keeps_saying(self, message: Message, change: Callable[[Message], None] = lambda _: None) -> None:
        """In the place of all that the real hub tells this phone, on this socket and every later one."""

        def down(line: Line, said: Message) -> Message:
            return self.lies(message, change) if "view" in said and line.role == self.role else said

        self.hub.down = down
        self.says(message, change)

    def is_honest_again(self) -> None:
        """Every socket of the seat is told: the newest may be that of a tab that was closed a moment ago."""
        self.hub.down = lambda _, said: said
        for line in self.hub.open_lines(self.role):
            line.send_to_phone(self.lies(line.views[-1]))


def section(view: Message, section_id: str) -> Message:
    found: Message = next(each for each in view["chapters"][0]["sections"] if each["id"] == section_id)
    return found


def standing(page: Page, note: str, item: str) -> Any:
    return page.evaluate(STANDING, [note, item])


def call(page: Page, path: str, *given: Any) -> Any:
    """What a method of the phone's conversation, or of one of its parts, returns: `send`, or `writing.settle`."""
    return page.evaluate(CALL, [path, list(given)])


def agree_on(pages: tuple[Page, Page], section_id: str, text: str) -> None:
    """One writes a note under a section that is open, and both say that it is what they said."""
    first, _ = pages
    chapter = first.evaluate("() => conversation.chapter")
    call(first, "writing.writeNote", chapter, section_id, text, 0)
    for page in pages:
        until(page, "conversation.notes.note(conversation.chapter, argument)?.text", section_id)
    for page in pages:
        call(page, "writing.settle", chapter, section_id, 1, True)
    for page in pages:
        until(page, "conversation.notes.note(conversation.chapter, argument)?.agreed", section_id)


PAIRING = {"offer", "reply", "answer", "reject", "confirm", "renew", "leave"}


def overhear(hub: LyingHub, role: str, *, keeps: Callable[[Message], bool] = lambda _: False) -> list[Message]:
    """What a phone says from now on, on this socket and on every later one. What `keeps` names is not passed on."""
    received: list[Message] = []

    def up(line: Line, said: Message) -> Message | None:
        if line.role != role:
            return said
        received.append(said)
        return None if keeps(said) else said

    hub.up = up
    return received


def pairing_in(received: list[Message]) -> list[str]:
    """The pairing commands among them, each once, without their numbers."""
    said = [
        {name: value for name, value in each.items() if name != "id"} for each in received if each.get("do") in PAIRING
    ]
    return list(dict.fromkeys(json.dumps(each, sort_keys=True) for each in said))


def pages(phones: Phones) -> tuple[Page, Page]:
    return phones.mia.page, phones.sam.page


def both_open(phones: Phones, section_id: str) -> None:
    for page in pages(phones):
        call(page, "rounds.seal", page.evaluate("() => conversation.chapter"), section_id, 1, NO_ANSWERS)
    for page in pages(phones):
        opened(page, section_id)
