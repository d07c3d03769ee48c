"""Errors by a code that the catalogue has a sentence for. An error never holds a secret."""

import re
from typing import Self

from overture_partner.i18n import clean

LONGEST = 500
"""Characters of a hub's own sentence that are shown."""


class PartnerError(Exception):
    """Something went wrong.

    Attributes:
        code: What refused: a code of the hub (docs/protocol.md, "Refusals") or one of this client's own: bad-address,
            no-hub, untrusted, moved, not-a-hub, wrong-code, spent, codes-used-up, unattended, different-questions,
            bad-document, keyless, lost, and for what this client's own rules refuse paused, not-ready, too-early,
            taken, closed, too-long, bad-content.
        message: The hub's own sentence, cleaned; empty if there is none.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


class Refused(PartnerError):
    """The hub, or this client's own rules, refused a command: nothing happened."""

    @classmethod
    def for_failure(cls, kind: str) -> Self:
        """Makes the refusal for a failure class of the protocol, such as "too long"."""
        return cls(kind.replace(" ", "-"))


class Gone(PartnerError):
    """This seat no longer exists: "gone" (unknown, expired and ended look the same) or "rejected" (the seat was
    freed).
    """


def plain_code(code: str) -> str:
    """Returns a code of the hub if it looks like one, and else "other": nothing else of it reaches a terminal."""
    return code if re.fullmatch(r"[a-z-]{1,32}", code) else "other"


def plain_message(message: str) -> str:
    """Cleans and shortens a sentence of the hub before it is shown."""
    return clean(message[:LONGEST])
