"""What has happened since the person last looked, as sentences.

Only what the screens of a phone show too: nothing of what the partner answers, and not whether they are connected.
"""

from dataclasses import dataclass, field
from typing import Literal

from overture_partner.console.time_text import later_line
from overture_partner.errors import PartnerError
from overture_partner.i18n import pick, t
from overture_partner.model.clocks import Clocks
from overture_partner.session.notes import Note
from overture_partner.session.participant import Participant

Progress = Literal["open", "elsewhere", "sealed", "both-sealed", "opened", "broken"]


@dataclass(frozen=True)
class SectionSnapshot:
    """One section at one moment.

    Attributes:
        chapter: The qhash of its chapter.
        id: Its id.
        title: Its title.
        round: The newest round, from 1.
        progress: Where that round is for this person.
        note: The newest note.
        again_by_them: Whether the partner has requested a new round.
    """

    chapter: str
    id: str
    title: str
    round: int
    progress: Progress
    note: Note | None
    again_by_them: bool


@dataclass(frozen=True)
class Snapshot:
    """Everything that an update can be about, at one moment.

    Attributes:
        connected: Whether the hub is connected.
        away: Whether the hub is connected and its store is not.
        paused_by_them: Whether the partner has paused.
        resume_time: When the partner, who has paused, would like to look again, in seconds since 1970.
        clocks: What the clocks said then; two snapshots are not compared by it.
        both_ready: Whether both are ready.
        sections: All sections with a box.
        notices: How many notices the partner has sent.
        scene: The state of the scene.
        asked: Whether the partner is ready to begin a scene.
        altered: How many added question sets were served with other bytes.
        findings: What the hub is found to do, as keys of the sentences about it.
        chapters: Qhash and title of each chapter.
    """

    connected: bool
    away: bool
    paused_by_them: bool
    resume_time: int | None
    clocks: Clocks = field(compare=False)
    both_ready: bool
    sections: tuple[SectionSnapshot, ...]
    notices: int
    scene: str
    asked: bool
    altered: int
    findings: tuple[str, ...]
    chapters: tuple[tuple[str, str], ...]


def progress(me: Participant, section: str, chapter: str | None = None) -> Progress:
    """Returns where the newest round of a section is for this person.

    Args:
        me: The participant.
        section: The id of the section.
        chapter: The qhash of the chapter; the first by default.

    Raises:
        PartnerError: The section is not known here.
    """
    at = me.chapter(chapter)
    there, held = at.context.section(section), at.held(section)
    if held.opened:
        return "opened"
    if at.is_broken(section):
        return "broken"
    if at.context.is_elsewhere(section):
        return "elsewhere"
    if there.state == "open":
        return "open" if held.commit is None else "sealed"
    if held.commit is None:
        return "elsewhere"
    return "sealed" if there.state == "sealed" else "both-sealed"


def snapshot(me: Participant) -> Snapshot:
    """Takes a snapshot of a participant."""
    view, all_notices = me.view, [me.chapter(questions.qhash).notices for questions in me.chapters]
    return Snapshot(
        connected=me.link not in ("connecting", "lost"),
        away=me.link == "away",
        paused_by_them=me.paused_by_them,
        resume_time=me.resume_time.theirs,
        clocks=me.clocks,
        both_ready=view is not None and view.ready.both,
        sections=_sections(me),
        notices=sum(len(notices.theirs) + notices.unreadable for notices in all_notices),
        scene=me.scene.state,
        asked=me.scene.begin.them,
        altered=me.altered,
        findings=hub_findings(me),
        chapters=tuple((questions.qhash, pick(questions.document.title)) for questions in me.chapters),
    )


class UpdateFeed:
    """What has happened to a participant since the feed was made, as sentences."""

    def __init__(self, me: Participant) -> None:
        self._me = me
        self._last = snapshot(me)

    async def next(self) -> list[str]:
        """Waits for the next change and describes it.

        Raises:
            Gone: The session has ended.
        """
        last = self._last
        await self._me.wait_for(lambda me: snapshot(me) != last)
        self._last = snapshot(self._me)
        return updates(last, self._last)


def hub_findings(me: Participant) -> tuple[str, ...]:
    """Returns the keys of the sentences about misbehaviour of the hub that is still going on, the gravest first."""
    found = {
        "hub.forked": me.history.forked,
        "hub.contradicts": me.history.contradicted,
        "hub.kept-back": me.fork_check.ahead,
        "hub.older": me.history.older,
    }
    return tuple(key for key, so in found.items() if so)


def _sections(me: Participant) -> tuple[SectionSnapshot, ...]:
    found = []
    for questions in me.chapters:
        for section in questions.document.sections:
            if not section.has_box:
                continue
            at = questions.qhash
            try:
                there = me.section(section.id, at)
                state = progress(me, section.id, at)
            except PartnerError:
                continue
            title, note = pick(section.title), me.note(section.id, at)
            found.append(SectionSnapshot(at, section.id, title, there.round, state, note, there.again.them))
    return tuple(found)


def updates(before: Snapshot, after: Snapshot) -> list[str]:
    """Describes what has changed between two snapshots, the weightiest first."""
    sentences = _pause(before, after) + [t(key) for key in after.findings if key not in before.findings]
    if after.away and not before.away:
        sentences.append(t("update.away"))
    elif before.connected and not after.connected:
        sentences.append(t("update.lost"))
    elif after.connected and not before.connected:
        sentences.append(t("update.back"))
    if after.notices > before.notices:
        sentences.append(t("update.notice"))
    if after.both_ready and not before.both_ready:
        sentences.append(t("update.both-ready"))
    sentences += _scene(before, after)
    sentences += _chapters(before, after)
    earlier = {(section.chapter, section.id): section for section in before.sections}
    for section in after.sections:
        if (section.chapter, section.id) in earlier:
            sentences.extend(_section(earlier[section.chapter, section.id], section))
    return sentences


def _scene(before: Snapshot, after: Snapshot) -> list[str]:
    if after.scene != before.scene:
        if after.scene in ("running", "stopped"):
            return [t(f"update.scene-{after.scene}")]
        if before.scene in ("running", "stopped"):
            return [t("update.scene-over")]
    return [t("update.scene-asked")] if after.asked and not before.asked else []


def _chapters(before: Snapshot, after: Snapshot) -> list[str]:
    altered = [t("update.altered")] if after.altered > before.altered else []
    new = [title for qhash, title in after.chapters if (qhash, title) not in before.chapters]
    return [*altered, *(t("update.added", title=title) for title in new)]


def _pause(before: Snapshot, after: Snapshot) -> list[str]:
    sentences: list[str] = []
    if before.paused_by_them != after.paused_by_them:
        paused = "update.stopped" if after.scene == "stopped" else "update.paused"
        sentences.append(t(paused if after.paused_by_them else "update.resumed"))
    if after.resume_time != before.resume_time:
        sentences.extend(later_line("theirs", after.resume_time, after.clocks))
    return sentences


def _section(before: SectionSnapshot, after: SectionSnapshot) -> list[str]:
    sentences: list[str] = []
    if after.round != before.round:
        sentences.append(t("update.round", title=after.title))
    if after.progress != before.progress and after.progress in ("opened", "broken"):
        sentences.append(t(f"update.{after.progress}", title=after.title))
    if after.again_by_them and not before.again_by_them:
        sentences.append(t("update.again", title=after.title))
    if after.note is not None:
        sentences.extend(_note(before.note, after.note, after.title))
    return sentences


def _note(before: Note | None, after: Note, title: str) -> list[str]:
    if (before is None or before.n != after.n) and not after.by_me:
        return [t("update.note", title=title)]
    if after.agreed and not (before is not None and before.agreed):
        return [t("update.agreed", title=title)]
    if before is not None and before.n == after.n and before.settled_them and not after.settled_them:
        return [t("update.taken-back", title=title)]
    return []
