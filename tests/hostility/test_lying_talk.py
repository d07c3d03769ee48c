"""A hub that lies about a talk: nothing goes back on a phone, and nobody says yes for another."""

from typing import Any

import pytest
from playwright.sync_api import Page

from overture_partner.protocol.encoding import H32, base64url, from_base64url
from tests.client.runtime_support import take, talk, until
from tests.hostility.lies import NOTE, Liar, both_open, call, pages
from tests.support.browser import Phones
from tests.support.lying import LyingHub

POINT, NEXT = "k3J9xQ2a", "Zz-_0123"


def where(page: Page) -> list[Any]:
    """What each seat has said, as this phone has it."""
    found: list[Any] = page.evaluate("() => ['A', 'B'].map((seat) => conversation.talk.talks[seat])")
    return [[talk["at"], talk["marks"]] for talk in found]


@pytest.fixture
def talked(deceived: Phones, liar: LyingHub) -> tuple[Page, Liar]:
    """Mia's phone, and the hub that speaks to it, after both have moved and marked."""
    talk(deceived)
    mia, sam = pages(deceived)
    both_open(deceived, NOTE)
    call(mia, "talk.take", {"at": POINT})
    until(sam, "conversation.talk.talks.A.at?.[1] === argument", POINT)
    call(sam, "talk.take", {"at": NEXT, "mark": {"point": POINT, "mark": "later"}})
    until(mia, "conversation.talk.talks.B.at?.[1] === argument", NEXT)
    call(sam, "talk.take", {"mark": {"point": POINT, "mark": "talked"}})
    until(mia, "conversation.talk.talks.B.marks[argument]?.[1] === 'talked'", POINT)
    return mia, Liar(liar, "A")


def test_the_talk_follows_what_both_have_said(talked: tuple[Page, Liar]) -> None:
    mia, _ = talked
    assert where(mia) == [[[1, POINT], {}], [[2, NEXT], {POINT: [3, "talked"]}]]


NAME = base64url(H32(b"made up"))
LIES: dict[str, dict[str, Any]] = {
    "an older one": {"them": {"n": 1, "box": NAME}},
    "none": {"me": None, "them": None},
    "another with the same number": {"them": {"n": 2, "box": NAME}},
    "one that it does not have": {"them": {"n": 9, "box": NAME}},
    "the partner's as mine": {"me": {"n": 5, "box": "them"}},
    "mine as the partner's": {"them": {"n": 5, "box": "me"}},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_no_lie_moves_anything(talked: tuple[Page, Liar], lie: dict[str, Any]) -> None:
    mia, hub = talked
    seen = where(mia)

    def change(view: Any) -> None:
        true = dict(view["talk"])
        for whose, claimed in lie.items():
            moved = claimed is not None and claimed["box"] in true
            view["talk"][whose] = claimed | {"box": true[claimed["box"]]["box"]} if moved else claimed

    hub.keeps_saying(hub.newest(), change)
    assert where(mia) == seen
    mia.reload()
    take(mia)
    # The lie is the first view that there is.
    until(mia, "conversation.blocked || (conversation.link === 'connected' && conversation.history.hubView)")
    assert where(mia) == seen
    hub.is_honest_again()
    assert where(mia) == seen


def test_a_talk_that_the_hub_has_lost_is_sent_again(talked: tuple[Page, Liar]) -> None:
    _, hub = talked
    sent = [each for each in hub.line.received if each.get("do") == "talk"]
    assert [each["n"] for each in sent] == [1]
    hub.says(hub.newest(), lambda view: view["talk"].update(me=None))
    hub.hub.until(lambda: len([each for each in hub.line.received if each.get("do") == "talk"]) > 1)
    again = [each for each in hub.line.received if each.get("do") == "talk"][-1]
    assert (again["n"], again["box"]) == (sent[0]["n"], sent[0]["box"])
    assert len(from_base64url(again["box"])) == 4177
