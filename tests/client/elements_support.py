"""One element at a time, in a page of its own, with a conversation that the test makes up.

Everything is the product's own except session/conversation.js (stand_in_conversation.js): there the conversation is a
plain table that the test fills, that records the calls it receives, and that reports each change the test makes.
"""

import functools
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from overture.questions.model import load_file
from tests.client.shell_page import INSIDE
from tests.support.browser import Phone

FIRST_SCENE = Path(__file__).parents[2] / "server" / "overture" / "questions" / "builtin" / "first-scene.toml"
EVERY_KIND = Path(__file__).parent / "every-kind.toml"


@functools.cache
def _document(path: Path) -> bytes:
    return load_file(path).document


def document(path: Path = EVERY_KIND) -> dict[str, Any]:
    """A question set as a phone gets it. In that of every kind an open list asks for a yes as well.

    Where a mutual section has the same act the check refuses this. Conversations that began before go on with such a
    document, so phones have to read it right.
    """
    loaded: dict[str, Any] = json.loads(_document(path))
    for section in loaded["sections"]:
        for question in section["questions"]:
            if question.get("levels") == "bounds":
                question["levels"] = "activity"
    return loaded


def answers(**said: Any) -> dict[str, Any]:
    """Sealed answers: `skip`, `talk` and `first` are lists, everything else an answer; `_` in a name stands for `-`."""
    marks = {name: said.pop(name, []) for name in ("skip", "talk", "first")}
    return {"v": 1, "answers": {name.replace("_", "-"): answer for name, answer in said.items()}, **marks}


def section_view(section: str, **fields: Any) -> dict[str, Any]:
    return {
        "id": section,
        "reveal": "both",
        "pad": 8192,
        "round": 1,
        "state": "open",
        "mine": {"commit": None, "release": None},
        "note": None,
        "settled": {"me": None, "them": None},
        "agreed": False,
        "again": {"me": False, "them": False},
        "earlier": [],
        **fields,
    }


def scene_view(state: str = "none", *, me: bool = False, them: bool = False, over: bool = False) -> dict[str, Any]:
    number = 1 if state in ("running", "stopped") else 0
    return {"state": state, "n": number, "begin": {"me": me, "them": them}, "over": over}


def view(*sections: dict[str, Any], both_ready: bool = True, scene: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "v": 1,
        "role": "A",
        "phase": "talking",
        "pairing": None,
        "ready": {"me": True, "both": both_ready},
        "scene": scene or scene_view(),
        "chapters": [{"qhash": "Q", "notices": {"mine": [], "theirs": []}, "sections": list(sections)}],
    }


SHOW = """async ([html, above, state]) => {
  await import('/static/x/js/shell.js');
  document.querySelector('#stage').innerHTML = html;
  document.querySelector('#above').innerHTML = above;
  window.start(JSON.parse(state));
}"""
BECOME = f"""async (change) => {{
  {INSIDE}
  window.conversation.become(JSON.parse(change));
  await (await inside('ui/macrotask')).nextMacrotask();
}}"""


class Screen:
    """A phone that shows one element."""

    def __init__(self, browser: Browser, home: str, **options: Any) -> None:
        self.phone = Phone(browser, options.pop("name", "mia"), home, **options)
        self.page: Page = self.phone.page

    def show(self, html: str, *, above: str = "", path: str = "/", **state: Any) -> None:
        """Opens the page anew with this on the stage and this conversation; storage of the tab stays."""
        self.page.goto(path)
        # As text: to hand over a whole set as an object takes Playwright longer than to draw it.
        self.page.evaluate(SHOW, [html, above, json.dumps({"document": document(), **state})])

    def become(self, **change: Any) -> None:
        """Changes the conversation, and returns when what is drawn after that has been."""
        self.page.evaluate(BECOME, json.dumps(change))

    def calls(self, name: str) -> list[list[Any]]:
        said: list[list[Any]] = self.page.evaluate("() => window.conversation.calls")
        return [call[1:] for call in said if call[0] == name]

    def draft(self, section: str) -> Any:
        return self.page.evaluate("(section) => window.conversation.loadDraft(section)", section)

    def press(self, name: str) -> None:
        self.button(name).click()

    def asks(self, prompt: str) -> Locator:
        """Goes on until this is asked; the question."""
        question = self.page.locator(".question").filter(has=self.page.get_by_role("heading", name=prompt, exact=True))
        while not question.count():
            self.press("Next")
        return question

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def passes_axe(self) -> None:
        """Fail unless axe finds nothing against the page, and nothing against its colours in dark."""
        self.phone.check_accessible()
        self.phone.is_readable_in("dark")

    def close(self) -> None:
        problems = self.phone.unexpected()
        self.phone.close()
        assert not problems, "\n".join(problems)
