"""A hub that lies over time, against real phones: what was confirmed, seen or made stays, whatever it shows next."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from overture_partner.protocol.encoding import H32, base64url, from_base64url
from tests.client.runtime_support import join, make_code, opened, take, talk, until
from tests.hostility.lies import (
    KEYS,
    NOTHING,
    SEAL_LEVEL,
    Liar,
    agree_on,
    pairing_said,
    says,
    section,
    standing,
)
from tests.support.browser import Phones
from tests.support.hub import Hub
from tests.support.lying import Line, LyingHub, Message

LIMITS = ["limits", "activities", "kissing"]
"""A section, a question in it, and an item of that: in the set that both talk about."""
NOTE = "building"


@pytest.fixture
def liar(home: Hub) -> Iterator[LyingHub]:
    with LyingHub(home.url) as liar:
        yield liar


@pytest.fixture
def phones(browser: Browser, liar: LyingHub) -> Iterator[Phones]:
    """Mia's and Sam's phones at a hub that lies when it is told to."""
    both = Phones(browser, liar.url)
    yield both
    problems = both.close()
    assert not problems, "\n".join(problems)


def pages(phones: Phones) -> tuple[Page, Page]:
    return phones.mia.page, phones.sam.page


def both_open(phones: Phones, section_id: str) -> None:
    for page in pages(phones):
        says(page, "seal", page.evaluate("() => conversation.chapter"), section_id, 1, NO_ANSWERS)
    for page in pages(phones):
        opened(page, section_id)


NO_ANSWERS = {"v": 1, "answers": {}, "skip": [], "talk": [], "first": []}


def pairing(line: Line, locator: str, **told: Any) -> Any:
    stage = {"stage": "empty", "locator": locator, "m1": None, "m2": None, "m3": None, **told}
    return lambda view: view.update(pairing=stage, phase="pairing")


class TestPairedIsFinal:
    @pytest.mark.parametrize("role", ["A", "B"])
    def test_no_view_takes_the_keys_or_makes_a_guess(self, phones: Phones, liar: LyingHub, role: str) -> None:
        talk(phones)
        both_open(phones, NOTE)
        page = phones.mia.page if role == "A" else phones.sam.page
        before, hub = page.evaluate(KEYS), Liar(liar, role)
        said = len(pairing_said(hub.line))
        last = set(pairing_said(hub.line)[-1:])
        for locator, told in (
            ("7KQ2", {}),
            ("HRWE", {"stage": "joining"}),
            ("HRWE", {"stage": "joining", "m1": "A" * 131}),
            ("HRWE", {"stage": "replied", "m1": "A" * 131, "m2": "A" * 195}),
            ("7KQ2", {"stage": "answered", "m1": "A" * 131, "m2": "A" * 195, "m3": "A" * 86}),
        ):
            hub.says(hub.newest(), pairing(hub.line, locator, **told))
        expect(page.locator("#held")).to_contain_text("The hub shows an older state")
        expect(page.locator("#status")).to_contain_text("older state")
        page.reload()
        take(page)
        until(page, "conversation.opened(conversation.chapter, argument, 1)", NOTE)
        assert page.evaluate(KEYS) == before
        assert page.evaluate("() => [conversation.pairing.secret, conversation.pairing.paired]") == [None, True]
        # All that it may say is what ended the pairing, byte for byte.
        new = {command for line in liar.lines for command in pairing_said(line)[said:]}
        assert {_without_id(each) for each in new} <= {_without_id(each) for each in last}

    def test_a_hub_that_sends_a_guest_away_takes_no_conversation_off_a_phone(
        self, phones: Phones, liar: LyingHub
    ) -> None:
        talk(phones)
        both_open(phones, NOTE)
        phones.sam.expect_problem("WebSocket")
        liar.line("B").say({"gone": {"code": "rejected", "message": ""}})
        expect(phones.sam.page.get_by_role("heading", name="This conversation is closed")).to_be_visible()
        assert opened(phones.sam.page, NOTE)

    def test_another_role_is_refused_whole(self, phones: Phones, liar: LyingHub) -> None:
        talk(phones)
        hub = Liar(liar, "B")
        hub.says(hub.newest(), lambda view: view.update(role="A"))
        expect(phones.sam.page.get_by_role("heading", name="Something here is not right")).to_be_visible()
        assert phones.sam.page.evaluate("() => conversation.role") == "B"

    def test_one_phone_never_guesses_in_both_roles(self, phones: Phones, liar: LyingHub) -> None:
        make_code(phones.mia)
        hub = Liar(liar, "A")
        m1 = hub.newest()["view"]["pairing"]["m1"]
        hub.says(hub.newest(), lambda view: view.update(role="B"))
        expect(phones.mia.page.get_by_role("heading", name="Something here is not right")).to_be_visible()
        assert [each for each in pairing_said(hub.line) if '"reply"' in each] == []
        assert phones.mia.page.evaluate("() => conversation.view.pairing.m1") == m1


def _without_id(command: str) -> str:
    return command.split('"id"', maxsplit=1)[0]


class TestGuesses:
    def test_a_code_takes_three_and_no_other_is_made_without_a_person(self, phones: Phones, liar: LyingHub) -> None:
        make_code(phones.mia)
        page, hub = phones.mia.page, Liar(liar, "A")
        liar.up = lambda line, said: said if line.role != "A" or "do" not in said else None
        line, locator = hub.line, hub.newest()["view"]["pairing"]["locator"]
        for made in (1, 2, 3):
            liar.until(lambda made=made: len(_m1_of([line])) == made)  # type: ignore[misc]
            m1 = _m1_of([line])[-1]
            hub.says(hub.newest(), pairing(line, locator, stage="replied", m1=m1, m2=f"{made}{'A' * 194}"))
        until(page, "conversation.pairing.problem === 'spent'")
        for locator in ("7KQ2", "HRWE"):
            hub.says(hub.newest(), pairing(line, locator))
        page.reload()
        take(page)
        expect(page.get_by_role("button", name="Make a new code")).to_be_visible()
        phones.mia.check_accessible()
        assert len(set(_m1_of(liar.lines))) <= 3
        assert all('"renew"' not in each for line in liar.lines for each in pairing_said(line))

    def test_there_are_ten_codes_and_each_is_asked_for_later(self, phones: Phones, liar: LyingHub) -> None:
        make_code(phones.mia)
        page = phones.mia.page
        liar.up = lambda line, said: said if line.role != "A" or "do" not in said else None
        body = """async (codes) => {
          const entry = document.querySelector('script[src*="/pages/"]').src;
          const at = (name) => import(entry.replace('pages/session.js', `${name}.js`));
          const [{ newCode }, { updateSession }, { waitForCode }] =
            await Promise.all(['pairing-flow', 'keys', 'codes'].map(at));
          const spent = { kind: 'spent', locator: 'HRWE', at: Date.now() };
          const { id } = conversation;
          const record = await updateSession(id, (each) => ({ ...each, codes, secret: null, pairing: spent }));
          const wait = waitForCode(record, Date.now());
          const early = (await newCode(conversation.id)).pairing.kind;
          await updateSession(conversation.id, (each) => ({ ...each, pairing: { ...spent, at: 0 } }));
          return [Math.round(wait / 1000), early, (await newCode(conversation.id)).pairing.kind];
        }"""
        tries = [page.evaluate(body, codes) for codes in range(1, 11)]
        assert [wait for wait, _, _ in tries] == [5 * 2**n for n in range(10)]
        assert [early for _, early, _ in tries] == ["spent"] * 10
        assert [late for _, _, late in tries] == ["renewing"] * 9 + ["spent"]

    def test_who_joins_answers_one_m1_in_one_seat(self, phones: Phones, liar: LyingHub) -> None:
        code = make_code(phones.mia)
        liar.up = lambda line, said: said if line.role != "B" or said.get("do") != "reply" else None
        join(phones.sam, code)
        take(phones.sam.page)
        until(phones.sam.page, "conversation.pairing.pairing?.kind === 'replied'")
        hub = Liar(liar, "B")
        for letter in "EIMQ":
            other = f"{hub.newest()['view']['pairing']['m1'][:20]}{letter}{'A' * 110}"
            hub.says(hub.newest(), pairing(hub.line, code[:4], stage="joining", m1=other))
        phones.sam.page.reload()
        take(phones.sam.page)
        until(phones.sam.page, "conversation.view")
        replies = {str(said.get("m2")) for line in liar.lines for said in line.heard if said.get("do") == "reply"}
        assert len(replies) == 1


def _m1_of(lines: list[Line]) -> list[str]:
    """Each m1 that was sent, once, in order."""
    return list(dict.fromkeys(said["m1"] for line in lines for said in line.heard if said.get("m1")))


class TestSeenStaysSeen:
    def talked(self, phones: Phones, liar: LyingHub) -> Message:
        """Both wanted it and agreed on a note; what the hub told Mia then. After that Sam took all of it back."""
        talk(phones)
        mia, sam = pages(phones)
        both_open(phones, NOTE)
        for page in (mia, sam):
            page.evaluate(SEAL_LEVEL, [*LIMITS, "yes"])
        for page in (mia, sam):
            opened(page, "limits")
        agree_on((mia, sam), NOTE, "we meet on Friday")
        assert standing(mia, NOTE, "kissing")["agreed"] is True
        old = Liar(liar, "A").newest()
        chapter = sam.evaluate("() => conversation.chapter")
        says(sam, "settle", chapter, NOTE, False)
        says(sam, "sendNotice", chapter, {"limit": {"kissing": "hard-limit"}})
        for page in (mia, sam):
            says(page, "send", {"do": "again", "chapter": chapter, "section": "limits", "round": 2})
        for page in (mia, sam):
            until(page, "conversation.section(conversation.chapter, 'limits').round === 2")
        mia.evaluate(SEAL_LEVEL, [*LIMITS, "yes"])
        sam.evaluate(SEAL_LEVEL, [*LIMITS, "hard-limit"])
        for page in (mia, sam):
            opened(page, "limits", 2)
        until(mia, "conversation.notices(conversation.chapter).length === 1")
        return old

    def test_an_old_frame_takes_nothing_away(self, phones: Phones, liar: LyingHub) -> None:
        old = self.talked(phones, liar)
        mia, hub = phones.mia.page, Liar(liar, "A")
        seen = standing(mia, NOTE, "kissing")
        assert (seen["shared"], seen["limits"], seen["agreed"], seen["notices"]) == (False, 1, False, ["them"])

        hub.keeps_saying(old)
        expect(mia.locator("#held")).to_contain_text("The hub shows an older state")
        phones.mia.check_accessible()
        assert standing(mia, NOTE, "kissing") == seen
        tab = phones.mia.new_tab()
        tab.goto("/s")
        for page in (mia, tab):
            page.reload()
            take(page)
            until(page, "conversation.opened(conversation.chapter, 'limits', 2)")
            until(page, "conversation.notices(conversation.chapter).length === 1")
            until(page, "conversation.note(conversation.chapter, argument)?.text", NOTE)
            expect(page.locator("#status")).to_contain_text("older state")
            assert standing(page, NOTE, "kissing") == seen
        # On the screen too: the round that the hub says was never asked.
        mia.evaluate("() => { location.hash = '#section-limits'; }")
        expect(mia.locator("#section-limits overture-opened[round='2']")).to_be_visible()
        tab.close()

        hub.is_honest_again()
        expect(mia.locator("#held")).to_have_count(0)
        expect(mia.locator("#status")).not_to_contain_text("older state")
        assert standing(mia, NOTE, "kissing") == seen

    def test_whatever_is_left_out_stays(self, phones: Phones, liar: LyingHub) -> None:
        self.talked(phones, liar)
        mia, hub = phones.mia.page, Liar(liar, "A")
        seen = standing(mia, NOTE, "kissing")
        for what, less in LESS.items():
            hub.keeps_saying(hub.newest(), less)
            expect(mia.locator("#held"), what).to_be_visible()
            assert standing(mia, NOTE, "kissing") == seen, what
            assert mia.evaluate("() => conversation.view.ready.both"), what
            hub.is_honest_again()
            expect(mia.locator("#held"), what).to_have_count(0)

    def test_what_a_failover_lost_is_said_again_by_both(self, phones: Phones, liar: LyingHub) -> None:
        """The hub shows each of them the state before, and takes what they say again: then nothing is missing."""
        self.talked(phones, liar)
        for role, page in (("A", phones.mia.page), ("B", phones.sam.page)):
            hub = Liar(liar, role)
            line, before = hub.line, len(hub.line.heard)
            wanted = {"commit", "release", "note"} if role == "A" else {"commit", "release", "notice", "settle"}

            def heard(line: Line = line, before: int = before, wanted: set[str] = wanted) -> bool:
                return wanted <= {str(said.get("do")) for said in line.heard[before:]}

            hub.says(hub.newest(), LESS["all of mine"])
            until(page, "conversation.seen.behind")
            liar.until(heard)
            hub.says(hub.newest())
            until(page, "!conversation.seen.behind")


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

    FORGED = """async ([section, text]) => {
      const entry = document.querySelector('script[src*="/pages/"]').src;
      const at = (name) => import(entry.replace('pages/session.js', `${name}.js`));
      const [seal, { base64url, fromBase64url }, { digestOf }] =
        await Promise.all(['protocol/seal', 'protocol/encoding', 'digest'].map(at));
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

    def test_words_and_assent_in_ones_name_are_not_shown(self, phones: Phones, liar: LyingHub) -> None:
        talk(phones)
        both_open(phones, "health")
        mia, hub = phones.mia.page, Liar(liar, "A")
        forged = phones.sam.page.evaluate(self.FORGED, ["health", "I have agreed to everything, without asking again."])
        name = {key: digest for key, (digest, _) in forged.items()}

        def lie(view: Message) -> None:
            tap = {"n": 1, "note": name["note"], "yes": True}
            section(view, "health").update(
                note={"n": 1, "by": "me", "box": name["note"], "before": None},
                settled={"me": {**tap, "box": name["mine"]}, "them": {**tap, "box": name["theirs"]}},
                agreed=True,
            )
            view["chapters"][0]["notices"]["mine"] = [name["notice"]]

        told = hub.newest()
        told["boxes"] = dict(forged.values())
        hub.says(told, lie)
        expect(mia.locator("#status")).to_contain_text("contradicts itself")
        mia.reload()
        take(mia)
        until(mia, "conversation.opened(conversation.chapter, 'health', 1)")
        expect(mia.locator("#status")).to_contain_text("contradicts itself")
        assert mia.evaluate("() => conversation.note(conversation.chapter, 'health')") is None
        assert mia.evaluate("() => conversation.notices(conversation.chapter)") == []
        assert mia.get_by_text("without asking again").count() == 0

    def test_a_commit_that_was_never_made_here_is_not_called_sealed(self, phones: Phones, liar: LyingHub) -> None:
        talk(phones)
        mia, hub = phones.mia.page, Liar(liar, "A")

        def lie(view: Message) -> None:
            section(view, "limits").update(state="sealed", mine={"commit": NOTHING, "release": None})

        hub.says(hub.newest(), lie)
        expect(mia.locator("#status")).to_contain_text("contradicts itself")
        assert mia.evaluate("() => conversation.section(conversation.chapter, 'limits').state") == "open"


class TestForks:
    def test_two_notes_in_one_place_are_told_on_both_phones(self, phones: Phones, liar: LyingHub) -> None:
        """The hub keeps Mia's note from Sam, and takes another of Sam's in its place."""
        talk(phones)
        both_open(phones, NOTE)
        mia, sam = pages(phones)
        chapter = mia.evaluate("() => conversation.chapter")
        kept: dict[str, Any] = {"note": None}

        def down(line: Line, said: Message) -> Message:
            if line.role == "B" and "view" in said:
                section(said["view"], NOTE)["note"] = kept["note"]
            return said

        def up(line: Line, said: Message) -> Message | None:
            if line.role == "B" and said.get("do") == "note":
                kept["note"] = {"n": 1, "by": "me", "box": _digest(said["box"]), "before": None}
                line.say({"ack": said["id"]})
                told = Liar(liar, "B")
                line.say(told.lies(told.newest(), lambda view: section(view, NOTE).update(note=kept["note"])))
                return None
            return said

        liar.down, liar.up = down, up
        assert says(mia, "writeNote", chapter, NOTE, "no marks", 0) == {"ok": True}
        assert says(sam, "writeNote", chapter, NOTE, "marks are fine", 0) == {"ok": True}
        both_open(phones, "health")
        for page in (mia, sam):
            expect(page.locator("#status")).to_contain_text("You and your partner were shown different things")

    def test_a_notice_that_is_held_back_shows_with_the_next_answers(self, phones: Phones, liar: LyingHub) -> None:
        talk(phones)
        mia, sam = pages(phones)
        chapter = mia.evaluate("() => conversation.chapter")

        def down(line: Line, said: Message) -> Message:
            if line.role == "A" and "view" in said:
                said["view"]["chapters"][0]["notices"]["theirs"] = []
            return said

        liar.down = down
        says(sam, "sendNotice", chapter, {"limit": {"kissing": "hard-limit"}})
        until(sam, "conversation.view.chapters[0].notices.mine.length === 1")
        both_open(phones, NOTE)
        expect(mia.locator("#status")).to_contain_text("older state")
        # And nobody tells Sam that it has been seen, until Mia's phone has said so itself.
        assert sam.evaluate("() => conversation.seen.provedNotices(conversation.chapter)") == 0
        liar.down = lambda _, said: said
        Liar(liar, "A").says(Liar(liar, "A").newest())
        until(mia, "conversation.notices(conversation.chapter).length === 1 && !conversation.seen.behind")
        both_open(phones, "health")
        until(sam, "conversation.seen.provedNotices(conversation.chapter) === 1")


def _digest(box: str) -> str:
    return base64url(H32(from_base64url(box)))
