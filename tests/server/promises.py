"""Promises of docs/rules.md about one step of a session, and about what stands in its chapters."""

from collections.abc import Mapping

from overture.core import commands as do
from overture.core.chapter import Chapter, Section
from overture.core.seat import Seat
from overture.core.session import Scene, Session
from overture.core.transitions import SCENE


def one_alone_loosens_nothing(before: Session, after: Session, seat: Seat) -> None:
    """Whatever loosens stood on a word of the other seat already; and nobody changes the other's words.

    Every way to loosen: a section opens, a note becomes agreed, a new round begins, the session lives longer, a scene
    is over. So whatever one seat does alone, once the other's words are used up, shared agreements can only fall.
    """
    other = seat.other
    if after.expires > before.expires:
        assert (before.seat_state(other).prolong or 0) >= after.expires, "prolonged by one alone"
    if before.scene.going_on and not after.scene.going_on:
        assert other in before.scene.over, "a scene closed by one alone"
    if after.scene.n > before.scene.n:
        assert other in before.scene.begin, "a scene begun by one alone"
    assert (other in after.scene.begin) <= (other in before.scene.begin)
    if before.stage == "confirmed":
        ours, theirs = before.seat_state(other), after.seat_state(other)
        assert (ours.ready, ours.pause, ours.lifted) == (theirs.ready, theirs.pause, theirs.lifted)
        assert theirs.prolong in {ours.prolong, None}
    for old, new in zip(before.chapters, after.chapters, strict=False):
        assert old.notices(other) == new.notices(other)
        for was, now in zip(old.sections, new.sections, strict=True):
            _one_alone_loosens_no_section(was, now, other)


def _one_alone_loosens_no_section(was: Section, now: Section, other: Seat) -> None:
    assert was.settled(other) == now.settled(other)
    assert (other in now.again) <= (other in was.again)
    if now.agreed and not was.agreed:
        said = was.settled(other)
        assert said is not None
        assert said.yes
        assert said.note == was.notes[-1].box, "agreed by one alone"
    if len(now.rounds) > len(was.rounds):
        assert other in was.again, "asked again by one alone"
    for earlier, later in zip(was.rounds, now.rounds, strict=False):
        assert earlier.of(other) == later.of(other)
        if later.stage == "opened" and earlier.stage != "opened":
            assert earlier.of(other).release is not None, "opened by one alone"


def the_rest_stays(before: Session, after: Session, command: do.Command) -> None:
    """Chapters are only ever added, at the end, never while paused; and every chapter and section that a command is not
    about stays the same object."""
    chapters = [c.qhash for c in after.chapters]
    assert chapters[: len(before.chapters)] == [c.qhash for c in before.chapters]
    if len(chapters) > len(before.chapters):
        assert isinstance(command, do.Add)
        assert chapters[len(before.chapters) :] == [command.chapter]
        assert before.both_ready
        assert not before.paused, "added while paused"
    rounds = [sum(len(s.rounds) for c in session.chapters for s in c.sections) for session in (before, after)]
    assert rounds[0] == rounds[1] or isinstance(command, do.Add) or not before.paused
    about = None if isinstance(command, do.Add) else getattr(command, "chapter", None)
    for old, new in zip(before.chapters, after.chapters, strict=False):
        assert old is new or old.qhash == about
        touched = [was.id for was, now in zip(old.sections, new.sections, strict=True) if was is not now]
        assert touched in ([], [getattr(command, "section", None)])


def the_talk_goes_forward(before: Session, after: Session, seat: Seat) -> None:
    """Nobody moves the other's talk, numbers only grow, and nothing moves before an opening, in a pause or a scene."""
    other = seat.other
    assert before.seat_state(other).talk == after.seat_state(other).talk, "the other's talk"
    old, new = before.seat_state(seat).talk, after.seat_state(seat).talk
    if old == new:
        return
    assert new is not None, "a talk was lost"
    assert old is None or new.n > old.n, "a talk went back"
    assert not before.paused, "talked while paused"
    assert not before.scene.going_on, "talked during a scene"
    assert any(section.opened_once for _, section in all_sections(before)), "talked before anything was opened"


def in_a_scene_nothing_is_added(before: Session, after: Session) -> None:
    """No chapter, no round, no sealed answer and no word. What both had sealed before it opens all the same."""
    if not before.scene.going_on:
        return
    if before.scene.state == "stopped":
        assert boxes_of_rounds(before) == boxes_of_rounds(after), "opened in a stopped scene"
    assert [c.qhash for c in before.chapters] == [c.qhash for c in after.chapters], "added during a scene"
    assert _commits(before) == _commits(after), "sealed during a scene"
    for (_, was), (_, now) in zip(all_sections(before), all_sections(after), strict=True):
        assert len(was.rounds) == len(now.rounds), "asked again during a scene"
        assert was.notes == now.notes, "written during a scene"
        assert was.agreed or not now.agreed, "agreed during a scene"
        for seat in Seat:
            tap = now.settled(seat)
            assert tap == was.settled(seat) or (tap is not None and not tap.yes), "settled during a scene"


def a_scene_takes_its_steps(before: Session, after: Session, seat: Seat, command: do.Command) -> None:
    """Both begin one; a pause and nothing else stops it; and it never runs on, but the next one may begin."""
    old, new = before.scene, after.scene
    if old == new:
        return
    assert new.stage in SCENE[old.stage][type(command)]
    assert new.n - old.n in {0, 1}
    if new.state == "running" and old.state != "running":
        assert new == Scene(old.n + 1, "running"), "a scene that ran on"
        assert isinstance(command, do.BeginScene)
        assert command.n == new.n
        assert not before.paused
        assert before.both_ready
    if old.state == "running":
        assert (new.state == "stopped") == isinstance(command, do.PauseNow)
    if isinstance(command, do.SceneOver):
        assert command.n == old.n
        assert new.going_on or seat not in old.over


def _commits(session: Session) -> dict[tuple[str, str, int, Seat, str], str]:
    return {key: box for key, box in boxes_of_rounds(session).items() if key[-1] == "commit"}


def is_due_notice(session: Session, seat: Seat, command: do.Command) -> bool:
    """Whether this is the next notice of a seat that may speak: one that must never be refused."""
    if not isinstance(command, do.Notice) or session.stage != "confirmed":
        return False
    chapter = next((c for c in session.chapters if c.qhash == command.chapter), None)
    return chapter is not None and command.n == len(chapter.notices(seat)) + 1


def within_their_chapters(session: Session, said: Mapping[str, set[str]]) -> None:
    """What a chapter names was said in that chapter: `said` has the digests of all boxes by chapter."""
    for chapter in session.chapters:
        assert named_in(chapter) <= said[chapter.qhash], "a box of another chapter"


def named_in(chapter: Chapter) -> set[str]:
    """The digest of every box of a chapter."""
    rounds = set(_boxes_of_rounds(chapter).values())
    notes = {note.box for section in chapter.sections for note in section.notes}
    taps = {tap.box for section in chapter.sections for seat in Seat if (tap := section.settled(seat)) is not None}
    return rounds | notes | taps | {*chapter.notices_a, *chapter.notices_b}


def all_sections(session: Session) -> list[tuple[str, Section]]:
    """Every section of every chapter, with its chapter's qhash."""
    return [(chapter.qhash, section) for chapter in session.chapters for section in chapter.sections]


def boxes_of_rounds(session: Session) -> dict[tuple[str, str, int, Seat, str], str]:
    """By chapter, section, round, seat and kind."""
    return {
        (chapter.qhash, *key): box for chapter in session.chapters for key, box in _boxes_of_rounds(chapter).items()
    }


def _boxes_of_rounds(chapter: Chapter) -> dict[tuple[str, int, Seat, str], str]:
    return {
        (section.id, n, seat, kind): box
        for section in chapter.sections
        for n, this in enumerate(section.rounds, start=1)
        for seat in Seat
        for kind, box in (("commit", this.of(seat).commit), ("release", this.of(seat).release))
        if box is not None
    }
