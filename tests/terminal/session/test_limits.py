"""Boxes without end: what no shown view names is not kept in memory."""

from functools import partial
from typing import Any

from overture_partner.model.limits import LARGEST_BOX
from overture_partner.protocol.encoding import H32, base64url
from tests.support.lying import LyingHub
from tests.terminal.lies import everything, lie, section
from tests.terminal.pairs import PATIENCE, SECTION, Two


async def test_boxes_without_end_are_not_kept(liar: LyingHub, talk: Two) -> None:
    """Unnamed; named where the log has another; and one pause after the other with a time to look again."""
    mia, sam = talk
    await everything(mia, sam)
    line = liar.line("A")
    await lie(mia, line, lambda _: None)
    before = len(mia._context.boxes)
    for n in range(30):
        junk = bytes([n]) * 400
        name, message = base64url(H32(junk)), line.views[-1] | {"boxes": {base64url(H32(junk)): base64url(junk)}}
        await lie(mia, line, lambda _: None, of=message)
        await lie(mia, line, partial(other, name), of=message)
    await lie(mia, line, lambda _: None)
    assert len(mia._context.boxes) <= before
    for n in range(20):
        await sam.set_resume_time(2_000_000_000 + n)
        await mia.wait_for(lambda me, n=n: me.resume_time.theirs == 2_000_000_000 + n, PATIENCE)  # type: ignore[misc]
    assert len(mia._context.boxes) <= before + 1


def other(name: str, view: Any) -> None:
    """Another box in the place of what the log has."""
    first = section(view, SECTION)["earlier"][0]
    first["theirs"] = {"commit": name, "release": name}
    view["paused"]["later"] = name


async def test_a_box_that_fits_into_no_message_is_not_taken(liar: LyingHub, talk: Two) -> None:
    mia, _ = talk
    line = liar.line("A")
    large = {size: bytes(size) for size in (LARGEST_BOX, LARGEST_BOX + 1)}
    names = {size: base64url(H32(box)) for size, box in large.items()}
    for size, box in large.items():
        message = line.views[-1] | {"boxes": {names[size]: base64url(box)}}
        await lie(mia, line, lambda view, size=size: view["paused"].update(later=names[size]), of=message)  # type: ignore[misc]
        assert (names[size] in mia._context.boxes) is (size == LARGEST_BOX)
