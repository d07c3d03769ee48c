"""What a person does with a phone, in the words of the product. The stories are written with these."""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Phone
from tests.support.seated import seat

LOCALES = Path(__file__).parents[2] / "client" / "static" / "locales"

SECTIONS = (
    "building", "stop-signals", "limits", "plan", "health", "aftercare", "experience", "feelings", "not-ready",
)  # fmt: skip
READY = "I am an adult, clear-headed and here freely: ready"

ANSWER_AT_ONCE = """(step, [choice, says, oneWord]) => {
  const at = (all) => all[choice % all.length];
  for (const group of step.querySelectorAll('[role=radiogroup]')) {
    const radio = at(group.querySelectorAll('[type=radio]'));
    // A limit in one direction has filled the other; to choose it again would clear it.
    if (!radio.checked) radio.click();
  }
  for (const group of step.querySelectorAll('.choices[role=group]')) {
    at(group.querySelectorAll('[type=checkbox]')).click();
  }
  for (const text of step.querySelectorAll('textarea, [type=text]')) {
    text.value = text.rows === 1 ? oneWord : says;
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
}"""


class Person:
    """One of the two. `says` is what they write into every text, so that it can be looked for afterwards.

    `one_word` is for a field of one line, such as the one for the stop word; the same, unless given.
    Whoever reads in another `language` presses the same buttons under other names: the stories name them in English.
    """

    def __init__(self, phone: Phone, says: str = "", *, one_word: str = "", language: str = "en") -> None:
        self.language = language
        self.phone = phone
        self.page: Page = phone.page
        self.name = phone.name
        self.says = says or f"{phone.name} wrote this"
        self.one_word = one_word or self.says

    def word(self, english: str) -> str:
        """A text of the product, as this person reads it."""
        return english if self.language == "en" else in_another_language(self.language)[english]

    # Coming together

    def starts(self, with_set: str | None = None, keep: str | None = None) -> str:
        """Start a conversation with the suggested set, or the one named, kept for how long; the code to tell."""
        self.phone.goto("/")
        self.page.get_by_role("link", name=self.word("Start a conversation")).click()
        if with_set is not None:
            self.page.get_by_label(with_set).check()
        if keep is not None:
            self.page.get_by_label(keep).check()
        self.page.get_by_role("button", name=self.word("Create our code")).click()
        return self.code()

    def code(self) -> str:
        shown = self.page.locator("overture-code").get_by_text(re.compile(r"^[0-9A-Z]{4}-[0-9A-Z]{4}$")).first
        expect(shown).to_be_visible()
        return shown.inner_text().strip()

    def types_code(self, code: str) -> None:
        self.phone.goto("/j")
        self.page.get_by_label(self.word("Your code")).fill(code)
        self.page.get_by_role("button", name=self.word("Join"), exact=True).click()

    def follows_link(self, code: str) -> None:
        locator, secret = code.split("-")
        self.phone.goto(f"/j/{locator}#{secret}")
        self.page.get_by_role("button", name=self.word("Join"), exact=True).click()

    def is_paired(self) -> None:
        expect(self.page.get_by_role("heading", name=self.word("Your phones are connected"))).to_be_visible()

    def is_ready(self) -> None:
        self.page.get_by_role("button", name=self.word(READY)).click()
        expect(self.page.locator("#stage[data-screen=talk]")).to_be_visible()

    # Beginning a scene

    def sees_how_to_begin(self) -> Locator:
        """What begins a scene, unfolded at the foot of the card."""
        begin = self.goes_to("card").locator("overture-begin")
        if begin.locator(".scene-begin[open]").count() == 0:
            begin.locator(".scene-begin > summary").click()
        return begin

    def is_ready_to_begin(self) -> None:
        self.sees_how_to_begin().get_by_role("button", name=self.word("Ready to begin"), exact=True).click()

    # Answering

    def goes_to(self, room: str) -> Locator:
        self.page.evaluate("room => { location.hash = room }", room)
        place = self.page.locator(f"#{room}")
        expect(place).to_be_visible()
        return place

    def section(self, section: str) -> Locator:
        return self.goes_to(room_of(section))

    def answers(self, section: str, choice: int = 0, *, by_touch: bool = True) -> None:
        """Answer every question of a section, `choice` saying which option; ends at the look back.

        `by_touch` costs as much as all else that a section takes. What the other person has by touch needs it once.
        """
        room = self.section(section)
        for step in self._steps(room):
            if by_touch:
                self._answers_step(step, choice)
            else:
                step.evaluate(ANSWER_AT_ONCE, [choice, self.says, self.one_word])
        expect(room.get_by_role("heading", name=self.word("Look back over your answers"))).to_be_visible()

    def _steps(self, room: Locator) -> Iterator[Locator]:
        forward = room.get_by_role("button", name=self.word("Next"), exact=True)
        last = room.get_by_role("button", name=self.word("Look back over my answers"))
        while True:
            yield room.locator(".step")
            if forward.count() == 0:
                last.click()
                return
            prompt = room.locator(".question-prompt").first
            before = prompt.get_attribute("id")
            forward.click()
            expect(prompt).not_to_have_attribute("id", before or "")

    def _answers_step(self, step: Locator, choice: int) -> None:
        for kind, group in ("radio", "[role=radiogroup]"), ("checkbox", "[role=group].choices"):
            for options in (each.locator(f"[type={kind}]") for each in step.locator(group).all()):
                options.nth(choice % options.count()).check()
        for text in step.locator("textarea, [type=text]").all():
            text.fill(self.says)

    def seals(self, section: str) -> None:
        room = self.section(section)
        room.get_by_role("button", name=self.word("Seal my answers")).click()
        expect(room.locator("overture-questions")).to_have_count(0)

    def answers_and_seals(self, section: str, choice: int = 0, *, by_touch: bool = True) -> None:
        self.answers(section, choice, by_touch=by_touch)
        self.seals(section)

    def wants_and_seals(self, section: str, row: int) -> None:
        """Say yes to one row of a mutual section's first area and to nothing else; rows count from 0."""
        room = self.section(section)
        room.get_by_role("radiogroup").nth(row).get_by_role("radio", name="Yes", exact=True).check()
        room.get_by_role("button", name=self.word("Look back over my answers")).click()
        self.seals(section)

    def skips_and_seals(self, section: str) -> None:
        """Go straight to the look back with nothing answered: blank is a real answer."""
        room = self.section(section)
        room.get_by_role("button", name=self.word("Look back over my answers")).click()
        self.seals(section)

    def state_of(self, section: str) -> str:
        return self.page.locator(f"#{room_of(section)}").get_attribute("data-state") or ""

    def sees_state(self, section: str, state: str) -> None:
        expect(self.page.locator(f"#{room_of(section)}")).to_have_attribute("data-state", state)

    def reads(self, section: str) -> Locator:
        """The opened section, once it is open."""
        self.sees_state(section, "opened")
        room = self.section(section)
        expect(room.locator("overture-opened h2").first).to_be_visible()
        return room

    # In our words

    def writes_note(self, section: str, text: str) -> None:
        notes = self.section(section).locator("overture-notes")
        notes.locator("[data-key=write]").click()
        notes.get_by_role("textbox").fill(text)
        notes.get_by_role("button", name=self.word("Save for both of us")).click()

    def reads_note(self, section: str, text: str) -> None:
        expect(self.section(section).locator("overture-notes .card")).to_have_text(text)

    def settles(self, section: str) -> None:
        self.section(section).get_by_role("button", name=self.word("Yes, that is what we said")).click()

    def takes_back(self, section: str) -> None:
        self.section(section).get_by_role("button", name=self.word("Take my yes back")).click()

    # Keeping

    def saves_a_file(self) -> Path:
        """Save where the two stand as a file; what to know about it stands before the button."""
        standing = self.goes_to("standing")
        keeping = standing.locator("details[data-part=keep]")
        if keeping.get_attribute("open") is None:
            keeping.locator("summary").click()
        with self.page.expect_download() as download:
            standing.get_by_role("button", name=self.word("Save as a file on this phone")).click()
        return download.value.path()

    # Pausing and leaving

    def pauses(self) -> None:
        self.page.get_by_role("button", name=self.word("Pause"), exact=True).click()
        expect(self.page.get_by_role("heading", name=self.word("Paused"))).to_be_visible()

    def sees_pause(self) -> None:
        expect(self.page.get_by_role("heading", name=self.word("Paused"))).to_be_visible()

    def resumes(self) -> None:
        self.page.get_by_role("button", name=self.word("Continue"), exact=True).click()

    def lifts_the_stop(self) -> None:
        """Their pause alone; the scene stays stopped."""
        self.page.get_by_role("button", name=self.word("Lift my pause"), exact=True).click()

    def sees_no_pause(self) -> None:
        expect(self.page.locator("html")).not_to_have_attribute("data-resting", "")

    def ends(self) -> None:
        self.goes_to("this-conversation").get_by_role("button", name=self.word("End this conversation")).click()
        self.page.get_by_role("button", name=self.word("End and delete")).click()

    def sees_closed(self) -> None:
        expect(self.page.get_by_role("heading", name=self.word("This conversation is closed"))).to_be_visible()

    # What every screen owes

    def sees_everywhere(self) -> str:
        """The stage to the letter, but for where the focus may go."""
        expect(self.page.locator("#stage :not(:defined)")).to_have_count(0)
        here = self.page.evaluate("() => location.hash.slice(1)")
        # What is out of sight is drawn when it is shown, if not before.
        for room in self.page.evaluate("() => [...document.querySelectorAll('#stage .room')].map(({ id }) => id)"):
            self.goes_to(room)
        self.goes_to(here)
        html: str = self.page.locator("#stage").evaluate("stage => stage.outerHTML")
        return html.replace(' tabindex="-1"', "")

    def looks_around(self, name: str, *, whole: bool = True) -> None:
        """Axe in light and dark, and a screenshot. `tests.measure.screens` has every screen in dark."""
        self.phone.check_accessible()
        self.phone.screenshot(name, whole=whole)
        self.phone.is_readable_in("dark")


@cache
def in_another_language(language: str) -> dict[str, str]:
    """What the English texts of the product are in this language. One that is said in two ways there is left out."""
    found: dict[str, set[str]] = defaultdict(set)
    for english in (LOCALES / "en").glob("*.json"):
        theirs = json.loads((LOCALES / language / english.name).read_text(encoding="utf-8"))
        for key, text in json.loads(english.read_text(encoding="utf-8")).items():
            found[text].add(theirs[key])
    return {text: said for text, (said, *others) in found.items() if not others}


def room_of(section: str) -> str:
    """Where a section is: one of the first chapter by its name, one of a later chapter by its whole room."""
    return section if section.startswith("chapter-") else f"section-{section}"


def pair(mia: Person, sam: Person) -> None:
    """Both phones paired by a typed code."""
    sam.types_code(mia.starts())
    mia.is_paired()
    sam.is_paired()


def pair_and_begin(mia: Person, sam: Person) -> None:
    pair(mia, sam)
    mia.is_ready()
    sam.is_ready()


def are_talking(mia: Person, sam: Person) -> None:
    """The same state, without the steps by which people get there: for stories of what comes after."""
    seat(mia.phone, sam.phone)
    for person in (mia, sam):
        expect(person.page.locator("#stage[data-screen=talk]")).to_be_visible()
        person.page.wait_for_function("() => customElements.get('overture-talk') !== undefined")


def open_section(mia: Person, sam: Person, section: str) -> None:
    mia.skips_and_seals(section)
    sam.skips_and_seals(section)
    mia.sees_state(section, "opened")
    sam.sees_state(section, "opened")
