"""Where two seats' views of one session differ that must not. Pure."""

from collections.abc import Iterator

from overture_partner.model.views import NoteView, SectionView, Slots, View


def apart(a: View, b: View) -> list[str]:
    """Where two seats' views of the same state of a session differ. Empty once both have heard of everything."""
    found = [] if a.ready.both == b.ready.both and a.phase == b.phase else ["ready"]
    if (a.paused.me is not None, b.paused.me is not None) != (b.paused.them, a.paused.them):
        found.append("paused")
    for mine, theirs in zip(a.chapters, b.chapters, strict=True):
        if (mine.notices.mine, mine.notices.theirs) != (theirs.notices.theirs, theirs.notices.mine):
            found.append("notices")
        for one, other in zip(mine.sections, theirs.sections, strict=True):
            found += [f"{one.id}: {what}" for what in _section_apart(one, other)]
    return found


def _section_apart(one: SectionView, other: SectionView) -> Iterator[str]:
    if one.round != other.round:
        yield "round"
        return
    for a, b in zip((*one.earlier, one), (*other.earlier, other), strict=True):
        if a.mine.commit is not None and b.mine.commit is not None and (a.theirs, b.theirs) != (b.mine, a.mine):
            # A release is shown to the other only together with its own.
            hidden = (_without_release(a.theirs), _without_release(b.theirs))
            shown = (_without_release(b.mine), _without_release(a.mine))
            if hidden != shown or (a.mine.release is not None and b.mine.release is not None):
                yield f"round {a.round}"
    if (_name(one.note), _by(one.note)) != (_name(other.note), _turned(_by(other.note))):
        yield "note"
    if (one.settled.me, one.settled.them) != (other.settled.them, other.settled.me):
        yield "settled"
    if (one.again.me, one.again.them) != (other.again.them, other.again.me):
        yield "again"


def _without_release(slots: Slots | None) -> str | None:
    return None if slots is None else slots.commit


def _name(note: NoteView | None) -> tuple[int, str] | None:
    return None if note is None else (note.n, note.box)


def _by(note: NoteView | None) -> str | None:
    return None if note is None else note.by


def _turned(by: str | None) -> str | None:
    return {"me": "them", "them": "me"}.get(by or "")
