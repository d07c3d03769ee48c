"""What has happened since one last looked, as sentences. Pure.

Only what the screens of a phone tell too: nothing of what the partner answers, and no coming and going.
"""

from dataclasses import dataclass
from typing import Literal

from overture_partner.errors import PartnerError
from overture_partner.notes import Note
from overture_partner.participant import Participant
from overture_partner.text import pick, t

Progress = Literal["open", "elsewhere", "sealed", "both-sealed", "opened", "broken"]


@dataclass(frozen=True)
class SectionNews:
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
    both_ready: bool
    sections: tuple[SectionNews, ...]
    notices: int
    scene: bool


def progress(me: Participant, section: str) -> Progress:
    """Where the newest round of a section stands for this person."""
    there, held = me.section(section), me.held(section)
    if held.opened:
        return "opened"
    if me.is_broken(section):
        return "broken"
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
        both_ready=view is not None and view.ready.both,
        sections=_sections(me),
        notices=len(me.notices.theirs) + me.notices.unreadable,
        scene=view is not None and view.scene.running,
    )


def _sections(me: Participant) -> tuple[SectionNews, ...]:
    found = []
    for section in me.questions.document.sections:
        if not section.has_box:
            continue
        try:
            there = me.section(section.id)
            state = progress(me, section.id)
        except PartnerError:
            continue
        news = SectionNews(section.id, pick(section.title), there.round, state, me.note(section.id), there.again.them)
        found.append(news)
    return tuple(found)


def news(before: Snapshot, after: Snapshot) -> list[str]:
    """What to say, in order of weight."""
    said: list[str] = []
    if before.paused_by_them != after.paused_by_them:
        said.append(t("news.paused" if after.paused_by_them else "news.resumed"))
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
    earlier = {section.id: section for section in before.sections}
    for section in after.sections:
        if section.id in earlier:
            said.extend(_section(earlier[section.id], section))
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
