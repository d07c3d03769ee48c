"""A hub that draws its buttons over other words, and one that lifts what only its person may lift."""

from typing import Any

from playwright.sync_api import expect

from tests.client.runtime_support import seal, stored, take, talk, until
from tests.hostility.lies import NOTE, Liar, both_open, overhear, pages
from tests.support.browser import Phones
from tests.support.lying import LyingHub, Message

LEAVE = (
    """<button type="button" class="button" id="lie" hx-ws:send="" hx-vals='{"do":"leave"}'>Open the answers</button>"""
)


def test_a_button_of_the_hub_takes_no_conversation_off_a_phone(deceived: Phones, liar: LyingHub) -> None:
    talk(deceived)
    both_open(deceived, NOTE)
    _, sam = pages(deceived)
    heard = overhear(liar, "B")
    hub = Liar(liar, "B")
    message = hub.newest()
    message["html"] = message["html"].replace("</h1>", "</h1>" + LEAVE, 1)
    hub.says(message)
    sam.locator("#lie").click()
    seal(sam, "limits", "still here")
    until(sam, "conversation.section(conversation.chapter, 'limits').state === 'sealed'")
    assert not any(each.get("do") == "leave" for each in heard)
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
        heard = overhear(liar, "A")
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
        assert {each["do"] for each in heard if "do" in each} <= {"pause", "fetch"}
        assert len({each["pause"] for each in heard if each.get("do") == "pause"}) == 1

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
        mia.reload()
        take(mia)
        until(mia, "conversation.link === 'connected'")
        assert not mia.evaluate("() => conversation.paused")

    def test_that_is_refused_holds_all_the_same(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        mia, _ = pages(deceived)

        def refuse(line: Any, said: Message) -> Message | None:
            if line.role != "A" or said.get("do") != "pause":
                return said
            line.send_to_phone({"refused": said["id"], "code": "closed", "message": "no"})
            return None

        liar.up = refuse
        mia.get_by_role("button", name="Pause", exact=True).click()
        until(mia, "conversation.record.pause")
        expect(mia.locator("overture-paused h1")).to_be_visible()
        expect(mia.locator("overture-paused")).not_to_contain_text("Your partner sees a calm screen")
        assert mia.evaluate("() => conversation.paused")

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
