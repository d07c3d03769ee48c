"""`python -m tests.measure.sheets FOLDER [SET ...]`: every screen of every set at 360 px, in each language, to be read.

Two people answer everything, look back, seal, read what has opened with every fold open, write words together, ask for
another round, talk some points through, begin a scene and stop it. FOLDER gets sheets of pictures for each set and
language, and for the pages around a conversation (`pages`); and `words.txt`: the words that break in their middle and
the texts that are cut off. By hand, in about four minutes a set. Somebody has to read the sheets.
"""

import argparse
import base64
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from overture.questions.model import load_file
from overture.settings import BUILTIN_QUESTIONS
from tests.browser.people import Person
from tests.measure.readers import STILL
from tests.support.browser import Phone, launched
from tests.support.hub import OFTEN, Hub

LANGUAGES = ("en", "de")
PAGES = ("", "start", "j", "how", "words", "help")
TALLEST = 740
"""Pixels: a taller screen is cut into parts of this height, of which two fit below each other."""
TALKED = 6
"""Points of the talk that are photographed."""
WIDE = 4
"""Columns of a sheet."""

SHEET = """<body style="margin: 0; background: #888; font: 13px sans-serif">
<div style="display: flex; flex-flow: column wrap; align-content: flex-start; height: 1530px; gap: 6px 12px">{}</div>"""
FIGURE = (
    '<figure style="margin: 0; width: 360px"><figcaption>{}</figcaption><img src="data:image/png;base64,{}"></figure>'
)

ANSWER = """(step, [choice, says]) => {
  [...step.querySelectorAll('[role=radiogroup]')].forEach((group, n) => {
    const all = group.querySelectorAll('[type=radio]');
    const radio = all[(choice + n) % all.length];
    if (!radio.checked) radio.click();
  });
  for (const group of step.querySelectorAll('.choices[role=group]')) {
    const all = [...group.querySelectorAll('[type=checkbox]')];
    for (const at of [choice + 1, choice + 3]) {
      const box = all[at % all.length];
      if (!box.checked) box.click();
    }
  }
  for (const text of step.querySelectorAll('textarea, [type=text]')) {
    text.value = says;
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
}"""
# Whatever is folded, but for the terms: they stand on /words. What sticks to the foot of the phone would hide a part.
UNFOLD = """(place) => {
  for (const one of place.querySelectorAll('details:not(:has(.terms))')) one.setAttribute('open', '');
  for (const one of place.querySelectorAll('.turns')) one.style.position = 'static';
}"""
BOX = """(place) => {
  const { top, bottom } = place.getBoundingClientRect();
  return [Math.max(0, top + scrollY - 8), Math.min(document.documentElement.scrollHeight, bottom + scrollY + 8)];
}"""
# Words on two lines without a hyphen, and what a box hides of its text.
TROUBLE = """(place) => {
  const found = [];
  const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!node.parentElement.checkVisibility({ visibilityProperty: true })) continue;
    for (const word of node.data.matchAll(/[\\p{L}’'\\u00AD]+/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const tops = new Set([...range.getClientRects()].map(({ top }) => Math.round(top)));
      const breaks = tops.size > 1 && !word[0].includes('\\u00AD');
      if (breaks) found.push(`breaks: ${word[0]} in ${node.data.trim().slice(0, 60)}`);
    }
  }
  for (const one of place.querySelectorAll('*')) {
    if (!one.checkVisibility() || one.closest('.visually-hidden')) continue;
    const { overflowX, textOverflow } = getComputedStyle(one);
    const hides = overflowX !== 'visible' || textOverflow === 'ellipsis';
    if (hides && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1) {
      found.push(`cut off: ${one.innerText.slice(0, 60)}`);
    }
  }
  return found;
}"""


class Album:
    """The pictures of one set in one language."""

    def __init__(self) -> None:
        self.figures: list[str] = []
        self.trouble: list[str] = []

    def shoot(self, page: Page, place: Locator, name: str) -> None:
        """A picture of a part of the page over its whole height, in parts where it is tall."""
        page.evaluate(f"() => new Promise((done) => {{ (function () {{ {STILL} }})(done); }})")
        self.trouble += [f"{name}: {each}" for each in place.evaluate(TROUBLE)]
        top, bottom = place.evaluate(BOX)
        at = top
        while at < bottom:
            height = min(TALLEST, bottom - at)
            clip = {"x": 0, "y": at, "width": 360, "height": height}
            taken = page.screenshot(full_page=True, clip=clip, animations="disabled", scale="css")  # type: ignore[arg-type]
            part = name if at == top else f"{name}, further down"
            self.figures.append(FIGURE.format(part, base64.b64encode(taken).decode()))
            at += height

    def snap(self, page: Page, name: str) -> None:
        """A picture of what covers the page: as much as a very tall phone would show."""
        size = page.viewport_size
        page.set_viewport_size({"width": 360, "height": 2 * TALLEST})
        self.shoot(page, page.locator("[data-resting] overture-paused"), name)
        page.set_viewport_size(size)  # type: ignore[arg-type]

    def write(self, browser: Browser, folder: Path, name: str) -> int:
        """The sheets; how many."""
        page = browser.new_page(viewport={"width": WIDE * 372, "height": 1540})
        page.set_content(SHEET.format("".join(self.figures)))
        columns = page.evaluate(
            "() => Math.max(...[...document.querySelectorAll('figure')].map((one) => one.offsetLeft)) / 372 + 1"
        )
        sheets = -(-int(columns) // WIDE)
        page.set_viewport_size({"width": sheets * WIDE * 372, "height": 1540})
        for sheet in range(sheets):
            clip = {"x": sheet * WIDE * 372, "y": 0, "width": WIDE * 372, "height": 1540}
            page.screenshot(path=folder / f"{name}-{sheet + 1:02}.png", clip=clip)  # type: ignore[arg-type]
        page.close()
        return sheets


class Sitter(Person):
    """Somebody who answers everything and is photographed on the way, where there is an album."""

    def __init__(self, phone: Phone, says: str, choice: int, album: Album | None, language: str) -> None:
        super().__init__(phone, says, language=language)
        self._choice, self._album = choice, album

    def shows(self, name: str, place: Locator | None = None) -> None:
        if self._album is not None:
            self._album.shoot(self.page, place or self.page.locator("body"), name)

    def shows_cover(self, name: str) -> None:
        if self._album is not None:
            self._album.snap(self.page, name)

    def talks(self) -> None:
        """Some points, from the first on."""
        talk = self.goes_to("talk").locator("overture-talk")
        for number in range(TALKED):
            before = talk.inner_text()
            talk.locator("[data-key=next]").click()
            expect(talk).not_to_have_text(before, use_inner_text=True)
            self.shows_unfolded(f"talk, point {number + 1}", talk)

    def shows_unfolded(self, name: str, place: Locator) -> None:
        place.evaluate(UNFOLD)
        self.shows(name, place)

    def sits_through(self, section: str, *, mutual: bool) -> None:
        """Answer a section step by step, look back, and seal."""
        room = self.section(section)
        for number, step in enumerate(self._steps(room)):
            choice = 0 if mutual else self._choice
            step.evaluate(ANSWER, [choice, self.says])
            # A condition has its field only now.
            step.evaluate(ANSWER, [choice, self.says])
            room.evaluate(UNFOLD)
            self.shows(f"{section} {number + 1}", room)
        expect(room.get_by_role("heading", name=self.word("Look back over your answers"))).to_be_visible()
        self.shows_unfolded(f"{section}, look back", room)
        self.seals(section)

    def reads_it(self, section: str, name: str) -> None:
        self.sees_state(section, "opened")
        room = self.section(section)
        expect(room.locator("overture-opened h2").first).to_be_visible()
        self.shows_unfolded(name, room)

    def sees_room(self, room: str) -> None:
        self.shows_unfolded(room, self.goes_to(room))


def sit(mia: Sitter, sam: Sitter, sections: Sequence[tuple[str, str]]) -> None:
    """The whole way of two people through one set."""
    sam.types_code(mia.starts())
    mia.is_paired()
    sam.is_paired()
    mia.shows_unfolded("ground rules", mia.page.locator("#stage"))
    sam.is_ready()
    mia.is_ready()
    mia.sees_room("overview")
    for section, reveal in sections:
        mia.sits_through(section, mutual=reveal == "mutual")
        mia.shows(f"{section}, sealed", mia.section(section))
        sam.sits_through(section, mutual=reveal == "mutual")
        mia.reads_it(section, f"{section}, opened")
    _afterwards(mia, sam, next(section for section, reveal in sections if reveal == "both"))


def _afterwards(mia: Sitter, sam: Sitter, section: str) -> None:
    notes = mia.section(section).locator("overture-notes")
    mia.writes_note(section, "A word of ours.")
    mia.reads_note(section, "A word of ours.")
    mia.settles(section)
    mia.shows("words, agreed by one", notes)
    sam.reads_note(section, "A word of ours.")
    sam.settles(section)
    expect(notes.get_by_role("button", name=mia.word("Take my yes back"))).to_be_visible()
    mia.shows("words, agreed by both", notes)
    sam.section(section).get_by_role("button", name=sam.word("I would like a new round")).click()
    agree = mia.section(section).get_by_role("button", name=mia.word("Yes, a new round"))
    expect(agree).to_be_visible()
    mia.shows("another round, asked for", mia.page.locator("#stage"))
    agree.click()
    sam.sees_state(section, "open")
    for person in (mia, sam):
        person.skips_and_seals(section)
    mia.reads_it(section, "another round, opened")
    for room in ("standing", "talk", "card", "this-conversation", "overview"):
        mia.sees_room(room)
    mia.talks()
    for person in (mia, sam):
        person.is_ready_to_begin()
    stop = mia.page.get_by_role("button", name=mia.word("Stop"), exact=True)
    expect(stop).to_be_visible()
    mia.shows("scene")
    stop.click()
    expect(mia.page.locator("overture-paused h1")).to_be_visible()
    mia.shows_cover("stopped")


def _pages(browser: Browser, language: str) -> Album:
    """The pages around a conversation."""
    album = Album()
    with tempfile.TemporaryDirectory() as folder:
        hub = Hub(Path(folder))
        hub.start()
        try:
            phone = Phone(browser, "mia", hub.url, device_scale_factor=1)
            for page in PAGES:
                phone.goto(f"/{page}" if language == "en" else f"/{language}/{page}")
                expect(phone.page.locator("h1").first).to_be_visible()
                phone.page.locator("body").evaluate(UNFOLD)
                album.shoot(phone.page, phone.page.locator("body"), f"/{page}")
            phone.context.close()
        finally:
            hub.discard()
    return album


def _album(browser: Browser, name: str, language: str) -> Album:
    album = Album()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as questions:
        for file in BUILTIN_QUESTIONS.glob(f"{name}.*"):
            shutil.copy(file, questions)
        document: dict[str, Any] = json.loads(load_file(BUILTIN_QUESTIONS / f"{name}.toml").document)
        sections = [
            (each["id"], each["reveal"])
            for each in document["sections"]
            if each["reveal"] != "never" and any(question["kind"] != "statement" for question in each["questions"])
        ]
        hub = Hub(Path(folder), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN, "QUESTIONS_DIR": questions})
        hub.start()
        try:
            people = []
            for who, says, choice in (("mia", "Slowly, and ask me first", 0), ("sam", "Gently, at home", 1)):
                phone = Phone(browser, who, hub.url, device_scale_factor=1)
                phone.context.add_init_script(f"localStorage.setItem('overture.language', {language!r})")
                people.append(Sitter(phone, says, choice, album if who == "mia" else None, language))
            sit(people[0], people[1], sections)
            for person in people:
                person.phone.context.close()
        finally:
            hub.discard()
    return album


def main(folder: Path, names: Sequence[str]) -> None:
    """Write the sheets of these sets, or of the pages and of all sets that come with the product."""
    folder.mkdir(parents=True, exist_ok=True)
    every = sorted(file.stem for file in BUILTIN_QUESTIONS.glob("*.toml") if "." not in file.stem)
    with launched() as browser, (folder / "words.txt").open("a", encoding="utf-8") as words:
        for name in names or ("pages", *every):
            for language in LANGUAGES:
                album = _pages(browser, language) if name == "pages" else _album(browser, name, language)
                sheets = album.write(browser, folder, f"{name}-{language}")
                words.writelines(f"{name} {language}: {each}\n" for each in album.trouble)
                words.flush()
                sys.stdout.write(f"{name} {language}: {sheets} sheets\n")
                sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.measure.sheets")
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="where the pictures go")
    parser.add_argument("sets", metavar="SET", nargs="*", help="these alone; `pages` are those around a conversation")
    asked = parser.parse_args()
    main(asked.folder, asked.sets)
