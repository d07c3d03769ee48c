"""Small sessions for the tests of the rules: a paired one, boxes of the right size, commands in a word."""

from overture.core import commands as do
from overture.core import encoding
from overture.core.chapter import Chapter, Section
from overture.core.rules import apply, join
from overture.core.seat import Seat
from overture.core.session import HOUR, Session, new_session
from overture.core.transitions import NOTE_BOX, NOTICE_BOX, SETTLE_BOX, TALK_BOX, Refused, commit_box, release_box

NOW = 1_800_000_000
PAD = 256
QHASH = encoding.encode(bytes(range(32)))
ADDED = encoding.encode(bytes(range(32, 64)))
"""A second question set, whose sections have the same ids as those of the first."""
TOKEN_A, TOKEN_B = b"a" * 32, b"b" * 32
SECTIONS = ("curious", "limits")
IDS = {"curious": 3}
"""Shared ids of the sections that are mutual."""


def blob(size: int, variant: int = 0, place: str = "") -> do.Blob:
    """A box of that size, different for each variant and place."""
    return do.Blob(f"{variant} {place} ".encode().ljust(size, b".")[:size])


def fresh() -> Session:
    chapter = Chapter(QHASH, shapes())
    return new_session(session_id="s", a_token=TOKEN_A, locator="HRWE", chapter=chapter, now=NOW, life=12 * HOUR)


def shapes() -> tuple[Section, ...]:
    return tuple(Section(name, "mutual" if name in IDS else "both", PAD, ids=IDS.get(name, 0)) for name in SECTIONS)


def add(chapter: str = ADDED, sections: tuple[Section, ...] | None = None) -> do.Add:
    """As the hub has filled it in."""
    return do.Add(chapter=chapter, sections=shapes() if sections is None else sections)


def accepted(session: Session, seat: Seat, *commands: do.Command, now: int = NOW) -> Session:
    """The session after the commands, each of which must be accepted."""
    for command in commands:
        after = apply(session, seat, command, now)
        assert isinstance(after, Session), (command, after)
        session = after
    return session


def by_both(session: Session, *commands: do.Command) -> Session:
    """The session after each of the commands from A and then from B, all of which must be accepted."""
    for command in commands:
        for seat in Seat:
            session = accepted(session, seat, command)
    return session


def section_of(session: Session, section: str = "limits", chapter: str = QHASH) -> Section:
    found = session.section(chapter, section)
    assert found is not None
    return found


def refused(session: Session, seat: Seat, command: do.Command, now: int = NOW) -> str:
    """The code with which the command is refused, which it must be."""
    result = apply(session, seat, command, now)
    assert isinstance(result, Refused), result
    return result.code


def joined(session: Session, token: bytes = TOKEN_B, now: int = NOW) -> Session:
    after = join(session, token, now)
    assert isinstance(after, Session), after
    return after


def offered() -> Session:
    """A has posted m1, and a guest has joined."""
    return joined(accepted(fresh(), Seat.A, do.Offer(m1=blob(90))))


def replied() -> Session:
    return accepted(offered(), Seat.B, do.Reply(m2=blob(200)))


def paired() -> Session:
    session = accepted(replied(), Seat.A, do.Answer(m2=encoding.digest(blob(200)), m3=blob(64)))
    return accepted(session, Seat.B, do.Confirm())


def talking() -> Session:
    return by_both(paired(), do.Ready())


def commit(section: str = "limits", round_: int = 1, variant: int = 1, chapter: str = QHASH) -> do.Commit:
    return do.Commit(
        chapter=chapter,
        section=section,
        round=round_,
        box=blob(commit_box(PAD, IDS.get(section, 0)), variant, f"{chapter} commit {section} {round_}"),
    )


def release(section: str = "limits", round_: int = 1, variant: int = 1, chapter: str = QHASH) -> do.Release:
    return do.Release(
        chapter=chapter,
        section=section,
        round=round_,
        box=blob(release_box(IDS.get(section, 0)), variant, f"{chapter} release {section} {round_}"),
    )


def broken(section: str = "limits", round_: int = 1, chapter: str = QHASH) -> do.Broken:
    return do.Broken(chapter=chapter, section=section, round=round_)


def again(section: str = "limits", round_: int = 2, chapter: str = QHASH) -> do.Again:
    return do.Again(chapter=chapter, section=section, round=round_)


def note(n: int = 1, section: str = "limits", variant: int = 1, chapter: str = QHASH) -> do.WriteNote:
    return do.WriteNote(
        chapter=chapter, section=section, n=n, box=blob(NOTE_BOX, variant, f"{chapter} note {section} {n}")
    )


def settle(n: int, about: do.WriteNote, *, yes: bool = True, variant: int = 1) -> do.Settle:
    name = encoding.digest(about.box)
    return do.Settle(
        chapter=about.chapter,
        section=about.section,
        n=n,
        note=name,
        yes=yes,
        box=blob(SETTLE_BOX, variant, f"{about.chapter} settle {about.section} {n}"),
    )


def notice(n: int = 1, variant: int = 1, chapter: str = QHASH) -> do.Notice:
    return do.Notice(chapter=chapter, n=n, box=blob(NOTICE_BOX, variant, f"{chapter} notice {n}"))


def talk(n: int = 1, variant: int = 1) -> do.Talk:
    return do.Talk(n=n, box=blob(TALK_BOX, variant, f"talk {n}"))


def pause(variant: int = 1) -> do.PauseNow:
    return do.PauseNow(pause=encoding.encode(bytes([variant]) * 16))


def resume(variant: int = 1) -> do.Resume:
    return do.Resume(pause=encoding.encode(bytes([variant]) * 16))


def begin(n: int = 1) -> do.BeginScene:
    return do.BeginScene(n=n)


def over(n: int = 1) -> do.SceneOver:
    return do.SceneOver(n=n)


def in_scene(session: Session, n: int = 1) -> Session:
    """The session with scene `n` running: both have begun it."""
    return by_both(session, begin(n))


def after_scene(session: Session, n: int = 1) -> Session:
    """The session after both have said that scene `n` is over."""
    return by_both(session, over(n))


def opened() -> Session:
    return by_both(talking(), commit(), release())
