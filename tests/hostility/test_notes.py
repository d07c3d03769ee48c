"""What one person writes is shown on the other's phone as the text that it is, whatever it looks like."""

import pytest
from playwright.sync_api import Dialog, expect

from tests.browser.people import Person, open_section, pair_and_begin
from tests.support.browser import Phones
from tests.support.shelf import listen

HOSTILE = """\
<img src=x onerror=alert(1)><script>alert(2)</script><b>bold</b>
</p></div></overture-notes><main id=stage hx-ws:send hx-get=/start hx-trigger=load>
<button hx-ws:send hx-vals='{"do":"end"}'>Go on</button>
<a href=javascript:alert(3)>here</a> <iframe src=//evil.example></iframe> <svg onload=alert(4)>
{{7*7}} ${7*7} &lt;b&gt; &amp; %s {name}
\u202eright to left\u202c \u2066isolated\u2069 \u200bzero\u200bwidth\u200d\ufeff
\u0627\u0644\u0639\u0631\u0628\u064a\u0629 a\u0300\u0301\u0302\u0303\u0304\u0305 combined"""

ANSWER = "<script>alert(2)</script><p hx-get=/a>\u202etfel\u202c"
"""Short enough for the shortest question."""


@pytest.fixture
def people(phones: Phones) -> tuple[Person, Person]:
    """A request elsewhere and an error in the console each fail the test as `phones` is closed."""
    return Person(phones.mia, ANSWER), Person(phones.sam)


def test_a_hostile_note_and_hostile_answers_are_plain_text(people: tuple[Person, Person]) -> None:
    mia, sam = people
    said: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    for person in people:
        listen(person.page, "dialog", dismiss)
    pair_and_begin(mia, sam)
    mia.answers_and_seals("building")
    sam.skips_and_seals("building")
    for person in people:
        person.reads("building")
    mia.writes_note("building", HOSTILE)
    for person in people:
        note = person.section("building").locator("overture-notes .card")
        expect(note).to_contain_text("combined")
        assert note.evaluate("(card) => card.innerText").strip() == HOSTILE
        room = person.section("building")
        shown = room.locator("overture-opened").first.evaluate("(opened) => opened.textContent")
        assert "<script>alert(2)</script>" in shown
        assert "<p hx-get=/a>" in shown
        injected = "img, script, iframe, svg[onload], b, [onerror], [hx-get], [hx-trigger], a[href^=javascript]"
        assert room.locator(injected).count() == 0
        assert person.page.locator("#stage").count() == 1
    sam.settles("building")
    open_section(mia, sam, "limits")
    assert said == []
