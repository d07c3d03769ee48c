"""How what the hub has drawn is put on the page: one stage after another."""

from playwright.sync_api import expect

from tests.client.runtime_support import pair, seal, talk, until
from tests.support.browser import START_TIMERS, STOP_TIMERS, Phones
from tests.support.inside import INSIDE

SECTION = "building"
FRAMES = """async () => {
  for (let frame = 0; frame < 4; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve));
}"""
LATER = "new Promise((resolve) => setTimeout(resolve, 5000, 'not drawn'))"
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


def test_a_stage_is_not_drawn_under_a_finger(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    section = mia.locator(f"#section-{SECTION}")
    seal(mia, SECTION, "one")
    expect(section).to_have_attribute("data-state", "sealed")
    mia.locator("#stage #overview h1").hover()
    mia.evaluate(STOP_TIMERS)
    mia.mouse.down()
    seal(sam, SECTION, "two")
    until(mia, f"conversation.section(conversation.chapter, '{SECTION}').state === 'opened'")
    mia.evaluate(FRAMES)
    expect(section).to_have_attribute("data-state", "sealed")
    mia.evaluate(START_TIMERS)
    mia.mouse.up()
    expect(section).to_have_attribute("data-state", "opened")


def test_an_update_takes_nobody_s_focus(phones: Phones) -> None:
    talk(phones)
    mia, sam = phones.mia.page, phones.sam.page
    mia.evaluate("() => { location.hash = 'this-conversation' }")
    heading = mia.locator("#this-conversation h1")
    expect(heading).to_be_focused()
    wish = "async (yes) => { const until = conversation.view.expires + 86400;"
    wish += " await conversation.send(yes ? { do: 'prolong', until } : { do: 'not-prolong' }); }"
    sam.evaluate(wish, True)
    agree = mia.get_by_role("button", name="Yes, keep it longer")
    expect(agree).to_be_visible()
    expect(heading).to_be_focused()
    agree.focus()
    sam.evaluate(wish, False)
    ask = mia.get_by_role("button", name="Keep it one day longer")
    expect(ask).to_be_focused()
    mia.evaluate("() => { void conversation.end(); }")
    expect(mia.get_by_role("heading", name="Deleted from this phone")).to_be_focused()


def test_a_stage_that_cannot_be_drawn_does_not_block_the_next(phones: Phones) -> None:
    pair(phones)
    phones.mia.expect_problem("cannot be drawn")
    drawn = (
        "async () => {"
        + INSIDE
        + """
      const { drawNext } = await inside('ui/touch');
      drawNext(() => { throw new Error('cannot be drawn'); });
      return new Promise((resolve) => drawNext(() => resolve('drawn')));
    }"""
    )
    assert phones.mia.page.evaluate(f"() => Promise.race([({drawn})(), {LATER}])") == "drawn"
