"""A hub that shows pairing again, another role, or guests without end, against real phones."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.client.runtime_support import join, make_code, opened, take, talk_after_pairing, until
from tests.hostility.lies import (
    KEYS,
    NOTE,
    Liar,
    both_open,
    overhear,
    pairing_in,
)
from tests.support.browser import Phones
from tests.support.inside import INSIDE
from tests.support.lying import Line, LyingHub, Message


def pairing(line: Line, locator: str, **fields: Any) -> Any:
    stage = {"stage": "empty", "locator": locator, "m1": None, "m2": None, "m3": None, **fields}
    return lambda view: view.update(pairing=stage, phase="pairing")


class TestPairedIsFinal:
    @pytest.mark.parametrize("role", ["A", "B"])
    def test_no_view_takes_the_keys_or_makes_a_guess(self, deceived: Phones, liar: LyingHub, role: str) -> None:
        talk_after_pairing(deceived)
        both_open(deceived, NOTE)
        page = deceived.mia.page if role == "A" else deceived.sam.page
        before, hub = page.evaluate(KEYS), Liar(liar, role)
        last = pairing_in(hub.line.received)[-1:]
        messages = overhear(liar, role)
        for locator, fields in (
            ("7KQ2", {}),
            ("HRWE", {"stage": "joining"}),
            ("HRWE", {"stage": "joining", "m1": "A" * 131}),
            ("HRWE", {"stage": "replied", "m1": "A" * 131, "m2": "A" * 195}),
            ("7KQ2", {"stage": "answered", "m1": "A" * 131, "m2": "A" * 195, "m3": "A" * 86}),
        ):
            hub.says(hub.newest(), pairing(hub.line, locator, **fields))
        expect(page.locator("#held")).to_contain_text("The server shows an older version")
        expect(page.locator("#status")).to_contain_text("older version")
        page.reload()
        take(page)
        until(page, "conversation.rounds.opened(conversation.chapter, argument, 1)", NOTE)
        assert page.evaluate(KEYS) == before
        assert page.evaluate("() => [conversation.pairing.secret, conversation.pairing.paired]") == [None, True]
        # All that it may say is what ended the pairing, byte for byte.
        assert set(pairing_in(messages)) <= set(last)

    def test_a_hub_that_sends_a_guest_away_takes_no_conversation_off_a_phone(
        self, deceived: Phones, liar: LyingHub
    ) -> None:
        talk_after_pairing(deceived)
        both_open(deceived, NOTE)
        deceived.sam.expect_problem("WebSocket")
        liar.line("B").send_to_phone({"gone": {"code": "rejected", "message": ""}})
        expect(deceived.sam.page.get_by_role("heading", name="This conversation is closed")).to_be_visible()
        assert opened(deceived.sam.page, NOTE)

    def test_another_role_is_refused_whole(self, deceived: Phones, liar: LyingHub) -> None:
        talk_after_pairing(deceived)
        hub = Liar(liar, "B")
        hub.says(hub.newest(), lambda view: view.update(role="A"))
        expect(deceived.sam.page.get_by_role("heading", name="Something is wrong here")).to_be_visible()
        assert deceived.sam.page.evaluate("() => conversation.role") == "B"

    def test_one_phone_never_guesses_in_both_roles(self, deceived: Phones, liar: LyingHub) -> None:
        make_code(deceived.mia)
        hub = Liar(liar, "A")
        m1 = hub.newest()["view"]["pairing"]["m1"]
        hub.says(hub.newest(), lambda view: view.update(role="B"))
        expect(deceived.mia.page.get_by_role("heading", name="Something is wrong here")).to_be_visible()
        assert [each for each in pairing_in(hub.line.received) if '"reply"' in each] == []
        assert deceived.mia.page.evaluate("() => conversation.view.pairing.m1") == m1


class TestGuesses:
    def test_a_code_takes_three_and_no_other_is_made_without_a_person(self, deceived: Phones, liar: LyingHub) -> None:
        make_code(deceived.mia)
        page, hub = deceived.mia.page, Liar(liar, "A")
        line, locator = hub.line, hub.newest()["view"]["pairing"]["locator"]
        messages = overhear(liar, "A", keeps=lambda said: "do" in said)
        for made in (1, 2, 3):
            liar.until(lambda made=made: len(_m1_in([*line.received, *messages])) == made)  # type: ignore[misc]
            m1 = _m1_in([*line.received, *messages])[-1]
            hub.says(hub.newest(), pairing(line, locator, stage="replied", m1=m1, m2=f"{made}{'A' * 194}"))
        until(page, "conversation.pairing.problem === 'spent'")
        for locator in ("7KQ2", "HRWE"):
            hub.says(hub.newest(), pairing(line, locator))
        page.reload()
        take(page)
        expect(page.get_by_role("button", name="Make a new code")).to_be_visible()
        deceived.mia.check_accessible()
        assert len(_m1_in([*line.received, *messages])) == 3
        assert "renew" not in {said.get("do") for said in messages}

    def test_there_are_ten_codes_and_each_is_asked_for_later(self, deceived: Phones, liar: LyingHub) -> None:
        make_code(deceived.mia)
        page = deceived.mia.page
        overhear(liar, "A", keeps=lambda said: "do" in said)
        body = (
            """async (codes) => {"""
            + INSIDE
            + """
          const [{ newCode }, { updateSession }, { waitForCode }] =
            await Promise.all(['session/new-code', 'storage/session-store', 'model/guess-budget'].map(inside));
          const spent = { kind: 'spent', locator: 'HRWE', at: Date.now() };
          const { id } = conversation;
          const record = await updateSession(id, (each) => ({ ...each, codes, secret: null, pairing: spent }));
          const wait = waitForCode(record, 0);
          const early = (await newCode(conversation.id)).pairing.kind;
          await updateSession(conversation.id, (each) => ({ ...each, pairing: { ...spent, at: 0 } }));
          return [Math.round(wait / 1000), early, (await newCode(conversation.id)).pairing.kind];
        }"""
        )
        tries = [page.evaluate(body, codes) for codes in range(1, 11)]
        assert [wait for wait, _, _ in tries] == [5 * 2**n for n in range(10)]
        assert [early for _, early, _ in tries] == ["spent"] * 10
        assert [late for _, _, late in tries] == ["renewing"] * 9 + ["spent"]

    def test_who_joins_answers_one_m1_in_one_seat(self, deceived: Phones, liar: LyingHub) -> None:
        code = make_code(deceived.mia)
        messages = overhear(liar, "B", keeps=lambda said: said.get("do") == "reply")
        join(deceived.sam, code)
        take(deceived.sam.page)
        until(deceived.sam.page, "conversation.pairing.pairing?.kind === 'replied'")
        hub = Liar(liar, "B")
        for letter in "EIMQ":
            other = f"{hub.newest()['view']['pairing']['m1'][:20]}{letter}{'A' * 110}"
            hub.says(hub.newest(), pairing(hub.line, code[:4], stage="joining", m1=other))
        deceived.sam.page.reload()
        take(deceived.sam.page)
        until(deceived.sam.page, "conversation.view")
        assert len({said["m2"] for said in messages if said.get("do") == "reply"}) == 1


def _m1_in(messages: list[Message]) -> list[str]:
    """Each m1 that was sent, once, in order."""
    return list(dict.fromkeys(said["m1"] for said in messages if said.get("m1")))
