"""What is stored and made of a section that opens whole. Source: docs/protocol.md, "One asking of a section"."""

import msgspec

from overture_partner.model.answers import Answers, Opened, encode_answers, head_in, validate_answers
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.seal import Asking, Sealed, commit, open_commit, open_inner, open_release, release
from overture_partner.session.rounds_stored import StoredRound, their_side


class SealRecord(msgspec.Struct, frozen=True):
    """One's own answers to one asking. There is only ever one."""

    sealed: Sealed
    plaintext: bytes


class WholeRound(StoredRound):
    """A round of a section that opens whole."""

    THEIRS = "inner"
    """The record of what was in the partner's commit."""

    @property
    def asking(self) -> Asking:
        """One's own side of the round. The pad length is the document's, whatever the hub claims."""
        place, pad = self._context.place(self._section), self._context.document_section(self._section).pad
        return Asking(place.keys, place.role, place.qhash, self._section, self._number, pad)

    def seal(self, answers: Answers) -> None:
        """Stores one's own sealed answers.

        Raises:
            ProtocolError: "too long" or "bad content".
        """
        plaintext = encode_answers(answers, self._context.head())
        self._read(plaintext)
        try:
            sealed = commit(self.asking, plaintext)
        except ProtocolError:
            # The answers come first: without a head only less is proved.
            plaintext = encode_answers(answers)
            sealed = commit(self.asking, plaintext)
        self.insert("seal", SealRecord(sealed, plaintext))

    @property
    def commit(self) -> bytes | None:
        """One's own commit, if there is one."""
        own = self.get("seal", SealRecord)
        return None if own is None else own.sealed.commit

    def accept_commit(self, box: bytes) -> None:
        """Opens the partner's commit and stores the inner box.

        Args:
            box: The commit, not trusted.

        Raises:
            ProtocolError: The box is not a commit of the partner.
        """
        self.insert("inner", open_commit(their_side(self.asking), box))

    def release(self) -> bytes:
        """Makes and stores one's own release. Only called with the partner's inner box in store.

        Returns:
            The release that is stored, also if it was made before.
        """
        own = self.stored("seal", SealRecord).sealed
        return self.insert("release", release(self.asking, own.sk, own.inner, self.stored("inner", bytes)))

    def accept_release(self, box: bytes) -> None:
        """Opens the partner's release and stores their answers, checked.

        Args:
            box: The release, not trusted.

        Raises:
            ProtocolError: The box is not a release of the partner, or the answers do not fit the document.
        """
        asking, inner = their_side(self.asking), self.stored("inner", bytes)
        own_inner = self.stored("seal", SealRecord).sealed.inner
        plaintext = open_inner(asking, open_release(asking, box, own_inner=own_inner, peer_inner=inner), inner)
        self._read(plaintext)
        self.insert("opened", plaintext)

    @property
    def is_opened(self) -> bool:
        """Whether the partner's answers are stored."""
        return self.get("opened", bytes) is not None

    @property
    def head(self) -> object:
        """The head that came with the partner's answers, not checked; None if there is none."""
        theirs = self.get("opened", bytes)
        return None if theirs is None else head_in(theirs)

    @property
    def opened(self) -> Opened | None:
        """Both people's answers; None until the partner's are stored."""
        own, theirs = self.get("seal", SealRecord), self.get("opened", bytes)
        if own is None or theirs is None:
            return None
        return Opened(self._number, self._read(own.plaintext), self._read(theirs))

    def _read(self, plaintext: bytes) -> Answers:
        return validate_answers(self._context.questions.table, self._section, plaintext)
