"""A hub that acknowledges what it shows to nobody, and one that says that all is over and comes back."""

from typing import Any

from playwright.sync_api import expect

from tests.client.runtime_support import seal, take, talk, until
from tests.hostility.lies import LIMITS, NOTE, Liar, both_open, call, overhear, pages, section, standing
from tests.support.browser import Phones
from tests.support.lying import LyingHub, Message

LOGGED = ("notice", "note", "settle")


def test_what_is_acknowledged_and_shown_by_no_view_stays_and_is_sent_again(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    both_open(deceived, "limits")
    mia, sam = pages(deceived)
    chapter, sent, swallows = mia.evaluate("() => conversation.chapter"), overhear(liar, "A"), True

    def acknowledge(line: Any, said: Message) -> Message | None:
        if line.role == "A":
            sent.append(said)
        if not swallows or line.role != "A" or said.get("do") not in LOGGED:
            return said
        line.send_to_phone({"ack": said["id"]})
        return None

    liar.up = acknowledge
    call(mia, "writing.sendNotice", chapter, {"limit": {LIMITS[2]: "hard-limit"}})
    until(mia, "conversation.notes.notices(conversation.chapter).length === 1 && conversation.history.behind")
    assert call(mia, "writing.writeNote", chapter, NOTE, "we meet on Friday", 0) == {"ok": True}
    until(mia, "conversation.notes.note(conversation.chapter, argument)?.text === 'we meet on Friday'", NOTE)
    call(mia, "writing.settle", chapter, NOTE, 1, True)
    until(mia, "conversation.notes.note(conversation.chapter, argument)?.settledMe", NOTE)
    expect(mia.locator("#status")).to_contain_text("older version")
    # An honest hub passes it on, without that she does anything.
    swallows = False
    for _ in LOGGED:
        Liar(liar, "A").says(Liar(liar, "A").newest())
    until(sam, "conversation.notes.notices(conversation.chapter).length === 1")
    until(sam, "conversation.notes.note(conversation.chapter, argument)?.settledThem", NOTE)
    until(mia, "!conversation.history.behind")
    assert standing(mia, NOTE, LIMITS[2])["notices"] == ["me"]
    for do in LOGGED:
        assert len({each["box"] for each in sent if each.get("do") == do}) == 1, do


def test_a_limit_that_is_refused_stays_and_is_sent_again(deceived: Phones, liar: LyingHub) -> None:
    """An honest hub that has lost its last moments refuses it too, until it has what was before."""
    talk(deceived)
    both_open(deceived, "limits")
    mia, sam = pages(deceived)
    refuses = True

    def refuse(line: Any, said: Message) -> Message | None:
        if not refuses or line.role != "A" or said.get("do") != "notice":
            return said
        line.send_to_phone({"refused": said["id"], "code": "stale", "message": ""})
        return None

    liar.up = refuse
    call(mia, "writing.sendNotice", mia.evaluate("() => conversation.chapter"), {"limit": {LIMITS[2]: "hard-limit"}})
    until(mia, "conversation.notes.notices(conversation.chapter).length === 1 && conversation.history.behind")
    refuses = False
    Liar(liar, "A").says(Liar(liar, "A").newest())
    until(sam, "conversation.notes.notices(conversation.chapter).length === 1")
    until(mia, "!conversation.history.behind")


def test_what_is_shown_in_another_section_is_sent_there_by_nobody(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    both_open(deceived, "limits")
    mia, hub, sent = deceived.mia.page, Liar(liar, "A"), overhear(liar, "A")
    chapter = mia.evaluate("() => conversation.chapter")
    assert call(mia, "writing.writeNote", chapter, NOTE, "we meet on Friday", 0) == {"ok": True}
    liar.until(lambda: section(hub.newest()["view"], NOTE)["note"] is not None)

    def lie(view: Message) -> None:
        section(view, "limits")["note"] = section(view, NOTE)["note"]

    hub.says(hub.newest(), lie)
    until(mia, "conversation.notes.note(conversation.chapter, 'limits')?.n === 1")
    sent.clear()
    hub.says(hub.newest())
    until(mia, "conversation.history.behind")
    # What is missing has its turn before this.
    call(mia, "writing.sendNotice", chapter, {"limit": {LIMITS[2]: "hard-limit"}})
    liar.until(lambda: any(each.get("do") == "notice" for each in sent))
    hub.says(hub.newest())
    until(mia, "conversation.notes.notices(conversation.chapter).length === 1")
    assert not [each for each in sent if each.get("do") == "note"]


def test_ones_own_words_are_never_shown_as_the_partners(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    mia, hub = deceived.mia.page, Liar(liar, "A")
    chapter = mia.evaluate("() => conversation.chapter")
    assert call(mia, "writing.writeNote", chapter, NOTE, "we meet on Friday", 0) == {"ok": True}
    until(mia, "conversation.notes.note(conversation.chapter, argument)?.text === 'we meet on Friday'", NOTE)
    liar.until(lambda: section(hub.newest()["view"], NOTE)["note"] is not None)

    def lie(view: Message) -> None:
        own = section(view, NOTE)["note"]
        section(view, NOTE)["note"] = {"n": 2, "by": "them", "box": own["box"], "before": own["box"]}

    hub.says(hub.newest(), lie)
    until(mia, "conversation.notes.note(conversation.chapter, argument).n === 2", NOTE)
    assert mia.evaluate("(section) => conversation.notes.note(conversation.chapter, section).text", NOTE) is None


def test_a_hub_that_says_that_all_is_over_and_comes_back_has_lifted_no_pause(deceived: Phones, liar: LyingHub) -> None:
    """Nor has it lost a limit that was on its way."""
    talk(deceived)
    both_open(deceived, NOTE)
    mia, sam = pages(deceived)
    liar.up = lambda line, said: None if line.role == "A" and said.get("do") in ("pause", "notice") else said
    mia.get_by_role("button", name="Pause", exact=True).click()
    chapter = mia.evaluate("() => conversation.chapter")
    call(mia, "writing.sendNotice", chapter, {"limit": {LIMITS[2]: "hard-limit"}})
    deceived.mia.expect_problem("WebSocket")
    liar.line("A").send_to_phone({"gone": {"code": "gone", "message": ""}})
    expect(mia.get_by_role("heading", name="This conversation is closed")).to_be_visible()
    liar.up = lambda _, said: said
    mia.reload()
    take(mia)
    until(mia, "conversation.link === 'connected'")
    assert mia.evaluate("() => conversation.paused")
    expect(sam.get_by_role("heading", name="Paused")).to_be_visible()
    until(sam, "conversation.notes.notices(conversation.chapter).length === 1")
    seal(mia, "health", "not in a pause")
    assert mia.evaluate("() => conversation.section(conversation.chapter, 'health').state") == "open"
