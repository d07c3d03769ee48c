"""What is stored and made of a mutual section.

The answers themselves are never stored: only a yes or no to each shared id, and that only until the matches are known.
Source: docs/protocol.md, "Mutual sections".
"""

from dataclasses import dataclass, replace

import msgspec

from overture_partner.model.answers import Answers, encode_answers, validate_answers
from overture_partner.model.mutual_items import ComparedAct, acts_of, can_be_compared, wanted
from overture_partner.protocol.box import peer_of
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.mutual import (
    MutualAsking,
    MutualState,
    mutual_commit,
    mutual_open_commit,
    mutual_open_release,
    mutual_release,
)
from overture_partner.session.context import Context
from overture_partner.storage.records import round_key


class MutualRecord(msgspec.Struct, frozen=True):
    """One's own side of one asking.

    Attributes:
        commit: One's own commit.
        state: The secret scalar and the own yes and no; None once `matches` has replaced it or the round has broken.
        matches: The shared ids that both want, once they are known.
    """

    commit: bytes
    state: MutualState | None
    matches: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Matches:
    """What both want, of one asking: its round, and shared ids in the order of the document."""

    number: int
    ids: tuple[str, ...]


class MutualRounds:
    """The rounds of the mutual sections. `number` is the round of a section, from 1."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def seal(self, section: str, number: int, answers: Answers) -> None:
        """Stores one's own yes or no to each shared id.

        Raises:
            ProtocolError: "bad content".
        """
        acts, questions = self.acts(section), self._context.questions
        validate_answers(questions.table, section, encode_answers(answers))
        if not can_be_compared(acts):
            raise ProtocolError("bad content")
        sealed = mutual_commit(
            self.asking(section, number), self._ids(section), wanted(questions.document, acts, answers)
        )
        self._context.records.insert(round_key("mutual", section, number), MutualRecord(sealed.commit, sealed.state))

    def commit(self, section: str, number: int) -> bytes | None:
        """Returns one's own commit, if there is one."""
        record = self._record(section, number)
        return None if record is None else record.commit

    def has_theirs(self, section: str, number: int) -> bool:
        """Whether the partner's M1 is stored, which is only ever one that was verified."""
        return self._context.records.get(round_key("m1", section, number), bytes) is not None

    def accept_commit(self, section: str, number: int, box: bytes) -> None:
        """Opens and verifies the partner's commit and stores its M1.

        Args:
            section: The id of the section.
            number: The round.
            box: The commit, not trusted.

        Raises:
            ProtocolError: The box is not a sound commit of the partner.
        """
        asking, own_pk = _their(self.asking(section, number)), self._state(section, number).pk
        m1 = mutual_open_commit(asking, self._ids(section), box, own_pk=own_pk)
        self._context.records.insert(round_key("m1", section, number), m1)

    def release(self, section: str, number: int) -> bytes:
        """Makes and stores one's own release. Only called with the partner's verified M1 in store.

        Returns:
            The release that is stored, also if it was made before.
        """
        state, m1 = self._state(section, number), self._m1(section, number)
        box = mutual_release(self.asking(section, number), self._ids(section), state, m1)
        return self._context.records.insert(round_key("release", section, number), box)

    def accept_release(self, section: str, number: int, box: bytes) -> None:
        """Opens the partner's release and stores the matches in the place of one's own secrets.

        Args:
            section: The id of the section.
            number: The round.
            box: The release, not trusted.

        Raises:
            ProtocolError: The box is not a sound release of the partner.
        """
        ids, asking = self._ids(section), _their(self.asking(section, number))
        state, m1 = self._state(section, number), self._m1(section, number)
        same = mutual_open_release(asking, ids, state, m1, box)
        matches = tuple(id for id, match in zip(ids, same, strict=True) if match)
        self._replace(section, number, matches)

    def erase(self, section: str, number: int) -> None:
        """Erases one's own secrets, when the round has broken. Nothing happens where there are none."""
        self._replace(section, number, None)

    def is_opened(self, section: str, number: int) -> bool:
        """Whether the matches are known."""
        return self.matches(section, number) is not None

    def matches(self, section: str, number: int) -> Matches | None:
        """Returns the matches; None until they are known."""
        record = self._record(section, number)
        return None if record is None or record.matches is None else Matches(number, record.matches)

    def acts(self, section: str) -> tuple[ComparedAct, ...]:
        """Returns what is compared, from this seat's side."""
        return acts_of(self._context.document_section(section), self._context.role)

    def asking(self, section: str, number: int) -> MutualAsking:
        """Makes one's own side of a round."""
        place = self._context.place(section)
        return MutualAsking(place.keys, place.role, place.qhash, section, number)

    def _ids(self, section: str) -> tuple[str, ...]:
        return tuple(act.id for act in self.acts(section))

    def _record(self, section: str, number: int) -> MutualRecord | None:
        return self._context.records.get(round_key("mutual", section, number), MutualRecord)

    def _replace(self, section: str, number: int, matches: tuple[str, ...] | None) -> None:
        record = self._record(section, number)
        if record is not None:
            self._context.records.put(round_key("mutual", section, number), MutualRecord(record.commit, None, matches))

    def _state(self, section: str, number: int) -> MutualState:
        record = self._record(section, number)
        assert record is not None
        assert record.state is not None
        return record.state

    def _m1(self, section: str, number: int) -> bytes:
        m1 = self._context.records.get(round_key("m1", section, number), bytes)
        assert m1 is not None
        return m1


def _their(asking: MutualAsking) -> MutualAsking:
    return replace(asking, role=peer_of(asking.role))
