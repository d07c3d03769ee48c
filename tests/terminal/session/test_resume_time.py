"""When whoever has paused would like to look again: sealed, replaced, taken back, unreadable; and the end."""

import time

from overture_partner.console.time_text import ending_line, later_line, local_now
from overture_partner.model.days import DAY, time_of
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
            assert later_line("theirs", at) == ["Your partner will look in again tomorrow."]
        async with await Participant.restore(home, mia.seat.id, store) as again:
            await again.wait_for(lambda me: me.is_paired, PATIENCE)
            assert again.paused_by_me
            await again.set_resume_time(None)
            await sam.wait_for(lambda me: me.view is not None and me.view.paused.later is None, PATIENCE)
            assert sam.paused_by_them
            assert sam.resume_time.theirs is None


async def test_what_cannot_be_read_is_as_if_it_were_not_there(home: str) -> None:
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
    assert ending_line(now, now + 6 * DAY) == []
    [line] = ending_line(now - DAY, now + 60)
    assert "ends t" in line
    assert "type longer. That takes both of you" in line
