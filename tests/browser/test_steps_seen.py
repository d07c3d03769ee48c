"""After each step of a section the heading that has the focus is wholly seen, on small phones and with large text."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, are_talking

NARROW = ((320, 100), (320, 200), (360, 100), (360, 150), (360, 200))
"""Widths in pixels, and sizes of text in percent."""
SEEN = """() => {
  const edge = document.querySelector('.top-session').getBoundingClientRect().bottom;
  const bars = [...document.querySelectorAll('.turns')].map((bar) => bar.getBoundingClientRect());
  const foot = Math.min(innerHeight, ...bars.filter(({ height }) => height > 0).map(({ top }) => top));
  const words = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return [...range.getClientRects()].filter(({ width, height }) => width > 0 && height > 0);
  };
  const isCut = (element) => words(element).some(({ top, bottom }) => top < edge - 1 && bottom > edge + 1);
  const focused = words(document.activeElement);
  const others = [...document.querySelectorAll('#stage :is(h1, h2, .way p)')];
  return {
    heading: document.activeElement.textContent,
    room: [Math.min(...focused.map(({ top }) => top)) - edge, foot - Math.max(...focused.map(({ bottom }) => bottom))],
    cut: others.filter(isCut).map((each) => each.textContent),
  };
}"""


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_the_heading_of_each_step_is_wholly_seen(mia: Person, sam: Person, language: str) -> None:
    are_talking(mia, sam)
    mia.phone.goto(f"/{language}/s")
    expect(mia.page.locator("[id^=section-]").first).to_be_attached()
    rooms = mia.page.locator("[id^=section-]").evaluate_all("(all) => all.map(({ id }) => id)")
    assert len(rooms) > 1
    hidden: list[tuple[str, int, int, Any]] = []
    for at, name in enumerate(rooms):
        room = mia.goes_to(name)
        width, size = NARROW[at % len(NARROW)] if language == "en" else NARROW[-1 - at % len(NARROW)]
        mia.page.set_viewport_size({"width": width, "height": 640})
        mia.page.evaluate("(size) => { document.documentElement.style.fontSize = `${size}%`; }", size)
        while room.locator(".turns").count():
            before = room.locator("h2").first.get_attribute("id") or ""
            room.locator(".turns .button:last-child").click()
            heading = room.locator("h2").first
            expect(heading).not_to_have_attribute("id", before)
            expect(heading).to_be_focused()
            seen = mia.page.evaluate(SEEN)
            if min(seen["room"]) < 0 or seen["cut"]:
                hidden.append((name, width, size, seen))
    assert hidden == []
