"""How what the hub draws looks and is read out: neither may hide what the phone draws, or lie over it."""

from tests.client.ui.test_htmx_bridge import CHECK, GOOD
from tests.support.browser import Phones

ROOM = '<section class="room" id="card" hidden><h1>Scene card</h1><overture-card data-phone></overture-card></section>'
LOOKS = {
    "a Stop that stops nothing, over the one that does": ("<h1>", '<h1 class="scene-stop">'),
    "what lies over the whole page": ("<h1>", '<h1 class="trouble">'),
    "what lies over the foot of it": ("<h1>", '<h1 class="turns bar">'),
    "what lies beside it": ("<h1>", '<h1 class="skip">'),
    "what nobody sees": ("<overture-card", '<overture-card class="sr-only"'),
    "what only paper shows": ("<overture-card", '<overture-card class="print-only late"'),
    # The page keeps it when another stage is drawn over this one.
    "what stays hidden afterwards": ("<overture-card", "<overture-card hidden"),
    "a stage that stays hidden": ('<main id="stage"', '<main id="stage" hidden'),
    "what is not read out": ("<overture-card", '<overture-card aria-hidden="true"'),
    "what is read out as a picture": ("<h1>", '<h1 role="img" aria-owns="card">'),
    "a dialog beside which nothing is read out": ("<h1>", '<h1 role="dialog" aria-modal="true">'),
    "another name for what is read out": ("<overture-card", '<overture-card aria-label="x"'),
    "what is reached before everything else": ("<h1>", '<h1 tabindex="1">'),
    "another language for what the phone says": ("<h1>", '<h1 lang="fi" dir="rtl">'),
}


def test_what_hides_or_lies_over_something_by_its_look_is_left_out(phones: Phones) -> None:
    page = phones.mia.page
    phones.mia.goto("/s")
    whole = GOOD.replace("</main>", f"{ROOM}</main>")
    plain = page.evaluate(CHECK, whole)["stage"]
    assert '<section class="room" id="card" hidden="">' in plain
    assert all(one in whole for one, _ in LOOKS.values())
    drawn = {what: page.evaluate(CHECK, whole.replace(*change)) for what, change in LOOKS.items()}
    assert [what for what, checked in drawn.items() if checked != {"stage": plain}] == []
