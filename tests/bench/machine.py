"""The processes that are measured, and what the kernel says of them (Linux only)."""

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from overture.process.supervisor import bound_socket
from overture.settings import Settings
from tests.support.engines import Engine
from tests.support.hub import free_port
from tests.support.process import WITH_US

HUB, ECHO = "overture.process.worker", "tests.bench.echo"

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu(pid: int) -> float:
    """Seconds of processor time that a process has used, in user and system mode."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> int:
    """Bytes of a process that are in memory."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS:"))


@dataclass(frozen=True)
class Served:
    """Workers that listen on one port, and their engine, if they have one."""

    port: int
    workers: Sequence[int]
    engine: int | None

    def cpu_of_workers(self) -> list[float]:
        return [cpu(pid) for pid in self.workers]

    def cpu_of_engine(self) -> float:
        return 0.0 if self.engine is None else cpu(self.engine)


@contextlib.contextmanager
def started_engine() -> Iterator[Engine]:
    """A real Valkey that has each write on disk before it answers."""
    engine = Engine("valkey")
    try:
        engine.start()
        yield engine
    finally:
        engine.discard()


@contextlib.contextmanager
def served(module: str, *, engine: Engine | None = None, workers: int = 1) -> Iterator[Served]:
    """The workers of a hub, started as `overture serve` starts them; ended when the block is left."""
    url = None if engine is None else engine.url
    settings = Settings(port=free_port(), max_sockets=1_000_000, redis_url=url, workers=workers)
    with bound_socket(settings) as listening, contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        inboxes = [[f"{folder}/{number}"] for number in range(workers)] if workers > 1 else [[]]
        started = [stack.enter_context(_worker(module, settings, listening.fileno(), inbox)) for inbox in inboxes]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == b"ready\n", "a worker could not be started; what is wrong stands above"
        pids = [process.pid for process in started]
        yield Served(settings.port, pids, None if engine is None else engine.program.pid)


@contextlib.contextmanager
def _worker(module: str, settings: Settings, listening: int, inbox: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [*WITH_US, sys.executable, "-m", module, str(listening), *inbox]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=(listening,)) as process:
        assert process.stdin is not None
        process.stdin.write(msgspec.json.encode(settings, enc_hook=str) + b"\n")
        process.stdin.flush()
        try:
            yield process
        finally:
            process.kill()
