"""A hub that draws its buttons over other words, and one that lifts what only its person may lift."""

from typing import Any

import pytest
from playwright.sync_api import expect

from overture_partner.protocol.encoding import H32, base64url
from tests.client.runtime_support import STORED, opened, seal, stored, take, talk, until, until_it_comes_to
from tests.client.ui.test_lock_door import open_door, set_lock
from tests.hostility.lies import NOTE, Liar, both_open, call, overhear, pages
from tests.support.browser import Phones
from tests.support.lying import Line, LyingHub, Message


def answered(line: Line, said: Message, answer: Message, received: list[Message]) -> Message | None:
    """Nothing of a pause, or of its lifting, comes to the hub behind this one; 0 stands for its number."""
    if said.get("do") not in ("pause", "resume"):
        return said
    received.append(said)
    line.send_to_phone({name: said["id"] if value == 0 else value for name, value in answer.items()})
    return None


LEAVE = (
    """<button type="button" class="button" id="lie" hx-ws:send="" hx-vals='{"do":"leave"}'>Open the answers</button>"""
)


def test_a_button_of_the_hub_takes_no_conversation_off_a_phone(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    _, sam = pages(deceived)
    received = overhear(liar, "B")
    hub = Liar(liar, "B")
    message = hub.newest()
    message["html"] = message["html"].replace("</h1>", "</h1>" + LEAVE, 1)
    hub.says(message)
    sam.locator("#lie").click()
    seal(sam, "limits", "still here")
    until(sam, "conversation.section(conversation.chapter, 'limits').state === 'sealed'")
    assert not any(each.get("do") == "leave" for each in received)
    assert len(stored(sam)["sessions"]) == 1


class TestAPause:
    def paused(self, deceived: Phones, liar: LyingHub) -> tuple[Any, Liar, Message]:
        """Mia has paused, and the hub has told Sam; how the hub showed it to her before."""
        talk(deceived)
        mia, sam = pages(deceived)
        hub = Liar(liar, "A")
        before = hub.newest()
        mia.get_by_role("button", name="Pause", exact=True).click()
        expect(sam.get_by_role("heading", name="Paused")).to_be_visible()
        until(mia, "conversation.record.pause && conversation.outbox.pausedLocally === null")
        return mia, hub, before

    def test_that_the_hub_forgets_is_lifted_by_nobody_else(self, deceived: Phones, liar: LyingHub) -> None:
        mia, hub, before = self.paused(deceived, liar)
        received = overhear(liar, "A")
        hub.keeps_saying(before)
        expect(mia.locator("#status")).to_contain_text("older version")
        expect(mia.locator("overture-paused h1")).to_be_visible()
        expect(mia.locator("overture-paused")).not_to_contain_text("Your partner sees a calm screen")
        seal(mia, NOTE, "not in a pause")
        mia.reload()
        take(mia)
        until(mia, "conversation.link === 'connected' && conversation.history.behind")
        assert mia.evaluate("() => conversation.paused")
        expect(mia.locator("overture-paused h1")).to_be_visible()
        assert {each["do"] for each in received if "do" in each} <= {"pause", "fetch"}
        assert len({each["pause"] for each in received if each.get("do") == "pause"}) == 1

        hub.is_honest_again()
        until(mia, "!conversation.history.behind")
        assert mia.evaluate("() => conversation.paused")
        mia.get_by_role("button", name="Continue", exact=True).click()
        until(mia, "conversation.section(conversation.chapter, argument).state === 'sealed'", NOTE)

    def test_is_lifted_by_its_person_also_at_a_hub_that_has_forgotten_it(
        self, deceived: Phones, liar: LyingHub
    ) -> None:
        mia, hub, before = self.paused(deceived, liar)
        hub.keeps_saying(before)
        until(mia, "conversation.history.behind")
        mia.get_by_role("button", name="Continue", exact=True).click()
        until(mia, "!conversation.paused")
        # It is lifted at once; the next page knows it once it is stored.
        until_it_comes_to(mia, f"async () => (await ({STORED})()).sessions.every(({{ pause }}) => !pause)")
        mia.reload()
        take(mia)
        until(mia, "conversation.link === 'connected'")
        assert not mia.evaluate("() => conversation.paused")

    def test_that_is_acknowledged_and_shown_by_no_view_is_said_and_sent_again(
        self, deceived: Phones, liar: LyingHub
    ) -> None:
        """No other view need come: what the hub shows is compared anew when it has answered."""
        talk(deceived)
        mia, _ = pages(deceived)
        pauses = overhear(liar, "A")

        def acknowledge(line: Any, said: Message) -> Message | None:
            if line.role != "A" or said.get("do") not in ("pause", "resume"):
                return said
            pauses.append(said)
            line.send_to_phone({"ack": said["id"]})
            return None

        liar.up = acknowledge
        mia.get_by_role("button", name="Pause", exact=True).click()
        until(mia, "conversation.history.behind")
        expect(mia.locator("#held")).to_be_attached()
        expect(mia.locator("#status")).to_contain_text("older version")
        expect(mia.locator("overture-paused")).not_to_contain_text("Your partner sees a calm screen")
        liar.until(lambda: len(pauses) == 2)
        assert len({each["pause"] for each in pauses}) == 1
        # Nothing is missing any more once she has lifted it, and the hub shows that there is none.
        mia.get_by_role("button", name="Continue", exact=True).click()
        until(mia, "!conversation.history.behind")
        expect(mia.locator("#held")).to_have_count(0)
        expect(mia.locator("#status")).not_to_contain_text("older version")
        assert [each["do"] for each in pauses] == ["pause", "pause", "resume"]

    @pytest.mark.parametrize("code", ["closed", {"toString": 1}, None])
    def test_that_is_refused_holds_all_the_same(self, deceived: Phones, liar: LyingHub, code: object) -> None:
        talk(deceived)
        mia, _ = pages(deceived)

        def refuse(line: Any, said: Message) -> Message | None:
            if line.role != "A" or said.get("do") != "pause":
                return said
            line.send_to_phone({"refused": said["id"], "code": code, "message": code})
            return None

        liar.up = refuse
        mia.get_by_role("button", name="Pause", exact=True).click()
        until(mia, "conversation.record.pause")
        expect(mia.locator("overture-paused h1")).to_be_visible()
        expect(mia.locator("overture-paused")).not_to_contain_text("Your partner sees a calm screen")
        assert mia.evaluate("() => conversation.paused")

    def test_that_was_made_at_the_door_of_a_lock_holds_behind_it(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        mia, _ = pages(deceived)
        set_lock(mia)
        mia.reload()
        pauses: list[Message] = []
        liar.up = lambda line, said: answered(line, said, {"refused": 0, "code": "closed"}, pauses)
        mia.get_by_role("button", name="Pause").click()
        liar.until(lambda: bool(pauses))
        mia.reload()
        liar.up = lambda line, said: answered(line, said, {"ack": 0}, pauses)
        expect(mia.get_by_role("status")).to_have_text("Paused, and passed on.")
        open_door(mia)
        expect(mia.locator("overture-paused h1")).to_be_visible()
        until(mia, "conversation.record.pause && conversation.history.behind")
        assert mia.evaluate("() => conversation.paused")
        assert len({each["pause"] for each in pauses}) == 1
        mia.get_by_role("button", name="Continue", exact=True).click()
        until(mia, "!conversation.paused && conversation.outbox.pausedLocally === null")

    def test_that_could_not_be_stored_holds_while_the_page_is_open(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        mia, _ = pages(deceived)
        mia.evaluate(NOTHING_IS_STORED)
        pauses: list[Message] = []
        liar.up = lambda line, said: answered(line, said, {"ack": 0}, pauses)
        mia.get_by_role("button", name="Pause", exact=True).click()
        until(mia, "conversation.history.behind")
        assert mia.evaluate("() => conversation.paused")
        liar.until(lambda: len(pauses) == 2)
        assert pauses[0]["pause"] == pauses[1]["pause"]
        mia.get_by_role("button", name="Continue", exact=True).click()
        until(mia, "!conversation.paused")

    def test_that_was_lifted_in_one_tab_is_lifted_in_every_tab(self, deceived: Phones, liar: LyingHub) -> None:
        mia, _, _ = self.paused(deceived, liar)
        tab = deceived.mia.new_tab()
        tab.goto("/s")
        take(tab)
        until(tab, "conversation.link === 'connected' && conversation.paused")
        mia.get_by_role("button", name="Continue", exact=True).click()
        for page in (mia, tab):
            until(page, "!conversation.paused && !conversation.history.behind")
        tab.close()


def test_a_scene_whose_beginning_was_refused_is_not_begun_later(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    mia, _ = pages(deceived)

    def refuse(line: Any, said: Message) -> Message | None:
        if line.role != "A" or said.get("do") != "begin-scene":
            return said
        line.send_to_phone({"refused": said["id"], "code": "paused", "message": ""})
        return None

    liar.up = refuse
    assert mia.evaluate("() => conversation.beginScene(conversation.nextScene)")["refused"] == "paused"
    hub = Liar(liar, "A")
    running = {"state": "running", "n": 1, "begin": {"me": False, "them": False}, "over": False}
    hub.keeps_saying(hub.newest(), lambda view: view.update(scene=running))
    until(mia, "conversation.history.behind")
    assert mia.evaluate("() => conversation.scene.state") == "none"


def test_boxes_that_no_view_names_are_not_kept(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    mia, _ = pages(deceived)
    before = len(stored(mia)["boxes"])
    hub = Liar(liar, "A")
    message, junk = hub.newest(), [bytes([number]) * 60_000 for number in range(20)]
    message["boxes"] = {base64url(H32(each)): base64url(each) for each in junk}
    hub.says(message)
    until(mia, "conversation.view.v === argument", hub.number)
    hub.says(hub.newest())
    until(mia, "conversation.view.v === argument", hub.number)
    assert len(stored(mia)["boxes"]) == before


NOTHING_IS_STORED = """() => {
  for (const name of ['add', 'put']) {
    IDBObjectStore.prototype[name] = () => { throw new DOMException('full', 'QuotaExceededError'); };
  }
}"""


def test_what_could_not_be_stored_stays_seen_while_the_page_is_open(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    mia, sam = pages(deceived)
    both_open(deceived, NOTE)
    old = Liar(liar, "A").newest()
    mia.evaluate(NOTHING_IS_STORED)
    chapter = sam.evaluate("() => conversation.chapter")
    call(sam, "writing.sendNotice", chapter, {"limit": {"kissing": "hard-limit"}})
    notices = "conversation.notes.notices(conversation.chapter).length === 1"
    until(mia, notices)
    hub = Liar(liar, "A")
    for _ in range(2):
        hub.keeps_saying(old)
        until(mia, "conversation.history.behind && conversation.view.v === argument", hub.number)
        until(mia, notices)
    assert opened(mia, NOTE)


def test_a_limit_that_the_hub_does_not_answer_holds_here_in_every_tab_and_after_a_reload(
    deceived: Phones, liar: LyingHub
) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    _, sam = pages(deceived)
    tab = deceived.sam.new_tab()
    tab.goto("/s#standing")
    take(tab)
    liar.up = lambda line, said: None if line.role == "B" and said.get("do") == "notice" else said
    call(sam, "writing.sendNotice", sam.evaluate("() => conversation.chapter"), {"limit": {"kissing": "hard-limit"}})
    sam.reload()
    take(sam)
    for page in (sam, tab):
        page.evaluate("() => { location.hash = 'standing' }")
        place = page.locator("overture-standing .screen-only")
        expect(place.locator("[data-part=limits]")).to_contain_text("Kissing")
        expect(place).to_contain_text("has not been sent yet")
    tab.close()


def test_an_address_that_names_no_room_keeps_nothing_from_being_drawn(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    mia, sam = pages(deceived)
    mia.evaluate("() => { location.hash = '#%E0'; }")
    call(sam, "send", {"do": "prolong", "until": mia.evaluate("() => conversation.view.expires + 3600")})
    until(mia, "conversation.view.prolong.them")
    expect(mia.locator("#overview")).to_be_visible()
    mia.reload()
    expect(mia.locator("#overview")).to_be_visible()
