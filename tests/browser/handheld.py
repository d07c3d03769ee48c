"""What a person does with a phone in WebKit or Firefox. tests/browser/people.py has the same for Chromium."""

from pathlib import Path

from tests.browser.people import ANSWER_AT_ONCE, READY
from tests.support.handset import EXIT, Handset

STOP = "Stop now. Free anyone who is tied. Look after each other."
BOTH_STOPPED = "Your partner’s phone shows this too."
AGAIN = "Ready to begin again"
SHIFT = "\ue008"
"""The key, in WebDriver's numbering (section 17.4.2)."""


# The id of the row of a list that has this name; it is given one.
ROW = """
const text = (id) => document.getElementById(id).textContent;
const label = (one) => one.getAttribute('aria-label') ??
  one.getAttribute('aria-labelledby').split(' ').map(text).join(' ');
const rows = [...document.querySelectorAll(`${arguments[0]} [role=radiogroup]`)];
const row = rows.find((one) => label(one).replace(/\\s+/g, ' ').trim() === arguments[1]);
return row && (row.id ||= `row-${arguments[1].replace(/\\W/g, '-')}`);
"""


class Holder:
    """One of the two, with a phone in hand."""

    def __init__(self, phone: Handset) -> None:
        self.phone = phone
        self.says = f"{phone.name} wrote this"

    def starts(self) -> str:
        """Start a conversation; the code to tell."""
        phone = self.phone
        phone.goto("/")
        phone.press("Start a conversation")
        phone.press("Create our code")
        phone.see("overture-code svg")
        return phone.read("overture-code .code")

    def opens_link(self, code: str) -> None:
        locator, secret = code.split("-")
        self.phone.goto(f"/j/{locator}#{secret}")
        assert self.phone.script("return location.hash") == ""
        self.phone.see("button", "Join")

    def types_code(self, code: str) -> None:
        self.phone.goto("/j")
        self.phone.write(".code-input", code.lower().replace("-", ""))
        assert self.phone.script("return document.querySelector('.code-input').value") == code

    def joins(self) -> None:
        self.phone.press("Join")

    def is_paired(self) -> None:
        self.phone.see("h1", "Your phones are connected")

    def compares(self) -> list[str]:
        """The eight pictures."""
        self.phone.tap("overture-compare summary")
        self.phone.see(".pictures li")
        pictures: list[str] = self.phone.script(
            "return [...document.querySelectorAll('.pictures li')].map((one) => one.textContent.trim())"
        )
        assert len(pictures) == 8
        return pictures

    def is_ready(self) -> None:
        self.phone.press(READY)
        self.phone.see("#stage[data-screen=talk]")

    def goes_to(self, room: str) -> str:
        """The selector of the room."""
        self.phone.script("location.hash = arguments[0]", room)
        self.phone.see(f"#{room}")
        return f"#{room}"

    def answers_every_kind(self) -> None:
        """By touch: text, one choice, several, a scale, rows with directions and a condition. Ends at the look back."""
        phone, room = self.phone, self.goes_to("section-mixed")
        phone.write(f"{room} textarea, {room} input[type=text]", self.says)
        phone.press("Tea", room)
        phone.press("Blue", room)
        phone.press("Red", room)
        phone.press("4", room)
        self._goes_on(room)
        phone.see(f"{room} .question-prompt", "A stop is honoured at once.")
        self._goes_on(room)
        self.marks(room, "Rope You give", "No limit here")
        self.marks(room, "Rope You receive", "Only if …")
        phone.write(f"{room} input[type=text], {room} textarea", "soft rope")
        self.marks(room, "A story", "Not sure")
        self.marks(room, "Aftercare You give", "Some")
        phone.press("Look back over my answers", room)
        phone.see(f"{room} h1, {room} h2", "Look back over your answers")
        assert "soft rope" in phone.read(f"{room} .look-back")

    def marks(self, room: str, row: str, level: str) -> None:
        """Choose a level in the row of a list that has this name."""
        group = self.phone.script(ROW, room, row)
        self.phone.press(level, f"#{group}")

    def answers_at_once(self, section: str) -> None:
        """Everything that can be answered, without fingers. Ends at the look back."""
        phone, room = self.phone, self.goes_to(f"section-{section}")
        answer = f"({ANSWER_AT_ONCE})(document.querySelector(arguments[0]), [1, arguments[1], arguments[1]])"
        while True:
            phone.see(f"{room} .step")
            phone.script(answer, f"{room} .step", self.says)
            if not phone.shows(f"{room} button", "Next"):
                break
            self._goes_on(room)
        phone.press("Look back over my answers", room)

    def _goes_on(self, room: str) -> None:
        prompt = f"document.querySelector('{room} .question-prompt')?.id"
        before = self.phone.script(f"return {prompt}")
        self.phone.press("Next", room)
        self.phone.holds(f"{prompt} !== arguments[0]", before)

    def seals(self, section: str) -> None:
        room = self.goes_to(f"section-{section}")
        self.phone.press("Seal my answers", room)
        self.phone.holds("document.querySelector(arguments[0]) === null", f"{room} overture-questions")

    def sees_state(self, section: str, state: str) -> None:
        self.phone.holds("document.querySelector(arguments[0]) !== null", f"#section-{section}[data-state={state}]")

    def reads_opened(self, section: str) -> str:
        self.sees_state(section, "opened")
        room = self.goes_to(f"section-{section}")
        self.phone.see(f"{room} overture-opened h2")
        text: str = self.phone.script(
            "return document.querySelector(arguments[0]).innerText", f"{room} overture-opened"
        )
        return text

    def wants(self, *rows: str) -> None:
        """Say yes to these rows of the mutual section, and seal."""
        room = self.goes_to("section-curious")
        for row in rows:
            while not self.phone.script(ROW, room, row):
                self._goes_on(room)
            self.marks(room, row, "Yes")
        self.phone.press("Look back over my answers", room)
        self.seals("curious")

    def reads_mutual(self) -> int:
        """How many acts both want, as this person reads it."""
        self.sees_state("curious", "opened")
        room = self.goes_to("section-curious")
        # What comes to nothing this time is folded to its names.
        self.phone.see(f"{room} .opened-part")
        return int(self.phone.script("return document.querySelectorAll(arguments[0]).length", f"{room} .mutual-name"))

    def pauses(self) -> None:
        self.phone.press("Pause")
        self.sees_pause()

    def sees_pause(self) -> None:
        self.phone.see("overture-paused h1", "Paused")

    def sees_no_pause(self) -> None:
        self.phone.holds("!document.documentElement.hasAttribute('data-resting')")

    def is_ready_to_begin(self) -> None:
        card = self.goes_to("card")
        self.phone.tap(f"{card} .scene-begin > summary")
        self.phone.press("Ready to begin", card)

    def can_stop(self) -> None:
        """The card from its top, with the one tap that stops everything wholly on the screen."""
        stop = self.phone.see("button", "Stop")
        top, bottom, height = self.phone.script(
            "const { top, bottom } = arguments[0].getBoundingClientRect(); return [top, bottom, innerHeight];", stop
        )
        assert 0 <= top < bottom <= height
        assert self.phone.script("return scrollY") == 0

    def sees_that_all_has_stopped(self) -> None:
        self.phone.see("h1", STOP)

    def lifts_the_stop(self) -> None:
        # This line comes when the hub has answered, and moves what stands below it.
        self.phone.see("overture-paused p", BOTH_STOPPED)
        self.phone.press("Lift my pause")
        self.phone.see("overture-paused button", AGAIN)

    def is_ready_again(self) -> None:
        self.phone.press(AGAIN)

    def says_that_it_is_over(self) -> None:
        self.phone.press("The scene is over for me")

    def leaves(self) -> None:
        self.phone.press("Exit now")
        self.phone.holds("document.title === arguments[0]", EXIT)
        self.phone.goes_back()
        seen = self.phone.script("return document.title + (document.body?.innerText ?? '')")
        assert "mia wrote" not in seen
        assert "A bit of everything" not in seen

    def leaves_by_shift(self) -> None:
        self.phone.presses_key(SHIFT, 3)
        self.phone.holds("document.title === arguments[0]", EXIT)

    def comes_back_through_the_door(self) -> None:
        """The neutral door has its words each time, at the first page and at the conversation."""
        for path in ("/", "/how", "/s"):
            self.phone.goto(path)
            self.phone.see("h1", "This page is closed.")
            self.phone.is_in_words()
        self.phone.press("Continue")
        self.phone.see("#stage[data-screen=talk]")

    def sets_a_lock(self, passphrase: str) -> None:
        room = self.goes_to("this-conversation")
        self.phone.press("Lock with a passphrase", room)
        self.phone.write(f"{room} form .field:nth-of-type(1) input", passphrase)
        self.phone.write(f"{room} form .field:nth-of-type(2) input", passphrase)
        self.phone.press("Set the lock", room)
        self.phone.see("overture-lock [role=status]", "The lock is set.")

    def takes_the_lock_off(self, passphrase: str) -> None:
        room = self.goes_to("this-conversation")
        self.phone.press("Lock with a passphrase", room)
        self.phone.press("Remove the lock", room)
        self.phone.write(f"{room} form input", passphrase)
        self.phone.press("Remove the lock", f"{room} form")
        self.phone.see("overture-lock [role=status]", "The lock is removed.")

    def tries_passphrase(self, passphrase: str) -> None:
        self.phone.write("input[type=password]", passphrase)
        self.phone.press("Continue")

    def saves_a_file(self) -> Path:
        room = self.goes_to("standing")
        self.phone.tap(f"{room} details[data-part=keep] > summary")
        return self.phone.downloads(lambda: self.phone.press("Save as a file on this phone", room))

    def ends(self) -> None:
        self.phone.press("End this conversation", self.goes_to("this-conversation"))
        self.phone.press("End and delete")
        self.phone.see("h1", "Deleted from this phone")

    def sees_closed(self) -> None:
        self.phone.see("h1", "This conversation is closed")

    def continues_from(self, file: Path, *, as_person: int) -> str:
        """The sections for which there is something from last time."""
        room = self.goes_to("this-conversation")
        self.phone.press("Continue from a file", room)
        self.phone.attach(f"{room} input[type=file]", file)
        self.phone.press(f"Person {as_person}", room)
        return self.phone.read(f"{room} overture-earlier li")
