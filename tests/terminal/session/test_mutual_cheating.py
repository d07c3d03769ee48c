"""A partner with a modified client, in a mutual section at a real hub: what it gains, and what is said of it."""

import os
from collections.abc import Callable

import pytest

from overture_partner.errors import PartnerError
from overture_partner.protocol.box import seal
from overture_partner.protocol.encoding import base64url
from overture_partner.protocol.mutual import MutualSealed, mutual_commit, mutual_open_commit, mutual_release
from overture_partner.session.participant import Participant
from tests.terminal.mutual_answers import COMMIT, IDS, MUTUAL_SECTION, RELEASE, record, secrets, yes_to
from tests.terminal.pairs import PATIENCE, Two, raw, stop_working

HERS = yes_to("rope/give", "scarf")


def committed(sam: Participant, *wanted: str) -> MutualSealed:
    """A commit of Sam's as his own client would make it."""
    return mutual_commit(sam._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).asking, IDS, [id in wanted for id in IDS])


def resealed(me: Participant, m1: bytes, purpose: str = "and1") -> bytes:
    asking = me._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).asking
    return seal(asking.key, asking.context(1, purpose), m1)


def changed(message: bytes, at: int) -> bytes:
    """With one bit of the byte at that place turned; the lowest of a number, so that it stays one."""
    return message[:at] + bytes([message[at] ^ 1]) + message[at + 1 :]


# The commit


def junk(_mia: Participant, _sam: Participant) -> bytes:
    return os.urandom(COMMIT)


def her_own_box(mia: Participant, _sam: Participant) -> bytes:
    return record(mia).commit


def her_own_key(mia: Participant, sam: Participant) -> bytes:
    """What is in her commit, in a box of Sam's: he can have it if the hub is with him."""
    return resealed(sam, secrets(mia).m1)


def a_broken_proof(_mia: Participant, sam: Participant) -> bytes:
    return resealed(sam, changed(committed(sam, *IDS).state.m1, 32 * (len(IDS) + 2)))


def points_out_of_the_air(mia: Participant, sam: Participant) -> bytes:
    """Another of her points in the place of one of his, with the rest as it was."""
    m1, hers = committed(sam, *IDS).state.m1, secrets(mia).m1
    return resealed(sam, m1[:32] + hers[32:64] + m1[64:])


BAD_COMMITS: dict[str, tuple[Callable[[Participant, Participant], bytes], str]] = {
    "junk": (junk, "cannot open"),
    "her own box": (her_own_box, "cannot open"),
    "her own key": (her_own_key, "bad proof"),
    "a broken proof": (a_broken_proof, "bad proof"),
    "points out of the air": (points_out_of_the_air, "bad proof"),
}


@pytest.mark.parametrize("name", BAD_COMMITS)
async def test_nothing_is_released_against_a_bad_commit(mutual_pair: Two, name: str) -> None:
    mia, sam = mutual_pair
    stop_working(sam)
    make, why = BAD_COMMITS[name]
    await mia.seal(MUTUAL_SECTION, HERS)
    await raw("commit", sam, make(mia, sam), MUTUAL_SECTION)
    with pytest.raises(PartnerError, match="broken"):
        await mia.matched(MUTUAL_SECTION, PATIENCE)
    await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).broken is not None, PATIENCE)
    there = mia.section(MUTUAL_SECTION)
    assert there.broken is not None
    assert (there.broken.by, there.broken.after) == ("me", False)
    assert there.mine.release is None
    assert mia._records.get(f"release/{MUTUAL_SECTION}/1", bytes) is None
    assert mia.held(MUTUAL_SECTION).broken == why
    assert record(mia).state is None


# The release


def her_release(mia: Participant) -> bytes:
    kept = mia._records.get(f"release/{MUTUAL_SECTION}/1", bytes)
    assert kept is not None
    return kept


async def sealed_against(mia: Participant, sam: Participant, own: MutualSealed) -> bytes:
    """Sam says his commit, and Mia releases; gives what was in her commit."""
    stop_working(sam)
    await mia.seal(MUTUAL_SECTION, HERS)
    await raw("commit", sam, own.commit, MUTUAL_SECTION)
    await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).mine.release is not None, PATIENCE)
    asking = mia._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).asking
    return mutual_open_commit(asking, IDS, record(mia).commit, own_pk=own.state.pk)


def another_secret(_mia: Participant, sam: Participant, own: MutualSealed, m1: bytes) -> bytes:
    """As if he had said yes elsewhere: the points are multiplied by another number than the one in his commit."""
    other = committed(sam, *IDS).state
    state = type(own.state)(a=other.a, pk=own.state.pk, yes=own.state.yes, m1=own.state.m1)
    return mutual_release(sam._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).asking, IDS, state, m1)


def her_own_release(mia: Participant, _sam: Participant, _own: MutualSealed, _m1: bytes) -> bytes:
    return her_release(mia)


def junk_release(_mia: Participant, _sam: Participant, _own: MutualSealed, _m1: bytes) -> bytes:
    return os.urandom(RELEASE)


BAD_RELEASES: dict[str, tuple[Callable[[Participant, Participant, MutualSealed, bytes], bytes], str]] = {
    "junk": (junk_release, "cannot open"),
    "her own": (her_own_release, "cannot open"),
    "another secret": (another_secret, "bad proof"),
}


@pytest.mark.parametrize("name", BAD_RELEASES)
async def test_a_bad_release_breaks_the_round_after(mutual_pair: Two, name: str) -> None:
    mia, sam = mutual_pair
    make, why = BAD_RELEASES[name]
    own = committed(sam, "scarf")
    m1 = await sealed_against(mia, sam, own)
    await raw("release", sam, make(mia, sam, own, m1), MUTUAL_SECTION)
    with pytest.raises(PartnerError, match="broken"):
        await mia.matched(MUTUAL_SECTION, PATIENCE)
    await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).broken is not None, PATIENCE)
    there = mia.section(MUTUAL_SECTION)
    assert there.broken is not None
    assert (there.broken.by, there.broken.after) == ("me", True)
    assert mia.held(MUTUAL_SECTION).broken == why
    assert record(mia).state is None
    assert mia.matches(MUTUAL_SECTION) is None


async def test_a_release_that_is_held_back_shows_nothing_and_opens_when_it_comes(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    own = committed(sam, "scarf")
    m1 = await sealed_against(mia, sam, own)
    assert mia.section(MUTUAL_SECTION).state == "both-sealed"
    assert mia.matches(MUTUAL_SECTION) is None
    assert not mia.chapter().is_broken(MUTUAL_SECTION)
    secrets(mia)
    box = mutual_release(sam._chapters.first.rounds.mutual(MUTUAL_SECTION, 1).asking, IDS, own.state, m1)
    await raw("release", sam, box, MUTUAL_SECTION)
    assert (await mia.matched(MUTUAL_SECTION, PATIENCE)).ids == ("scarf",)


async def test_who_reads_and_then_reports_keeps_nothing_back(mutual_pair: Two) -> None:
    """Mia's device sleeps while both release; Sam reads, and calls the round broken."""
    mia, sam = mutual_pair
    await sam.seal(MUTUAL_SECTION, yes_to("scarf"))
    await mia.seal(MUTUAL_SECTION, HERS)
    await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).mine.release is not None, PATIENCE)
    stop_working(mia)
    await sam.matched(MUTUAL_SECTION, PATIENCE)
    await sam.socket.request("broken", chapter=sam.questions.qhash, section=MUTUAL_SECTION, round=1)
    await mia.wait_for(lambda me: me.section(MUTUAL_SECTION).broken is not None, PATIENCE)
    await mia._chapters.first.rounds.work()
    assert (await mia.matched(MUTUAL_SECTION, PATIENCE)).ids == ("scarf",)


async def test_a_broken_round_needs_both_for_a_new_one(mutual_pair: Two) -> None:
    mia, sam = mutual_pair
    nothing = os.urandom(COMMIT)
    sam._context.store_box(MUTUAL_SECTION, 1, nothing)
    await sam.socket.request(
        "commit", chapter=sam.questions.qhash, section=MUTUAL_SECTION, round=1, box=base64url(nothing)
    )
    await mia.seal(MUTUAL_SECTION, HERS)
    with pytest.raises(PartnerError, match="broken"):
        await mia.matched(MUTUAL_SECTION, PATIENCE)
    await mia.again(MUTUAL_SECTION)
    await sam.again(MUTUAL_SECTION)
    for me in (mia, sam):
        await me.wait_for(lambda me: me.section(MUTUAL_SECTION).round == 2, PATIENCE)
    await mia.seal(MUTUAL_SECTION, HERS)
    await sam.seal(MUTUAL_SECTION, yes_to("rope/receive", "story"))
    for me in (mia, sam):
        assert (await me.matched(MUTUAL_SECTION, PATIENCE)).ids == ("rope/a-to-b",)
