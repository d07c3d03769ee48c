"""What a hub that lies over time cannot say in one's own name, of what was shown, and of what the partner has seen."""

import asyncio
from typing import Any

import pytest

from overture_partner.console.console import Console
from overture_partner.console.section import SectionDialog
from overture_partner.console.updates import hub_findings
from overture_partner.protocol.asides import seal_note, seal_notice, seal_settle
from overture_partner.protocol.encoding import H32, base64url
from overture_partner.session.participant import Participant
from tests.support.lying import Line, LyingHub, Message, honest
from tests.terminal.lies import LIMIT, everything, lie, section, shown
from tests.terminal.pairs import (
    PATIENCE,
    SECTION,
    Two,
    answers,
)

# Mine is what this seat made


def forge_note(view: Any, box: str) -> None:
    section(view).update(note={"n": 2, "by": "me", "box": box, "before": section(view)["note"]["box"]})


def forge_settlement(view: Any, box: str) -> None:
    section(view)["settled"].update(me={"n": 9, "note": section(view)["note"]["box"], "yes": True, "box": box})


def forge_notice(view: Any, box: str) -> None:
    view["chapters"][0]["notices"]["mine"].append(box)


def forge_commit(view: Any, box: str) -> None:
    section(view)["mine"].update(commit=box)


@pytest.mark.parametrize("kind", ["note", "settlement", "notice", "commit"])
async def test_hub_and_partner_cannot_write_as_me(liar: LyingHub, talk: Two, kind: str) -> None:
    """Both have both keys, so each of these opens under Mia's."""
    mia, sam = talk
    await everything(mia, sam)
    before, note = shown(mia), await mia._context.box(mia.section(SECTION).note.box)  # type: ignore[union-attr]
    place = sam._context.place(SECTION, mine=False)
    box, forge = {
        "note": (seal_note(place, 2, note, "I agree to everything."), forge_note),
        "settlement": (seal_settle(place, 9, note, True), forge_settlement),
        "notice": (seal_notice(sam._context.place("", mine=False), 2, {"withdraw": ["rope"]}), forge_notice),
        "commit": (bytes(16384 + 162), forge_commit),
    }[kind]
    name = base64url(H32(box))
    mia.on_view(mia._context.hub_view, {name: box})  # type: ignore[arg-type]
    await lie(mia, liar.line("A"), lambda view: forge(view, name))
    await mia._chapters.work()
    assert shown(mia) == before
    assert mia.history.contradicted
    assert "hub.contradicts" in hub_findings(mia)
    assert mia.chapter().context.is_elsewhere(SECTION) == (kind == "commit")


# Before or after


class RecordingConsole(Console):
    """A console that is only listened to."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def print(self, text: str = "", indent: int = 0) -> None:
        self.lines.append(" " * indent + text)


def printed(me: Participant) -> str:
    """What the section says of a round that is broken."""
    console, section = RecordingConsole(), me.questions.section(SECTION)
    assert section is not None
    nobody: Any = None
    SectionDialog(console, nobody, nobody, me, me.questions, section)._explain_broken()
    return console.lines[-1]


@pytest.mark.parametrize("released", [False, True])
async def test_before_or_after_is_ones_own_word(liar: LyingHub, talk: Two, released: bool) -> None:
    """The hub takes a release and says that there was none, or says that there was one."""
    mia, sam = talk
    line = liar.line("A")
    if released:
        liar.down = lambda at, said: None if "view" in said and at.role == "A" and mine(said)["release"] else said
        await mia.seal(SECTION, answers(mia, SECTION, "mia"))
        await sam.seal(SECTION, answers(sam, SECTION, "sam"))
        await sam.opened(SECTION, PATIENCE)
    else:
        await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    claim = {"commit": mia.held(SECTION).commit, "release": None if released else base64url(bytes(32))}
    theirs = {"commit": base64url(H32(b"theirs")), "release": None}
    broken = {"by": "them", "after": not released}
    await lie(mia, line, lambda view: section(view).update(mine=claim, theirs=theirs, broken=broken, state="broken"))
    assert ("have seen" in printed(mia)) == released
    assert ("Nothing of yours was shown" in printed(mia)) == (not released)


def mine(said: Message) -> Any:
    return section(said["view"])["mine"]


# Heads


async def seal_another(mia: Participant, sam: Participant, name: str) -> None:
    await sam.seal(name, answers(sam, name, "sam"))
    await mia.seal(name, answers(mia, name, "mia"))
    await asyncio.gather(mia.opened(name, PATIENCE), sam.opened(name, PATIENCE))


async def test_only_a_head_proves_that_the_partner_has_seen_something(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    hidden = mia.questions.qhash
    liar.down = lambda line, said: None if "view" in said and line.role == "B" else said
    await mia.notice(LIMIT)
    await mia.wait_for(lambda me: me.notices.mine, PATIENCE)
    assert mia.seen_by_them(hidden) == 0
    liar.down = honest
    liar.line("B").send_to_phone(liar.line("B").views[-1])
    await sam.wait_for(lambda me: me.notices.theirs, PATIENCE)
    assert mia.seen_by_them() == 0
    await sam.notice({"withdraw": ["ice"]})
    await mia.wait_for(lambda me: me.seen_by_them() == 1, PATIENCE)
    await seal_another(mia, sam, SECTION)
    assert (mia.history.forked, mia.fork_check.ahead, sam.history.forked, sam.fork_check.ahead) == (False,) * 4


async def test_what_is_kept_back_shows_with_the_next_answers(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk

    def without_notices(line: Line, said: Message) -> Message:
        if "view" in said and line.role == "A":
            said["view"]["chapters"][0]["notices"]["theirs"] = []
        return said

    liar.down = without_notices
    await sam.notice(LIMIT)
    await sam.wait_for(lambda me: me.notices.mine, PATIENCE)
    await seal_another(mia, sam, SECTION)
    await mia.wait_for(lambda me: me.fork_check.ahead, PATIENCE)
    assert hub_findings(mia) == ("hub.kept-back",)
    liar.down = honest
    await lie(mia, liar.line("A"), lambda _: None)
    await mia.wait_for(lambda me: not me.fork_check.ahead, PATIENCE)
    assert hub_findings(mia) == ()


async def test_a_fork_shows_on_both(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk
    other = base64url(H32(b"something else"))

    def forked(line: Line, said: Message) -> Message:
        if "view" in said and line.role == "A" and said["view"]["chapters"][0]["notices"]["theirs"]:
            said["view"]["chapters"][0]["notices"]["theirs"] = [other]
        return said

    liar.down = forked
    await sam.notice(LIMIT)
    await mia.wait_for(lambda me: me.notices.unreadable, PATIENCE)
    await sam.wait_for(lambda me: me.notices.mine, PATIENCE)
    await seal_another(mia, sam, SECTION)
    for me in talk:
        await me.wait_for(lambda me: me.history.forked, PATIENCE)
        assert "hub.forked" in hub_findings(me)
        assert me.seen_by_them() == 0


# Boxes that are kept back


async def test_a_box_that_is_kept_back_delays_and_no_more(liar: LyingHub, talk: Two) -> None:
    mia, sam = talk

    def without_boxes(line: Any, message: Any) -> Any:
        if line.role == "A":
            message.pop("boxes", None)
            if "box" in message:
                return {"refused": message["ack"], "code": "not-found", "message": ""}
        return message

    liar.down = without_boxes
    await mia.seal(SECTION, answers(mia, SECTION, "mia"))
    await sam.seal(SECTION, answers(sam, SECTION, "sam"))
    await mia.wait_for(lambda me: me.section(SECTION).theirs is not None, PATIENCE)
    await mia._chapters.work()
    assert mia.held(SECTION).released is False
    liar.down = honest
    await lie(mia, liar.line("A"), lambda _: None)
    await asyncio.gather(mia.opened(SECTION, PATIENCE), sam.opened(SECTION, PATIENCE))
