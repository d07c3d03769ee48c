"""Two people who play together, in two languages: what they do with their phones before, in and after a scene."""

import shutil
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.people import Person
from tests.support.two_sets import ADDED

SETS = Path(__file__).parents[1] / "support" / "sets"
PLAY, CARE, LATER = "play", "care", "later"
BACK = "chapter-2-section-care"

# Before anything of the page runs: what it has been given to keep the screen awake.
AWAKE = """
if (navigator.wakeLock) {
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async (kind) => (window.wakeLock = await request(kind));
}
"""


def evening_sets(folder: Path) -> Path:
    """The folder, with a set for before and one for after, both in English and German."""
    for name in ("evening.toml", "evening.de.toml", f"{ADDED}.toml", f"{ADDED}.de.toml"):
        shutil.copy(SETS / name, folder)
    return folder


class Player(Person):
    """Someone with words of their own for everything that the product says."""

    def marks(self, section: str, *levels: int) -> None:
        """Answer the rows of a section's list, each with one of its levels, counted from 0; and seal."""
        room = self.section(section)
        rows = room.get_by_role("radiogroup")
        expect(rows).to_have_count(len(levels))
        for row, level in enumerate(levels):
            rows.nth(row).get_by_role("radio").nth(level).check()
        self.skips_and_seals(section)

    # The scene

    def is_shown_the_card(self) -> Locator:
        """The card from its top, with the one tap that stops everything, and nothing beside it."""
        card = self.page.locator("#card")
        expect(card).to_be_visible()
        expect(self.page.get_by_role("button", name=self.word("Stop"), exact=True)).to_be_in_viewport(ratio=1)
        assert self.page.evaluate("scrollY") == 0
        for away in (".top", ".foot", ".rooms"):
            expect(self.page.locator(away)).to_be_hidden()
        expect(card).to_contain_text(
            self.word("You can take away, never add. Use your word or signal. Never rely on a phone.")
        )
        return card

    def stops(self) -> None:
        self.page.get_by_role("button", name=self.word("Stop"), exact=True).click()

    def sees_that_all_has_stopped(self) -> Locator:
        heading = " ".join(map(self.word, ("Stop now.", "Free anyone who is tied.", "Look after each other.")))
        expect(self.page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        return self.page.locator("overture-paused")

    def says_that_it_is_over(self) -> None:
        self.page.get_by_role("button", name=self.word("The scene is over for me"), exact=True).click()

    def is_kept_awake(self) -> None:
        self.page.wait_for_function("() => window.wakeLock?.released === false")

    # Afterwards

    def adds_the_questions_for_after(self) -> None:
        add = self.goes_to("overview").locator("overture-add")
        add.get_by_role("button", name=self.word("Add questions")).click()
        add.locator(f"[data-key='add {ADDED}']").click()

    def asks_to_keep_it_longer(self) -> None:
        self.page.locator("overture-add [data-key=keep]").click()

    def agrees_to_keep_it_longer(self) -> None:
        self.goes_to("this-conversation").get_by_role("button", name=self.word("Yes, keep it longer")).click()

    def sets_a_limit(self, act: str, level: str) -> None:
        standing = self.goes_to("standing").locator("overture-limit")
        standing.locator("summary").click()
        standing.get_by_label(self.word("What is it about?")).select_option(act)
        standing.get_by_label(self.word("How far does it go?")).select_option(level)
        standing.get_by_role("button", name=self.word("Set this limit")).click()

    def is_told(self, sentence: str) -> None:
        expect(self.page.locator("#status")).to_have_text(self.word(sentence))

    def limits(self) -> Locator:
        return self.goes_to("standing").locator(".screen-only [data-part=limits]")

    def asks_for_a_new_round(self, section: str) -> None:
        self.section(section).get_by_role("button", name=self.word("I would like a new round")).click()

    def agrees_to_a_new_round(self, section: str) -> None:
        self.section(section).get_by_role("button", name=self.word("Yes, a new round")).click()

    def changes(self, section: str) -> Locator:
        """What has changed since the last round, as it stands above an opened section."""
        return self.reads(section).locator("overture-opened").first.locator("[data-part=changes]")

    # On a new code

    def keeps(self) -> Path:
        return self.saves_a_file()

    def continues_from(self, file: Path, *, as_person: int) -> Locator:
        room = self.goes_to("this-conversation")
        room.get_by_role("button", name=self.word("Continue from a file")).click()
        room.get_by_label(self.word("Your file")).set_input_files(file)
        expect(room).to_contain_text(self.word("Which person were you in this file?"))
        room.get_by_role("button", name=self.word(f"Person {as_person}")).click()
        return room.locator("overture-earlier [data-part=filled] + ul li")
