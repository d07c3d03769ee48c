"""A phone that keeps the page, and hubs that change it."""

import hashlib
import json
from typing import Any

from playwright.sync_api import Page, expect

from overture.site.manifest import client
from tests.browser.people import LOCALES, Person
from tests.support.browser import Phones
from tests.support.lying import LyingHub
from tests.support.shelf import PATIENCE_MS

ANOTHER = "/en/how"
"""The page that another build has changed."""
MARK = "<!-- 9.9.9 -->"
PASSPHRASE = "four words are enough"
LEFT = """async () => [
  ...await caches.keys(),
  ...(await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
]"""


def once(holds: str) -> str:
    """A script that waits until a function of the page returns true, and fails where that does not come."""
    return f"""async () => {{
  const end = Date.now() + {PATIENCE_MS};
  while (!(await ({holds})())) {{
    if (Date.now() > end) throw new Error('this has not come to pass');
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }}
}}"""


IS_WHOLE = once("""async () => {
  const all = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  return (await Promise.all(all.map((each) => each.match('/client-manifest.json')))).some(Boolean);
}""")
NOTHING_LEFT = once(f"async () => (await ({LEFT})()).length === 0")


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in ("before", "elements", "phone", "hub"):
        found |= json.loads((LOCALES / language / f"{name}.json").read_text(encoding="utf-8"))
    return found


EN = texts("en")


def keeping(phones: Phones, language: str = "en") -> Person:
    """Somebody whose browser keeps pages."""
    locale = {"en": "en-GB", "de": "de-DE"}[language]
    return Person(phones.new("keeping", service_workers="allow", locale=locale), language=language)


def is_kept(page: Page) -> None:
    page.evaluate(IS_WHOLE)


def locks(person: Person, said: dict[str, str]) -> None:
    person.goes_to("this-conversation")
    person.page.get_by_text(said["lock.summary"]).click()
    person.page.get_by_label(said["lock.new"]).fill(PASSPHRASE)
    person.page.get_by_label(said["lock.again"]).fill(PASSPHRASE)
    person.page.get_by_role("button", name=said["lock.do-none"]).click()
    expect(person.page.locator("overture-lock [role=status]")).to_have_text(said["lock.done-none"])


def with_mark(page: bytes) -> bytes:
    return page.replace(b"</footer>", b"</footer>" + MARK.encode())


def other_build(liar: LyingHub) -> None:
    """From now on the hub serves another page, and lists it."""

    def lie(path: str, status: int, body: bytes) -> tuple[int, bytes]:
        if path == ANOTHER:
            return status, with_mark(body)
        if path != "/client-manifest.json":
            return status, body
        listed: Any = json.loads(body)
        for entry in listed["entries"]:
            if entry["path"] == ANOTHER:
                page = with_mark(next(each.body for each in client().pages if each.path == ANOTHER))
                entry.update(size=len(page), sha256=hashlib.sha256(page).hexdigest())
        return status, json.dumps({**listed, "version": "9.9.9"}).encode()

    liar.http = lie
