"""What somebody sees from the first page to the end of a conversation, with whom it is had on another phone."""

from collections.abc import Callable
from pathlib import Path

from tests.browser.handheld import Holder
from tests.browser.people import READY, Person
from tests.measure.readers import Reader

Shoot = Callable[[str], None]

ROOTS = {"de": "/de/"}
SET = {"en": "Before a first scene", "de": "Vor der ersten Szene"}
SECTIONS = ("limits", "stop-signals", "curious-about", "aftercare")
SAYS = {"limits": ("No rope", "Nothing on my neck"), "stop-signals": ("Red", "Pineapple")}
PASSPHRASE = "four words are enough"
NO_CODE = "A" * 22
"""In the place of the secret of a move, which the page asks nobody about before its person has said so."""

CHOOSE = """
const all = [...document.querySelectorAll('[type=radio]')];
const one = all.find((each) => each.closest('label')?.innerText.includes(arguments[0]));
one?.click();
return one !== undefined;
"""


class Walk:
    """Mia's way, screen by screen. `shoot` is called with the name of each.

    Args:
        mia: Whose screens they are.
        sam: The other one, in Chromium and English.
        language: What Mia reads.
    """

    def __init__(self, mia: Reader, sam: Person, language: str, shoot: Shoot) -> None:
        self._mia, self._sam, self._shoot = mia, sam, shoot
        self._holder, self._language = Holder(mia), language

    def goes(self) -> None:
        """From the first page to the end."""
        self._comes_together()
        for section in SECTIONS:
            self._answers(section)
        for room in ("standing", "card"):
            self._looks_at(room)
        self._talks()
        self._has_a_scene()
        self._adds_and_continues(self._sam.saves_a_file())
        self._locks_and_moves()
        self._leave()

    def _looks_at(self, room: str) -> None:
        self._holder.goes_to(room)
        self._shoot(room)

    def _comes_together(self) -> None:
        mia, shoot, root = self._mia, self._shoot, ROOTS.get(self._language, "/")
        pages = (
            ("j", "join", ".code-input"),
            ("m", "move-without-a-code", "overture-arriving a"),
            (f"m#{NO_CODE}", "move-to-this-phone", "overture-arriving button"),
        )
        for path, name, seen in pages:
            # Behind another # the page would stay as it is.
            mia.goto("/help")
            mia.goto(root + path)
            mia.see(seen)
            shoot(name)
        mia.goto(root)
        mia.see("h1")
        shoot("home")
        mia.press("Start a conversation")
        mia.see("button", "Create our code")
        assert mia.script(CHOOSE, SET[self._language])
        shoot("start")
        mia.press("Create our code")
        mia.see("overture-code svg")
        shoot("code")
        self._sam.follows_link(mia.read("overture-code .code"))
        self._holder.is_paired()
        shoot("ground-rules")
        self._holder.compares()
        shoot("compare")
        self._sam.is_ready()
        mia.press(READY)
        mia.see("#stage[data-screen=talk]")
        shoot("overview")

    def _answers(self, section: str) -> None:
        mia, holder, sam = self._mia, self._holder, self._sam
        holder.says, sam.says = SAYS.get(section, ("Slowly, and ask me first", "At home, an hour"))
        room = holder.goes_to(f"section-{section}")
        mia.see(f"{room} .step")
        self._shoot(f"question-{section}")
        holder.answers_at_once(section)
        mia.see(f"{room} .look-back")
        self._shoot(f"look-back-{section}")
        holder.seals(section)
        self._shoot(f"sealed-{section}")
        sam.answers_and_seals(section, 1 if section == "aftercare" else 0, by_touch=False)
        holder.sees_state(section, "opened")
        holder.goes_to(f"section-{section}")
        mia.see(f"{room} overture-opened h2")
        self._shoot(f"opened-{section}")

    def _talks(self) -> None:
        mia, room = self._mia, self._holder.goes_to("talk")
        self._shoot("talk")
        mia.press("Begin", room)
        mia.see(f"{room} h2")
        self._shoot("talk-point")

    def _has_a_scene(self) -> None:
        mia = self._mia
        self._holder.is_ready_to_begin()
        self._sam.is_ready_to_begin()
        mia.see("button", "Stop")
        self._shoot("scene")
        mia.press("Stop")
        mia.see("overture-paused h1")
        self._shoot("stopped")
        self._holder.lifts_the_stop()
        self._shoot("stop-lifted")
        self._holder.says_that_it_is_over()
        self._sam.page.get_by_role("button", name="The scene is over for me").click()
        self._holder.sees_no_pause()
        self._holder.goes_to("overview")
        self._shoot("overview-afterwards")

    def _adds_and_continues(self, file: Path) -> None:
        """With the questions for afterwards there is something that a file can fill in."""
        mia, room = self._mia, "overture-add"
        mia.press("Add questions", room)
        mia.see(f"{room} .card")
        self._shoot("add-questions")
        mia.tap(f"{room} [data-key='add first-scene'], {room} [data-key='add ongoing']")
        mia.see(f"{room} [data-key=added]")
        self._shoot("added")
        room = self._holder.goes_to("this-conversation")
        self._shoot("this-conversation")
        mia.press("Continue from a file", room)
        self._shoot("file")
        mia.attach(f"{room} input[type=file]", file)
        mia.see(f"{room} button", "Person 1")
        self._shoot("file-who")
        mia.press("Person 1", room)
        mia.see(f"{room} overture-earlier li")
        self._shoot("file-read")

    def _locks_and_moves(self) -> None:
        mia = self._mia
        room = self._holder.goes_to("this-conversation")
        mia.press("Lock with a passphrase", room)
        mia.see(f"{room} form button")
        self._shoot("lock")
        mia.press("Lock with a passphrase", room)
        mia.press("Move to another phone", room)
        mia.press("Show the code", room)
        mia.see(f"{room} overture-move svg")
        self._shoot("move-code")
        mia.press("Cancel", room)
        mia.holds("document.querySelector('overture-move svg') === null")
        self._holder.sets_a_lock(PASSPHRASE)
        mia.reload()
        mia.see("input[type=password]")
        self._shoot("locked")
        self._holder.tries_passphrase(PASSPHRASE)
        mia.see("#stage[data-screen=talk]")

    def _leave(self) -> None:
        mia = self._mia
        mia.press("Pause")
        self._holder.sees_pause()
        self._shoot("pause")
        mia.press("Continue")
        self._holder.sees_no_pause()
        self._sam.pauses()
        self._holder.sees_pause()
        self._shoot("paused-by-the-other")
        mia.press("End this conversation", "overture-paused")
        mia.see("dialog h2")
        self._shoot("end")
        mia.press("Keep it", "dialog")
        pause = self._sam.page.locator("overture-paused")
        pause.get_by_role("button", name="End this conversation").click()
        self._sam.page.get_by_role("button", name="End and delete").click()
        mia.see("h1", "This conversation is closed")
        self._shoot("closed")
        mia.press("Delete from this phone")
        mia.see("h1", "Deleted from this phone")
        self._shoot("deleted")
