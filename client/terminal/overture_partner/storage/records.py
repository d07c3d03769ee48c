"""What a participant keeps. Everything is written here before the message that depends on it is sent.

The terminal keeps it in memory only; whoever needs more brings another `Store`.
"""

from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import msgspec

T = TypeVar("T")


class Store(Protocol):
    """Bytes by name. Each call is one transaction: done, or not begun."""

    def get(self, key: str) -> bytes | None:
        """The record, or None."""

    def put(self, key: str, value: bytes) -> None:
        """Writes the record in place of what was there."""

    def insert(self, key: str, value: bytes) -> bytes:
        """Writes the record if there is none; gives back what is there now. Whoever finds a record uses that one."""

    def clear(self, prefix: str) -> None:
        """Erases every record whose name starts with `prefix`."""


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
    """Typed records of one session in a store, under its id."""

    def __init__(self, store: Store, session: str) -> None:
        self._store = store
        self._session = session
        self._prefix = f"{session}/"

    def under(self, name: str) -> "Records":
        """Records of the same session with a name of their own in front."""
        return Records(self._store, f"{self._session}/{name}")

    def get(self, key: str, kind: type[T]) -> T | None:
        """The record, decoded. Raises msgspec.ValidationError if it is of another kind."""
        raw = self._store.get(self._prefix + key)
        return None if raw is None else msgspec.msgpack.decode(raw, type=kind)

    def put(self, key: str, value: object) -> None:
        """Writes the record in place of what was there."""
        self._store.put(self._prefix + key, msgspec.msgpack.encode(value))

    def insert(self, key: str, value: T) -> T:
        """Writes the record if there is none; gives back the one that is there now."""
        raw = self._store.insert(self._prefix + key, msgspec.msgpack.encode(value))
        return msgspec.msgpack.decode(raw, type=type(value))

    def clear(self) -> None:
        """Erases the whole session."""
        self._store.clear(self._prefix)


def round_key(what: str, section: str, number: int) -> str:
    """The name of a record of one round of a section."""
    return f"{what}/{section}/{number}"
