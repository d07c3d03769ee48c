"""The README's ways to a hub over https: `python -m tests.images.ways FOLDER PID WAY`, from run.sh.

A way begins with nothing and ends when two terminals have talked with each other; the time that it takes is printed. It
has nothing but the README's commands. Only the name is another one, which needs no DNS record, and what goes on runs
beside what follows.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.images.check import ERASED_WITHIN, FIND_SESSIONS, LONGEST, SITE, Composed, is_ready, report, run, until
from tests.images.check import talk as converse
from tests.support.process import Program, Stream
from tests.terminal.terminals import PARTNER, Terminal

README = Path(__file__).parents[2] / "README.md"
WRITTEN, NAME = "overture.example.org", "overture.localhost"
GO_ON: dict[str, Stream] = {"make run": "stdout", "caddy run": "stderr"}
"""What a person types in a terminal of its own, and where it says that it has begun."""
INSTALLED_WITHIN = 300.0
"""Seconds, on a machine that is busy with other things too."""
AUTHORITY = ".local/share/caddy/pki/authorities/local/root.crt"
WHERE = "/root/overture"
"""The source archive, and beside it the wheel, in the machine."""


@dataclass(frozen=True)
class Way:
    """How somebody comes to a hub.

    Attributes:
        begins: The first words of its paragraph in the README.
        partner: The terminal partner that it brings along, if it does.
        reader: Whether a person without rights types what is not about Caddy.
    """

    begins: str
    partner: str | None = None
    reader: bool = False


WAYS = {
    "compose": Way("Everything in containers"),
    "one": Way("One container"),
    "systemd": Way("A systemd service", "/opt/overture/bin/overture-partner"),
    "checkout": Way("A checkout", "/home/reader/overture/.venv/bin/overture-partner", reader=True),
}


def commands_of(way: Way) -> list[str]:
    """The commands of a way as the README has them, each on one line."""
    text = README.read_text(encoding="utf-8").partition(f"\n**{way.begins}**")[2]
    return text.split("```\n")[1].replace("\\\n", "").splitlines()


def commands(way: Way) -> list[str]:
    """The same with the name that is tried."""
    return [line.replace(WRITTEN, NAME) for line in commands_of(way)]


class Machine:
    """The booted userland of machine.sh.

    Args:
        first: The process id of its systemd, on this side.
        root: Where its files are, on this side.
    """

    def __init__(self, first: str, root: Path) -> None:
        self._enter = ("nsenter", "--target", first, "--mount", "--pid", "--ipc", "--uts", "--root")
        self._root = root

    def command(self, *parts: str, user: str = "root", folder: str = "/") -> list[str]:
        """A command for this side that runs in the machine."""
        home = "/root" if user == "root" else f"/home/{user}"
        env = (f"HOME={home}", "PATH=/usr/local/bin:/usr/bin:/usr/sbin:/bin", "LANG=C.UTF-8")
        become = ("setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups", "--")
        # It ends with nsenter. That is asked for last, since becoming another user takes it back.
        last = ("setpriv", "--pdeathsig", "TERM", "--")
        return [*self._enter, "env", "--ignore-environment", f"--chdir={folder}", *env, *become, *last, *parts]

    def authority(self) -> Path:
        """The certificate by which its Caddy is trusted, which Caddy makes when it starts."""
        return self._root / "root" / AUTHORITY


async def talk(partner: Sequence[str | Path], certificate: Path) -> None:
    """Two terminals, until each has opened what the other has answered."""
    start = Terminal(SITE, "--start", "--answers", "example", command=partner, SSL_CERT_FILE=str(certificate))
    join = Terminal(SITE, "--answers", "example", command=partner, SSL_CERT_FILE=str(certificate))
    async with start as mia, join as sam:
        sam.type((await mia.expect("Your code: (....-....)")).group(1))
        for one in (mia, sam):
            await one.expect("Limits.*Not this time.*Nothing around my neck")
        mia.type("end")
        assert await mia.ends() == 0
        assert await sam.ends() == 0


def verify(partner: Sequence[str | Path], certificate: Path) -> None:
    """What comes through Caddy from this hub is this version, byte for byte.

    Raises:
        AssertionError: Something differs, with what it is.
    """
    env = {**os.environ, "LANG": "C.UTF-8", "SSL_CERT_FILE": str(certificate)}
    command = [*map(str, partner), "verify", SITE]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def type_commands(way: Way, folder: Path, machine: Machine, running: ExitStack) -> None:
    """Type what the README says where it says so."""
    for line in commands(way):
        report(f"$ {line}")
        user, where = ("reader", "/home/reader/overture") if way.reader and "caddy" not in line else ("root", WHERE)
        command = machine.command("bash", "-c", line, user=user, folder=where)
        if line.startswith(("docker", "cp .env")):
            command = ["bash", "-c", f"cd {folder} && {line}"]
        start = next((each for each in GO_ON if each in line), None)
        if start:
            program = running.enter_context(Program(line, command))
            program.wait_for("Overture is ready|serving initial", stream=GO_ON[start], seconds=INSTALLED_WITHIN)
            continue
        run(*command)
        if line.startswith("cp .env"):
            file = folder / ".env"
            file.write_text(file.read_text().replace(WRITTEN, NAME))


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def go(name: str, folder: Path, machine: Machine) -> None:
    way = WAYS[name]
    with ExitStack() as running:
        began = time.monotonic()
        type_commands(way, folder, machine, running)
        if name == "compose":
            composed = Composed(folder)
            await composed.healthy(4)
            certificate = composed.trusted()
        else:
            certificate = machine.authority()
            await until(lambda: is_ready(certificate), LONGEST)
        await talk([PARTNER] if way.partner is None else machine.command(way.partner), certificate)
        # The checkout's own partner and manifest, whatever the way has installed.
        verify([PARTNER], certificate)
        report(f"{way.begins}: {time.monotonic() - began:.0f} s from nothing to two terminals that have talked")
        if name == "one":
            await restarted(folder, way, certificate)
        if name == "systemd":
            run(*machine.command("systemctl", "disable", "--now", "overture"))
    if name != "compose":
        await until(lambda: not any(map(listens, (443, 8000))), LONGEST)


async def restarted(folder: Path, way: Way, certificate: Path) -> None:
    """Two talk while their one container is started again, killed, and replaced."""
    (start,) = (line for line in commands(way) if line.startswith("docker run"))

    async def nothing() -> None:
        """Two people and no fault."""

    async def restart() -> None:
        run("docker", "restart", "overture")

    async def kill() -> None:
        # Docker starts nothing again that it was told to kill.
        run("docker", "kill", "overture")
        run("docker", "start", "overture")

    async def replace() -> None:
        run("docker", "rm", "--force", "overture")
        run("bash", "-c", f"cd {folder} && {start}")

    def find() -> set[str]:
        files = f"cat /data/*/* /data/* 2>/dev/null | {FIND_SESSIONS}"
        return set(run("docker", "exec", "overture", "sh", "-c", files).split())

    faults = (
        ("no fault", nothing),
        ("the one container started again", restart),
        ("killed", kill),
        ("replaced", replace),
    )
    os.environ["SSL_CERT_FILE"] = str(certificate)
    # What ended before has left its files by then.
    await until(lambda: not find(), ERASED_WITHIN)
    id, code = await converse(certificate, faults, find)
    await until(lambda: id not in find(), ERASED_WITHIN)
    logs = run("docker", "logs", "overture")
    assert not any(private in logs for private in (id, code)), logs
    run("docker", "rm", "--force", "--volumes", "overture")


if __name__ == "__main__":
    tree = Path(sys.argv[1])
    asyncio.run(go(sys.argv[3], tree, Machine(sys.argv[2], tree.parent / "machine")))
