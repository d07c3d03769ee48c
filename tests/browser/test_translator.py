"""A translator in the browser: it gets no word of a person and no code, and what it makes of a page breaks nothing."""

from playwright.sync_api import expect

from tests.browser.people import Person, pair_and_begin
from tests.support.browser import Phones

TRANSLATOR = """(() => {
  // As Chrome does: each text becomes a text within two elements of its own, as soon as it is there.
  const wrap = (text) => {
    if (!text.isConnected || !text.data.trim()) return;
    if (text.parentElement.closest('[translate=no], script, style, textarea, font')) return;
    if (/\\bwrote this\\b|^[0-9A-Z]{4}-[0-9A-Z]{4}$/.test(text.data)) {
      console.error(`for a translator: ${text.data} in ${text.parentElement.outerHTML.slice(0, 90)}`);
    }
    const [outer, inner] = [document.createElement('font'), document.createElement('font')];
    outer.dir = inner.dir = 'auto';
    text.replaceWith(outer);
    outer.append(inner);
    inner.append(text.data);
  };
  const translate = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    texts.forEach(wrap);
  };
  document.addEventListener('DOMContentLoaded', () => {
    translate(document.body);
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) {
        for (const node of addedNodes) node.nodeType === Node.TEXT_NODE ? wrap(node) : translate(node);
      }
    }).observe(document.body, { subtree: true, childList: true });
  });
})()"""


def test_a_whole_evening_under_a_translator(phones: Phones) -> None:
    pages = [phones.new("translated", locale="en-GB"), phones.sam]
    for phone in pages:
        phone.context.add_init_script(TRANSLATOR)
        phone._reusable = False
    mia, sam = Person(pages[0], "mia wrote this"), Person(pages[1], "sam wrote this")
    pair_and_begin(mia, sam)
    for section in ("stop-signals", "limits", "aftercare"):
        mia.answers_and_seals(section, 0, by_touch=False)
        sam.answers_and_seals(section, 1, by_touch=False)
        for who in (mia, sam):
            who.sees_state(section, "opened")
            who.goes_to(f"section-{section}")
            expect(who.page.locator("font").first).to_be_attached()
    for room in ("overview", "this-conversation", "standing", "card"):
        for who in (mia, sam):
            who.goes_to(room)
            if room in ("standing", "card"):
                expect(who.page.locator(f"#{room}").get_by_text("wrote this").first).to_be_visible()
    mia.pauses()
    sam.sees_pause()
    mia.resumes()
    sam.sees_no_pause()
