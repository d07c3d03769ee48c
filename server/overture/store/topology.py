"""Which node of a cluster owns which keys, as its nodes say it. Pure."""

import binascii
import itertools
from dataclasses import dataclass
from functools import cached_property

from overture.store.connection import Reply
from overture.store.errors import StoreAway

ALL_SLOTS = 16384


@dataclass(frozen=True)
class KeyRanges:
    """Which node of a cluster owns which keys."""

    ranges: tuple[tuple[int, int, str], ...]
    """The first and the last slot of each range, and the "host:port" of its node."""
    replicas: frozenset[str] = frozenset()
    """The nodes that own no keys and hold a copy of those of another."""

    def owner(self, key: str) -> str:
        """Return the node that owns a key."""
        slot = key_slot(key)
        return next(node for first, last, node in self.ranges if first <= slot <= last)

    @property
    def nodes(self) -> frozenset[str]:
        """Every node that owns keys."""
        return frozenset(node for _, _, node in self.ranges)

    @cached_property
    def probe_keys(self) -> dict[str, str]:
        """A key of each node, which nobody uses: by asking for it one learns whether the node serves its keys."""
        found: dict[str, str] = {}
        for number in itertools.count():
            if len(found) == len(self.nodes):
                break
            key = f"overture:{{probe-{number}}}"
            found.setdefault(self.owner(key), key)
        return found


def key_slot(key: str) -> int:
    """Return the hash slot of a key, below 16,384. Keys with the same text in braces share one.

    Source: Redis Cluster Specification, "Key distribution model" and "Hash tags".
    """
    tag, closed, _ = key.partition("{")[2].partition("}")
    return binascii.crc_hqx((tag if tag and closed else key).encode(), 0) % ALL_SLOTS


def key_ranges(reply: Reply, asked: str) -> KeyRanges | None:
    """Read the reply to CLUSTER SLOTS.

    Args:
        reply: The reply.
        asked: The "host:port" of the node that gave it.

    Returns:
        Who owns what; None unless every key has an owner.

    Raises:
        StoreAway: It is no such reply.
    """
    host = asked.rpartition(":")[0]

    def named(node: Reply) -> str:
        return f"{node[0].decode() if node[0] else host}:{node[1]:d}"

    try:
        ranges = tuple((first, last, named(owner)) for first, last, owner, *_ in reply)
        replicas = frozenset(named(replica) for _, _, _, *copies in reply for replica in copies)
        whole = sum(last - first + 1 for first, last, _ in ranges) == ALL_SLOTS
    except (TypeError, ValueError, AttributeError, IndexError):
        raise StoreAway("not a reply to CLUSTER SLOTS", asked) from None
    return KeyRanges(ranges, replicas) if whole else None
