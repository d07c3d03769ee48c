"""What holds of the running containers of docker-compose.yml: `python -m tests.images.check FOLDER HERE`, from run.sh.

Two people talk over https while a replica is killed, the store is started again and an upgrade takes place. Then they
end.
"""

import asyncio
import json
import os
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from email.message import Message
from pathlib import Path
from urllib.request import urlopen

from overture_partner.session.participant import Participant
from tests.terminal.pairs import answers, sealed_sections
from tests.terminal.terminals import Terminal

SITE = "https://overture.localhost"
ROOT_CERTIFICATE = "/var/lib/caddy/caddy/pki/authorities/local/root.crt"
LONGEST = 60.0
"""Seconds until a phone that lost its replica, its store or its proxy goes on."""
ERASED_WITHIN = 120.0
"""Seconds; docs/operating.md promises a minute and a half."""
FIND_SESSIONS = "grep -a -o 'overture:{[A-Za-z0-9_-]*}' | cut -d { -f 2 | cut -d } -f 1"
NET_BIND_SERVICE = 1 << 10

Faults = Sequence[tuple[str, Callable[[], Awaitable[object]]]]


def run(*command: str, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def report(what: str) -> None:
    print(f"        {what}", flush=True)  # noqa: T201 - a program for a terminal


class Composed:
    """The containers of a copy of the tree.

    Attributes:
        folder: The copy.
        command: What starts and stops them.
    """

    def __init__(self, folder: Path, *command: str) -> None:
        self.folder = folder
        self.command = command or ("docker", "compose")

    def compose(self, *arguments: str) -> str:
        return run(*self.command, *arguments, folder=self.folder)

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).split()

    def inside(self, service: str, script: str) -> str:
        return run("docker", "exec", self.containers(service)[0], "sh", "-c", script)

    async def healthy(self, count: int) -> None:
        """Return when that many are."""
        await until(lambda: run("docker", "ps", "--quiet", "--filter", "health=healthy").count("\n") == count, LONGEST)

    def trusted(self) -> Path:
        """The certificate by which Caddy is trusted, for everything that is started from here on too."""
        certificate = self.folder / "root.crt"
        certificate.write_text(self.inside("web", f"cat {ROOT_CERTIFICATE}"))
        os.environ["SSL_CERT_FILE"] = str(certificate)
        return certificate

    def conversations(self, service: str) -> set[str]:
        """The ids in the file of a store."""
        return set(self.inside(service, f"cat /data/appendonlydir/* | {FIND_SESSIONS}").split())

    def store_has(self, text: str) -> bool:
        """Whether any file of the store holds a text."""
        return self.inside("store", f"grep -a -r -F -c -e '{text}' /data | grep -v ':0$' || true") != ""


async def until(true: Callable[[], bool], seconds: float) -> float:
    """Wait until something holds; the seconds that it took."""
    began = time.monotonic()
    while not await asyncio.to_thread(true):
        assert time.monotonic() - began < seconds, "it did not come to hold in time"
    return time.monotonic() - began


def page(path: str, certificate: Path) -> tuple[bytes, Message]:
    """A page of the site and its headers."""
    context = ssl.create_default_context(cafile=str(certificate))
    with urlopen(SITE + path, context=context) as answer:
        return answer.read(), answer.headers


def is_ready(certificate: Path) -> bool:
    """Whether a hub answers through the proxy, and its store keeps all that it acknowledges."""
    try:
        return b'"kept":"always"' in page("/readyz", certificate)[0]
    except OSError:
        return False


def confined(composed: Composed) -> None:
    """Users, capabilities and file systems of all containers."""
    for service, capabilities in (("app", 0), ("store", 0), ("web", NET_BIND_SERVICE)):
        status = dict(re.findall(r"^(\w+):\s+(\S+)", composed.inside(service, "cat /proc/1/status"), re.MULTILINE))
        assert status["Uid"] != "0", service
        assert int(status["CapBnd"], 16) == capabilities, (service, status["CapBnd"])
        assert status["NoNewPrivs"] == "1", service
        assert composed.inside(service, "touch /written 2>/dev/null || echo refused") == "refused\n", service
    report("no root, no capabilities, nothing to write to")


def walled_in(composed: Composed, here: Sequence[str]) -> None:
    """Hub and store have no way beyond this machine, and reach nothing of it but the addresses that are `here`."""
    with socket.create_server(("0.0.0.0", 0)) as listening:  # noqa: S104 - a service that listens everywhere
        port = listening.getsockname()[1]
        # What Docker has on this machine, and Caddy in the network that it does not share with them.
        addresses = re.findall(r"inet ([\d.]+)/", run("ip", "-4", "address", "show", "scope", "global"))
        assert addresses
        networks = run(
            "docker", "inspect", "--format", "{{json .NetworkSettings.Networks}}", *composed.containers("web")
        )
        (caddy,) = [own["IPAddress"] for name, own in json.loads(networks).items() if name.endswith("_outside")]
        script = (
            "import socket,sys\nfor to in sys.argv[1:]:\n host, port = to.split(':')\n"
            " try: socket.create_connection((host, int(port)), 2)\n except OSError: continue\n print(to)"
        )
        container = composed.containers("app")[0]
        to = [f"{address}:{port}" for address in ("172.30.86.1", *addresses)]
        reached = run("docker", "exec", container, "python", "-c", script, "172.30.86.2:8443", f"{caddy}:8443", *to)
        assert set(reached.split()) == {"172.30.86.2:8443", *(f"{address}:{port}" for address in here)}, reached
    report(f"hubs reach Caddy, no network beyond, and of this machine {' and '.join(here) or 'nothing'}")


def listed(composed: Composed) -> None:
    """Each image has its bill of materials where its label says, and the hub's names all that is installed there."""
    program = (
        "import importlib.metadata as m,json; "
        "print(json.dumps({d.name.lower().replace('_','-'): d.version for d in m.distributions()}))"
    )
    for service in ("app", "web"):
        container = composed.containers(service)[0]
        place = run("docker", "inspect", "--format", '{{index .Config.Labels "overture.sbom"}}', container).strip()
        components = json.loads(composed.inside(service, f"cat {place}"))["components"]
        if service == "app":
            names = {each["name"]: each["version"] for each in components if "pkg:pypi/" in each.get("purl", "")}
            assert names == json.loads(run("docker", "exec", container, "python", "-c", program))
            report(f"the bill of materials of the hub's image lists its {len(names)} packages")
        else:
            (file,) = (each["name"] for each in components if each["type"] == "file")
            composed.inside(service, f"test -s /{file}")


async def talk(certificate: Path, faults: Faults, find: Callable[[], set[str]]) -> tuple[str, str]:
    """Two talk over https through every fault.

    Args:
        certificate: By which they trust the site.
        faults: What happens before each section, and what it is called.
        find: The ids of all conversations.

    Returns:
        The id and the code, which must be in no log and, soon after, in no file.
    """
    # The file forgets a conversation some time after its end.
    ended = find()
    async with (
        await Participant.start(SITE) as mia,
        Terminal(SITE, "--answers", "example", SSL_CERT_FILE=str(certificate)) as sam,
    ):
        assert mia.code is not None
        code = mia.code
        sam.type(code)
        sam.close_input()
        await mia.paired(LONGEST)
        await mia.ready()
        await mia.wait_for(lambda me: me.view is not None and me.view.ready.both, LONGEST)
        # As everything about a session is, its channel and its keys are named by its id.
        (id,) = find() - ended
        for section, (what, act) in zip(sealed_sections(mia), faults, strict=False):
            await act()
            # Not before: to find what is to fail takes longer than most faults.
            began = time.monotonic()
            await mia.seal(section, answers(mia, section, "mia"))
            await mia.opened(section, LONGEST)
            report(f"{what}: sealed and opened {time.monotonic() - began:.1f} s later")
        await mia.end()
        assert await sam.ends() == 0
    return id, code


def faults_of_one_machine(composed: Composed) -> Faults:
    async def nothing() -> None:
        """Two people and no fault."""

    async def kill_a_replica() -> None:
        run("docker", "kill", composed.containers("app")[0])

    async def restart_the_store() -> None:
        composed.compose("restart", "store")

    async def upgrade() -> None:
        caddyfile = composed.folder / "Caddyfile"
        caddyfile.write_text(caddyfile.read_text().replace("\t\t-Server\n", "\t\t-Server\n\t\tX-Trial new\n"))
        module = composed.folder / "server" / "overture" / "__init__.py"
        module.write_text(module.read_text() + "\n# An upgrade.\n")
        composed.compose("up", "--build", "--detach")

    return [
        ("no fault", nothing),
        ("a replica killed", kill_a_replica),
        ("the store started again", restart_the_store),
        ("an upgrade", upgrade),
    ]


async def check(folder: Path, here: Sequence[str]) -> None:
    composed = Composed(folder)
    await composed.healthy(4)
    certificate = composed.trusted()
    confined(composed)
    walled_in(composed, here)
    listed(composed)
    assert is_ready(certificate)
    assert "alt-svc" not in page("/readyz", certificate)[1]
    id, code = await talk(certificate, faults_of_one_machine(composed), lambda: composed.conversations("store"))
    assert page("/", certificate)[1]["X-Trial"] == "new", "the upgrade brought the new Caddyfile"
    seconds = await until(lambda: not composed.store_has(id), ERASED_WITHIN)
    report(f"the ended conversation is in no file of the store {seconds:.0f} s after its end")
    logs = composed.compose("logs", "--no-color")
    assert logs.count("Overture is ready at") == 2, logs
    assert "plain http" not in logs
    for private in (id, code, code.partition("-")[0]):
        assert private not in logs, private
    report("nothing about people is in any log")


if __name__ == "__main__":
    asyncio.run(check(Path(sys.argv[1]), sys.argv[2:]))
