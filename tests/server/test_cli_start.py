"""What a hub says when it is ready, in a terminal and without one, and what it prepares for its phones."""

import contextlib
import os
import pty
import re
import subprocess
from pathlib import Path

from tests.server.test_cli import StartHub, family, get
from tests.support.hub import OVERTURE, free_port

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what somebody may set


def said_in_a_terminal(folder: Path, **environment: str) -> str:
    """What a hub that listens everywhere says at its start to somebody who sits at a terminal."""
    port = free_port()
    own, its = pty.openpty()
    env = {"PATH": os.environ["PATH"], "HOST": EVERYWHERE, "PORT": str(port), "DATA_DIR": str(folder), **environment}
    with subprocess.Popen([str(OVERTURE), "serve"], env=env, stdin=subprocess.DEVNULL, stdout=its) as hub:
        os.close(its)
        said = b""
        # The end of a terminal whose other side is closed is an error.
        with contextlib.suppress(OSError):
            while b"ready at" not in said:
                said += os.read(own, 4096)
            hub.terminate()
            while more := os.read(own, 4096):
                said += more
        os.close(own)
    return said.decode()


def test_beyond_this_machine_it_says_what_plain_http_means(tmp_path: Path) -> None:
    assert "It is plain http" in said_in_a_terminal(tmp_path)


def test_behind_a_proxy_nothing_is_said_of_plain_http(tmp_path: Path) -> None:
    said = said_in_a_terminal(tmp_path, TRUSTED_PROXIES="10.0.0.2")
    assert said.count("\n") == 1


def test_without_a_terminal_one_line_is_all(start_hub: StartHub) -> None:
    hub = start_hub(env={"HOST": EVERYWHERE})
    assert get(f"{hub.url}/healthz")[0] == 200
    assert hub.log.strip() == f"Overture is ready at {hub.url}"


def test_as_many_files_as_are_allowed_can_be_open(start_hub: StartHub, tmp_path: Path) -> None:
    """With the soft limit that many systems begin with."""
    hub = start_hub(command=("prlimit", "--nofile=256:4096", OVERTURE, "serve"))
    for pid in family(hub.program.pid):
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert re.search(r"^Max open files +4096 +4096 ", limits, re.MULTILINE)
