"""What has happened since one last looked, as sentences. Pure but for the clock.

Only what the screens of a phone tell too: nothing of what the partner answers, and no coming and going.
"""

from dataclasses import dataclass
from typing import Literal

from overture_partner.errors import PartnerError
from overture_partner.i18n import pick, t
from overture_partner.session.notes import Note
from overture_partner.session.participant import Participant
from overture_partner.session.taking_time import later_line

Progress = Literal["open", "elsewhere", "sealed", "both-sealed", "opened", "broken"]


@dataclass(frozen=True)
class SectionNews:
    chapter: str
    id: str
    title: str
    round: int
    progress: Progress
    note: Note | None
    wished: bool
    """Whether the partner wishes for a new round."""


@dataclass(frozen=True)
class Snapshot:
    connected: bool
    away: bool
    paused_by_them: bool
    looks_again: int | None
    """When the partner, who has paused, would like to look again."""
    both_ready: bool
    sections: tuple[SectionNews, ...]
    notices: int
    scene: bool
    altered: int
    truth: tuple[str, ...]
    """What the hub is found to do, as keys of the sentences about it."""
    chapters: tuple[tuple[str, str], ...]
    """Qhash and title of each."""


def progress(me: Participant, section: str, chapter: str | None = None) -> Progress:
    """Where the newest round of a section stands for this person."""
    there, held = me.section(section, chapter), me.held(section, chapter=chapter)
    if held.opened:
        return "opened"
    if me.is_broken(section, chapter):
        return "broken"
    if me.is_elsewhere(section, chapter):
        return "elsewhere"
    if there.state == "open":
        return "open" if held.commit is None else "sealed"
    if held.commit is None:
        return "elsewhere"
    return "sealed" if there.state == "sealed" else "both-sealed"


def snapshot(me: Participant) -> Snapshot:
    view = me.view
    return Snapshot(
        connected=me.link not in ("connecting", "lost"),
        away=me.link == "away",
        paused_by_them=me.paused_by_them,
        looks_again=me.time.theirs,
        both_ready=view is not None and view.ready.both,
        sections=_sections(me),
        notices=sum(len(said.theirs) + said.unreadable for said in map(me.notices_of, _qhashes(me))),
        scene=view is not None and view.scene.running,
        altered=me.altered,
        truth=truth_about_hub(me),
        chapters=tuple((known.qhash, pick(known.document.title)) for known in me.chapters),
    )


def truth_about_hub(me: Participant) -> tuple[str, ...]:
    """What is said of the hub as long as it is so: the keys of the sentences, the gravest first."""
    found = {
        "hub.forked": me.forked,
        "hub.contradicts": me.contradicted,
        "hub.kept-back": me.kept_back,
        "hub.older": me.older,
    }
    return tuple(key for key, so in found.items() if so)


def _qhashes(me: Participant) -> list[str]:
    return [known.qhash for known in me.chapters]


def _sections(me: Participant) -> tuple[SectionNews, ...]:
    found = []
    for known in me.chapters:
        for section in known.document.sections:
            if not section.has_box:
                continue
            at = known.qhash
            try:
                there = me.section(section.id, at)
                state = progress(me, section.id, at)
            except PartnerError:
                continue
            title, note = pick(section.title), me.note(section.id, at)
            found.append(SectionNews(at, section.id, title, there.round, state, note, there.again.them))
    return tuple(found)


def news(before: Snapshot, after: Snapshot) -> list[str]:
    """What to say, in order of weight."""
    said = _pause(before, after) + [t(key) for key in after.truth if key not in before.truth]
    if after.away and not before.away:
        said.append(t("news.away"))
    elif before.connected and not after.connected:
        said.append(t("news.lost"))
    elif after.connected and not before.connected:
        said.append(t("news.back"))
    if after.notices > before.notices:
        said.append(t("news.notice"))
    if after.both_ready and not before.both_ready:
        said.append(t("news.both-ready"))
    if after.scene != before.scene:
        said.append(t("news.scene" if after.scene else "news.scene-over"))
    said += _chapters(before, after)
    earlier = {(section.chapter, section.id): section for section in before.sections}
    for section in after.sections:
        if (section.chapter, section.id) in earlier:
            said.extend(_section(earlier[section.chapter, section.id], section))
    return said


def _chapters(before: Snapshot, after: Snapshot) -> list[str]:
    altered = [t("news.altered")] if after.altered > before.altered else []
    new = [title for qhash, title in after.chapters if (qhash, title) not in before.chapters]
    return [*altered, *(t("news.added", title=title) for title in new)]


def _pause(before: Snapshot, after: Snapshot) -> list[str]:
    said: list[str] = []
    if before.paused_by_them != after.paused_by_them:
        paused = "news.stopped" if after.scene else "news.paused"
        said.append(t(paused if after.paused_by_them else "news.resumed"))
    if after.looks_again != before.looks_again:
        said.extend(later_line("theirs", after.looks_again))
    return said


def _section(before: SectionNews, after: SectionNews) -> list[str]:
    said: list[str] = []
    if after.round != before.round:
        said.append(t("news.round", title=after.title))
    if after.progress != before.progress and after.progress in ("opened", "broken"):
        said.append(t(f"news.{after.progress}", title=after.title))
    if after.wished and not before.wished:
        said.append(t("news.wished", title=after.title))
    if after.note is not None:
        said.extend(_note(before.note, after.note, after.title))
    return said


def _note(before: Note | None, after: Note, title: str) -> list[str]:
    if (before is None or before.n != after.n) and not after.by_me:
        return [t("news.note", title=title)]
    if after.agreed and not (before is not None and before.agreed):
        return [t("news.agreed", title=title)]
    if before is not None and before.n == after.n and before.settled_them and not after.settled_them:
        return [t("news.taken-back", title=title)]
    return []
