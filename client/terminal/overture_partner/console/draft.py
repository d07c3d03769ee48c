"""Answers in the making. They are kept in this process only and are sent nowhere before they are sealed."""

from dataclasses import dataclass, field
from types import MappingProxyType

from overture_partner.model.answers import Answer, Answers


@dataclass
class Draft:
    """The draft of one section and round.

    Attributes:
        given: Answers by question id.
        skip: Ids of questions that were skipped on purpose.
        talk: Ids of questions that one would rather talk about.
        first: Ids of questions that one would like to talk about first.
        seen: Ids of questions that were asked.
    """

    given: dict[str, Answer] = field(default_factory=dict)
    skip: set[str] = field(default_factory=set)
    talk: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def answers(self) -> Answers:
        """Returns the answers as they would be sealed now."""
        given = {question: answer for question, answer in self.given.items() if answer not in ("", [], {})}
        return Answers(
            MappingProxyType(given), tuple(sorted(self.skip)), tuple(sorted(self.talk)), tuple(sorted(self.first))
        )

    def items(self, question: str) -> dict[str, dict[str, str]]:
        """Returns the rows of an item list, to be changed in place."""
        rows = self.given.setdefault(question, {})
        assert isinstance(rows, dict)
        return rows

    def skip_question(self, question: str) -> None:
        """Skips a question on purpose; its answer is removed."""
        self.given.pop(question, None)
        self.skip.add(question)

    def clear(self, question: str) -> None:
        """Removes the answer to a question and all of its marks."""
        self.given.pop(question, None)
        for marks in (self.skip, self.talk, self.first):
            marks.discard(question)

    def toggle(self, mark: str, question: str) -> bool:
        """Sets or removes the mark "talk" or "first".

        Returns:
            Whether the mark is set now.
        """
        marks = self.talk if mark == "talk" else self.first
        if question in marks:
            marks.remove(question)
            return False
        marks.add(question)
        return True
