"""Two participants in a few words, and answers for any section."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from overture_partner.console.rendering import asked_in
from overture_partner.model.answers import Answers
from overture_partner.model.document import Question
from overture_partner.protocol.encoding import base64url
from overture_partner.protocol.seal import COMMIT_OVERHEAD
from overture_partner.session.notes import Note
from overture_partner.session.participant import Participant
from overture_partner.storage.records import Store

Two = tuple[Participant, Participant]

SECTION = "limits"
"""The section that most tests seal."""

PATIENCE = 10.0
"""Seconds; more than anything here takes."""


async def paired(
    home: str, qhash: str | None = None, *, stores: tuple[Store | None, Store | None] = (None, None)
) -> Two:
    """Two participants with confirmed keys, not ready yet. They begin with this question set, or the hub's first."""
    mia = await Participant.start(home, qhash, store=stores[0])
    assert mia.code is not None
    sam = await Participant.join(home, mia.code, store=stores[1])
    await asyncio.gather(mia.paired(PATIENCE), sam.paired(PATIENCE))
    return mia, sam


async def both_ready(mia: Participant, sam: Participant) -> None:
    """Both say that they are ready, and both know it."""
    await mia.ready()
    await sam.ready()
    for one in (mia, sam):
        await one.wait_for(lambda me: me.view is not None and me.view.ready.both, PATIENCE)


async def both_begin(mia: Participant, sam: Participant) -> None:
    """Both begin a scene, and both know it."""
    await mia.begin_scene()
    await sam.wait_for(lambda me: me.scene.begin.them, PATIENCE)
    await sam.begin_scene()
    for one in (mia, sam):
        await one.wait_for(lambda me: me.scene.state == "running", PATIENCE)


@asynccontextmanager
async def talking(home: str, qhash: str | None = None) -> AsyncIterator[Two]:
    """Mia, who started, and Sam, who joined: paired, and both ready."""
    mia, sam = await paired(home, qhash)
    async with mia, sam:
        await both_ready(mia, sam)
        yield mia, sam


def answers(me: Participant, section: str, who: str) -> Answers:
    """Something said to every question of a section; texts name who said them."""
    asked = me.questions.section(section)
    assert asked is not None
    questions = asked_in(asked)
    return Answers({q.id: _answer(me, q, who) for q in questions}, first=(questions[0].id,))


def _answer(me: Participant, question: Question, who: str) -> str | int | list[str] | dict[str, dict[str, str]]:
    match question.kind:
        case "text":
            return f"{who} says"
        case "choice":
            return question.options[0].id
        case "choices":
            return [option.id for option in question.options[:2]]
        case "scale":
            assert question.scale is not None
            return question.scale.min
        case _:
            level = me.questions.document.scales[question.levels or ""][-1].id
            return {key: {"level": level} for item in question.items for key in item.keys}


def wrong(code: str) -> str:
    """The same code with another second half."""
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def sealed_sections(me: Participant) -> list[str]:
    """The ids of the sections that have a box."""
    return [s.id for s in me.questions.document.sections if s.has_box and s.reveal == "both"]


def newest_note(me: Participant, section: str) -> Note:
    """The newest note of a section; one with number 0 if there is none."""
    return me.note(section) or Note(0, by_me=False, text=None)


async def both_seal(mia: Participant, sam: Participant, section: str = SECTION) -> None:
    await mia.seal(section, answers(mia, section, "mia"))
    await sam.seal(section, answers(sam, section, "sam"))
    await asyncio.gather(mia.opened(section, PATIENCE), sam.opened(section, PATIENCE))


async def raw_commit(me: Participant, box: bytes, section: str = SECTION) -> None:
    await raw("commit", me, box, section)


def junk(me: Participant, section: str = SECTION) -> bytes:
    """Random bytes, as many as a sealed section has."""
    return os.urandom(me._context.document_section(section).pad + COMMIT_OVERHEAD)


async def raw(do: str, me: Participant, box: bytes, section: str) -> None:
    """Says `commit` or `release` with any bytes, which are this cheat's own."""
    me._context.store_box(section, me.section(section).round, box)
    await me.socket.request(
        do, chapter=me.questions.qhash, section=section, round=me.section(section).round, box=base64url(box)
    )


def stop_working(me: Participant) -> None:
    """From here on this participant does only what the test says."""
    assert me._worker is not None
    me._worker.cancel()
