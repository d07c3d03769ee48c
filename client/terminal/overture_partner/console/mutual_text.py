"""What both want, as lines of plain text: grouped by area, from the reader's side, and kind when there is no match.

Pure.
"""

from collections.abc import Iterable

from overture_partner.console.outcome_text import act_text, care_texts
from overture_partner.console.rendering import Lines
from overture_partner.i18n import pick, t
from overture_partner.model.alignment import AnswersOf, experience_of
from overture_partner.model.document import Document
from overture_partner.model.mutual_items import ComparedAct


def mutual_lines(
    document: Document,
    number: int,
    acts: Iterable[tuple[ComparedAct, str | None]],
    answers_of: AnswersOf = lambda _: None,
) -> Lines:
    """Writes the matches of a mutual section.

    Args:
        document: The question set.
        number: The round, from 1.
        acts: The matches in the order of the document, each with what holds it back; None for nothing.
        answers_of: What was opened last of each section, for the experience of both.

    Returns:
        The lines.
    """
    lines: Lines = [(0, t("mutual.round", n=number))] if number > 1 else []
    met = list(acts)
    if not met:
        return [*lines, (0, t("mutual.none")), (0, "")]
    lines.append((0, t("mutual.some" if any(held in (None, "talk") for _, held in met) else "mutual.only-limited")))
    area = ""
    for act, held in met:
        if act.question.id != area:
            area = act.question.id
            lines.append((0, pick(act.question.prompt)))
        label = act_text(act.item, act.direction)
        lines.append((2, label if held is None else t("mutual.held", item=label, why=t(f"held.{held}"))))
        if held is None:
            asked = act.item.experience
            experience = () if asked is None else experience_of(document, asked, act.direction, answers_of)
            lines += [(4, line) for line in care_texts(document, act.item.risk, experience)]
    return [*lines, (0, "")]
