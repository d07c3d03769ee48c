"""Reacts to answers that stay on this machine and contradict "ready"."""

from collections.abc import Sequence
from typing import Literal

from overture_partner.console.console import Console
from overture_partner.console.draft import Draft
from overture_partner.console.questionnaire import Ask
from overture_partner.i18n import ENGLISH, command_name, current_language, t
from overture_partner.model.document import Section

Answered = Sequence[tuple[Section, Draft]]
"""Sections that are never sent, each with what was answered."""


async def may_be_ready(console: Console, ask: Ask, answered: Answered, base_url: str) -> bool:
    """Prints where there is help, if an answer is a reason to offer it.

    Args:
        console: Where it is printed.
        ask: Asks for one line.
        answered: What stays on this machine.
        base_url: Of the hub, whose page of help is named.

    Returns:
        False where an answer contradicts "ready" and the person has asked to answer again.
    """
    care = care_of(answered)
    if care is not None:
        page = "/help" if current_language() == ENGLISH else f"/{current_language()}/help"
        console.print(t("care.lead"))
        console.print(t("care.help", address=base_url + page))
    if care != "stop":
        return True
    console.print(t("ready.stops"))
    while command_name(await ask(t("ready.stops-prompt"))) != "again":
        console.print(t("ready.stops"))
    for _, draft in answered:
        draft.seen.clear()
    return False


def care_of(answered: Answered) -> Literal["offer", "stop"] | None:
    """Finds what the answers ask for (docs/question-sets.md, `care`).

    Args:
        answered: What stays on this machine.

    Returns:
        "stop" if one of them contradicts "ready", "offer" if one is a reason to offer help, else None.
    """
    chosen = {
        option.care
        for section, draft in answered
        for question in section.questions
        for option in question.options
        if option.id in _chosen(draft.given.get(question.id))
    }
    return "stop" if "stop" in chosen else "offer" if "offer" in chosen else None


def _chosen(answer: object) -> list[object]:
    return answer if isinstance(answer, list) else [answer]
