"""What a participant stores. Everything is stored before the message that depends on it is sent.

The terminal stores it in memory only; a caller who needs more passes another `Store`.
"""

from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import msgspec

T = TypeVar("T")


class Store(Protocol):
    """A key-value store of bytes. Each call is one transaction."""

    def get(self, key: str) -> bytes | None:
        """Returns the record, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Writes the record, replacing what was there."""

    def insert(self, key: str, value: bytes) -> bytes:
        """Writes the record unless there is one.

        Returns:
            The record that is there now, which callers have to use.
        """

    def clear(self, prefix: str) -> None:
        """Erases every record whose key starts with `prefix`."""


@dataclass
class MemoryStore:
    """A store that ends with the process."""

    records: dict[str, bytes] = field(default_factory=dict, repr=False)

    def get(self, key: str) -> bytes | None:
        return self.records.get(key)

    def put(self, key: str, value: bytes) -> None:
        self.records[key] = value

    def insert(self, key: str, value: bytes) -> bytes:
        return self.records.setdefault(key, value)

    def clear(self, prefix: str) -> None:
        for key in [key for key in self.records if key.startswith(prefix)]:
            del self.records[key]


class Records:
    """Typed records of one session in a store, under its id. Values are encoded as MessagePack."""

    def __init__(self, store: Store, session: str) -> None:
        self._store = store
        self._session = session
        self._prefix = f"{session}/"

    def under(self, name: str) -> "Records":
        """Returns records of the same session under a further prefix."""
        return Records(self._store, f"{self._session}/{name}")

    def get(self, key: str, kind: type[T]) -> T | None:
        """Reads a record.

        Args:
            key: Its name within the session.
            kind: The type it was written with.

        Returns:
            The value; None if there is no record.

        Raises:
            msgspec.ValidationError: The record has another type.
        """
        raw = self._store.get(self._prefix + key)
        return None if raw is None else msgspec.msgpack.decode(raw, type=kind)

    def put(self, key: str, value: object) -> None:
        """Writes the record, replacing what was there."""
        self._store.put(self._prefix + key, msgspec.msgpack.encode(value))

    def insert(self, key: str, value: T) -> T:
        """Writes the record unless there is one.

        Returns:
            The value that is there now, which callers have to use.
        """
        raw = self._store.insert(self._prefix + key, msgspec.msgpack.encode(value))
        return msgspec.msgpack.decode(raw, type=type(value))

    def clear(self) -> None:
        """Erases the whole session."""
        self._store.clear(self._prefix)
