"""Which process serves which phone, as the kernel tells it (Linux only)."""

from collections.abc import Iterable
from pathlib import Path


def served_by(pids: Iterable[int], port: int) -> dict[int, int]:
    """For each connection to `port` that one of these processes has: the phone's own port, and the process."""
    owners: dict[str, int] = {}
    for pid in pids:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            try:
                name = str(file.readlink())
            except OSError:
                continue
            if name.startswith("socket:["):
                owners[name[len("socket:[") : -1]] = pid
    found: dict[int, int] = {}
    for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:]:
        _, here, there, *rest = line.split()
        if _port(here) == port and rest[6] in owners:
            found[_port(there)] = owners[rest[6]]
    return found


def _port(address: str) -> int:
    return int(address.rpartition(":")[2], 16)
