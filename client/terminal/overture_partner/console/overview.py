"""The overview: all sections of the session with their states, and what holds at the moment."""

from overture_partner.console.console import Console
from overture_partner.console.scene_text import state_lines, stopped_lines
from overture_partner.console.time_text import ending_line, later_line
from overture_partner.console.updates import hub_findings, progress
from overture_partner.errors import PartnerError
from overture_partner.i18n import pick, t
from overture_partner.model.document import Questions, Section
from overture_partner.session.participant import Participant


def sections_of(me: Participant) -> list[tuple[Questions, Section]]:
    """Lists the sections that can be chosen by number.

    Returns:
        Every section with its question set, but for what the first chapter asks before it begins. Those of added
        chapters follow the others, so that a number stays the same.
    """
    first, *_ = me.chapters
    return [
        (questions, section)
        for questions in me.chapters
        for section in questions.document.sections
        if section.reveal != "never" or questions is not first
    ]


def print_overview(console: Console, me: Participant) -> None:
    """Prints the numbered sections by chapter, then pause, scene, end and what the hub is found to do."""
    last = None
    for n, (questions, section) in enumerate(sections_of(me), start=1):
        if questions.qhash != last:
            last = questions.qhash
            console.print()
            console.print(pick(questions.document.title))
        state = _state(me, questions, section)
        console.print(t("overview.line", n=f"{n:>2}", title=pick(section.title), state=state), 1)
    for line in _status(me):
        console.print(line)


def _status(me: Participant) -> list[str]:
    lines = [t(key) for key in hub_findings(me)]
    if me.paused_by_me:
        lines.append(t("pause.mine"))
    elif me.paused_by_them:
        lines += [t("pause.theirs"), *later_line("theirs", me.resume_time.theirs, me.clocks)]
    elif me.view is not None and not me.view.ready.both:
        lines.append(t("overview.not-both-ready"))
    if me.view is not None:
        lines += stopped_lines(me) if me.scene.state == "stopped" else state_lines(me)
        lines += ending_line(me.clocks)
    return lines


def _state(me: Participant, questions: Questions, section: Section) -> str:
    if not section.has_box:
        return t("progress.private" if section.reveal == "never" else "progress.read")
    try:
        state = progress(me, section.id, questions.qhash)
    except PartnerError:
        return t("progress.missing")
    note = me.note(section.id, questions.qhash)
    return t("progress.agreed" if state == "opened" and note is not None and note.agreed else f"progress.{state}")
