"""A mutual section on two phones: the one of the set that holds every kind of question (tests/client)."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.marked import unmarked
from tests.browser.people import Person
from tests.client.elements_support import EVERY_KIND
from tests.client.runtime_support import stored
from tests.support.inside import INSIDE

WISHES = "curious"
IDS = 6
COMMIT, RELEASE = 177 + 128 * IDS, 145 + 32 * IDS

WORKER_SCRIPT = "**/mutual-worker.js"

# From now on what this phone works out of a mutual section is changed before it is stored and sent.
TAMPER = (
    """async ([task, kind]) => {"""
    + INSIDE
    + """
  const [{ MutualWork }, box] = [await inside('session/mutual-work'), await inside('protocol/box')];
  const honest = MutualWork.prototype.run;
  MutualWork.prototype.run = async function (about, request) {
    if (request.task !== task) return honest.call(this, about, request);
    if (kind === 'withheld') return new Promise(() => {});
    const made = await honest.call(this, about, request);
    const part = task === 'commit' ? 'commit' : 'release';
    const asking = request.given.mine;
    const key = box.keyOf(asking);
    const context = box.contextOf(asking, asking.round, task === 'commit' ? 'and1' : 'and2');
    const message = box.open(key, context, made[part]);
    if (kind === 'junk') crypto.getRandomValues(message.subarray(0, 32));
    // The last scalar is one of the proof; this one is small enough in every case.
    else message.set([message.at(-32) ^ 1], message.length - 32);
    return { ...made, [part]: box.seal(key, context, message) };
  };
}"""
)

# What is sealed waits, worked out and not yet stored, until it is told to go on.
HOLD = (
    """async () => {"""
    + INSIDE
    + """
  const { MutualWork } = await inside('session/mutual-work');
  const honest = MutualWork.prototype.run;
  MutualWork.prototype.run = async function (about, request) {
    const made = await honest.call(this, about, request);
    if (request.task === 'commit') await new Promise((goOn) => { window.goOn = goOn; });
    return made;
  };
}"""
)


def question_sets(folder: Path) -> Path:
    """The folder, with this set alone in it."""
    shutil.copy(EVERY_KIND, folder)
    return folder


def marks(person: Person, wishes: dict[str, str], *, skip: tuple[str, ...] = ()) -> None:
    """Go through the areas, marking rows by their name ("Rope You give", "A scarf"); ends at the look back."""
    room = person.section(WISHES)
    for heading in ("Being held in place", "Nothing here is a promise.", "Words"):
        expect(room.get_by_role("heading", name=heading, level=2)).to_be_visible()
        for row, level in wishes.items():
            group = room.get_by_role("radiogroup", name=row, exact=True)
            if group.count():
                group.get_by_role("radio", name=level, exact=True).check()
        if heading in skip:
            room.get_by_role("button", name="Skip this area").click()
        room.get_by_role("button", name=re.compile("^(Next|Look back over my answers)$")).first.click()
    expect(room.get_by_role("heading", name="Look back over your answers")).to_be_visible()


def marks_and_seals(person: Person, wishes: dict[str, str]) -> None:
    marks(person, wishes)
    person.seals(WISHES)


def acts(person: Person, round: int = 1) -> list[str]:
    """What both want, as this person reads it, in an order that does not depend on the marks of one's own."""
    place = opened(person, round)
    expect(place.get_by_role("heading").first).to_be_visible()
    return sorted((unmarked(text) for text in place.locator(".mutual-name").all_inner_texts()), reverse=True)


def opened(person: Person, round: int = 1) -> Locator:
    return person.section(WISHES).locator(f"overture-opened[round='{round}']")


def ask_again(one: Person, other: Person) -> None:
    one.section(WISHES).get_by_role("button", name="I would like a new round").click()
    other.section(WISHES).get_by_role("button", name="Yes, a new round").click()
    for person in (one, other):
        person.sees_state(WISHES, "open")


def tampers(person: Person, task: str, kind: str) -> None:
    person.page.evaluate(TAMPER, [task, kind])


def kept(page: Page) -> dict[str, Any]:
    """What this phone has in its database of mutual rounds: the names of the fields, and what came of each round."""
    found = stored(page)
    return {
        "seals": sorted(name for record in found["seals"] for name in record),
        "inners": [record.get("matches") or record.get("failed") or sorted(record) for record in found["inners"]],
    }


def boxes(said: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """The sealed messages that a phone has sent, with their sizes in bytes."""
    return [(one["do"], len(one["box"]) * 3 // 4) for one in said if one.get("do") in ("commit", "release")]


def words_of(said: list[dict[str, Any]]) -> str:
    """Everything that a phone has sent, but for what is sealed."""
    return json.dumps([{name: value for name, value in one.items() if name != "box"} for one in said])
