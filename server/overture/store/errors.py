"""What can go wrong between the hub and its engine, as everything above the store sees it."""


class StoreAway(Exception):
    """The engine cannot be reached, or cannot keep what it is given. Nothing is known about what was asked."""


class StoreFull(Exception):
    """The engine has no memory left for anything new."""


class NotAllowed(StoreAway):
    """The engine does not let the hub's user send this command."""
