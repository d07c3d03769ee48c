"""What a fragment of the hub holds, read as strictly as the phone does (client/static/js/ui/fragment-check.js)."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from overture.core.view import View
from overture.i18n import ENGLISH
from overture.web import render

ELEMENTS = {
    *("main", "section", "article", "header", "nav", "h1", "h2", "h3", "p", "ul", "ol", "li", "a", "button", "span"),
    *("strong", "em", "small", "div", "details", "summary", "dl", "dt", "dd", "hr"),
}
ATTRIBUTES = {"id", "class", "hidden", "tabindex", "aria-label", "hx-ws:send", "hx-vals"}
_CHECK = (Path(__file__).parents[2] / "client" / "static" / "js" / "ui/fragment-check.js").read_text(encoding="utf-8")


def _listed(name: str, prefix: str) -> set[str]:
    """The names of a list on the phone, which this twin must not know better."""
    found = re.search(rf"const {name} = new Set\(\s*'([a-z ]+)'", _CHECK)
    assert found is not None, name
    return {prefix + each for each in found[1].split()}


PHONE_ELEMENTS = _listed("PHONE_ELEMENTS", "overture-")
DATA = _listed("DATA", "data-")
PHONE_ATTRIBUTES = {"data-phone", "locator", "stage", "part", "chapter", "room", "section", "round", "state"}


class Fragment(HTMLParser):
    """A Python twin of the phone's check, and what it found on the way."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self.ids: list[str] = []
        self.commands: list[dict[str, Any]] = []
        self.acts: list[str] = []
        self.elements: list[str] = []
        self.stack: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.feed(html)
        self.close()
        if self.stack:
            self.problems.append(f"not closed: {self.stack}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.stack.append(tag)
        if tag not in ELEMENTS | PHONE_ELEMENTS:
            self.problems.append(f"<{tag}>")
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.problems.append(f"<{tag}> repeats an attribute: {names}")
        if tag == "hr":
            self.stack.pop()
        given = dict(attrs)
        self.attributes |= set(given)
        for name, value in attrs:
            self._check(tag, name, value or "")
        if tag == "button" and given.get("type") != "button":
            self.problems.append("a button that could submit")
        if tag.startswith("overture-") and "data-phone" not in given:
            self.problems.append(f"<{tag}> would be morphed")
        if "hx-vals" in given:
            self.commands.append(json.loads(given["hx-vals"] or ""))
        if ("hx-ws:send" in given) != ("hx-vals" in given):
            self.problems.append("half a command")

    def handle_comment(self, data: str) -> None:
        self.problems.append(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        self.problems.append(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        self.problems.append(f"an instruction: {data}")

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"</{tag}> out of place")

    def _check(self, tag: str, name: str, value: str) -> None:
        if name == "href":
            self.links.append(value)
            allowed = tag == "a" and re.fullmatch(r"#[a-z0-9-]+", value) is not None
        elif name == "type":
            allowed = tag == "button" and value == "button"
        elif name in PHONE_ATTRIBUTES:
            allowed = tag.startswith("overture-")
        else:
            allowed = name in ATTRIBUTES | DATA | {"data-act"}
        if not allowed:
            self.problems.append(f"<{tag} {name}={value!r}>")
        if name == "id":
            self.ids.append(value)
        if name == "data-act":
            self.acts.append(value)


def stage(view: View, language: str = ENGLISH) -> str:
    """The whole fragment for one seat's view, as it is once the message that carries it has been read."""
    html: str = json.loads(render.stage(view, language))
    return html
