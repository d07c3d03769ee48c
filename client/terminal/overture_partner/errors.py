"""What can go wrong, by a code that the catalogue has a sentence for. Nothing secret is ever in an error."""


class PartnerError(Exception):
    """`code` is what refused, in the hub's words (docs/protocol.md, "Refusals") or in this client's own:

    bad-address, no-hub, moved, not-a-hub, wrong-code, spent, different-questions, bad-document, keyless, lost,
    and for what one's own rules refuse: paused, not-ready, too-early, taken, closed, too-long, bad-content.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message


class Refused(PartnerError):
    """The hub, or one's own rules, refused a command: nothing happened."""


class Gone(PartnerError):
    """This seat is no more: "gone" (unknown, expired, ended: one answer) or "rejected" (the seat was freed)."""
