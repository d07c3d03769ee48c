"""A clock that is wrong, or put right in mid-conversation, and a hub that lies about the time."""

import time
from types import SimpleNamespace
from typing import Any

import pytest

from overture_partner.console.time_text import ending_line
from overture_partner.model.clocks import LONGEST_LIFE
from overture_partner.model.days import DAY
from overture_partner.session import participant_state
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.support.lying import Line, LyingHub, Message
from tests.terminal.pairs import PATIENCE, paired


class OwnClock:
    """This machine's clock, as its person sets it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        own = SimpleNamespace(time=lambda: time.time() + self.ahead, monotonic=time.monotonic)
        monkeypatch.setattr(participant_state, "time", own)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> OwnClock:
    return OwnClock(monkeypatch)


async def test_a_clock_that_is_changed_in_mid_conversation_changes_no_end(home: str, own: OwnClock) -> None:
    """Twelve hours long, so its end is near in its last four."""
    store = MemoryStore()
    mia, sam = await paired(home, stores=(store, None))
    async with sam, mia:
        for ahead in (0, DAY, -DAY, 9 * 3600):
            own.ahead = ahead
            assert mia.clocks.name_days is (ahead == 0)
            assert ending_line(mia.clocks) == [], ahead
    own.ahead = DAY
    async with await Participant.restore(home, mia.seat.id, store) as again:
        await again.wait_for(lambda me: me.clocks.hub is not None, PATIENCE)
        assert ending_line(again.clocks) == []
        # It came at the hub's time, whatever this machine said then.
        assert abs(again.clocks.lifetime.began - time.time()) < 60


async def test_whoever_begins_with_a_wrong_clock_comes_at_the_hubs_time(home: str, own: OwnClock) -> None:
    own.ahead = -3 * DAY
    async with await Participant.start(home) as mia:
        await mia.wait_for(lambda me: me.clocks.hub is not None, PATIENCE)
        assert abs(mia.clocks.lifetime.began - time.time()) < 60
        assert not mia.clocks.name_days


LIES: dict[str, Any] = {
    "far in the future": lambda _: 2**53 - 1,
    "behind all numbers": lambda _: 10**400,
    "in a week": lambda now: now + LONGEST_LIFE + DAY,
    "in the past": lambda now: now - DAY,
    "1970": lambda _: 0,
    "no number": lambda _: "soon",
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
async def test_a_hub_that_lies_about_the_time_is_not_believed(liar: LyingHub, lie: Any) -> None:
    """It is heard again on each connection: true at first, then a lie."""
    hers = MemoryStore()
    lies = False

    def down(_: Line, message: Message) -> Message:
        return message | {"now": lie(message["now"])} if lies and "now" in message else message

    liar.down = down
    async with await Participant.start(liar.url, store=hers) as mia:
        assert mia.clocks.hub is not None
        before, lies = mia.clocks, True
        liar.line("A").close()
        await mia.wait_for(lambda me: me.link != "connected", PATIENCE)
        await mia.wait_for(lambda me: me.link == "connected", PATIENCE)
        assert mia.clocks.hub is not None
        assert abs(mia.clocks.hub - before.now) < 60
        assert mia.clocks.name_days
        assert ending_line(mia.clocks) == []
    async with await Participant.restore(liar.url, mia.seat.id, hers) as again:
        assert again.clocks.hub is None
        assert ending_line(again.clocks) == []
        assert again.clocks.lifetime == before.lifetime
