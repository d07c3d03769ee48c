"""The pages: inert shells. They know nothing of the hub that serves them, nor of the phone that asks.

A page stands under each language prefix, as `/de/start`, and without one, where the hub serves it in the language that
the browser prefers. What a page shows of a hub and of a session comes later, as data.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from overture.i18n import languages, text
from overture.site.headers import policy_in_page
from overture.templates import environment

PAGES: dict[str, str] = {
    "/": "home",
    "/start": "start",
    "/j": "join",
    "/j/{locator}": "join",
    "/s": "session",
    "/m": "move",
    "/how": "how",
    "/words": "words",
    "/help": "help",
    "/away": "away",
}
"""The template of each path."""
STARTING = ("about", "home", "join", "move", "session", "start")
"""The names of the modules with which pages start, as their templates say."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page in one language, at one address.

    Args:
        path: Its address, such as "/de/start"; "{locator}" in it stands for any text.
        name: The name of its template.
        language: The code of its language.
        negotiated: Whether its address is that of every language, and the browser's preference decides between them.
        body: The HTML, in UTF-8.
    """

    path: str
    name: str
    language: str
    negotiated: bool
    body: bytes


def pages(
    build: str,
    scripts: Mapping[str, tuple[str, ...]],
    ahead: Mapping[str, tuple[str, ...]],
    hub: str | None = None,
) -> tuple[Page, ...]:
    """Return every page at every address, in every language.

    Args:
        build: The id under which static files are served (`files.build_id`).
        scripts: By name of what a page starts with: the paths of that and of all that it imports.
        ahead: By the same names: the paths of what the page after it will need.
        hub: Of pages that no hub serves: the origin of the hub that they speak to, or an empty text where that is
            their own. They carry their policy themselves.
    """
    policy = None if hub is None else policy_in_page(hub)
    given = {"build": build, "scripts": scripts, "ahead": ahead, "hub": hub, "policy": policy}
    return tuple(_pages(given))


def _pages(given: Mapping[str, object]) -> Iterator[Page]:
    for path, name in PAGES.items():
        for language in languages():
            for base in ("", f"/{language}"):
                body = _render(path, name, language, base, given)
                yield Page(f"{base}{path}".rstrip("/") or "/", name, language, not base, body)


def _render(path: str, name: str, language: str, base: str, given: Mapping[str, object]) -> bytes:
    # The locator in a path must not be written into the page: the phone appends it to the links by itself.
    elsewhere = path.partition("/{")[0].rstrip("/")
    switch = [(code, text(code, "page.language"), f"/{code}{elsewhere}") for code in languages()]
    template = environment(language).get_template(f"pages/{name}.html")
    return template.render(base=base, switch=switch, **given).encode()
