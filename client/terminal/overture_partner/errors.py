"""What can go wrong, by a code that the catalogue has a sentence for. Nothing secret is ever in an error."""

import re

from overture_partner.i18n import clean

LONGEST = 500
"""Characters of a hub's own sentence that are shown."""


class PartnerError(Exception):
    """`code` is what refused, in the hub's words (docs/protocol.md, "Refusals") or in this client's own:

    bad-address, no-hub, moved, not-a-hub, wrong-code, spent, codes-used-up, unattended, different-questions,
    bad-document, keyless, lost, and for what one's own rules refuse: paused, not-ready, too-early, taken, closed,
    too-long, bad-content.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


class Refused(PartnerError):
    """The hub, or one's own rules, refused a command: nothing happened."""


class Gone(PartnerError):
    """This seat is no more: "gone" (unknown, expired, ended: one answer) or "rejected" (the seat was freed)."""


def plain_code(code: str) -> str:
    """A hub's code if it looks like one; else one that says nothing. Nothing else of it reaches a terminal."""
    return code if re.fullmatch(r"[a-z-]{1,32}", code) else "other"


def plain_message(message: str) -> str:
    """A hub's sentence without what would command a terminal, and not longer than a sentence is."""
    return clean(message[:LONGEST])
