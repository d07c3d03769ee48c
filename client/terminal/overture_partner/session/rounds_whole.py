"""What is stored and made of a section that opens whole. Source: docs/protocol.md, "One asking of a section"."""

from dataclasses import replace

import msgspec

from overture_partner.model.answers import Answers, Opened, encode_answers, head_in, validate_answers
from overture_partner.protocol.encoding import ProtocolError
from overture_partner.protocol.seal import (
    Asking,
    Sealed,
    commit,
    open_commit,
    open_inner,
    open_release,
    peer_of,
    release,
)
from overture_partner.session.context import Context
from overture_partner.storage.records import round_key


class SealRecord(msgspec.Struct, frozen=True):
    """One's own answers to one asking. There is only ever one."""

    sealed: Sealed
    plaintext: bytes


class WholeRounds:
    """The rounds of the sections that open whole. `number` is the round of a section, from 1."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._heads: dict[str, object] = {}

    def seal(self, section: str, number: int, answers: Answers) -> None:
        """Stores one's own sealed answers.

        Raises:
            ProtocolError: "too long" or "bad content".
        """
        plaintext = encode_answers(answers, self._context.head())
        self._read(section, plaintext)
        try:
            sealed = commit(self.asking(section, number), plaintext)
        except ProtocolError:
            # The answers come first: without a head only less is proved.
            plaintext = encode_answers(answers)
            sealed = commit(self.asking(section, number), plaintext)
        self._context.records.insert(round_key("seal", section, number), SealRecord(sealed, plaintext))

    def commit(self, section: str, number: int) -> bytes | None:
        """Returns one's own commit, if there is one."""
        own = self._context.records.get(round_key("seal", section, number), SealRecord)
        return None if own is None else own.sealed.commit

    def has_theirs(self, section: str, number: int) -> bool:
        """Whether the partner's inner box is stored."""
        return self._context.records.get(round_key("inner", section, number), bytes) is not None

    def accept_commit(self, section: str, number: int, box: bytes) -> None:
        """Opens the partner's commit and stores the inner box.

        Args:
            section: The id of the section.
            number: The round.
            box: The commit, not trusted.

        Raises:
            ProtocolError: The box is not a commit of the partner.
        """
        inner = open_commit(_their(self.asking(section, number)), box)
        self._context.records.insert(round_key("inner", section, number), inner)

    def release(self, section: str, number: int) -> bytes:
        """Makes and stores one's own release. Only called with the partner's inner box in store.

        Returns:
            The release that is stored, also if it was made before.
        """
        own = self._own(section, number).sealed
        box = release(self.asking(section, number), own.sk, own.inner, self._inner(section, number))
        return self._context.records.insert(round_key("release", section, number), box)

    def accept_release(self, section: str, number: int, box: bytes) -> None:
        """Opens the partner's release and stores their answers, checked.

        Args:
            section: The id of the section.
            number: The round.
            box: The release, not trusted.

        Raises:
            ProtocolError: The box is not a release of the partner, or the answers do not fit the document.
        """
        asking, inner = _their(self.asking(section, number)), self._inner(section, number)
        own_inner = self._own(section, number).sealed.inner
        sk = open_release(asking, box, own_inner=own_inner, peer_inner=inner)
        plaintext = open_inner(asking, sk, inner)
        self._read(section, plaintext)
        self._context.records.insert(round_key("opened", section, number), plaintext)

    def is_opened(self, section: str, number: int) -> bool:
        """Whether the partner's answers are stored."""
        return self._context.records.get(round_key("opened", section, number), bytes) is not None

    def head(self, section: str, number: int) -> object:
        """Returns the head that came with the partner's answers, not checked; None if there is none."""
        key = round_key("opened", section, number)
        if key not in self._heads:
            theirs = self._context.records.get(key, bytes)
            if theirs is None:
                return None
            self._heads[key] = head_in(theirs)
        return self._heads[key]

    def opened(self, section: str, number: int) -> Opened | None:
        """Returns both people's answers; None until the partner's are stored."""
        records = self._context.records
        own = records.get(round_key("seal", section, number), SealRecord)
        theirs = records.get(round_key("opened", section, number), bytes)
        if own is None or theirs is None:
            return None
        return Opened(number, self._read(section, own.plaintext), self._read(section, theirs))

    def asking(self, section: str, number: int) -> Asking:
        """Makes one's own side of a round. The pad length is the document's, whatever the hub claims."""
        place = self._context.place(section)
        return Asking(place.keys, place.role, place.qhash, section, number, self._context.document_section(section).pad)

    def _read(self, section: str, plaintext: bytes) -> Answers:
        return validate_answers(self._context.questions.table, section, plaintext)

    def _own(self, section: str, number: int) -> SealRecord:
        own = self._context.records.get(round_key("seal", section, number), SealRecord)
        assert own is not None
        return own

    def _inner(self, section: str, number: int) -> bytes:
        inner = self._context.records.get(round_key("inner", section, number), bytes)
        assert inner is not None
        return inner


def _their(asking: Asking) -> Asking:
    return replace(asking, role=peer_of(asking.role))
