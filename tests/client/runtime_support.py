"""Two phones at a real hub, through what the phone's own modules offer: pairing, sealing, and looking into storage."""

import json
import re
from typing import Any

from playwright.sync_api import Page, WebSocket, expect

from tests.support.browser import Phone, Phones
from tests.support.inside import INSIDE
from tests.support.seated import seat
from tests.support.shelf import listen

LONGEST = 30_000
"""Milliseconds within which everything that is waited for comes to pass."""
CONVERSATION = (
    """async () => {"""
    + INSIDE
    + """
  const session = await inside('session/conversation');
  window.conversation = await session.whenReady();
}"""
)

WHOLE = "conversation.document && conversation.link === 'connected' && customElements.get('overture-talk')"
"""A page that has all that it needs: the questions, the hub, and what is loaded last."""

SEAL = """async ([id, words]) => {
  const {chapter, document} = conversation;
  const asked = document.sections.find((section) => section.id === id);
  const text = asked.questions.find((question) => question.kind === 'text').id;
  const answers = {v: 1, answers: {[text]: words}, skip: [], talk: [], first: []};
  await conversation.rounds.seal(chapter, id, conversation.section(chapter, id).round, answers);
}"""

STORED = """async () => {
  const database = await new Promise((done, failed) => {
    const request = indexedDB.open('overture');
    request.onsuccess = () => done(request.result);
    request.onerror = failed;
  });
  const stored = {};
  for (const name of database.objectStoreNames) {
    const request = database.transaction(name).objectStore(name).getAll();
    stored[name] = await new Promise((done) => { request.onsuccess = () => done(request.result); });
  }
  database.close();
  return stored;
}"""


def said_by(page: Page) -> list[dict[str, Any]]:
    """Every message that the page sends from now on, as it is sent."""
    said: list[dict[str, Any]] = []

    def on_socket(socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: said.append(json.loads(frame)))

    listen(page, "websocket", on_socket)
    return said


def take(page: Page) -> None:
    """Make the page's conversation reachable as `conversation`."""
    page.wait_for_url(re.compile(r"/s(#.*)?$"))
    page.evaluate(CONVERSATION)


def until(page: Page, condition: str, argument: Any = None) -> None:
    """Wait until a JavaScript expression over `conversation` and `argument` holds."""
    page.wait_for_function(f"(argument) => {condition}", arg=argument)


def until_it_comes_to(page: Page, promised: str) -> None:
    """Wait until an asynchronous JavaScript function returns what is true. To `wait_for_function` a promise is true."""
    page.evaluate(f"""async () => {{
      const last = performance.now() + {LONGEST};
      while (!(await ({promised})())) {{
        if (performance.now() > last) throw new Error('that has not come to pass');
        await new Promise((done) => setTimeout(done, 20));
      }}
    }}""")


def until_nothing_waits(page: Page) -> None:
    """Wait until everything that was sent has been answered, and the storage knows it."""
    until_it_comes_to(
        page,
        f"""async () => {{
          {INSIDE}
          const {{ entriesOf }} = await inside('storage/outbox-store');
          return (await entriesOf(conversation.id)).length === 0;
        }}""",
    )


def make_code(phone: Phone) -> str:
    phone.goto("/start")
    phone.page.get_by_role("button", name="Create").click()
    phone.page.wait_for_url("**/s")
    return shown_code(phone)


def shown_code(phone: Phone) -> str:
    """The code of this phone's lobby, once a partner can join with it."""
    take(phone.page)
    until(phone.page, "conversation.pairing.secret && conversation.view?.pairing?.m1")
    expect(phone.page.locator("overture-code")).to_be_visible()
    code: str = phone.page.evaluate("() => `${conversation.pairing.locator}-${conversation.pairing.secret}`")
    return code


def join(phone: Phone, code: str) -> None:
    phone.goto("/j")
    phone.page.get_by_role("textbox").fill(code)
    phone.page.get_by_role("button", name="Join").click()


def join_by_link(phone: Phone, code: str) -> None:
    phone.goto("/j/" + code.replace("-", "#"))
    phone.page.get_by_role("button", name="Join").click()


def pair_by_link(phones: Phones) -> str:
    """Mia makes a code, Sam joins with it, and both have the keys. The code is returned."""
    code = make_code(phones.mia)
    join_by_link(phones.sam, code)
    _both_take(phones)
    return code


def pair(phones: Phones) -> None:
    """Both phones have the keys, and neither person is ready."""
    seat(phones.mia, phones.sam, ready=False)
    _both_take(phones)


def _both_take(phones: Phones, screen: str = "ready") -> None:
    for phone in (phones.mia, phones.sam):
        take(phone.page)
        until(phone.page, WHOLE)
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", screen)


def talk(phones: Phones) -> None:
    """Both phones have the keys, and both people are ready."""
    seat(phones.mia, phones.sam)
    _both_take(phones, "talk")


def talk_after_pairing(phones: Phones) -> str:
    """The same, by all the steps that two people take. The code is returned."""
    code = pair_by_link(phones)
    for phone in (phones.mia, phones.sam):
        phone.page.evaluate("() => { void conversation.send({ do: 'ready' }); }")
    for phone in (phones.mia, phones.sam):
        until(phone.page, "conversation.view.ready.both")
        expect(phone.page.locator("#stage")).to_have_attribute("data-screen", "talk")
    return code


def seal(page: Page, section: str, words: str) -> None:
    page.evaluate(SEAL, [section, words])


def opened(page: Page, section: str, round: int = 1) -> Any:
    """What this phone has opened of a section, waiting for it."""
    until(page, "conversation.rounds.opened(conversation.chapter, argument[0], argument[1])", [section, round])
    return page.evaluate("([id, n]) => conversation.rounds.opened(conversation.chapter, id, n)", [section, round])


def state(page: Page, section: str) -> str:
    return str(page.evaluate("(id) => conversation.section(conversation.chapter, id).state", section))


def stored(page: Page) -> dict[str, list[Any]]:
    """Everything in the phone's database, by store."""
    found: dict[str, list[Any]] = page.evaluate(STORED)
    return found
