"""What both see once it is open, and what is in no saved file, on no paper and on no card. Pure.

Source: docs/question-sets.md, "Sections".
"""

from overture_partner.model.document import Document, Question, Section


def is_private(section: Section, question: Question) -> bool:
    """Whether a question of this section stays out of everything that is kept."""
    return section.private or question.private


def private_questions(document: Document) -> frozenset[str]:
    """Returns the ids of the private questions of a set."""
    return frozenset(q.id for section in document.sections for q in section.questions if is_private(section, q))
