"""A hub whose frame around what was opened leaves something out, or hides it, while its view has everything."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.client.runtime_support import talk, until
from tests.hostility.lies import NOTE, Liar, both_open
from tests.support.browser import Phones
from tests.support.lying import LyingHub


def without(name: str) -> Callable[[str], str]:
    """A frame in which nothing of the phone's by that name stands."""
    return lambda html: html.replace(f"<overture-{name}", "<overture-print").replace(
        f"</overture-{name}", "</overture-print"
    )


def around(name: str, before: str, after: str) -> Callable[[str], str]:
    return lambda html: re.sub(f"(<overture-{name} .*?</overture-{name}>)", rf"{before}\1{after}", html)


ROOM, WAY = f"section-{NOTE}", f'<a class="card-link" href="#section-{NOTE}"'
LEAVES_OUT: dict[str, Callable[[str], str]] = {
    "the answers": without("opened"),
    "the room": lambda html: html.replace(f'id="{ROOM}"', 'id="section-elsewhere"'),
    "the way to it": lambda html: html.replace(f'href="#{ROOM}"', 'href="#overview"'),
    "where we stand": without("standing"),
    "the card": without("card"),
    "what sets a limit": without("limit"),
    "what takes back what both have said": without("notes"),
    "the talk": without("talk"),
    "the way to the talk": lambda html: html.replace('href="#talk"', 'href="#overview"'),
    "the words of a way": lambda html: re.sub(r'(<a href="#card">)[^<]*', "\\1\u200b", html),
    "the title of a way": lambda html: re.sub(f"({WAY}>)<overture-text.*?</overture-text>", r"\1", html),
    "the title of a way, for that of nothing": lambda html: html.replace(
        f'{WAY}><overture-text data-phone part="title"', f'{WAY}><overture-text data-phone part="x"'
    ),
    "what a fold is opened with": around("opened", "<details><summary></summary>", "</details>"),
    "what can be seen of that": around(
        "opened", '<details><summary><section class="room" hidden>x</section></summary>', "</details>"
    ),
    "the ways, in a fold": lambda html: html.replace(
        '<nav class="rooms"', '<nav class="rooms"><details><summary></summary'
    ).replace("</nav>", "</details></nav>"),
    "the ways, as if somebody answered": lambda html: html.replace('id="overview"', 'id="overview" data-state="open"'),
    "the card, for another room of its name": lambda html: html.replace(
        '<nav class="rooms"', '<div class="room" id="card">x</div><nav class="rooms"'
    ),
}


def test_a_frame_that_leaves_out_what_was_opened_is_not_shown(deceived: Phones, liar: LyingHub) -> None:
    """The view has everything, and what is drawn beside it has not."""
    talk(deceived)
    mia, hub = deceived.mia.page, Liar(liar, "A")
    both_open(deceived, NOTE)
    whole = hub.newest()
    hub.says(whole)
    expect(mia.locator(f"#section-{NOTE} overture-opened")).to_have_count(1)
    expect(mia.locator("#held")).to_have_count(0)
    for what, frame in LEAVES_OUT.items():
        newest = hub.newest()
        newest["html"] = frame(newest["html"])
        assert newest["html"] != whole["html"], what
        hub.says(newest)
        expect(mia.locator("#held"), what).to_have_count(1)
        expect(mia.locator(f"#section-{NOTE} overture-opened"), what).to_have_count(1)
        expect(mia.locator("#standing overture-standing"), what).to_have_count(1)
        hub.says(whole)
        expect(mia.locator("#held"), what).to_have_count(0)


def test_a_room_within_another_takes_the_place_of_none(deceived: Phones, liar: LyingHub) -> None:
    """It would be the first of its name, and hidden with the room around it."""
    talk(deceived)
    mia, hub = deceived.mia.page, Liar(liar, "A")
    newest = hub.newest()
    within = '<section class="room" id="card"><h1 id="within">x</h1></section></section>'
    newest["html"] = newest["html"].replace("</section>", within, 1)
    hub.says(newest)
    expect(mia.locator("#within")).to_have_count(1)
    mia.get_by_role("navigation").get_by_role("link", name="Scene card").click()
    expect(mia.locator("overture-card")).to_be_visible()


def test_what_waits_for_an_opening_waits_no_longer_for_more_of_the_same(deceived: Phones, liar: LyingHub) -> None:
    """A hub that says without end that something is about to open would keep every stage off the screen."""
    talk(deceived)
    mia, hub = deceived.mia.page, Liar(liar, "A")
    both_open(deceived, NOTE)
    card = mia.locator(f"#card-{ROOM}")
    expect(card).to_have_attribute("data-state", "opened")
    newest = hub.newest()
    opened, sealed = (f'id="card-{ROOM}" data-state="{state}"' for state in ("opened", "both-sealed"))
    assert opened in newest["html"]
    newest["html"] = newest["html"].replace(opened, sealed)
    for _ in range(200):
        hub.says(newest)
        until(mia, f"conversation.view.v === {hub.number}")
        if card.get_attribute("data-state") == "both-sealed":
            return
    pytest.fail("nothing was drawn meanwhile")
