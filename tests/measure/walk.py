"""One person answers a whole question set on a small phone, and every tap, screen and word on the way is counted."""

import re
from dataclasses import dataclass, replace
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.people import Person

SCREEN = 640
"""Pixels: the height of the phone. What is longer is scrolled."""
WORDS_A_MINUTE, SECONDS_A_TAP, SECONDS_A_LETTER = 200, 3.0, 0.4
"""Reading with care; deciding, then touching; typing on glass."""
WRITTEN = "Slowly, and ask me before"

ALL_OF_THESE = "All of these: "
WORD = "(radio) => radio.labels[0].textContent"

SIZE = """(element) => ({
  screens: element.getBoundingClientRect().height / SCREEN,
  words: (element.innerText.match(/\\S+/g) ?? []).length,
})""".replace("SCREEN", str(SCREEN))

FIRST_FIELD = """(room) => {
  window.scrollTo(0, 0);
  const all = [...room.querySelectorAll('.question-input :is(input, textarea)')];
  const field = (all.find((each) => each.offsetParent) ?? room).closest('.choice') ?? all[0];
  return field ? field.getBoundingClientRect().bottom : 0;
}"""


@dataclass(frozen=True)
class Cost:
    """What a part of the way takes: `screens` of 640 px, `letters` that are typed."""

    taps: int = 0
    letters: int = 0
    screens: float = 0.0
    words: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.taps + other.taps,
            self.letters + other.letters,
            self.screens + other.screens,
            self.words + other.words,
        )

    @property
    def minutes(self) -> float:
        """By arithmetic, not by watching anybody."""
        seconds = self.taps * SECONDS_A_TAP + self.letters * SECONDS_A_LETTER
        return self.words / WORDS_A_MINUTE + seconds / 60


@dataclass(frozen=True)
class Walked:
    """One section: answering it, from each question to its buttons; looking back over it; reading what opened.

    `first_field` is where the first field ends, in pixels from the top of the page.
    """

    section: str
    first_field: float
    answering: Cost
    look_back: Cost
    opened: Cost


class Walker(Person):
    """Somebody who answers everything. `plan`: which levels the acts of a list get, one after another."""

    def __init__(self, *given: Any, plan: tuple[str, ...], **more: Any) -> None:
        super().__init__(*given, **more)
        self._plan = plan
        self._acts = 0

    def walks(self, section: str) -> Walked:
        """Answer a section by touch, question by question, and seal it."""
        room = self.section(section)
        first = room.evaluate(FIRST_FIELD)
        answering = Cost()
        for step in self._steps(room):
            answering += self._answers_all(step) + self._size(step) + self._height(room.locator(".turns"))
        expect(room.get_by_role("heading", name="Look back over your answers")).to_be_visible()
        look_back = self._size(room.locator("overture-questions"))
        self.seals(section)
        return Walked(section, first, answering, replace(look_back, taps=1), Cost())

    def reads_all(self, walked: Walked) -> Walked:
        """The same section once it is open."""
        self.sees_state(walked.section, "opened")
        room = self.section(walked.section)
        expect(room.locator("overture-opened h3").first).to_be_visible()
        return replace(walked, opened=self._size(room))

    def sees(self, room: str) -> Cost:
        """A room as it stands now."""
        return self._size(self.goes_to(room))

    def _size(self, place: Locator) -> Cost:
        size = place.evaluate(SIZE)
        return Cost(screens=size["screens"], words=size["words"])

    def _height(self, place: Locator) -> Cost:
        """Of buttons, which are not read word by word."""
        return replace(self._size(place), words=0)

    def _answers_all(self, step: Locator) -> Cost:
        taps, letters = 1, 0
        for group in step.locator(".item-group").all():
            taps += self._answers_together(group)
            taps += sum(self._answers_item(item) for item in group.locator("fieldset.item").all())
        for radios in step.locator("[role=radiogroup]:not(.item *)").all():
            radios.get_by_role("radio").first.click()
            taps += 1
        for boxes in step.locator("[role=group].choices").all():
            ticks = boxes.get_by_role("checkbox").all()[:2]
            for tick in ticks:
                tick.click()
            taps += len(ticks)
        for text in step.get_by_role("textbox").all():
            says = self.one_word if text.get_attribute("rows") == "1" else WRITTEN
            text.fill(says)
            taps += 1
            letters += len(says)
        return Cost(taps=taps, letters=letters)

    def _answers_together(self, group: Locator) -> int:
        """One tap where a button gives all of them what half or more get; the others are tapped after that."""
        button = group.get_by_role("button", name=ALL_OF_THESE)
        if button.count() == 0:
            return 0
        level = button.inner_text().removeprefix(ALL_OF_THESE)
        items = group.locator("fieldset.item").all()
        wanted = [self._radio(item.get_by_role("radiogroup").first, ahead) for ahead, item in enumerate(items, 1)]
        if 2 * sum(radio.evaluate(WORD) == level for radio in wanted) < len(items):
            return 0
        button.click()
        return 1

    def _answers_item(self, item: Locator) -> int:
        """An act, the same in both directions; a direction that has the answer already needs no tap."""
        taps = 0
        for group in item.get_by_role("radiogroup").all():
            radio = self._radio(group, 1)
            if not radio.is_checked():
                radio.click()
                taps += 1
        self._acts += 1
        return taps

    def _radio(self, group: Locator, ahead: int) -> Locator:
        """What is chosen of the act that comes so many after those that are answered."""
        number = self._acts + ahead
        wanted = self._plan[(number - 1) % len(self._plan)]
        named = group.get_by_role("radio", name=re.compile(f"^{re.escape(wanted)}"))
        return named.first if named.count() else group.get_by_role("radio").nth(number % 2)
