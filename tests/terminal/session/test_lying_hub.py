"""A hub that lies over time, between two participants and a real hub: what it can change, and what is said of it."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from overture_partner.console.updates import hub_findings
from overture_partner.errors import PartnerError
from overture_partner.model.answers import Answers
from overture_partner.model.next_pairing_act import MOST_TRIES
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.session import pairing_flow
from overture_partner.session.pairing_flow import MOST_CODES
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.lies import everything, lie, section, sent_by, shown, until
from tests.terminal.pairs import (
    PATIENCE,
    SECTION,
    Two,
    both_ready,
    both_seal,
    newest_note,
    paired,
    wrong,
)
from tests.terminal.terminals import Terminal

LOBBY = {"stage": "empty", "locator": "7777", "m1": None, "m2": None, "m3": None}


def has_said(line: Line, do: str, times: int) -> bool:
    return len(sent_by(line, do)) >= times


# Paired is final


@pytest.mark.parametrize("stage", ["empty", "joining", "replied", "answered"])
async def test_pairing_again_makes_nothing(liar: LyingHub, talk: Two, stage: str) -> None:
    for me in talk:
        line, keys = liar.line(me.role), me._context.keys
        before = len(line.received)
        again = "answer" if me.role == "A" else "confirm"
        for locator in ("7777", "0000"):
            sent_before = len(sent_by(line, again))
            lobby = LOBBY | {"stage": stage, "locator": locator}
            await lie(me, line, partial(dict.update, pairing=lobby))
            await until(liar, partial(has_said, line, again, sent_before + 1))
        assert me._context.keys == keys
        assert (me.is_paired, me.code, me.history.older) == (True, None, True)
        assert {each["do"] for each in line.received[before:]} == {again}
        assert len({json.dumps(each) for each in sent_by(line, again)}) == 1
        await lie(me, line, lambda _: None)
        assert not me.history.older


async def test_a_view_of_another_role_is_refused_whole(liar: LyingHub, talk: Two) -> None:
    for me, role in zip(talk, ("B", "A"), strict=True):
        line, view, keys = liar.line(me.role), me.view, me._context.keys
        await lie(me, line, partial(dict.update, role=role, pairing=LOBBY, chapters=[]))
        assert (me.view, me._context.keys, me.role) == (view, keys, me.seat.role)
        assert hub_findings(me) == ("hub.contradicts",)


async def test_another_role_from_the_start_is_no_hub(liar: LyingHub) -> None:
    liar.down = lambda _line, message: (
        message | {"view": message["view"] | {"role": "B"}} if "view" in message else message
    )
    with pytest.raises(PartnerError, match="not-a-hub"):
        await Participant.start(liar.url)


async def test_an_id_that_is_taken_is_refused(liar: LyingHub) -> None:
    hers = MemoryStore()
    mia, sam = await paired(liar.url, stores=(hers, None))
    async with mia, sam:
        kept = dict(hers.records)
        liar.http = lambda path, status, body: (
            (status, json.dumps(json.loads(body) | {"id": mia.seat.id}).encode())
            if path.startswith(("/start", "/join"))
            else (status, body)
        )
        with pytest.raises(PartnerError, match="not-a-hub"):
            await Participant.start(liar.url, store=hers)
        liar.http, lie = (lambda _path, status, body: (status, body)), liar.http
        other = await Participant.start(liar.url)
        async with other:
            assert other.code is not None
            liar.http = lie
            with pytest.raises(PartnerError, match="not-a-hub"):
                await Participant.join(liar.url, other.code, store=hers)
        assert {key: hers.records[key] for key in kept} == kept


STRANGE = ["bad-message", "bad-size", "not-yours", "not-found", "too-late", "closed", "somebody-elses"]


@pytest.mark.parametrize("code", STRANGE)
async def test_no_refusal_ends_a_conversation(liar: LyingHub, talk: Two, code: str) -> None:
    """What is refused is sent again with the next view. Whatever else a terminal has would go with its process."""
    mia, sam = talk
    refused = dict.fromkeys(("commit", "release", "fetch"), 1)

    def refuse(line: Line, said: Message) -> Message | None:
        if line.role != "A" or not refused.get(str(said.get("do")), 0):
            return said
        refused[str(said["do"])] -= 1
        line.send_to_phone({"refused": said["id"], "code": code, "message": ""})
        return None

    liar.up = refuse
    liar.down = lambda line, said: said | {"boxes": {}} if line.role == "A" and "view" in said else said
    mia.chapter().rounds.seal(SECTION, Answers())
    mia._request_step()
    sam.chapter().rounds.seal(SECTION, Answers())
    sam._request_step()
    for do in ("commit", "fetch", "release"):
        await until(liar, partial(has_said, liar.line("A"), do, 1))
        await lie(mia, liar.line("A"), lambda _: None)
    await mia.wait_for(lambda me: me.result(SECTION, 1), PATIENCE)
    assert mia.failure is None
    assert not any(refused.values())


@pytest.mark.parametrize("status", [302, 403, 404, 429, 500])
async def test_a_set_that_cannot_be_had_holds_up_nothing(liar: LyingHub, talk: Two, status: int) -> None:
    """Such as one that a hub has invented, or the page of a network in between."""
    mia, sam = talk
    added = next(card.qhash for card in await mia.hub.question_sets() if card.qhash != mia.questions.qhash)
    asked: list[str] = []

    def gone(path: str, real: int, body: bytes) -> tuple[int, bytes]:
        if added not in path:
            return real, body
        asked.append(path)
        return status, b"<html>not here</html>"

    liar.http = gone
    await sam.socket.request("add", chapter=added)
    await mia.wait_for(lambda me: me.view is not None and len(me.view.chapters) == 2, PATIENCE)
    await both_seal(mia, sam)
    assert asked
    assert (mia.failure, sam.failure) == (None, None)
    liar.http = lambda _path, real, body: (real, body)
    await mia.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)


# The guess budget


async def test_a_hub_has_thirty_guesses_each_code_of_them_by_a_person(
    liar: LyingHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pairing_flow, "FIRST_WAIT", 0.001)
    hers, offered = MemoryStore(), set()
    mia = await Participant.start(liar.url, store=hers)
    for number in range(1, MOST_CODES + 1):
        for _ in range(MOST_TRIES):
            assert mia.code is not None
            async with await Participant.join(liar.url, wrong(mia.code)) as guest:
                with pytest.raises(PartnerError, match="wrong-code"):
                    await guest.paired(PATIENCE)
        with pytest.raises(PartnerError, match="spent"):
            await mia.paired(PATIENCE)
        assert (mia.code, mia.codes_left) == (None, MOST_CODES - number)
        line = liar.line("A")
        # Another locator, without that anybody has asked.
        await lie(mia, line, lambda view: view["pairing"].update(LOBBY))
        await lie(mia, line, lambda _: None)
        offered |= {each["m1"] for do in ("offer", "reject") for each in sent_by(line, do) if "m1" in each}
        assert len(sent_by(line, "renew")) == (number - 1 if number <= 5 else number - 5)
        if number == 5:
            await mia.close()
            mia = await Participant.restore(liar.url, mia.seat.id, hers)
        if number < MOST_CODES:
            await mia.renew()
    with pytest.raises(PartnerError, match="codes-used-up"):
        await mia.renew()
    assert len(offered) == MOST_CODES * MOST_TRIES
    await mia.close()


async def test_the_wait_before_a_new_code_doubles() -> None:
    waits = [pairing_flow.wait_after(code) for code in range(1, MOST_CODES)]
    assert waits == [5.0 * 2**n for n in range(MOST_CODES - 1)]


@pytest.mark.parametrize("attended", [True, False])
async def test_only_a_person_renews(home: str, attended: bool) -> None:
    unattended = () if attended else ("--answers", "example")
    async with Terminal(home, "--start", "--set", "first-scene", *unattended) as terminal:
        code = (await terminal.expect("Your code: (....-....)")).group(1)
        for _ in range(MOST_TRIES):
            async with await Participant.join(home, wrong(code)) as guest:
                with pytest.raises(PartnerError, match="wrong-code"):
                    await guest.paired(PATIENCE)
        if not attended:
            assert await terminal.ends() == 1
            assert "Only a person can ask" in " ".join(terminal.said.split())
            return
        await terminal.expect("For another code, type new")
        terminal.type("code")
        terminal.type("nonsense")
        await terminal.expect("new for another code")
        assert terminal.said.count("Your code") == 1


# Seen stays seen


async def test_no_older_view_takes_anything_off_the_screen(liar: LyingHub, home: str) -> None:
    hers = MemoryStore()
    mia, sam = await paired(liar.url, stores=(hers, None))
    async with sam:
        await both_ready(mia, sam)
        await everything(mia, sam)
        before, old = shown(mia), list(liar.line("A").views)
        assert len(old) > 10
        for frame in old[:-1]:
            if frame["view"]["pairing"] is None:
                await lie(mia, liar.line("A"), lambda _: None, of=frame)
                assert shown(mia) == before
        assert hub_findings(mia) == ("hub.older",)
        await lie(mia, liar.line("A"), lambda _: None)
        assert hub_findings(mia) == ()
        await mia.close()
        # Whoever comes back begins with the same, also at a hub that shows the oldest from the start.
        paired_first = next(frame for frame in old if frame["view"]["pairing"] is None)
        liar.down = lambda line, message: (
            message | {"view": paired_first["view"]} if "view" in message and line.role == "A" else message
        )
        mia = await Participant.restore(liar.url, mia.seat.id, hers)
        await mia.wait_for(lambda me: me.notices.theirs and me.notices.mine, PATIENCE)
        await mia.wait_for(lambda me: newest_note(me, SECTION).n == 1, PATIENCE)
        assert shown(mia) == before
        assert mia.history.older
        await mia.close()


async def test_what_is_ones_own_is_said_again_byte_for_byte(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    await everything(mia, sam)
    line = liar.line("A")
    first = {do: sent_by(line, do)[-1] for do in ("notice", "commit", "release", "settle", "note")}
    count = {do: len(sent_by(line, do)) for do in first}
    # All is lost but the chapter itself; the note comes before what settles it.
    await lie(mia, line, lambda view: view.update(line.views[3]["view"], v=view["v"], pairing=None))
    await until(liar, lambda: len(sent_by(line, "note")) > count["note"])
    for do in ("notice", "commit", "release", "note"):
        assert sent_by(line, do)[-1] == first[do]
    assert sent_by(line, "settle")[-1] == first["settle"]
    await lie(mia, line, lambda view: section(view)["settled"].update(me=None))
    await until(liar, lambda: len(sent_by(line, "settle")) > count["settle"])
    assert sent_by(line, "settle")[-1] == first["settle"]


@pytest.mark.parametrize(
    "change",
    [
        lambda view: section(view).update(round=7),
        lambda view: section(view).update(round=2**31),
        lambda view: section(view)["earlier"].clear(),
        lambda view: section(view)["note"].update(n=2**31 - 1),
        lambda view: section(view)["settled"]["them"].update(n=2**53),
        lambda view: view["chapters"].append(view["chapters"][0]),
        lambda view: view["chapters"][0]["notices"].update(theirs=["x"]),
        lambda view: view["chapters"][0]["notices"].update(theirs=[base64url(H32(b"%d" % n)) for n in range(101)]),
        lambda view: view["chapters"][0].update(qhash="../healthz"),
        lambda view: view.update(chapters=[]),
        lambda view: view.update(expires=10**30),
        lambda view: view.update(expires=-1),
        lambda view: section(view).update(id="\x1b[2J"),
        lambda view: section(view).update(id="__proto__"),
    ],
)
async def test_numbers_and_names_out_of_range(liar: LyingHub, talk: Two, change: Callable[[Any], object]) -> None:
    mia, sam = talk
    await everything(mia, sam)
    before = shown(mia)
    await lie(mia, liar.line("A"), change)
    assert shown(mia) == before
    assert mia.history.contradicted
