"""A hub that names an added question set whose bytes do have that hash, but which are no question set."""

from typing import Any

import pytest
from playwright.sync_api import Route, expect

from overture_partner.protocol.encoding import H32, base64url
from tests.client.runtime_support import talk
from tests.hostility.lies import NOTE, Liar, both_open, pages
from tests.support.browser import Phones
from tests.support.lying import LyingHub

UNREADABLE = {
    "no JSON": b"Pick a set",
    "no UTF-8": b'{"format": 1, "title": "\xff"}',
    "nothing in it": b"{}",
    "a list": b"[]",
    "another format": b'{"format": 2, "id": "later", "languages": [], "scales": {}, "sections": []}',
    "no sections": b'{"format": 1, "id": "empty", "languages": ["en"], "scales": {}, "glossary": []}',
    "deep": b"[" * 20_000 + b"]" * 20_000,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_the_phone_says_so_once_and_the_conversation_goes_on(deceived: Phones, liar: LyingHub, body: bytes) -> None:
    talk(deceived)
    mia, _ = pages(deceived)
    name = base64url(H32(body))

    def add(view: Any) -> None:
        view["chapters"].append({"qhash": name, "sections": [], "notices": {"mine": [], "theirs": []}})

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=body)

    mia.route(f"**/questions/{name}.json", answer)
    hub = Liar(liar, "A")
    hub.says(hub.newest(), add)
    expect(mia.locator("#status")).to_contain_text("passed on something different")
    hub.is_honest_again()
    both_open(deceived, NOTE)
