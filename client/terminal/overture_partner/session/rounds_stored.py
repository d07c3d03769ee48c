"""The records of one round of a section, however the section opens. Each is written once."""

from dataclasses import replace
from typing import TypeVar

from overture_partner.protocol.box import Place, peer_of
from overture_partner.session.context import Context

T = TypeVar("T")
A = TypeVar("A", bound=Place)


class StoredRound:
    """One round of a section, in the records of its chapter."""

    def __init__(self, context: Context, section: str, number: int) -> None:
        """Names a round.

        Args:
            context: The context of its chapter.
            section: The id of the section.
            number: The round, from 1.
        """
        self._context = context
        self._section = section
        self._number = number

    def key(self, what: str) -> str:
        """Makes the key of a record of this round, such as "seal"."""
        return f"{what}/{self._section}/{self._number}"

    def get(self, what: str, kind: type[T]) -> T | None:
        """Reads a record; None if there is none."""
        return self._context.records.get(self.key(what), kind)

    def stored(self, what: str, kind: type[T]) -> T:
        """Reads a record that is there, because it was stored by the act before this one."""
        record = self.get(what, kind)
        assert record is not None
        return record

    def insert(self, what: str, record: T) -> T:
        """Writes a record unless there is one.

        Returns:
            The record that is there now, which callers have to use.
        """
        return self._context.records.insert(self.key(what), record)


def their_side(asking: A) -> A:
    """Returns the partner's side of a round.

    Args:
        asking: One's own side.
    """
    return replace(asking, role=peer_of(asking.role))
