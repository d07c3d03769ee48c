"""Words without a break, on the narrowest phone and in the largest text: nothing is wider than the phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import Person, are_talking
from tests.support.browser import Phones

WIDER = """() => {
  const page = document.documentElement;
  const out = [...document.querySelectorAll('main *, header *, dialog *')].filter((each) => {
    const { right, width } = each.getBoundingClientRect();
    const isSeen = width > 0 && each.checkVisibility({ visibilityProperty: true }) && !each.closest('.sr-only');
    return isSeen && right > innerWidth + 1;
  });
  return [page.scrollWidth - page.clientWidth, out.slice(0, 3).map((each) => each.outerHTML.slice(0, 120))];
}"""
# The words of the headings in view of which a line shows a part only.
BROKEN = """() => {
  const broken = [];
  for (const heading of document.querySelectorAll('h1')) {
    if (!heading.checkVisibility()) continue;
    const walk = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      for (const { 0: word, index } of walk.currentNode.data.matchAll(/[^\\s-]+/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, index);
        range.setEnd(walk.currentNode, index + word.length);
        const lines = new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top)));
        if (lines.size > 1) broken.push(word);
      }
    }
  }
  return broken;
}"""
SIZE = "(size) => { document.documentElement.style.fontSize = size }"


@pytest.fixture
def narrow(phones: Phones) -> tuple[Person, Person]:
    two = [phones.new(name, viewport={"width": 320, "height": 640}) for name in ("narrow", "narrow too")]
    return Person(two[0], "W" * 40), Person(two[1], "https://e.org/" + "abcdefghij" * 2)


def fits(who: Person, where: str) -> None:
    for size in ("", "200%"):
        who.page.evaluate(SIZE, size)
        assert who.page.evaluate(WIDER) == [0, []], f"{where} at {size or '100%'}"
    who.page.evaluate(SIZE, "")


@pytest.mark.chromium_alone("in Firefox one window alone is in front, and only there is anything focused or drawn")
def test_nothing_is_wider_than_the_phone(narrow: tuple[Person, Person]) -> None:
    mia, sam = narrow
    are_talking(mia, sam)
    for section in ("stop-signals", "limits", "aftercare"):
        for choice, who in ((0, mia), (2, sam)):
            who.answers(section, choice, by_touch=False)
            fits(who, f"the look back over {section}")
            who.seals(section)
        for who in narrow:
            who.sees_state(section, "opened")
            who.reads(section)
            fits(who, f"{section}, opened")
    mia.writes_note("limits", "w" * 2000)
    sam.reads_note("limits", "w" * 2000)
    for who in narrow:
        fits(who, "a note")
        for room in ("overview", "standing", "card", "this-conversation"):
            who.goes_to(room)
            fits(who, room)
    mia.goes_to("this-conversation")
    mia.page.evaluate(SIZE, "200%")
    expect(mia.page.get_by_role("heading", level=1, name="This conversation")).to_be_visible()
    mia.page.wait_for_function(f"() => ({BROKEN})().length === 0")
    mia.page.evaluate(SIZE, "")
    mia.pauses()
    sam.sees_pause()
    expect(sam.page.get_by_role("heading", name="Paused")).to_be_in_viewport()
    for who in narrow:
        fits(who, "paused")
