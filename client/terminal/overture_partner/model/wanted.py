"""Which acts may be done by the answers of one chapter, whatever holds them back. Pure.

The phones compute the same in client/static/js/model/standing.js.
"""

from collections.abc import Iterator, Mapping

from overture_partner.model.alignment import rows_of
from overture_partner.model.answers import Opened
from overture_partner.model.document import Document, Item
from overture_partner.model.outcome import Outcome
from overture_partner.model.precedence import Act
from overture_partner.model.privacy import is_private


def wanted_by_both(document: Document, opened: Mapping[str, Opened]) -> Iterator[tuple[Item, Act]]:
    """Lists the items that both have said yes to in the newest round of each section, whatever holds them back.

    Args:
        document: The question set.
        opened: By section id, the newest opened round.

    Yields:
        Each item with the act, from the reader's side.
    """
    for item, act, outcome in _acts(document, opened):
        if outcome.is_agreed:
            yield item, act


def with_one_condition(document: Document, opened: Mapping[str, Opened]) -> Iterator[Act]:
    """Lists the acts that one has tied to a condition, and that the other has no limit on.

    Args:
        document: The question set.
        opened: By section id, the newest opened round.

    Yields:
        The acts, from the reader's side.
    """
    for _, act, outcome in _acts(document, opened):
        if outcome.outcome == "condition-alone":
            yield act


def _acts(document: Document, opened: Mapping[str, Opened]) -> Iterator[tuple[Item, Act, Outcome]]:
    for section in document.sections:
        for question in section.questions if section.id in opened else ():
            if is_private(section, question):
                continue
            items = {item.id: item for item in question.items}
            for row in rows_of(document, question, opened[section.id].mine, opened[section.id].theirs):
                yield items[row.item], Act(row.item, row.direction), row.outcome
