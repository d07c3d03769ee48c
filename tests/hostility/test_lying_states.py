"""A hub that shows old states and forged ones, or each of the two something else: what was seen or made stays."""

from typing import Any

from playwright.sync_api import expect

from overture_partner.protocol.encoding import H32, base64url, from_base64url
from tests.client.runtime_support import opened, take, talk, until
from tests.hostility.lies import (
    LIMITS,
    NOTE,
    NOTHING,
    SEAL_LEVEL,
    Liar,
    agree_on,
    both_open,
    call,
    pages,
    section,
    standing,
)
from tests.support.browser import Phones
from tests.support.inside import INSIDE
from tests.support.lying import Line, LyingHub, Message


class TestSeenStaysSeen:
    def talked(self, deceived: Phones, liar: LyingHub) -> Message:
        """Both wanted it and agreed on a note; what the hub told Mia then. After that Sam took all of it back."""
        talk(deceived)
        mia, sam = pages(deceived)
        both_open(deceived, NOTE)
        for page in (mia, sam):
            page.evaluate(SEAL_LEVEL, [*LIMITS, "no-limit"])
        for page in (mia, sam):
            opened(page, "limits")
        agree_on((mia, sam), NOTE, "we meet on Friday")
        assert standing(mia, NOTE, "kissing")["agreed"] is True
        old = Liar(liar, "A").newest()
        chapter = sam.evaluate("() => conversation.chapter")
        call(sam, "writing.settle", chapter, NOTE, 1, False)
        call(sam, "writing.sendNotice", chapter, {"limit": {"kissing": "hard-limit"}})
        for page in (mia, sam):
            call(page, "send", {"do": "again", "chapter": chapter, "section": "limits", "round": 2})
        for page in (mia, sam):
            until(page, "conversation.section(conversation.chapter, 'limits').round === 2")
        mia.evaluate(SEAL_LEVEL, [*LIMITS, "no-limit"])
        sam.evaluate(SEAL_LEVEL, [*LIMITS, "hard-limit"])
        for page in (mia, sam):
            opened(page, "limits", 2)
        until(mia, "conversation.notes.notices(conversation.chapter).length === 1")
        return old

    def test_an_old_frame_takes_nothing_away(self, deceived: Phones, liar: LyingHub) -> None:
        old = self.talked(deceived, liar)
        mia, hub = deceived.mia.page, Liar(liar, "A")
        seen = standing(mia, NOTE, "kissing")
        assert (seen["shared"], seen["limits"], seen["agreed"], seen["notices"]) == (False, 1, False, ["them"])

        hub.keeps_saying(old)
        expect(mia.locator("#held")).to_contain_text("The server shows an older version")
        deceived.mia.check_accessible()
        assert standing(mia, NOTE, "kissing") == seen
        tab = deceived.mia.new_tab()
        tab.goto("/s")
        for page in (mia, tab):
            page.reload()
            take(page)
            until(page, "conversation.rounds.opened(conversation.chapter, 'limits', 2)")
            until(page, "conversation.notes.notices(conversation.chapter).length === 1")
            until(page, "conversation.notes.note(conversation.chapter, argument)?.text", NOTE)
            expect(page.locator("#status")).to_contain_text("older version")
            assert standing(page, NOTE, "kissing") == seen
        # On the screen too: the round that the hub says was never asked.
        mia.evaluate("() => { location.hash = '#section-limits'; }")
        expect(mia.locator("#section-limits overture-opened[round='2']")).to_be_visible()
        tab.close()

        hub.is_honest_again()
        expect(mia.locator("#held")).to_have_count(0)
        expect(mia.locator("#status")).not_to_contain_text("older version")
        assert standing(mia, NOTE, "kissing") == seen

    def test_whatever_is_left_out_stays(self, deceived: Phones, liar: LyingHub) -> None:
        self.talked(deceived, liar)
        mia, hub = deceived.mia.page, Liar(liar, "A")
        seen = standing(mia, NOTE, "kissing")
        for what, less in LESS.items():
            hub.keeps_saying(hub.newest(), less)
            expect(mia.locator("#held"), what).to_be_visible()
            assert standing(mia, NOTE, "kissing") == seen, what
            assert mia.evaluate("() => conversation.view.ready.both"), what
            hub.is_honest_again()
            expect(mia.locator("#held"), what).to_have_count(0)

    def test_both_send_again_what_a_failover_lost(self, deceived: Phones, liar: LyingHub) -> None:
        """The hub shows each of them the state before, and takes what they say again: then nothing is missing."""
        self.talked(deceived, liar)
        for role, page in (("A", deceived.mia.page), ("B", deceived.sam.page)):
            hub = Liar(liar, role)
            line, before = hub.line, len(hub.line.received)
            wanted = {"commit", "release", "note"} if role == "A" else {"commit", "release", "notice", "settle"}

            def has_sent_all(line: Line = line, before: int = before, wanted: set[str] = wanted) -> bool:
                return wanted <= {str(said.get("do")) for said in line.received[before:]}

            hub.says(hub.newest(), LESS["all of mine"])
            until(page, "conversation.history.behind")
            liar.until(has_sent_all)
            hub.says(hub.newest())
            until(page, "!conversation.history.behind")


def _round_one(entry: Message) -> None:
    first = entry["earlier"][0]
    entry.update({name: first[name] for name in ("round", "state", "mine", "theirs")}, earlier=[])


def _all_of_mine(view: Message) -> None:
    entry = section(view, "limits")
    entry["mine"] = {"commit": None, "release": None}
    entry.update(state="open")
    entry.pop("theirs")
    view["chapters"][0]["notices"]["mine"] = []
    section(view, NOTE)["settled"]["me"] = None
    if section(view, NOTE)["note"]["by"] == "me":
        section(view, NOTE)["note"] = None


LESS: dict[str, Any] = {
    "notices": lambda view: view["chapters"][0].update(notices={"mine": [], "theirs": []}),
    "round": lambda view: _round_one(section(view, "limits")),
    "theirs": lambda view: section(view, "limits").update(
        theirs={"commit": None, "release": None}, state="both-sealed"
    ),
    "mine": lambda view: section(view, "limits").update(mine={"commit": None, "release": None}, state="open"),
    "note": lambda view: section(view, NOTE).update(note=None),
    "settled": lambda view: section(view, NOTE)["settled"].update(them=None),
    "section": lambda view: view["chapters"][0].update(
        sections=[each for each in view["chapters"][0]["sections"] if each["id"] != "limits"]
    ),
    "chapter": lambda view: view["chapters"][0].update(sections=[], notices={"mine": [], "theirs": []}),
    "ready": lambda view: view.update(ready={"me": False, "both": False}, phase="preparing"),
    "all of mine": _all_of_mine,
}


class TestMineIsWhatThisSeatMade:
    """Both people hold both keys, so a partner with the hub can seal in the other's name."""

    FORGED = (
        """async ([section, text]) => {"""
        + INSIDE
        + """
      const [seal, { base64url, fromBase64url }, { digestOf }] =
        await Promise.all(['protocol/seal', 'protocol/encoding', 'protocol/hashes'].map(inside));
      const { keys, chapter, role } = conversation;
      const [them, me] = role === 'A' ? ['B', 'A'] : ['A', 'B'];
      const place = (who, where) => ({ keys, role: who, qhash: fromBase64url(chapter), section: where });
      const note = seal.sealNote(place(them, section), 1, null, text);
      const boxes = {
        note,
        mine: seal.sealSettle(place(them, section), 1, note, true),
        theirs: seal.sealSettle(place(me, section), 1, note, true),
        notice: seal.sealNotice(place(them, ''), 1, { withdraw: ['kissing'] }),
      };
      return Object.fromEntries(Object.entries(boxes).map(([name, box]) => [name, [digestOf(box), base64url(box)]]));
    }"""
    )

    def test_words_and_assent_in_ones_name_are_not_shown(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        both_open(deceived, "health")
        mia, hub = deceived.mia.page, Liar(liar, "A")
        forged = deceived.sam.page.evaluate(
            self.FORGED, ["health", "I have agreed to everything, without asking again."]
        )
        name = {key: digest for key, (digest, _) in forged.items()}

        def lie(view: Message) -> None:
            tap = {"n": 1, "note": name["note"], "yes": True}
            section(view, "health").update(
                note={"n": 1, "by": "me", "box": name["note"], "before": None},
                settled={"me": {**tap, "box": name["mine"]}, "them": {**tap, "box": name["theirs"]}},
                agreed=True,
            )
            view["chapters"][0]["notices"]["mine"] = [name["notice"]]

        newest = hub.newest()
        newest["boxes"] = dict(forged.values())
        hub.says(newest, lie)
        expect(mia.locator("#status")).to_contain_text("contradicts itself")
        mia.reload()
        take(mia)
        until(mia, "conversation.rounds.opened(conversation.chapter, 'health', 1)")
        expect(mia.locator("#status")).to_contain_text("contradicts itself")
        assert mia.evaluate("() => conversation.notes.note(conversation.chapter, 'health')") is None
        assert mia.evaluate("() => conversation.notes.notices(conversation.chapter)") == []
        assert mia.get_by_text("without asking again").count() == 0

    def test_a_commit_that_was_never_made_here_is_not_called_sealed(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        mia, hub = deceived.mia.page, Liar(liar, "A")

        def lie(view: Message) -> None:
            section(view, "limits").update(state="sealed", mine={"commit": NOTHING, "release": None})

        hub.says(hub.newest(), lie)
        expect(mia.locator("#status")).to_contain_text("contradicts itself")
        assert mia.evaluate("() => conversation.section(conversation.chapter, 'limits').state") == "open"


class TestForks:
    def test_two_notes_in_one_place_are_told_on_both_phones(self, deceived: Phones, liar: LyingHub) -> None:
        """The hub keeps Mia's note from Sam, and takes another of Sam's in its place."""
        talk(deceived)
        both_open(deceived, NOTE)
        mia, sam = pages(deceived)
        chapter = mia.evaluate("() => conversation.chapter")
        kept: dict[str, Any] = {"note": None}

        def down(line: Line, said: Message) -> Message:
            if line.role == "B" and "view" in said:
                section(said["view"], NOTE)["note"] = kept["note"]
            return said

        def up(line: Line, said: Message) -> Message | None:
            if line.role == "B" and said.get("do") == "note":
                kept["note"] = {"n": 1, "by": "me", "box": _digest(said["box"]), "before": None}
                line.send_to_phone({"ack": said["id"]})
                hub = Liar(liar, "B")
                line.send_to_phone(hub.lies(hub.newest(), lambda view: section(view, NOTE).update(note=kept["note"])))
                return None
            return said

        liar.down, liar.up = down, up
        assert call(mia, "writing.writeNote", chapter, NOTE, "no marks", 0) == {"ok": True}
        assert call(sam, "writing.writeNote", chapter, NOTE, "marks are fine", 0) == {"ok": True}
        both_open(deceived, "health")
        for page in (mia, sam):
            expect(page.locator("#status")).to_contain_text("This server showed you and your partner different things")

    def test_a_notice_that_is_held_back_shows_with_the_next_answers(self, deceived: Phones, liar: LyingHub) -> None:
        talk(deceived)
        mia, sam = pages(deceived)
        chapter = mia.evaluate("() => conversation.chapter")

        def down(line: Line, said: Message) -> Message:
            if line.role == "A" and "view" in said:
                said["view"]["chapters"][0]["notices"]["theirs"] = []
            return said

        liar.down = down
        call(sam, "writing.sendNotice", chapter, {"limit": {"kissing": "hard-limit"}})
        until(sam, "conversation.view.chapters[0].notices.mine.length === 1")
        both_open(deceived, NOTE)
        expect(mia.locator("#status")).to_contain_text("older version")
        # And nobody tells Sam that it has been seen, until Mia's phone has said so itself.
        assert sam.evaluate("() => conversation.history.provedNotices(conversation.chapter)") == 0
        liar.down = lambda _, said: said
        Liar(liar, "A").says(Liar(liar, "A").newest())
        until(mia, "conversation.notes.notices(conversation.chapter).length === 1 && !conversation.history.behind")
        both_open(deceived, "health")
        until(sam, "conversation.history.provedNotices(conversation.chapter) === 1")


def _digest(box: str) -> str:
    return base64url(H32(from_base64url(box)))
