"""The phone and its hub over time: a hub that restarts, and everything that ever reaches it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.client.runtime_support import make_code, opened, seal, take, talk, talk_after_pairing, until
from tests.support.browser import Phones
from tests.support.hub import Hub
from tests.support.shelf import listen

SECTION = "building"
HUB_GONE = "WebSocket connection|ERR_CONNECTION_RE(FUSED|SET)|Unexpected response code"


@pytest.fixture
def hub(start_hub: Callable[..., Hub]) -> Hub:
    """A hub of the test's own, which it stops."""
    return start_hub()


def test_a_restarted_hub_is_found_again_and_nothing_is_lost(phones: Phones, hub: Hub) -> None:
    talk(phones)
    for phone in (phones.mia, phones.sam):
        phone.expect_problem(HUB_GONE)
    hub.stop()
    until(phones.mia.page, "conversation.link === 'lost'")
    seal(phones.mia.page, SECTION, "sealed while the hub was down")
    hub.start()
    until(phones.mia.page, "conversation.section(conversation.chapter, argument).state === 'sealed'", SECTION)
    until(phones.sam.page, "conversation.link === 'connected'")
    seal(phones.sam.page, SECTION, "and the other")
    assert "sealed while the hub was down" in opened(phones.sam.page, SECTION)["theirs"]["answers"].values()


def test_a_socket_that_died_in_a_sleep_is_noticed_two_seconds_after_waking(phones: Phones) -> None:
    phone = phones.mia
    make_code(phone)
    phone.stop_the_clock()
    phone.goto("/s")
    take(phone.page)
    until(phone.page, "conversation.link === 'connected'")
    phone.page.clock.pause_at(phone.page.evaluate("() => Date.now()") + 5000)
    # Nothing closes the socket: what is sent into it only arrives nowhere any more.
    phone.page.evaluate("() => { WebSocket.prototype.send = () => {}; }")
    phone.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    phone.page.clock.run_for(1999)
    assert phone.page.evaluate("() => conversation.link") == "connected"
    phone.page.clock.run_for(2)
    assert phone.page.evaluate("() => conversation.link") == "lost"


def test_nothing_secret_leaves_the_phone(phones: Phones, hub: Hub) -> None:
    """The second half of the code and the answers, looked for in all that is sent, shown as an address, or kept."""
    sent: list[str] = []
    for phone in (phones.mia, phones.sam):
        phone.expect_problem(HUB_GONE)
        watch(phone.page, sent)
    code = talk_after_pairing(phones)
    locator, secret = code.split("-")
    canary = "canary-in-an-answer-7741"
    for phone in (phones.mia, phones.sam):
        seal(phone.page, SECTION, canary)
    for phone in (phones.mia, phones.sam):
        opened(phone.page, SECTION)
        page = phone.page
        sent += [page.url, page.title(), page.evaluate("() => document.referrer")]
        page.goto(page.url.split("#")[0] + "#standing")
        sent.append(json.dumps(page.evaluate("() => [history.length, JSON.stringify(history.state)]")))
    hub.stop()
    everything = "\n".join([*sent, hub.log])
    assert locator in everything, "the watch sees nothing"
    for secret_thing in (
        canary,
        f"#{secret}",
        f"{locator}-{secret}",
        f"{locator}{secret}",
        "HX-Current-URL",
        "hx-request",
    ):
        assert secret_thing.lower() not in everything.lower(), secret_thing
    words = [word for line in sent for word in line.replace('"', " ").split()]
    assert secret not in words
    for path in hub.data_dir.rglob("*"):
        if path.is_file():
            assert canary.encode() not in path.read_bytes(), path


def watch(page: Page, sent: list[str]) -> None:
    def on_request(request: Any) -> None:
        sent.append(json.dumps([request.url, request.method, request.all_headers(), request.post_data]))

    listen(page, "request", on_request)
    listen(page, "websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    listen(page, "console", lambda message: sent.append(message.text))
