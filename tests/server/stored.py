"""Small sessions in a real store, for the tests of what is kept there."""

import os

from overture.core import commands as do
from overture.core.chapter import Chapter, Section
from overture.core.encoding import digest, encode
from overture.core.session import HOUR
from overture.core.tokens import token_hash
from overture.core.transitions import MOVE_BOX, SEAL, Refused
from overture.store.sessions import Change, Created, SessionStore, Stored
from tests.support.engines import Engine

PAD = 4096
DOCUMENT = b'{"format":1}'
CHAPTER = Chapter(digest(DOCUMENT), (Section("limits", "both", PAD), Section("aftercare", "both", PAD)))


def commit(box: bytes, section: str = "limits") -> do.Commit:
    return do.Commit(chapter=CHAPTER.qhash, section=section, round=1, box=do.Blob(box))


def sealed() -> bytes:
    return os.urandom(PAD + 2 * SEAL)


def pause() -> do.PauseNow:
    return do.PauseNow(pause=encode(os.urandom(16)))


async def started(store: SessionStore) -> tuple[Created, str]:
    made = await store.create(CHAPTER, DOCUMENT, 24 * HOUR)
    assert made.session.pairing is not None
    return made, made.session.pairing.locator


async def done(store: SessionStore, id: str, token: bytes, *commands: do.Command) -> Stored:
    """The state after the commands, each of which must be accepted."""
    result: Change | Refused = Refused("nothing done")
    for command in commands:
        result = await store.apply(id, token_hash(token), command)
        assert isinstance(result, Change), (command, result)
    assert isinstance(result, Change)
    return result.stored


async def paired(store: SessionStore) -> tuple[str, bytes, bytes]:
    """Id and both tokens of a session in which both are ready."""
    made, locator = await started(store)
    joined = await store.join(locator)
    assert not isinstance(joined, Refused)
    id, a, b = made.session.id, made.token, joined[1]
    m2 = os.urandom(200)
    await done(store, id, a, do.Offer(m1=do.Blob(os.urandom(100))))
    await done(store, id, b, do.Reply(m2=do.Blob(m2)))
    await done(store, id, a, do.Answer(m2=digest(m2), m3=do.Blob(os.urandom(64))))
    await done(store, id, b, do.Confirm(), do.Ready())
    await done(store, id, a, do.Ready())
    return id, a, b


async def opened(store: SessionStore) -> tuple[str, bytes, bytes]:
    """The same with one section that has opened."""
    id, a, b = await paired(store)
    for token in (a, b):
        await done(store, id, token, commit(sealed()))
    for token in (a, b):
        box = do.Blob(os.urandom(177))
        await done(store, id, token, do.Release(chapter=CHAPTER.qhash, section="limits", round=1, box=box))
    return id, a, b


def keys(engine: Engine) -> set[bytes]:
    with engine.client() as client:
        return set(client.keys("*"))


def new_id() -> str:
    return encode(os.urandom(16))


def move(id: str) -> do.Move:
    return do.Move(move=id, m1=do.Blob(os.urandom(70)))


async def asked(store: SessionStore, id: str) -> bytes:
    """The token of a phone that has asked; it must be let in."""
    result = await store.request_move(id)
    assert not isinstance(result, Refused), result
    return result[1]


async def handed_over(store: SessionStore, id: str, old: bytes, name: str) -> tuple[bytes, bytes]:
    """The new phone's token and the box, once the old phone has said yes."""
    await done(store, id, old, move(name))
    new, m2, box = await asked(store, name), os.urandom(118), os.urandom(MOVE_BOX)
    await done(store, id, new, do.MoveReply(m2=do.Blob(m2)))
    yes = do.MoveApprove(move=name, m2=digest(m2), m3=do.Blob(os.urandom(64)), box=do.Blob(box))
    await done(store, id, old, yes)
    return new, box
