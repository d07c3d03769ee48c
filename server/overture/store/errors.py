"""What can go wrong between the hub and its engine, as everything above the store sees it."""


class StoreAway(Exception):
    """The engine cannot be reached, or cannot keep what it is given. Nothing is known about what was asked."""

    def __init__(self, reason: str = "", node: str = "") -> None:
        """Name what went wrong, in words that quote nothing that was sent.

        Args:
            reason: what went wrong.
            node: the "host:port" of the node of a cluster that it concerns; "" if it is the engine as a whole.
        """
        super().__init__(reason)
        self.node = node


class StoreFull(Exception):
    """The engine has no memory left for anything new."""


class NotAllowed(StoreAway):
    """The engine does not let the hub's user send this command."""
