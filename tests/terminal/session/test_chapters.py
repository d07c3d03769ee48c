"""Several question sets in one session: added by either, each with its own sections, boxes and notices."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from overture_partner.errors import PartnerError, Refused
from overture_partner.model.answers import Answers
from overture_partner.net.hub_client import HubClient, parse_address
from overture_partner.protocol.encoding import base64url, from_base64url
from overture_partner.protocol.seal import commit
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.hub import SharedHubs
from tests.support.two_sets import ADDED, two_sets
from tests.terminal.pairs import PATIENCE, SECTION, Two, answers, both_begin, both_ready, both_seal, talking
from tests.terminal.terminals import Terminal


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, shared_hubs: SharedHubs) -> str:
    """A hub that offers two sets."""
    folder = two_sets(tmp_path_factory.mktemp("sets"))
    return shared_hubs.with_settings(QUESTIONS_DIR=str(folder)).url


@pytest.fixture
async def sets(home: str) -> dict[str, str]:
    """Qhash by id."""
    return {card.id: card.qhash for card in await parse_address(home).question_sets()}


@pytest.fixture
async def mia_and_sam(home: str, sets: dict[str, str]) -> AsyncIterator[Two]:
    async with talking(home, sets["first-scene"]) as two:
        yield two


async def both_know(mia: Participant, sam: Participant, added: str) -> None:
    for one in (mia, sam):
        await one.wait_for(lambda me: added in [known.qhash for known in me.chapters], PATIENCE)


def in_scene(me: Participant) -> bool:
    return me.scene.goes_on


NEW = Answers({"new-limits": "nothing cold", "acts": {"rope/give": {"level": "yes"}, "ice": {"level": "no"}}})
AGREEING = Answers({"acts": {"rope/receive": {"level": "yes"}}})


async def test_an_added_chapter_is_sealed_opened_noted_and_taken_back_apart(
    mia_and_sam: Two, sets: dict[str, str]
) -> None:
    mia, sam = mia_and_sam
    added = sets[ADDED]
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await sam.add(added)
    await both_know(mia, sam, added)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    hers = await mia.opened(SECTION, PATIENCE)
    assert mia.section(SECTION, added).state == "open"
    await mia.seal(SECTION, NEW, added)
    assert sam.section(SECTION, added).state == "open"
    await sam.seal(SECTION, AGREEING, added)
    both = await asyncio.gather(*(one.opened(SECTION, PATIENCE, added) for one in (mia, sam)))
    assert (both[0].mine, both[0].theirs) == (both[1].theirs, both[1].mine) == (NEW, AGREEING)
    assert mia.result(SECTION) == hers
    await mia.write_note(SECTION, "Rope again, nothing cold.", chapter=added)
    await sam.wait_for(lambda me: me.note(SECTION, added) is not None, PATIENCE)
    await sam.settle(SECTION, 1, chapter=added)
    assert mia.note(SECTION) is None
    await sam.notice({"withdraw": ["rope/receive"]}, added)
    await mia.wait_for(lambda me: me.chapter(added).notices.theirs, PATIENCE)
    assert mia.notices.theirs == ()
    assert not mia.chapter(added).notices.unreadable


async def test_a_box_of_one_chapter_opens_in_no_other(mia_and_sam: Two, sets: dict[str, str]) -> None:
    mia, sam = mia_and_sam
    first, added = sets["first-scene"], sets[ADDED]
    await sam.add(added)
    await both_know(mia, sam, added)
    there = sam._chapters.named(added).rounds.whole(SECTION, 1).asking
    box = commit(replace(there, qhash=from_base64url(first)), b'{"v":1}').commit
    await sam.socket.request("commit", chapter=added, section=SECTION, round=1, box=base64url(box))
    await mia.seal(SECTION, NEW, added)
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE, added)
    assert mia.held(SECTION, chapter=added).broken == "cannot open"
    assert mia.section(SECTION, added).mine.release is None


async def test_nothing_is_added_while_paused_in_a_scene_or_from_elsewhere(
    mia_and_sam: Two, sets: dict[str, str]
) -> None:
    mia, sam = mia_and_sam
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await both_begin(sam, mia)
    with pytest.raises(Refused, match="not-now"):
        await mia.add(sets[ADDED])
    with pytest.raises(Refused, match="not-now"):
        await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    assert mia.held(SECTION).commit is None
    for one in (mia, sam):
        await one.scene_over()
    await mia.wait_for(lambda me: not in_scene(me), PATIENCE)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.opened(SECTION, PATIENCE)
    await mia.write_note(SECTION, "Slowly.")
    await sam.wait_for(lambda me: me.note(SECTION) is not None, PATIENCE)
    await sam.settle(SECTION, 1)
    await both_begin(mia, sam)
    with pytest.raises(Refused, match="not-now"):
        await sam.write_note(SECTION, "Quickly.", 1)
    with pytest.raises(Refused, match="not-now"):
        await sam.settle(SECTION, 1)
    await sam.settle(SECTION, 1, yes=False)
    for one in (mia, sam):
        await one.scene_over()
    await sam.pause()
    with pytest.raises(Refused, match="paused"):
        await mia.add(sets[ADDED])
    await sam.resume()
    with pytest.raises(Refused, match="not-found"):
        await mia.add("A" * 43)
    await mia.add(sets[ADDED])
    await mia.add(sets[ADDED])


async def test_other_bytes_than_were_named_are_left_aside_and_hold_nothing_up(
    mia_and_sam: Two, sets: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mia, sam = mia_and_sam
    fetch = HubClient.document

    async def altered(hub: HubClient, qhash: str) -> bytes:
        return b"{}" if qhash == sets[ADDED] else await fetch(hub, qhash)

    monkeypatch.setattr(HubClient, "document", altered)
    await sam.socket.request("add", chapter=sets[ADDED])
    await mia.wait_for(lambda me: me.altered, PATIENCE)
    monkeypatch.setattr(HubClient, "document", fetch)
    await both_seal(mia, sam)
    assert [known.qhash for known in mia.chapters] == [sets["first-scene"]]


async def test_coming_back_finds_added_chapters_as_they_were_left(home: str, sets: dict[str, str]) -> None:
    added, hers = sets[ADDED], MemoryStore()
    mia = await Participant.start(home, sets["first-scene"], store=hers)
    assert mia.code is not None
    async with await Participant.join(home, mia.code) as sam:
        await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))
        await both_ready(mia, sam)
        await mia.add(added)
        await mia.seal(SECTION, NEW, added)
        await mia.close()
        await both_know(sam, sam, added)
        await sam.seal(SECTION, AGREEING, added)
        async with await Participant.restore(home, mia.seat.id, hers) as again:
            await again.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)
            assert (await again.opened(SECTION, PATIENCE, added)).theirs == AGREEING


async def test_a_person_adds_a_set_answers_it_reads_what_changed_and_where_they_stand(
    home: str, sets: dict[str, str]
) -> None:
    added = sets[ADDED]
    async with await Participant.start(home, sets["first-scene"]) as mia, Terminal(home) as terminal:
        assert mia.code is not None
        await terminal.expect("Code:")
        terminal.type(mia.code)
        while (await terminal.expect(r"Type ready|Question \d of \d.*? > ")).group() != "Type ready":
            terminal.type("")
        terminal.type("ready")
        await mia.ready()
        await terminal.expect("You are both ready")
        terminal.type("stand")
        await terminal.expect("Nothing has opened yet")
        terminal.type("add")
        await terminal.expect(r"1  Looking back, briefly.*Number, or Enter for none:")
        terminal.type("1")
        await terminal.expect("one day longer, type longer")
        terminal.type("longer")
        await terminal.expect("You have asked to keep the conversation one day longer")
        await mia.wait_for(lambda me: me.view is not None and me.view.prolong.them is not None, PATIENCE)
        await mia.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)
        found = await terminal.expect(
            r"Looking back, briefly\s+(\d+)  First, for yourself – for you alone\s+(\d+)  What changes – to answer"
        )
        for_oneself, number = found.groups()
        for shown, said in ((r"How are you\?.*wait\?", "1"), ("So far: Yes", "")):
            terminal.type(for_oneself)
            await terminal.expect(shown)
            terminal.type(said)
        for pace, level in enumerate(("4", "1")):
            terminal.type(number)
            await terminal.expect(r"Question 1 of 2.*?> ")
            terminal.type("")
            await terminal.expect(r"Question 2 of 2")
            for said in (level, "", ""):
                await terminal.expect(r"> |:")
                terminal.type(said)
            await terminal.expect("Number, seal or later:")
            terminal.type("seal")
            await terminal.expect("Type yes:")
            terminal.type("yes")
            await mia.wait_for(lambda me, pace=pace: me.section(SECTION, added).round == pace + 1, PATIENCE)  # type: ignore[misc]
            await mia.seal(SECTION, AGREEING, added)
            await terminal.expect("“What changes” is open for both of you")
            if pace == 0:
                await mia.again(SECTION, added)
                await terminal.expect("Your partner would like to answer")
                terminal.type(number)
                await terminal.expect("or Enter to go back:")
                terminal.type("again")
                await terminal.expect("A new round of")
                terminal.type("")
        terminal.type(number)
        await terminal.expect(
            r"What has changed since round 1:\s+You: a new limit. Rope \(you give\)\s+Now: Hard limit"
        )
        terminal.type("")
        terminal.type("stand")
        await terminal.expect(r"Where we stand\s+Looking back, briefly\s+Limits\s+You: Rope \(you give\): Hard limit")
        terminal.type("over")
        terminal.type("over")
        await terminal.expect("You are not in a scene. Type scene when you are ready to begin one")
        terminal.type("scene")
        await terminal.expect("You are ready to begin a scene. It begins when your partner is ready too")
        terminal.type("not scene")
        await terminal.expect("Taken back. No scene has begun")
        await mia.begin_scene()
        await terminal.expect("Your partner is ready to begin a scene. You do not have to answer")
        terminal.type("scene")
        await terminal.expect("A scene is running. You can take away, never add")
        await mia.pause()
        await terminal.expect("Your partner has stopped")
        await terminal.expect("Stop now. Free anyone who is tied. Look after each other")
        terminal.type("")
        await terminal.expect(r"Right after a stop:\s+Say what you need now. Ask what your partner needs")
        await terminal.expect("The scene stays stopped")
        await mia.resume()
        await terminal.expect("Your partner has lifted their pause")
        assert mia.scene.state == "stopped"
        terminal.type("over")
        await terminal.expect("It closes when your partner says the scene is over too")
        await mia.scene_over()
        await terminal.expect("The scene is over")
