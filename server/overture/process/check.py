"""`overture check`: what is wrong with the settings, the engine, the limits and the clock of a hub, and what to do."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path

from overture.engine_address import CLUSTER
from overture.process.limits import raise_open_files
from overture.questions.model import load_folder
from overture.questions.source import QuestionError
from overture.setting_values import ANY_ORIGIN, SettingsError
from overture.settings import from_environment
from overture.store.durability import durability_of
from overture.store.embedded import EngineError, engine_program
from overture.store.inspection import NodeReport, inspect_engine

LEAST_FILES = 4096
"""Open files of a process: twice the phones that a worker of a small hub has."""
MOST_SKEW = 60.0
"""Seconds between the clocks of a hub and its engine. Hubs that share an engine are then within two minutes."""
OLDEST = {"Redis": (7, 0), "Valkey": (7, 2)}
PAGE = "docs/operating.md"

Clock = Callable[[], float]


class Level(Enum):
    """How good what was found is. Only WRONG makes the command fail."""

    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line for the operator.

    Args:
        level: How good it is.
        subject: What it is about.
        text: What was found, and what to do about it.
    """

    level: Level
    subject: str
    text: str

    @property
    def line(self) -> str:
        """The finding as it is printed."""
        return f"{self.level.value:5}  {self.subject}: {self.text}"


async def findings(
    environ: Mapping[str, str] | None = None, clock: Clock = time.time, files: Callable[[], int] = raise_open_files
) -> list[Finding]:
    """Check what a hub would serve with.

    Args:
        environ: The variables with its settings, by default those of this process.
        clock: Returns seconds since the epoch by this machine.
        files: Returns how many files this process may have open.
    """
    try:
        settings = from_environment(environ)
    except SettingsError as error:
        return [Finding(Level.WRONG, "settings", str(error))]
    return [
        Finding(Level.OK, "settings", "all of them can be used"),
        *_other_pages(settings.allowed_origins),
        _questions(settings.questions_dir),
        *(_own_engine(settings.data_dir) if settings.redis_url is None else await _engine(settings.redis_url, clock)),
        _open_files(files()),
    ]


def _other_pages(allowed: Sequence[str]) -> Iterator[Finding]:
    if ANY_ORIGIN in allowed:
        text = "any page may speak to this hub: name those that you mean in ALLOWED_ORIGINS, if there are few"
        yield Finding(Level.NOTE, "pages from elsewhere", text)
    elif allowed:
        yield Finding(Level.OK, "pages from elsewhere", ", ".join(allowed))


def _questions(folder: Path) -> Finding:
    try:
        sets = load_folder(folder)
    except QuestionError as error:
        return Finding(Level.WRONG, "questions", "; ".join(str(error).splitlines()))
    return Finding(Level.OK, "questions", f"{len(sets)} sets")


def _open_files(limit: int) -> Finding:
    if limit < LEAST_FILES:
        return Finding(
            Level.WRONG,
            "open files",
            f"the system lets a process have {limit}, and each phone is one: raise the hard limit to {LEAST_FILES} or "
            "more (ulimit -Hn, LimitNOFILE= for systemd, ulimits: in a compose file)",
        )
    return Finding(Level.OK, "open files", f"{limit} for each process")


def _own_engine(folder: Path) -> Iterator[Finding]:
    try:
        engine_program()
    except EngineError as error:
        yield Finding(Level.WRONG, "engine", str(error))
        return
    yield Finding(Level.OK, "engine", "the hub starts its own, with settings that need no check")
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        yield Finding(Level.OK, "data folder", f"{folder} can be used")
    else:
        yield Finding(
            Level.WRONG, "data folder", f"{folder} cannot be written to: set DATA_DIR to a folder of your own"
        )


async def _engine(url: str, clock: Clock) -> list[Finding]:
    is_cluster = url.partition("://")[0].endswith(CLUSTER)
    nodes_of: dict[Finding, list[str]] = {}
    for report in await inspect_engine(url, clock):
        for finding in node_findings(report, is_cluster=is_cluster):
            nodes_of.setdefault(finding, []).append(report.node)
    return [
        replace(finding, subject=" ".join([finding.subject, *filter(None, nodes)]))
        for finding, nodes in nodes_of.items()
    ]


def node_findings(report: NodeReport, *, is_cluster: bool) -> Iterator[Finding]:
    """Judge what one node of an engine has answered.

    Args:
        report: The answers.
        is_cluster: Whether REDIS_URL names a cluster.
    """
    if report.fault:
        yield Finding(Level.WRONG, "engine", _CONNECTING.get(report.fault) or _no_engine(report.fault))
        return
    yield from _version(report)
    yield from _mode(report, is_cluster=is_cluster)
    yield from _rights(report.not_allowed)
    if report.write_error:
        text = _WRITING.get(report.write_error, "it refuses writes ({}): look into the engine's log")
        yield Finding(Level.WRONG, "engine", text.format(report.write_error))
    yield from _memory(report)
    yield from _kept(report)
    yield from _clocks(report.ahead)


def _version(report: NodeReport) -> Iterator[Finding]:
    name = "Valkey" if "valkey_version" in report.info else "Redis"
    version = report.info.get(f"{name.lower()}_version", "")
    if not version:
        return
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if numbers < OLDEST[name]:
        needed = " or ".join(f"{each} {high}.{low}" for each, (high, low) in OLDEST.items())
        yield Finding(Level.WRONG, "engine", f"it is {name} {version}: upgrade it to {needed}, or newer")
    else:
        yield Finding(Level.OK, "engine", f"it answers, and is {name} {version}")


def _mode(report: NodeReport, *, is_cluster: bool) -> Iterator[Finding]:
    # Valkey has a name of its own for it.
    mode = report.info.get("redis_mode", report.info.get("server_mode"))
    if is_cluster and mode not in {None, "cluster"}:
        yield Finding(Level.WRONG, "engine", f"it is no cluster: write REDIS_URL without {CLUSTER}")
    elif not is_cluster and mode == "cluster":
        yield Finding(Level.WRONG, "engine", f"it is a cluster: put {CLUSTER} behind redis or rediss in REDIS_URL")
    elif not is_cluster and mode == "sentinel":
        yield Finding(Level.WRONG, "engine", "it is a sentinel: name the engine itself in REDIS_URL")
    elif mode is not None:
        yield Finding(Level.OK, "engine", "it is a cluster" if is_cluster else "it is one engine, and no cluster")


def _rights(not_allowed: Sequence[str]) -> Iterator[Finding]:
    lost = {
        "config|get": "the hub cannot find out how well the engine keeps data",
        "info": "the last tenth of its memory is not kept for those who talk already, and what was deleted stays in "
        "its file",
        "bgrewriteaof": "what was deleted stays in its file",
    }
    vital = [name for name in not_allowed if name not in lost]
    if vital:
        rules = " ".join(f"+{name}" for name in vital)
        text = f"its user may not send what the hub needs: add {rules} for ~overture:* and &overture:* to its rules"
        yield Finding(Level.WRONG, "access", text)
    for name in not_allowed:
        if name in lost:
            level = Level.NOTE if name == "config|get" else Level.WRONG
            yield Finding(level, "access", f"its user may not send {name}, so {lost[name]}: add +{name} to its rules")
    if not not_allowed:
        yield Finding(Level.OK, "access", "its user may send all that the hub needs")


def _memory(report: NodeReport) -> Iterator[Finding]:
    policy = report.info.get("maxmemory_policy", "")
    if policy and policy != "noeviction":
        text = f"maxmemory-policy is {policy}, which drops running conversations: set it to noeviction"
        yield Finding(Level.WRONG, "memory", text)
    elif policy and report.info.get("maxmemory") == "0":
        text = "there is no limit, so the system may end a full engine: set maxmemory"
        yield Finding(Level.NOTE, "memory", text)
    elif policy:
        yield Finding(Level.OK, "memory", f"{report.info.get('maxmemory_human')}, and nothing is dropped")


def _kept(report: NodeReport) -> Iterator[Finding]:
    settings = report.settings
    if not settings:
        if "config|get" not in report.not_allowed:
            text = f"it does not let its settings be read: compare them yourself with those of {PAGE}"
            yield Finding(Level.NOTE, "durability", text)
        return
    kept = durability_of(settings)
    if kept == "always":
        yield Finding(Level.OK, "durability", "on the disk before it is acknowledged")
    else:
        yield Finding(Level.WRONG, "durability", _KEPT[kept])
    if settings.get("save"):
        text = 'it makes snapshots, in which deleted conversations stay: set save to ""'
        yield Finding(Level.WRONG, "snapshots", text)
    if settings.get("slowlog-max-len", "0") != "0" and not settings.get("slowlog-log-slower-than", "").startswith("-"):
        yield Finding(Level.WRONG, "slow log", "it keeps what slow commands held: set slowlog-max-len to 0")


def _clocks(ahead: float | None) -> Iterator[Finding]:
    if ahead is None:
        return
    if abs(ahead) > MOST_SKEW:
        text = (
            f"the engine's is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} this machine's: set both by "
            "the network (NTP), as a hub tells by its own clock when a conversation is over"
        )
        yield Finding(Level.WRONG, "clock", text)
    else:
        yield Finding(Level.OK, "clock", "the engine's and this machine's agree")


def _no_engine(fault: str) -> str:
    if fault.startswith("not a reply"):
        return "what answers there is no engine, or wants rediss://: correct REDIS_URL"
    return f"it cannot be used ({fault}): correct REDIS_URL, and look into the engine's log"


_LOGIN = "it refuses the user or the password: correct them in REDIS_URL, or in the rules of the engine"
_SILENT = "there is no answer: correct host and port in REDIS_URL, or the firewall in between"
_CONNECTING = {
    "WRONGPASS": _LOGIN,
    "NOAUTH": "it wants a password: put one into REDIS_URL, or into the file that REDIS_URL_FILE names",
    "ERR": "it refuses the password or the number of the database: correct them in REDIS_URL",
    "DENIED": f"it lets nobody in without a password (protected mode): see 'The engine and what it keeps' in {PAGE}",
    "LOADING": "it is reading its file: try again in a moment",
    "gaierror": "its name is not known: correct the host in REDIS_URL, or the name server of this machine",
    "ConnectionRefusedError": "nobody listens there: start it, or correct host and port in REDIS_URL",
    "FileNotFoundError": "there is no such socket: start it, or correct the path in REDIS_URL",
    "PermissionError": "the hub may not open its socket: let the hub's user do that (unixsocketperm)",
    "TimeoutError": _SILENT,
    "no reply": _SILENT,
    "SSLCertVerificationError": "its certificate is not trusted for its name: correct the name in REDIS_URL, or name "
    "the file of its authority (?ssl_ca_certs=...)",
    "SSLError": "it does not speak TLS: write redis:// instead of rediss://, or switch TLS on there",
    "closed by the engine": "it closes the connection: write rediss:// if it wants TLS, or look into its log",
}  # fmt: skip
"""What to do about each reason for which an engine cannot be reached."""

_WRITING = {
    "READONLY": "it is a replica: name its primary in REDIS_URL",
    "OOM": "its memory is full: raise maxmemory",
    "MISCONF": "it cannot write to its disk: make room there, and look into its log",
    "NOREPLICAS": "it waits for replicas that are not there: start them, or set min-replicas-to-write to 0",
    "CLUSTERDOWN": "a part of the cluster's slots has no node: start the nodes that are missing",
}
_KEPT = {
    "second": "the last second can be lost: set appendfsync to always",
    "snapshots": "what was acknowledged can be lost for minutes: set appendonly to yes and appendfsync to always",
    "memory": "everything is lost when it ends: set appendonly to yes and appendfsync to always",
}
