"""Looking over all chapters in the terminal: where the two stand, what was taken back, and what could be added."""

from overture_partner.console.console import Console
from overture_partner.console.error_text import problem
from overture_partner.console.questionnaire import Ask
from overture_partner.console.rendering import notice_lines
from overture_partner.console.standing_text import standing_lines
from overture_partner.errors import PartnerError
from overture_partner.i18n import pick, t
from overture_partner.net.hub_client import SetCard
from overture_partner.session.participant import Participant


def show_standing(console: Console, me: Participant) -> None:
    """Where the two stand, over all chapters and the newest round of each section."""
    show = console.print
    show()
    show(t("standing.title"))
    nothing = True
    for questions in me.chapters:
        lines = standing_lines(me.chapter_results(questions.qhash))
        if lines:
            nothing = False
            show()
            show(pick(questions.document.title))
        for indent, line in lines:
            show(line, indent)
    if nothing:
        show(t("standing.nothing"))


def show_notices(console: Console, me: Participant) -> None:
    """What the partner has taken back, in all chapters."""
    by_chapter = [(questions, me.notices_of(questions.qhash)) for questions in me.chapters]
    if not any(notices.theirs or notices.unreadable for _, notices in by_chapter):
        console.print(t("notices.none"))
    for questions, notices in by_chapter:
        for line in notice_lines(questions.document, notices.theirs):
            console.print(line, 2)
    if any(notices.unreadable for _, notices in by_chapter):
        console.print(t("notices.unreadable"), 2)


async def choose_set(console: Console, ask: Ask, me: Participant) -> SetCard | None:
    """Asks which further question set of this hub is wished for; None for none."""
    try:
        offered = await me.hub.question_sets()
    except PartnerError as error:
        console.print(problem(error))
        return None
    there = {questions.qhash for questions in me.chapters}
    cards = [card for card in offered if card.qhash not in there]
    if not cards:
        console.print(t("add.none"))
        return None
    for n, card in enumerate(cards, start=1):
        what = {"title": pick(card.title), "minutes": card.minutes, "for_whom": pick(card.for_whom)}
        console.print(t("start.set", n=n, **what), 1)
    line = await ask(t("add.prompt"))
    if not line.isdecimal() or not 1 <= int(line) <= len(cards):
        return None
    return cards[int(line) - 1]
