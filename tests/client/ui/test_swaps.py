"""How what the hub has drawn is put on the page: one stage after another."""

from playwright.sync_api import expect

from tests.client.runtime_support import pair, seal, until
from tests.support.browser import Phones

SECTION = "building"
HOLD_SWAPS = """() => {
  const swap = htmx.swap.bind(htmx);
  window.swapped = 0;
  const held = new Promise((resolve) => { window.letSwap = resolve; });
  htmx.swap = async (given) => {
    window.swapped += 1;
    await held;
    return swap(given);
  };
}"""


def test_of_the_stages_that_come_while_one_is_drawn_only_the_newest_is_drawn(phones: Phones) -> None:
    pair(phones)
    mia, sam = phones.mia.page, phones.sam.page
    mia.evaluate(HOLD_SWAPS)
    mia.evaluate("() => { void conversation.send({ do: 'ready' }); }")
    mia.wait_for_function("() => window.swapped === 1")
    sam.evaluate("() => { void conversation.send({ do: 'ready' }); }")
    until(mia, "conversation.view.ready.both")
    seal(mia, SECTION, "one")
    until(mia, f"conversation.section(conversation.chapter, '{SECTION}').mine.commit")
    mia.evaluate("() => window.letSwap()")
    expect(mia.locator(f"#section-{SECTION}")).to_have_attribute("data-state", "sealed")
    assert mia.evaluate("() => window.swapped") == 2
