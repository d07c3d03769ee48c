"""A hub whose frame around what was opened leaves something out, or hides it, while its view has everything."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.client.runtime_support import talk
from tests.hostility.lies import NOTE, Liar, both_open
from tests.support.browser import Phones
from tests.support.lying import LyingHub

LEAVES_OUT: dict[str, Any] = {
    "the answers": lambda html: html.replace("<overture-opened", "<overture-sealed").replace(
        "</overture-opened", "</overture-sealed"
    ),
    "hidden answers": lambda html: html.replace("<overture-opened", "<overture-opened hidden"),
    "answers that only paper shows": lambda html: html.replace(
        "<overture-opened", '<overture-opened class="print-only"'
    ),
    "the room": lambda html: html.replace(f'id="section-{NOTE}"', 'id="section-elsewhere"'),
    "the way to it": lambda html: html.replace(f'href="#section-{NOTE}"', 'href="#overview"'),
    "where we stand": lambda html: html.replace("<overture-standing", "<overture-card").replace(
        "</overture-standing", "</overture-card"
    ),
    "the card": lambda html: html.replace("<overture-card", "<overture-limit").replace(
        "</overture-card", "</overture-limit"
    ),
    "the stage": lambda html: html.replace('<main id="stage"', '<main hidden id="stage"'),
    "the stage but on paper": lambda html: html.replace('<main id="stage"', '<main class="print-only" id="stage"'),
    "answers that are not read out": lambda html: html.replace(
        "<overture-opened", '<overture-opened aria-hidden="true"'
    ),
    "a room that is read out as a picture": lambda html: html.replace(
        f'id="section-{NOTE}"', f'id="section-{NOTE}" role="img"'
    ),
    "answers in a fold that only paper shows": lambda html: re.sub(
        "(<overture-opened .*?</overture-opened>)",
        r'<details class="print-only"><summary>x</summary>\1</details>',
        html,
    ),
    "the ways to all rooms": lambda html: html.replace('<nav class="rooms"', '<nav hidden class="rooms"'),
    "a way to the card that nobody sees": lambda html: html.replace('href="#card"', 'class="sr-only" href="#card"'),
    "a way to it that nobody sees": lambda html: html.replace('<ol class="sections"', '<ol class="sections late"'),
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
