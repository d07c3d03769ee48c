"""What is stored and made of a mutual section.

The answers themselves are never stored: only a yes or no to each shared id, and that only until the matches are known.
Source: docs/protocol.md, "Mutual sections".
"""

from dataclasses import dataclass

import msgspec

from overture_partner.model.answers import Answers, encode_answers, validate_answers
from overture_partner.model.mutual_items import ComparedAct, acts_of, can_be_compared, wanted
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.mutual import (
    MutualAsking,
    MutualState,
    mutual_commit,
    mutual_open_commit,
    mutual_open_release,
    mutual_release,
)
from overture_partner.session.rounds_stored import StoredRound, their_side


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


class MutualRound(StoredRound):
    """A round of a mutual section."""

    THEIRS = "m1"
    """The record of what was in the partner's commit, which is only ever an M1 that was verified."""

    @property
    def asking(self) -> MutualAsking:
        """One's own side of the round."""
        place = self._context.place(self._section)
        return MutualAsking(place.keys, place.role, place.qhash, self._section, self._number)

    @property
    def acts(self) -> tuple[ComparedAct, ...]:
        """What is compared, from this seat's side."""
        return acts_of(self._context.document_section(self._section), self._context.role)

    def seal(self, answers: Answers) -> None:
        """Stores one's own yes or no to each shared id.

        Raises:
            ProtocolError: "bad content".
        """
        acts, questions = self.acts, self._context.questions
        validate_answers(questions.table, self._section, encode_answers(answers))
        if not can_be_compared(acts):
            raise ProtocolError("bad content")
        sealed = mutual_commit(self.asking, self._ids, wanted(questions.document, acts, answers))
        self.insert("mutual", MutualRecord(sealed.commit, sealed.state))

    @property
    def commit(self) -> bytes | None:
        """One's own commit, if there is one."""
        record = self.get("mutual", MutualRecord)
        return None if record is None else record.commit

    def accept_commit(self, box: bytes) -> None:
        """Opens and verifies the partner's commit and stores its M1.

        Args:
            box: The commit, not trusted.

        Raises:
            ProtocolError: The box is not a sound commit of the partner.
        """
        self.insert("m1", mutual_open_commit(their_side(self.asking), self._ids, box, own_pk=self._state.pk))

    def release(self) -> bytes:
        """Makes and stores one's own release. Only called with the partner's verified M1 in store.

        Returns:
            The release that is stored, also if it was made before.
        """
        box = mutual_release(self.asking, self._ids, self._state, self.stored("m1", bytes))
        return self.insert("release", box)

    def accept_release(self, box: bytes) -> None:
        """Opens the partner's release and stores the matches in the place of one's own secrets.

        Args:
            box: The release, not trusted.

        Raises:
            ProtocolError: The box is not a sound release of the partner.
        """
        ids = self._ids
        same = mutual_open_release(their_side(self.asking), ids, self._state, self.stored("m1", bytes), box)
        self.erase_secrets(tuple(id for id, match in zip(ids, same, strict=True) if match))

    def erase_secrets(self, matches: tuple[str, ...] | None = None) -> None:
        """Erases one's own secrets, when the matches are known or the round has broken."""
        commit = self.stored("mutual", MutualRecord).commit
        self._context.records.put(self.key("mutual"), MutualRecord(commit, None, matches))

    @property
    def is_opened(self) -> bool:
        """Whether the matches are known."""
        return self.matches is not None

    @property
    def matches(self) -> Matches | None:
        """The matches; None until they are known."""
        record = self.get("mutual", MutualRecord)
        return None if record is None or record.matches is None else Matches(self._number, record.matches)

    @property
    def _ids(self) -> tuple[str, ...]:
        return tuple(act.id for act in self.acts)

    @property
    def _state(self) -> MutualState:
        state = self.stored("mutual", MutualRecord).state
        assert state is not None
        return state
