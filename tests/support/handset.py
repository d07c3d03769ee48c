"""A phone whose browser is WebKit or Firefox: what a finger can do there, and what is seen.

tests/support/browser.py has the phones in Chromium, of which more can be asked.
"""

import base64
import itertools
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.support.webdriver import ELEMENT, PATIENCE, Refused, Wire

TURN = 1000
"""Milliseconds for which a page looks out by itself. If it is left meanwhile, the next one is asked."""
FINAL = {"invalid session id", "no such window", "session not created"}
"""What a browser answers that is not there any more. Anything else may pass: pages are drawn, and left, at any time."""
EXIT = "Kitchen measures"
RAW_KEY = re.compile(
    r"\b(?:arriving|card|code|door|end|failure|home|join|local|lock|mutual|notes|questions|resting|scene|seal|standing"
    r"|start|status|tag)\.[a-z][a-z-]+\b"
)

# What is seen, of the elements that a selector finds, with exactly this name where one is given.
SEEN = """
const named = (one) => (one.getAttribute('aria-label') ?? one.textContent).replace(/\\s+/g, ' ').trim();
const seen = (selector, name) => [...document.querySelectorAll(selector)].filter((one) =>
  one.checkVisibility({ checkVisibilityCSS: true }) && one.getClientRects().length > 0 && !one.closest('[inert]') &&
  (name === null || named(one) === name));
"""
FIRST = SEEN + "return seen(arguments[0], arguments[1])[0] ?? null;"
WAIT = (
    SEEN
    + """
const done = arguments[arguments.length - 1];
const [selector, name, turn] = arguments;
const until = Date.now() + turn;
const look = () => {
  const found = seen(selector, name);
  if (found.length > 0) done(found[0]);
  else if (Date.now() > until) done(null);
  else setTimeout(look, 30);
};
look();
"""
)
# `%s` is an expression that becomes true; it finds its own arguments where a script has them.
HOLDS = """
const done = arguments[arguments.length - 1];
const until = Date.now() + arguments[arguments.length - 2];
const look = () => {
  if (%s) done(true);
  else if (Date.now() > until) done(false);
  else setTimeout(look, 30);
};
look();
"""
CENTRE = "arguments[0].scrollIntoView({ block: 'center', behavior: 'instant' });"
PRESSED = "button, a, summary, label"


class Handset:
    """One phone at a hub. Whatever is looked for is waited for."""

    def __init__(self, wire: Wire, name: str, home: str, saved: Path) -> None:
        self.name = name
        self.engine = type(wire).__name__
        self._wire = wire
        self._home = home
        self._saved = saved

    def goto(self, path: str, home: str | None = None) -> None:
        """Open a page of the hub, or of another address. WebKit may never answer a script that goes there."""
        self._wire.send("POST", "url", {"url": (home or self._home) + path})

    def reload(self) -> None:
        self._wire.send("POST", "refresh")

    def script(self, body: str, *args: Any) -> Any:
        """What a function with this body returns in the page."""
        return self._wire.send("POST", "execute/sync", {"script": body, "args": list(args)})

    def see(self, selector: str, name: str | None = None) -> dict[str, str]:
        """The first element that is seen; `name` is its whole text, or its label.

        Raises:
            AssertionError: It did not come; with what there was instead.
        """
        found: dict[str, str] = self._until(lambda: self._look(selector, name), f"{selector} {name or ''}")
        return found

    def shows(self, selector: str, name: str | None = None) -> bool:
        """Whether it is seen now."""
        return self.script(FIRST, selector, name) is not None

    def read(self, selector: str, name: str | None = None) -> str:
        """The text of what is seen."""
        return str(
            self._until(lambda: self.script("return arguments[0].textContent", self.see(selector, name)), selector)
        ).strip()

    def press(self, name: str, within: str = "") -> None:
        """Press what has this name: a button, a link, what unfolds, or a choice."""
        self.tap(", ".join(f"{within} {each}" for each in PRESSED.split(", ")), name)

    def tap(self, selector: str, name: str | None = None) -> None:
        self._until(lambda: self._tap(self.see(selector, name)), f"a tap on {selector} {name or ''}")

    def write(self, selector: str, text: str) -> None:
        """Put this into a field, key by key; what was there goes."""

        def fill() -> bool:
            seen = self.see(selector)
            self.script(CENTRE, seen)
            element = seen[ELEMENT]
            self._wire.send("POST", f"element/{element}/clear")
            self._wire.send("POST", f"element/{element}/value", {"text": text})
            return True

        self._until(fill, f"writing into {selector}")

    def attach(self, selector: str, file: Path) -> None:
        """Choose a file; the field itself need not be seen."""
        element = self._until(lambda: self.script("return document.querySelector(arguments[0])", selector), selector)
        self._wire.send("POST", f"element/{element[ELEMENT]}/value", {"text": str(file)})

    def presses_key(self, key: str, times: int) -> None:
        """Press a key alone, several times. Source: WebDriver, section 15.4."""
        keys = [{"type": kind, "value": key} for _ in range(times) for kind in ("keyDown", "keyUp")]
        self._wire.send("POST", "actions", {"actions": [{"type": "key", "id": "keys", "actions": keys}]})

    def holds(self, condition: str, *args: Any) -> None:
        """Wait until an expression is true in the page."""
        body = {"script": HOLDS % condition, "args": [*args, TURN]}
        self._until(lambda: self._wire.send("POST", "execute/async", body), condition)

    def goes_back(self) -> None:
        with suppress(Refused):
            self._wire.send("POST", "back")

    def downloads(self, start: Callable[[], None]) -> Path:
        """The file that `start` has saved."""
        before = set(self._saved.iterdir())
        start()

        def whole() -> Path | None:
            new = [path for path in set(self._saved.iterdir()) - before if path.suffix == ".html"]
            return next((path for path in new if path.read_text("utf-8").endswith("</html>\n")), None)

        found: Path = self._until(whole, "a saved file")
        return found

    def is_in_words(self) -> None:
        """Fail if the name of a text stands anywhere in place of it."""
        found = RAW_KEY.findall(self.script("return document.body?.innerText ?? ''"))
        assert not found, f"{self.name} reads {found}"

    def screenshot(self, path: Path) -> None:
        """What is on the screen; Firefox alone has to be asked for no more."""
        path.write_bytes(base64.b64decode(self._wire.send("GET", "screenshot", {"full": False})))

    def _look(self, selector: str, name: str | None) -> Any:
        return self._wire.send("POST", "execute/async", {"script": WAIT, "args": [selector, name, TURN]})

    def _tap(self, element: dict[str, str]) -> bool:
        self.script(CENTRE, element)
        self._wire.send("POST", f"element/{element[ELEMENT]}/click")
        return True

    def _until(self, act: Callable[[], Any], what: str) -> Any:
        """What `act` returns once it is something. The browser waits in the page; here nothing does."""
        deadline = time.monotonic() + PATIENCE
        last: Refused | None = None
        for _ in itertools.count():
            try:
                found = act()
            except Refused as refused:
                if refused.kind in FINAL:
                    raise
                last, found = refused, None
            if found:
                return found
            if time.monotonic() > deadline:
                break
        shown = ""
        with suppress(Refused):
            shown = self.script("return `${location.pathname} ${document.title}: ${document.body?.innerText}`")
        raise AssertionError(f"{self.name} waited for {what} in vain. {last or ''} There was: {shown[:1500]}")
