"""Phones of three engines, held alike: Chromium by the few commands of WebDriver that a Handset sends."""

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ElementHandle, Error

from tests.browser.people import in_another_language
from tests.support.browser import Phone
from tests.support.handset import Handset
from tests.support.webdriver import ELEMENT, ENGINES, NARROW, Refused

# What moves has come to rest, and what is written in a font is written in it.
STILL = """
const done = arguments[arguments.length - 1];
const all = document.getAnimations().map((each) => each.finished.catch(() => null));
const drawn = () => requestAnimationFrame(() => requestAnimationFrame(() => done(1)));
Promise.all([...all, document.fonts.ready]).then(drawn);
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
                return self._types(self._known[int(number)], body["text"])
            case "GET", ["screenshot"]:
                return base64.b64encode(self._page.screenshot()).decode()
        raise AssertionError(f"{method} {path}")

    def close(self) -> None:
        pass

    def _types(self, field: ElementHandle, text: str) -> None:
        if field.get_attribute("type") == "file":
            field.set_input_files(text)
        else:
            field.type(text)

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
            with ENGINES[engine](Path(folder), for_pictures=True, dark=scheme == "dark") as wire:
                yield Reader(wire, "mia", home, Path(folder) / "saved", language=language)
