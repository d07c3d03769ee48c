"""Sessions in every state that makes a screen look different."""

import itertools
from typing import Any

import msgspec
import pytest

from overture.core import encoding
from overture.core.chapter import Chapter, Note, Round, Section, Settlement, Slots
from overture.core.seat import Pause, Seat, SeatState
from overture.core.session import Guest, Pairing, Scene, Session

QHASH = "Q" * 43
OTHER_QHASH = "R" * 43


def digest(n: int) -> str:
    return encoding.digest(n.to_bytes(4, "big"))


def slots(n: int, *, commit: bool, release: bool) -> Slots:
    return Slots(digest(n) if commit else None, digest(n + 1) if release else None)


def a_round(a: str = "", b: str = "", broken: Seat | None = None) -> Round:
    """`a` and `b`: "" nothing, "c" sealed, "cr" released."""
    return Round(slots(10, commit="c" in a, release="r" in a), slots(20, commit="c" in b, release="r" in b), broken)


ROUNDS = {
    "open": a_round(),
    "sealed": a_round("c"),
    "both-sealed": a_round("c", "c"),
    "one-released": a_round("c", "cr"),
    "opened": a_round("cr", "cr"),
    "broken-before-by-a": a_round("c", "c", Seat.A),
    "broken-before-by-b": a_round("c", "c", Seat.B),
    "broken-between-by-b": a_round("cr", "c", Seat.B),
    "broken-after-by-a": a_round("cr", "cr", Seat.A),
    "broken-after-by-b": a_round("cr", "cr", Seat.B),
}
FIRST, SECOND = Note(Seat.A, digest(30)), Note(Seat.B, digest(31))


def tap(note: Note, *, yes: bool) -> Settlement:
    return Settlement(1, note.box, yes, digest(40))


def in_words(notes: tuple[Note, ...], a: Settlement | None, b: Settlement | None) -> Section:
    return Section("feelings", "both", 4096, (ROUNDS["opened"],), notes, a, b)


SECTIONS = {
    **{name: Section("limits", "both", 8192, (asked,)) for name, asked in ROUNDS.items()},
    **{
        f"again-{name}-{''.join(who)}": Section("limits", "both", 8192, (ROUNDS[name],), again=tuple(who))
        for name in ("opened", "broken-before-by-a")
        for who in ([], [Seat.A], [Seat.B])
    },
    "second-round": Section("limits", "both", 8192, (ROUNDS["opened"], ROUNDS["broken-after-by-b"], ROUNDS["open"])),
    "mutual": Section("curious", "mutual", 8192),
    "noted": in_words((FIRST,), None, None),
    "one-said-so": in_words((FIRST,), tap(FIRST, yes=True), None),
    "settled": in_words((FIRST,), tap(FIRST, yes=True), tap(FIRST, yes=True)),
    "taken-back": in_words((FIRST,), tap(FIRST, yes=True), tap(FIRST, yes=False)),
    "edited": in_words((FIRST, SECOND), tap(FIRST, yes=True), tap(FIRST, yes=False)),
}
PAUSES = {
    "none": (None, None),
    "me": (Pause("p" * 22), None),
    "them": (None, Pause("t" * 22, digest(50))),
    "both": (Pause("p" * 22), Pause("t" * 22)),
}


def session(*sections: Section, **changes: Any) -> Session:
    made = Session(
        id="i" * 22,
        v=1,
        created=1_800_000_000,
        expires=1_800_043_200,
        pairing=None,
        a=SeatState(token=b"a" * 32, ready=True),
        b=SeatState(token=b"b" * 32, ready=True),
        chapters=(Chapter(QHASH, sections or (Section("limits", "both", 8192),)),),
    )
    return msgspec.structs.replace(made, **changes)


def pairing(name: str) -> Session:
    guest = None if name == "empty" else Guest(b"g" * 32, 1_800_000_000)
    m2 = b"2" * 108 if name in {"replied", "answered"} else None
    m3 = b"3" * 64 if name == "answered" else None
    return session(pairing=Pairing("HRWE", b"1" * 100, guest, m2, m3), a=SeatState(token=b"a" * 32), b=SeatState())


def sessions() -> dict[str, Session]:
    made = {f"pairing-{name}": pairing(name) for name in ("empty", "joining", "replied", "answered")}
    for name, section in SECTIONS.items():
        made[f"section-{name}"] = session(section)
    for name, (a, b) in PAUSES.items():
        paused = session(*unlike(SECTIONS.values()))
        made[f"paused-{name}"] = msgspec.structs.replace(
            paused, a=msgspec.structs.replace(paused.a, pause=a), b=msgspec.structs.replace(paused.b, pause=b)
        )
    for ours, other in itertools.product((False, True), repeat=2):
        made[f"ready-{ours}-{other}"] = session(a=SeatState(b"a" * 32, ready=ours), b=SeatState(b"b" * 32, ready=other))
    made["prolong-a"] = session(a=SeatState(b"a" * 32, ready=True, prolong=1_800_100_000))
    made["scene-asked"] = session(scene=Scene(begin=(Seat.A,)))
    made["scene-running"] = session(scene=Scene(1, "running"))
    made["scene-stopped"] = session(scene=Scene(1, "stopped", begin=(Seat.B,), over=(Seat.A,)))
    made["two-chapters"] = session(
        chapters=(
            Chapter(QHASH, tuple(unlike(SECTIONS.values()))),
            Chapter(OTHER_QHASH, tuple(unlike(SECTIONS.values()))),
        )
    )
    made["no-sections"] = session(chapters=(Chapter(QHASH, ()),))
    return made


def unlike(sections: Any) -> list[Section]:
    """The same sections under ids of their own, as one question set would have them."""
    return [msgspec.structs.replace(section, id=f"{section.id}-{n}") for n, section in enumerate(sections)]


SESSIONS = sessions()
EVERY_VIEW = [pytest.param(s, seat, id=f"{name}-{seat}") for name, s in SESSIONS.items() for seat in Seat]
