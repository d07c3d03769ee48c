"""What both want, as lines of plain text: grouped by area, from the reader's side, and kind when there is no match.

Pure.
"""

from collections.abc import Iterable

from overture_partner.console.rendering import Lines, item_label
from overture_partner.i18n import pick, t
from overture_partner.model.mutual_items import ComparedAct


def mutual_lines(number: int, acts: Iterable[tuple[ComparedAct, str | None]]) -> Lines:
    """Writes the matches of a mutual section.

    Args:
        number: The round, from 1.
        acts: The matches in the order of the document, each with what holds it back; None for nothing.

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
        label = item_label(act.item, act.direction)
        lines.append((2, label if held is None else t("mutual.held", item=label, why=t(f"held.{held}"))))
    return [*lines, (0, "")]
