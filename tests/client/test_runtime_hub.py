"""The phone and its hub over time: a hub that restarts, and everything that ever reaches it."""

import json
import time
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from tests.client.runtime_support import opened, seal, stored, take, talk, until
from tests.support.browser import Phones
from tests.support.hub import Hub

SECTION = "building"
FEW = 3
HUB_GONE = "WebSocket connection|ERR_CONNECTION_REFUSED|Unexpected response code"


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


def test_a_full_hub_is_asked_again_until_it_has_room(phones: Phones) -> None:
    refused: list[int] = []
    room = False

    def full(socket: WebSocketRoute) -> None:
        hub = socket.connect_to_server()

        def pass_on(said: str | bytes) -> None:
            message = json.loads(said)
            if message.get("do") == "commit" and not room:
                refused.append(message["id"])
                socket.send(json.dumps({"refused": message["id"], "code": "full", "message": ""}))
            else:
                hub.send(said)

        socket.on_message(pass_on)

    talk(phones)
    mia = phones.mia.page
    mia.route_web_socket("**/live", full)
    mia.reload()
    take(mia)
    until(mia, "conversation.document && conversation.link === 'connected'")
    seal(mia, SECTION, "waits for room")
    # What sealing itself sets off is over; from here on only the phone's own patience asks again.
    patience = time.monotonic() + 20
    while len(refused) < FEW and time.monotonic() < patience:
        stored(mia)
    assert len(refused) == FEW
    room = True
    until(mia, "conversation.section(conversation.chapter, argument).state === 'sealed'", SECTION)


def test_nothing_secret_leaves_the_phone(phones: Phones, hub: Hub) -> None:
    """The second half of the code and the answers, looked for in all that is sent, shown as an address, or kept."""
    sent: list[str] = []
    for phone in (phones.mia, phones.sam):
        phone.expect_problem(HUB_GONE)
        watch(phone.page, sent)
    code = talk(phones)
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

    page.on("request", on_request)
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))))
    page.on("console", lambda message: sent.append(message.text))
