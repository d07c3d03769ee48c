"""When whoever has paused would like to look again: sealed, replaced, taken back, unreadable; and the end."""

import time

from overture_partner.console.time_text import clock_line, ending_line, later_line, local_now
from overture_partner.model.clocks import Clocks, Lifetime
from overture_partner.model.days import DAY, local, time_of
from overture_partner.protocol.asides import seal_later
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.session.participant import Participant
from overture_partner.storage.records import MemoryStore
from tests.terminal.pairs import PATIENCE, paired

LENGTH = 337


async def test_only_the_two_can_read_it_and_it_goes_with_its_pause(home: str) -> None:
    store = MemoryStore()
    mia, sam = await paired(home, stores=(store, None))
    async with sam:
        async with mia:
            at = time_of("tomorrow", local_now())
            await mia.set_resume_time(at)
            await sam.wait_for(lambda me: me.resume_time.theirs == at, PATIENCE)
            assert mia.paused_by_me
            assert later_line("theirs", at, sam.clocks) == ["Your partner will look in again tomorrow."]
        async with await Participant.restore(home, mia.seat.id, store) as again:
            await again.wait_for(lambda me: me.is_paired, PATIENCE)
            assert again.paused_by_me
            await again.set_resume_time(None)
            await sam.wait_for(lambda me: me.view is not None and me.view.paused.later is None, PATIENCE)
            assert sam.paused_by_them
            assert sam.resume_time.theirs is None


async def test_a_time_that_cannot_be_read_counts_as_none(home: str) -> None:
    mia, sam = await paired(home)
    async with mia, sam:
        place = mia._context.place("")
        for box in (b"\1" * LENGTH, seal_later(place, 1, {"at": 1}), seal_later(place, 0, {"at": "soon"})):
            await mia.socket.request("pause", pause=base64url(box[-16:]), later=base64url(box))
            name = base64url(H32(box))
            await sam.wait_for(lambda me, name=name: me.resume_time._read == (name, None), PATIENCE)  # type: ignore[misc]
            assert sam.resume_time.theirs is None
        assert sam.paused_by_them


def test_the_end_is_told_in_words_when_it_is_near() -> None:
    now = int(time.time())
    assert ending_line(Clocks(now, None, Lifetime(now, now + 6 * DAY))) == []
    [line] = ending_line(Clocks(now, None, Lifetime(now - DAY, now + 60)))
    assert "ends t" in line
    assert "type longer. That takes both of you" in line


def test_the_end_is_near_by_the_hubs_clock_and_then_named_by_its_date() -> None:
    now = int(time.time())
    life = Lifetime(now - DAY, now + 4 * DAY)
    assert ending_line(Clocks(now + 3.5 * DAY, now, life)) == []
    [line] = ending_line(Clocks(now, now + 3.5 * DAY, life))
    assert f"ends on {local(life.ends):%Y-%m-%d} at" in line


def test_by_a_clock_that_the_hub_does_not_agree_with_a_day_is_a_date() -> None:
    now = int(time.time())
    wrong = Clocks(now, now + DAY, Lifetime(now - DAY, now + 4 * DAY))
    date = f"{local(now + DAY):%Y-%m-%d}"
    assert later_line("theirs", now + DAY, wrong) == [f"Your partner will look in again on {date}."]
    assert later_line("theirs", now + 40 * DAY, wrong) == later_line("theirs", now - 3 * DAY, wrong) == []
    assert f"on {local(now - 3 * DAY):%Y-%m-%d}." in later_line("mine", now - 3 * DAY, wrong)[0]
    assert f"By this machine it is {local(now):%Y-%m-%d}." in clock_line(wrong)[0]
    assert clock_line(Clocks(now, now + 60, wrong.lifetime)) == []
