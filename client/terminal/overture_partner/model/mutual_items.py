"""What a mutual section compares, and which of it one wants. Pure.

A's giving is B's receiving: each seat maps its own directions to the shared ids.
Source: docs/protocol.md, "Mutual sections".
"""

from dataclasses import dataclass

from overture_partner.model.alignment import Direction
from overture_partner.model.answers import Answers
from overture_partner.model.document import Document, Item, Question, Section
from overture_partner.model.precedence import Act
from overture_partner.protocol.pairing import Role

WANTED = frozenset({"yes", "curious"})
"""What a level may mean that counts as wanting; everything else, blank and skipped too, is no interest."""
MOST_IDS = 64


@dataclass(frozen=True)
class ComparedAct:
    """One thing that is compared.

    Attributes:
        id: The shared id, the same for both seats.
        question: The question that asks it.
        item: The item.
        direction: From this seat's side.
    """

    id: str
    question: Question
    item: Item
    direction: Direction

    @property
    def key(self) -> str:
        """The key of one's own answer to it."""
        return self.item.id if self.direction is None else f"{self.item.id}/{self.direction}"

    @property
    def act(self) -> Act:
        """The same as an act that limits and notices can name."""
        return Act(self.item.id, self.direction)


def acts_of(section: Section, role: Role) -> tuple[ComparedAct, ...]:
    """Lists everything that a section compares.

    Args:
        section: A mutual section.
        role: One's own seat.

    Returns:
        The acts in the order of the document, the same order for both seats.
    """
    acts: list[ComparedAct] = []
    for question in section.questions:
        for item in question.items:
            if item.direction:
                acts.append(ComparedAct(f"{item.id}/a-to-b", question, item, "give" if role == "A" else "receive"))
                acts.append(ComparedAct(f"{item.id}/b-to-a", question, item, "receive" if role == "A" else "give"))
            else:
                acts.append(ComparedAct(item.id, question, item, None))
    return tuple(acts)


def can_be_compared(acts: tuple[ComparedAct, ...]) -> bool:
    """Whether the number of acts is allowed and each id is there once."""
    return 1 <= len(acts) <= MOST_IDS and len({act.id for act in acts}) == len(acts)


def wanted(document: Document, acts: tuple[ComparedAct, ...], answers: Answers) -> tuple[bool, ...]:
    """Decides for each act whether these answers say yes to it.

    Args:
        document: The question set.
        acts: What is compared.
        answers: One's own answers to the section.

    Returns:
        One boolean for each act. Blank and skipped are no.
    """
    return tuple(_wants(document, act, answers) for act in acts)


def _wants(document: Document, act: ComparedAct, answers: Answers) -> bool:
    rows = answers.rows(act.question.id)
    if act.question.id in answers.skip or act.key not in rows:
        return False
    return document.meaning(act.question, rows[act.key]["level"]) in WANTED
