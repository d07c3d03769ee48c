"""Genuine boxes in the wrong place. The hub cannot tell them apart, and hands them on; the partner's client can."""

import os
from dataclasses import replace
from typing import Any, TypeVar

import pytest

from overture_partner.errors import PartnerError, Refused
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.protocol.seal import Asking, commit
from overture_partner.session.participant import Participant
from overture_partner.session.rounds_whole import SealRecord
from tests.support.hub import Hub
from tests.support.seats import started
from tests.terminal.pairs import PATIENCE, Two, answers, both_ready, both_seal, paired, stop_working

Kept = TypeVar("Kept")

SECTION, TWIN = "building", "experience"
"""Two sections whose boxes have the same size."""


@pytest.fixture
async def two(home: Hub) -> Any:
    mia, sam = await paired(home.url)
    async with mia, sam:
        await both_ready(mia, sam)
        yield mia, sam


def sealed_for(asking: Asking) -> bytes:
    return commit(asking, b'{"answers":{},"first":[],"skip":[],"talk":[],"v":1}').commit


async def sends(me: Participant, do: str, box: bytes, *, section: str = SECTION, round: int = 1) -> None:
    await me.socket.request(do, chapter=me.questions.qhash, section=section, round=round, box=base64url(box))


async def breaks_for(mia: Participant, round: int = 1) -> None:
    """Mia seals; then her client finds that what came from the other side is not theirs for this place."""
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE)
    there = mia.section(SECTION)
    assert there.round == round
    assert there.mine.release is None, "she released against a box that she could not open"
    assert mia.held(SECTION).broken == "cannot open"


@pytest.mark.parametrize("moved", ["section", "round", "seat", "chapter", "session"])
async def test_a_commit_from_another_place_is_not_opened_and_nothing_is_shown(two: Two, home: Hub, moved: str) -> None:
    mia, sam = two
    here = sam._chapters.first.rounds.whole(SECTION, 1).asking
    if moved == "session":
        # The same two people, an hour ago.
        others = await paired(home.url)
        async with others[0], others[1]:
            elsewhere = others[1]._chapters.first.rounds.whole(SECTION, 1).asking
    else:
        elsewhere = {
            "section": lambda: replace(here, section=TWIN),
            "round": lambda: replace(here, round=2),
            "seat": lambda: replace(here, role="A"),
            "chapter": lambda: replace(here, qhash=os.urandom(32)),
        }[moved]()
    await sends(sam, "commit", sealed_for(elsewhere))
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await breaks_for(mia)


async def first_round_of(two: Two, name: str, kind: type[Kept]) -> Kept:
    """What Sam has kept of the first round, when the second has begun and Sam's own program does no more."""
    mia, sam = two
    await both_seal(mia, sam, SECTION)
    old = sam._records.get(name, kind)
    assert old is not None
    for one in two:
        await one.again(SECTION)
    for one in two:
        await one.wait_for(lambda me: me.section(SECTION).round == 2, PATIENCE)
    stop_working(sam)
    return old


async def test_an_earlier_rounds_commit_is_not_opened_again(two: Two) -> None:
    mia, sam = two
    old = await first_round_of(two, f"seal/{SECTION}/1", SealRecord)
    await sends(sam, "commit", old.sealed.commit, round=2)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await breaks_for(mia, round=2)


async def test_a_release_from_another_round_opens_nothing(two: Two) -> None:
    mia, sam = two
    old = await first_round_of(two, f"release/{SECTION}/1", bytes)
    await sends(sam, "commit", sealed_for(sam._chapters.first.rounds.whole(SECTION, 2).asking), round=2)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.wait_for(lambda me: me.section(SECTION).mine.release is not None, PATIENCE)
    await sends(sam, "release", old, round=2)
    with pytest.raises(PartnerError, match="broken"):
        await mia.opened(SECTION, PATIENCE)
    assert mia.held(SECTION).broken == "cannot open"


@pytest.mark.parametrize("length", [0, 1, 80, 177, 8192 + 161, 8192 + 163, 16384 + 162])
async def test_a_box_of_another_length_is_not_taken(two: Two, length: int) -> None:
    _, sam = two
    whole = sealed_for(sam._chapters.first.rounds.whole(SECTION, 1).asking)
    with pytest.raises(Refused, match="bad-size"):
        await sends(sam, "commit", (whole * 3)[:length])
    assert sam.section(SECTION).mine.commit is None


async def test_a_box_is_taken_once_and_another_never(two: Two) -> None:
    mia, sam = two
    asking = sam._chapters.first.rounds.whole(SECTION, 1).asking
    first, second = sealed_for(asking), sealed_for(asking)
    await sends(sam, "commit", first)
    await sends(sam, "commit", first)
    with pytest.raises(Refused, match="taken"):
        await sends(sam, "commit", second)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await mia.wait_for(lambda me: me.section(SECTION).theirs is not None, PATIENCE)
    theirs = mia.section(SECTION).theirs
    assert theirs is not None
    assert theirs.commit == base64url(H32(first))
    # Sam's own client has not made it, so it calls none of it its own.
    assert sam.section(SECTION).mine.commit is None


async def test_one_box_in_two_sections_opens_in_neither_wrong_one(two: Two) -> None:
    """Used again where it does not belong while it stands where it does."""
    mia, sam = two
    box = sealed_for(sam._chapters.first.rounds.whole(TWIN, 1).asking)
    await sends(sam, "commit", box, section=TWIN)
    await sends(sam, "commit", box)
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await breaks_for(mia)


async def test_a_box_of_another_session_cannot_be_fetched(two: Two, home: Hub) -> None:
    mia, sam = two
    await both_seal(mia, sam, SECTION)
    name = mia.section(SECTION).mine.commit
    assert name is not None
    assert await mia.socket.fetch(name)
    assert started(home.url)["id"] != mia.seat.id
    others = await paired(home.url)
    async with others[0], others[1]:
        with pytest.raises(Refused, match="not-found"):
            await others[0].socket.fetch(name)
