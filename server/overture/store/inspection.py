"""What an engine can and may do for a hub, node by node. Nothing is judged here; `process/check.py` does that."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from overture.engine_address import Address, Command, address_of
from overture.store.connection import Connection, ConnectionLost, ErrorReply, Reply, connect, exchange, fields_of
from overture.store.durability import SETTINGS, settings_in
from overture.store.engine import Engine
from overture.store.errors import StoreAway
from overture.store.pipeline import TIMEOUT

ASKED_SETTINGS = (*SETTINGS, "slowlog-max-len", "slowlog-log-slower-than")


@dataclass(frozen=True)
class NodeReport:
    """What one node of an engine has answered.

    Args:
        node: Its "host:port" in a cluster, or "".
        fault: Why it cannot be used: the first word of its error, or the name of what went wrong. Empty if it can.
        not_allowed: The commands that the hub's user may not send to it.
        write_error: The first word of the error with which it refuses writes, or "".
        info: What INFO says of the server, its memory and its role; empty if it may not be asked.
        settings: What CONFIG GET says of `ASKED_SETTINGS`; empty if it may not be asked.
        ahead: Seconds by which its clock is ahead of the hub's; None if it may not be asked.
    """

    node: str
    fault: str = ""
    not_allowed: tuple[str, ...] = ()
    write_error: str = ""
    info: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    ahead: float | None = None


async def inspect_engine(url: str, clock: Callable[[], float]) -> tuple[NodeReport, ...]:
    """Ask an engine, and if it is a cluster each of its nodes, for what a hub needs of it.

    It writes two small keys of its own, and deletes them.

    Args:
        url: The URL of an engine, as in REDIS_URL.
        clock: Returns seconds since the epoch by this machine.

    Returns:
        A report of each node. If a cluster cannot be asked for its nodes, a report of the one that the URL names.
    """
    address = address_of(url)
    named = await inspect_node("", address, clock)
    engine = Engine(url)
    if named.fault or not engine.is_cluster:
        return (named,)
    try:
        nodes = await engine.all_nodes()
    except StoreAway:
        return (named,)
    finally:
        await engine.close()
    return tuple([await inspect_node(node, address.at(node), clock) for node in nodes])


async def inspect_node(node: str, address: Address, clock: Callable[[], float]) -> NodeReport:
    """Ask one node. See `inspect_engine`."""
    try:
        connection = await connect(address, TIMEOUT)
    except (ConnectionLost, ErrorReply) as error:
        return NodeReport(node, _reason(error))
    try:
        return await _report(node, connection, clock)
    except (ConnectionLost, ErrorReply) as error:
        return NodeReport(node, _reason(error))
    finally:
        connection.close()


async def _report(node: str, connection: Connection, clock: Callable[[], float]) -> NodeReport:
    (pong,) = await exchange(connection, [("PING",)], TIMEOUT)
    if isinstance(pong, ErrorReply) and pong.word != "NOPERM":
        raise pong
    before = clock()
    (info,) = await exchange(connection, [("INFO", "server", "memory", "replication")], TIMEOUT)
    halfway = (before + clock()) / 2
    (config,) = await exchange(connection, [("CONFIG", "GET", *ASKED_SETTINGS)], TIMEOUT)
    probes = probing_commands(f"overture:check:{secrets.token_hex(8)}")
    replies = await exchange(connection, list(probes.values()), TIMEOUT)
    answers = {"config|get": config, "info": info, **dict(zip(probes, replies, strict=True))}
    not_allowed = [name for name, reply in answers.items() if _is_error(reply, "NOPERM")]
    found = {} if isinstance(info, ErrorReply) else fields_of(info)
    settings = {} if isinstance(config, ErrorReply) else settings_in(config)
    if settings.get("appendonly") == "yes":
        # Nothing but asking for a rewrite shows whether it may be asked for. The hub asks as often as once a minute.
        (rewrite,) = await exchange(connection, [("BGREWRITEAOF",)], TIMEOUT)
        not_allowed += ["bgrewriteaof"] if _is_error(rewrite, "NOPERM") else []
    microseconds = found.get("server_time_usec", "")
    write = answers["set"]
    return NodeReport(
        node,
        not_allowed=tuple(not_allowed),
        write_error=write.word if isinstance(write, ErrorReply) and write.word not in {"NOPERM", "MOVED"} else "",
        info=found,
        settings=settings,
        ahead=int(microseconds) / 1e6 - halfway if microseconds.isdigit() else None,
    )


def probing_commands(key: str) -> dict[str, Command]:
    """Return a harmless form of each command that a hub sends to its engine all the time, by its name in an ACL.

    Args:
        key: A key that nobody else uses. A second one begins with it.
    """
    table, channel = f"{key}:table", "overture:{check}"
    return {
        "ping": ("PING",),
        "select": ("SELECT", 0),
        "set": ("SET", key, "1", "PX", 10_000),
        "get": ("GET", key),
        "exists": ("EXISTS", key),
        "pexpire": ("PEXPIRE", key, 10_000),
        "pttl": ("PTTL", key),
        "hset": ("HSET", table, "a", "1"),
        "hsetnx": ("HSETNX", table, "b", "1"),
        "hget": ("HGET", table, "a"),
        "hmget": ("HMGET", table, "a", "b"),
        # A table without fields is gone, so nothing stays if the hub may not delete keys.
        "hdel": ("HDEL", table, "a", "b"),
        "del": ("DEL", key),
        "eval": ("EVAL", "return 1", 0),
        "evalsha": ("EVALSHA", "0" * 40, 0),
        "spublish": ("SPUBLISH", channel, "1"),
        # While it is subscribed nothing else may be sent.
        "ssubscribe": ("SSUBSCRIBE", channel),
        "sunsubscribe": ("SUNSUBSCRIBE", channel),
    }


def _is_error(reply: Reply, word: str) -> bool:
    return isinstance(reply, ErrorReply) and reply.word == word


def _reason(error: ConnectionLost | ErrorReply) -> str:
    return error.word if isinstance(error, ErrorReply) else str(error)
