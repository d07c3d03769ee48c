"""A hub that sends without end: what a phone keeps of it has an end, nothing that was seen is lost, and it says so."""

from functools import partial

from playwright.sync_api import expect

from overture_partner.model.limits import LARGEST_BOX, LARGEST_MESSAGE, MOST_SECTIONS
from overture_partner.protocol.encoding import H32, base64url
from tests.client.runtime_support import opened, stored, take, talk, until
from tests.hostility.lies import NOTE, Liar, both_open, call, pages, section
from tests.support.browser import Phones
from tests.support.lying import LyingHub, Message


def test_what_a_phone_keeps_has_an_end(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    mia, sam = pages(deceived)
    hub = Liar(liar, "A")
    before = len(stored(mia)["boxes"])

    # Boxes that a view names where the log has others, or as times to look again: none of them is stored.
    for n in range(10):
        junk = [bytes([n, which]) * 200 for which in range(3)]
        names = [base64url(H32(box)) for box in junk]
        message = hub.newest()
        message["boxes"] = {name: base64url(box) for name, box in zip(names, junk, strict=True)}

        def lie(view: Message, names: list[str] = names) -> None:
            section(view, NOTE)["theirs"] = {"commit": names[0], "release": names[1]}
            view["paused"]["later"] = names[2]

        hub.says(message, lie)
        until(mia, "conversation.view.v === argument", hub.number)
    expect(mia.locator("#status")).to_contain_text("contradicts itself")
    # Nor is any of a partner who pauses again and again.
    hub.is_honest_again()
    for n in range(5):
        call(sam, "pause")
        call(sam, "resumeTime.set", 2_000_000_000 + n)
        until(mia, "conversation.resumeTime.theirs === argument", 2_000_000_000 + n)
    call(sam, "resume")
    until(mia, "!conversation.pausedByThem")
    assert len(stored(mia)["boxes"]) == before

    # A box that fits into no message, and one that does.
    for size, altered in ((LARGEST_BOX, False), (LARGEST_BOX + 1, True)):
        box = bytes(size)
        name, message = base64url(H32(box)), hub.newest()
        message["boxes"] = {name: base64url(box)}
        talk_box = {"n": 1 + altered, "box": name}
        hub.says(message, partial(_talks, talk_box))
        until(mia, "conversation.view.v === argument", hub.number)
        assert mia.evaluate("() => conversation.altered") is altered
    # A message that is larger than anything that a hub has.
    message = hub.newest()
    message["html"] = " " * LARGEST_MESSAGE
    hub.says(message)
    expect(mia.get_by_role("heading", name="Something is wrong here")).to_be_visible()
    hub.is_honest_again()

    # Sections without end, ever others.
    for n in range(3):
        message = hub.newest()

        def more(view: Message, n: int = n) -> None:
            sections = view["chapters"][0]["sections"]
            new = [{**sections[0], "id": f"more-{n}-{at}"} for at in range(MOST_SECTIONS - len(sections))]
            sections.extend(each | {"mine": {"commit": None, "release": None}, "note": None} for each in new)

        hub.says(message, more)
        until(mia, "conversation.view.v === argument", hub.number)
    assert mia.evaluate("() => conversation.record.log.chapters[0].sections.length") == MOST_SECTIONS
    mia.reload()
    take(mia)
    assert opened(mia, NOTE)
    assert mia.evaluate("() => conversation.record.log.chapters[0].sections.length") == MOST_SECTIONS
    expect(mia.locator("#status")).to_contain_text("contradicts itself")


def _talks(box: Message, view: Message) -> None:
    view["talk"]["them"] = box
