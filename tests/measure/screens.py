"""`python -m tests.measure.screens FOLDER`: the same screens in three engines, side by side, to be looked at.

Two people have a short conversation, one of them in Chromium, WebKit and Firefox after one another, in light and in
dark, and in WebKit in German too. FOLDER gets a picture of each screen: its top, and its end where it is longer than
the phone. By hand, in about four minutes; what the pictures should show is said in docs/browsers.md.
"""

import base64
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ElementHandle, Error

from tests.browser.handheld import Holder
from tests.browser.people import READY, Person, in_another_language
from tests.support.browser import Phone, launched
from tests.support.handset import Handset
from tests.support.hub import OFTEN, Hub
from tests.support.webdriver import ELEMENT, ENGINES, NARROW, Refused

LANGUAGES = {"de": "/de/"}
VARIANTS = (
    ("chromium", "light", "en"),
    ("webkit", "light", "en"),
    ("firefox", "light", "en"),
    ("webkit", "light", "de"),
    ("chromium", "dark", "en"),
    ("webkit", "dark", "en"),
    ("firefox", "dark", "en"),
)
SET = "just-before"
SECTIONS = ("today", "plan", "stop-signals", "aftercare")
SHEET = """<body style="margin: 0; padding: 8px; background: #888; font: 14px sans-serif">
<div style="display: grid; grid-template-columns: repeat(4, 360px); gap: 12px">{}</div>"""
FIGURE = (
    '<figure style="margin: 0"><figcaption>{}</figcaption><img width="360" src="data:image/png;base64,{}"></figure>'
)

# What moves has come to rest, and what is written in a font is written in it.
STILL = """
const done = arguments[arguments.length - 1];
const all = document.getAnimations().map((each) => each.finished.catch(() => null));
const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(1)));
Promise.all([...all, document.fonts.ready]).then(drawn);
"""
CHOOSE = """
const all = [...document.querySelectorAll('[type=radio]')];
const one = all.find((each) => each.closest('label')?.innerText.includes(arguments[0]));
one?.click();
return one !== undefined;
"""
TO_TOP = "scrollTo({ top: 0, behavior: 'instant' }); return true;"
TO_END = """
const sheet = document.querySelector('[data-resting] overture-paused') ?? document.documentElement;
const far = sheet.scrollHeight - sheet.clientHeight;
sheet.scrollTo({ top: far, behavior: 'instant' });
return far > 24;
"""


class PageWire:
    """Chromium by the few commands of WebDriver that a Handset sends."""

    def __init__(self, phone: Phone) -> None:
        self._page = phone.page
        self._known: list[ElementHandle] = []

    def send(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        try:
            return self._send(method, path, body or {})
        except Error as error:
            raise Refused("not now", error.message) from None

    def _send(self, method: str, path: str, body: dict[str, Any]) -> Any:
        match method, path.split("/"):
            case "POST", ["url"]:
                return self._page.goto(body["url"]) and None
            case "POST", ["refresh"]:
                return self._page.reload() and None
            case "POST", ["execute", kind]:
                return self._script(kind, body)
            case "POST", ["element", number, "click"]:
                return self._known[int(number)].click()
            case "POST", ["element", number, "clear"]:
                return self._known[int(number)].fill("")
            case "POST", ["element", number, "value"]:
                return self._known[int(number)].type(body["text"])
            case "GET", ["screenshot"]:
                return base64.b64encode(self._page.screenshot()).decode()
        raise AssertionError(f"{method} {path}")

    def close(self) -> None:
        pass

    def _script(self, kind: str, body: dict[str, Any]) -> Any:
        given = [self._known[int(one[ELEMENT])] if isinstance(one, dict) else one for one in body["args"]]
        does = f"(function () {{ {body['script']} }})"
        run = f"(given) => {does}.apply(null, given)"
        if kind == "async":
            run = f"(given) => new Promise((done) => {does}.apply(null, [...given, done]))"
        found = self._page.evaluate_handle(run, given)
        element = found.as_element()
        if element is None:
            return found.json_value()
        self._known.append(element)
        return {ELEMENT: str(len(self._known) - 1)}


class Reader(Handset):
    """A phone in some language; whoever holds it names what is on it in English."""

    def __init__(self, *given: Any, language: str) -> None:
        super().__init__(*given)
        self._words = in_another_language(language) if language != "en" else {}

    def word(self, english: str) -> str:
        return self._words.get(english, english)

    def see(self, selector: str, name: str | None = None) -> dict[str, str]:
        return super().see(selector, name if name is None else self.word(name))

    def shows(self, selector: str, name: str | None = None) -> bool:
        return super().shows(selector, name if name is None else self.word(name))

    def still(self) -> None:
        self._wire.send("POST", "execute/async", {"script": STILL, "args": []})


@contextmanager
def reader(browser: Browser, home: str, variant: tuple[str, str, str]) -> Iterator[Reader]:
    """A phone of that engine, scheme and language, 360 pixels wide."""
    engine, scheme, language = variant
    with tempfile.TemporaryDirectory() as folder:
        if engine == "chromium":
            size = {"width": NARROW["width"], "height": NARROW["height"]}
            phone = Phone(browser, "mia", home, color_scheme=scheme, viewport=size)  # type: ignore[arg-type]
            yield Reader(PageWire(phone), "mia", home, Path(folder), language=language)
            phone.close()
        else:
            with ENGINES[engine](Path(folder), narrow=True, dark=scheme == "dark") as wire:
                yield Reader(wire, "mia", home, Path(folder) / "saved", language=language)


def walk(mia: Reader, sam: Person, language: str, shoot: Callable[[str], None]) -> None:
    """From the home page to a scene that has been stopped; `shoot` is called with the name of each screen."""
    holder, root = Holder(mia), LANGUAGES.get(language, "/")
    mia.goto(root + "j")
    mia.see(".code-input")
    shoot("join")
    mia.goto(root)
    mia.see("h1")
    shoot("home")
    mia.press("Start a conversation")
    mia.see("button", "Create our code")
    assert mia.script(CHOOSE, {"en": "Just before", "de": "Kurz davor"}[language])
    shoot("start")
    mia.press("Create our code")
    mia.see("overture-code svg")
    shoot("code")
    sam.follows_link(mia.read("overture-code .code"))
    holder.is_paired()
    holder.compares()
    shoot("compare")
    sam.is_ready()
    mia.press(READY)
    mia.see("#stage[data-screen=talk]")
    shoot("overview")
    _answer(mia, holder, sam, shoot)
    for room in ("standing", "card"):
        holder.goes_to(room)
        shoot(room)
    mia.press("Ready to begin")
    sam.goes_to("card").get_by_role("button", name="Ready to begin").click()
    mia.see("button", "Stop")
    shoot("scene")
    mia.press("Stop")
    mia.see("overture-paused h1")
    shoot("stopped")


def _answer(mia: Reader, holder: Holder, sam: Person, shoot: Callable[[str], None]) -> None:
    texts = {"today": ("No rope", "Nothing on my neck"), "stop-signals": ("Red", "Pineapple")}
    for section in SECTIONS:
        holder.says, sam.says = texts.get(section, ("Slowly, and ask me first", "At home, an hour"))
        holder.goes_to(f"section-{section}")
        if section == "today":
            shoot("question")
        holder.answers_at_once(section)
        mia.see(f"#section-{section} .look-back")
        if section == "today":
            shoot("look-back")
        holder.seals(section)
        sam.answers_and_seals(section, 0, by_touch=False)
        holder.reads_opened(section)
        if section in ("today", "stop-signals"):
            shoot(f"opened-{section}")


def main(folder: Path) -> None:
    """Write the pictures."""
    shots: dict[str, list[str]] = {}

    def shoot(mia: Reader, variant: tuple[str, str, str], name: str) -> None:
        mia.still()
        for part, scroll in (("top", TO_TOP), ("end", TO_END)):
            if mia.script(scroll):
                mia.screenshot(picture)
                image = base64.b64encode(picture.read_bytes()).decode()
                shots.setdefault(f"{name}-{part}", []).append(FIGURE.format(" ".join(variant), image))

    with tempfile.TemporaryDirectory() as temporary, launched() as browser:
        picture = Path(temporary) / "one.png"
        hub = Hub(Path(temporary), env={"RATE_START": OFTEN, "RATE_JOIN": OFTEN})
        hub.start()
        try:
            for variant in VARIANTS:
                other = Phone(browser, "sam", hub.url)
                with reader(browser, hub.url, variant) as mia:
                    walk(mia, Person(other), variant[2], partial(shoot, mia, variant))
                other.close()
                sys.stdout.write(f"{' '.join(variant)}\n")
                sys.stdout.flush()
            folder.mkdir(parents=True, exist_ok=True)
            page = browser.new_page(viewport={"width": 1492, "height": 600})
            for name, figures in shots.items():
                page.set_content(SHEET.format("".join(figures)))
                page.screenshot(path=folder / f"{name}.png", full_page=True)
        finally:
            hub.discard()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
