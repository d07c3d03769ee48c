"""What is stored of a section that opens whole, and made of it (docs/protocol.md, "One asking of a section")."""

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
    """`number` is the round of a section, from 1."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._heads: dict[str, object] = {}

    def seal(self, section: str, number: int, answers: Answers) -> None:
        """Stores one's own sealed answers. Raises ProtocolError "too long" or "bad content"."""
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
        """One's own commit, if there is one."""
        own = self._context.records.get(round_key("seal", section, number), SealRecord)
        return None if own is None else own.sealed.commit

    def has_theirs(self, section: str, number: int) -> bool:
        """Whether the partner's inner box is stored."""
        return self._context.records.get(round_key("inner", section, number), bytes) is not None

    def take_commit(self, section: str, number: int, box: bytes) -> None:
        """Stores the inner box out of the partner's commit. Raises ProtocolError."""
        inner = open_commit(_their(self.asking(section, number)), box)
        self._context.records.insert(round_key("inner", section, number), inner)

    def release(self, section: str, number: int) -> bytes:
        """One's own release, stored. Only ever asked for with the partner's inner box in store."""
        own = self._own(section, number).sealed
        box = release(self.asking(section, number), own.sk, own.inner, self._inner(section, number))
        return self._context.records.insert(round_key("release", section, number), box)

    def take_release(self, section: str, number: int, box: bytes) -> None:
        """Stores the partner's answers, opened and validated. Raises ProtocolError."""
        asking, inner = _their(self.asking(section, number)), self._inner(section, number)
        own_inner = self._own(section, number).sealed.inner
        sk = open_release(asking, box, own_inner=own_inner, peer_inner=inner)
        plaintext = open_inner(asking, sk, inner)
        self._read(section, plaintext)
        self._context.records.insert(round_key("opened", section, number), plaintext)

    def is_opened(self, section: str, number: int) -> bool:
        return self._context.records.get(round_key("opened", section, number), bytes) is not None

    def head(self, section: str, number: int) -> object:
        """What came with the partner's answers of what they had seen; None if nothing came."""
        key = round_key("opened", section, number)
        if key not in self._heads:
            theirs = self._context.records.get(key, bytes)
            if theirs is None:
                return None
            self._heads[key] = head_in(theirs)
        return self._heads[key]

    def opened(self, section: str, number: int) -> Opened | None:
        """Both sides, once they have been read."""
        records = self._context.records
        own = records.get(round_key("seal", section, number), SealRecord)
        theirs = records.get(round_key("opened", section, number), bytes)
        if own is None or theirs is None:
            return None
        return Opened(number, self._read(section, own.plaintext), self._read(section, theirs))

    def asking(self, section: str, number: int) -> Asking:
        """One's own side of a round. The pad length is the document's, whatever the hub says."""
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
