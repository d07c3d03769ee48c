"""In a terminal too: a conversation goes on with the version of the questions that it began with."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from overture_partner.model.answers import Answers
from overture_partner.net.hub_client import parse_address
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.hub import GENEROUS, Hub
from tests.support.two_versions import NEW_PROMPT, OLD_PROMPT, put_newer, put_older
from tests.terminal.pairs import PATIENCE, SECTION, Two, both_ready, paired

OLD = Answers({"new-limits": "nothing cold", "acts": {"ice": {"level": "later"}}})
NEW = Answers({"new-limits": "nothing hot", "acts": {"wax": {"level": "no"}}})


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    put_older(tmp_path)
    return tmp_path


@pytest.fixture
def hub(start_hub: Callable[..., Hub], sets: Path) -> Hub:
    return start_hub(env={**GENEROUS, "QUESTIONS_DIR": str(sets)})


@pytest.fixture
async def stores() -> tuple[MemoryStore, MemoryStore]:
    return MemoryStore(), MemoryStore()


@pytest.fixture
async def mia_and_sam(hub: Hub, stores: tuple[MemoryStore, MemoryStore]) -> AsyncIterator[Two]:
    mia, sam = await paired(hub.url, stores=stores)
    async with mia, sam:
        await both_ready(mia, sam)
        yield mia, sam


def prompt_of(me: Participant, chapter: str | None = None) -> str:
    questions = me.chapter(chapter).context.question_set
    assert questions is not None
    section = questions.section(SECTION)
    assert section is not None
    return section.questions[0].prompt["en"]


async def both_open(mia: Participant, sam: Participant, said: Answers, chapter: str | None = None) -> None:
    for one in (mia, sam):
        await one.seal(SECTION, said, chapter)
    results = await asyncio.gather(*(one.opened(SECTION, PATIENCE, chapter) for one in (mia, sam)))
    assert [result.theirs for result in results] == [said, said]


async def test_a_session_keeps_its_older_question_set(
    mia_and_sam: Two, hub: Hub, sets: Path, stores: tuple[MemoryStore, MemoryStore]
) -> None:
    mia, sam = mia_and_sam
    older = mia.questions.qhash
    await mia.seal(SECTION, OLD)
    put_newer(sets)
    hub.restart()
    (card,) = await parse_address(hub.url).question_sets()
    assert card.qhash != older
    # What was sealed before the upgrade opens after it.
    await sam.seal(SECTION, OLD)
    for one in (mia, sam):
        assert (await one.opened(SECTION, PATIENCE)).theirs == OLD
    await mia.close()
    async with await Participant.restore(hub.url, mia.seat.id, stores[0]) as again:
        assert prompt_of(again) == OLD_PROMPT
        assert (await again.opened(SECTION, PATIENCE)).theirs == OLD
        for one in (again, sam):
            await one.again(SECTION)
        for one in (again, sam):
            await one.wait_for(lambda me: me.section(SECTION).round == 2, PATIENCE)
        await both_open(again, sam, OLD)
        # The newer version is a further chapter with words of its own.
        await again.add(card.qhash)
        for one in (again, sam):
            await one.wait_for(lambda me: len(me.chapters) == 2, PATIENCE)
            assert (prompt_of(one), prompt_of(one, card.qhash)) == (OLD_PROMPT, NEW_PROMPT)
        await both_open(again, sam, NEW, card.qhash)
