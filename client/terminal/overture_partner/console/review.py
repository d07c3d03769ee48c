"""What a person can look at over all chapters: where the two stand, what was withdrawn, and what can be added."""

from overture_partner.console.card_text import card_lines
from overture_partner.console.choices import chosen, print_sets
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
    """Prints where the two stand, over all chapters and the newest round of each section."""
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


def show_card(console: Console, me: Participant) -> None:
    """Prints the scene card, over all chapters."""
    console.print()
    console.print(t("card.title"))
    for indent, line in card_lines(me.all_chapter_results()):
        console.print(line, indent)


def show_notices(console: Console, me: Participant) -> None:
    """Prints what the partner has withdrawn, in all chapters."""
    by_chapter = [(questions, me.chapter(questions.qhash).notices) for questions in me.chapters]
    if not any(notices.theirs or notices.unreadable for _, notices in by_chapter):
        console.print(t("notices.none"))
    for questions, notices in by_chapter:
        for line in notice_lines(questions.document, notices.theirs):
            console.print(line, 2)
    if any(notices.unreadable for _, notices in by_chapter):
        console.print(t("notices.unreadable"), 2)


async def choose_set(console: Console, ask: Ask, me: Participant) -> SetCard | None:
    """Asks which further question set of the hub to add.

    Returns:
        The set; None if the person chose none, or there is none.
    """
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
    print_sets(console, cards, 1)
    return chosen(await ask(t("add.prompt")), cards)
