"""What a client holds of a pairing at each point, as frozen records that are stored before anything is sent. Pure.

Source: docs/protocol.md, "Pairing".
"""

import msgspec

from overture_partner.model.views import PairingView
from overture_partner.protocol.pairing import Keys, Reply, Start


class _Record(msgspec.Struct, frozen=True, tag=True):
    pass


class Offering(_Record, frozen=True):
    """A: m1 is made, number `tries` of this code. It goes with the rejection of the m2 named `instead_of`, if any."""

    locator: str
    secret: str
    tries: int
    start: Start
    instead_of: str | None = None
    problem: str | None = None
    code: int = 1
    """The number of this code in the session, from 1; likewise in the next two."""


class Refusing(_Record, frozen=True):
    """A: y was used up on the m2 with this digest, which is refused. Never stored: the next m1 takes its place, or the
    code is spent.
    """

    locator: str
    secret: str
    tries: int
    m2: str
    problem: str
    code: int = 1


class Answering(_Record, frozen=True):
    """A: the m2 with this digest was good; y and the secret are gone, m3 may be sent again."""

    locator: str
    m2: str
    m3: bytes
    keys: Keys
    code: int = 1


class Spent(_Record, frozen=True):
    """A: the code is used up, by three m1 or by a guest who left after a good m2. `requested`: the person has requested
    another.
    """

    locator: str
    problem: str
    code: int = 1
    requested: bool = False


class Joining(_Record, frozen=True):
    """B: the code as typed, nothing sent; `tries` m2 were sent for it before."""

    locator: str
    secret: str
    tries: int


class Replied(_Record, frozen=True):
    """B: m2 is made, number `tries` of this code."""

    locator: str
    tries: int
    m1: str
    m2: bytes
    reply: Reply


class Failed(_Record, frozen=True):
    """B: this attempt failed; the seat has to be given back."""

    problem: str


class Keyed(_Record, frozen=True):
    """B: m3 was good, and the hub has not acknowledged it yet. The secret is gone."""

    keys: Keys


class Paired(_Record, frozen=True):
    """Both have proved that they hold the code, and the hub has shown it.

    That is final: nothing makes keys, codes or guesses from here on. A keeps what it answered, to send it again to a
    hub that has lost it.
    """

    keys: Keys
    m2: str | None = None
    m3: bytes | None = None


Record = Offering | Refusing | Answering | Spent | Joining | Replied | Failed | Keyed | Paired


def settled(record: Record, pairing: PairingView | None) -> Record:
    """Applies what a view settles by itself: when it shows no lobby, a client that holds keys is paired.

    Args:
        record: The record so far.
        pairing: The lobby in the view; None if there is none.

    Returns:
        The new record.
    """
    if pairing is not None:
        return record
    match record:
        case Answering(m2=m2, m3=m3, keys=keys):
            return Paired(keys, m2, m3)
        case Keyed(keys=keys):
            return Paired(keys)
        case _:
            return record
