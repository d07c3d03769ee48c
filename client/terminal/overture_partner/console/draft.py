"""Answers in the making. They are kept in this process only, and nobody hears of them before they are sealed."""

from dataclasses import dataclass, field
from types import MappingProxyType

from overture_partner.model.answers import Answer, Answers


@dataclass
class Draft:
    """By question id; the three marks as sets of question ids. `seen` are the questions that were asked."""

    given: dict[str, Answer] = field(default_factory=dict)
    skip: set[str] = field(default_factory=set)
    talk: set[str] = field(default_factory=set)
    first: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)

    def answers(self) -> Answers:
        """As they would be sealed now."""
        given = {question: answer for question, answer in self.given.items() if answer not in ("", [], {})}
        return Answers(
            MappingProxyType(given), tuple(sorted(self.skip)), tuple(sorted(self.talk)), tuple(sorted(self.first))
        )

    def items(self, question: str) -> dict[str, dict[str, str]]:
        """The rows said of an item list, to be written into."""
        rows = self.given.setdefault(question, {})
        assert isinstance(rows, dict)
        return rows

    def skip_question(self, question: str) -> None:
        """Skipped on purpose: what was said of it goes."""
        self.given.pop(question, None)
        self.skip.add(question)

    def clear(self, question: str) -> None:
        """As if nothing had been said or marked."""
        self.given.pop(question, None)
        for marks in (self.skip, self.talk, self.first):
            marks.discard(question)

    def toggle(self, mark: str, question: str) -> bool:
        """Sets or takes back the mark "talk" or "first"; gives what it is now."""
        marks = self.talk if mark == "talk" else self.first
        if question in marks:
            marks.remove(question)
            return False
        marks.add(question)
        return True
