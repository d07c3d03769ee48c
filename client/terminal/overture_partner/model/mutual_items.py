"""The acts of a mutual section: which ids the two compare, and which of them one wants. Pure.

docs/protocol.md, "Mutual sections". A's giving is B's receiving: each seat maps its own directions to the shared ids.
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
    """One thing that is compared. `id` is the same for both; `direction` and `key` are told from this seat's side."""

    id: str
    question: Question
    item: Item
    direction: Direction

    @property
    def key(self) -> str:
        """Under which one's own answer to it stands."""
        return self.item.id if self.direction is None else f"{self.item.id}/{self.direction}"

    @property
    def act(self) -> Act:
        return Act(self.item.id, self.direction)


def acts_of(section: Section, role: Role) -> tuple[ComparedAct, ...]:
    """Everything that is compared, in the order of the document."""
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
    """Whether there are as many as there may be, each once."""
    return 1 <= len(acts) <= MOST_IDS and len({act.id for act in acts}) == len(acts)


def wanted(document: Document, acts: tuple[ComparedAct, ...], answers: Answers) -> tuple[bool, ...]:
    """For each act whether these answers say yes to it."""
    return tuple(_wants(document, act, answers) for act in acts)


def _wants(document: Document, act: ComparedAct, answers: Answers) -> bool:
    rows = answers.answers.get(act.question.id)
    if act.question.id in answers.skip or not isinstance(rows, dict) or act.key not in rows:
        return False
    return _means(document, act.question, rows[act.key]["level"]) in WANTED


def _means(document: Document, question: Question, level: str) -> str:
    levels = document.scales.get(question.levels or "", ())
    return next((known.means for known in levels if known.id == level), "")
