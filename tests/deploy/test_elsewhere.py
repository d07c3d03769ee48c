"""The exported pages on nginx and Caddy with the files that come with the project: `verify` finds nothing different."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from overture.site.export import export
from tests.deploy.test_compose import ROOT
from tests.support.hub import free_port
from tests.support.process import Program
from tests.terminal.terminals import PARTNER

HUB = "https://notes.example.net"


def adapted(name: str, site: Path) -> str:
    """What somebody changes in the file: the address of the hub, and the folder."""
    text = (ROOT / "packaging" / name).read_text(encoding="utf-8")
    return (
        text.replace("//hub.example.org", HUB.removeprefix("https:"))
        .replace("/srv/overture-pages", str(site))
    )  # fmt: skip


@contextmanager
def nginx(site: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    whole = adapted("pages.nginx.conf", site)
    _, _, secured = whole.rpartition("server {")
    secured = re.sub(r"listen \[::\].*;|ssl_certificate.*;", "", secured)
    secured = secured.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.geteuid() == 0 else ""
    file = folder / "nginx.conf"
    file.write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log stderr notice; events {{}}\n"
        f"http {{ {temporary}\nserver {{{secured} }}\n"
    )
    command = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert command is not None, "install nginx (on Debian: apt-get install nginx-light)"
    with Program("nginx", [command, "-p", str(folder), "-e", "stderr", "-c", str(file)]) as program:
        program.wait_for("start worker process ", stream="stderr")
        yield f"http://127.0.0.1:{port}"


@contextmanager
def caddy(site: Path, folder: Path) -> Iterator[str]:
    port = free_port()
    text = adapted("pages.Caddyfile", site).replace("pages.example.org {", f"http://127.0.0.1:{port} {{")
    file = folder / "Caddyfile"
    file.write_text("{\n\tadmin off\n\tservers {\n\t\tprotocols h1 h2\n\t}\n}\n" + text)
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    with Program("caddy", command, env={"PATH": os.environ["PATH"], "HOME": str(folder)}) as program:
        program.wait_for("serving initial configuration", stream="stderr")
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("serve", [nginx, caddy])
def test_the_files_that_come_with_the_project_serve_exactly_what_was_exported(
    serve: Callable[[Path, Path], AbstractContextManager[str]], tmp_path: Path
) -> None:
    site = tmp_path / "site"
    export(site, HUB)

    def verify(origin: str) -> subprocess.CompletedProcess[str]:
        command = [str(PARTNER), "verify", origin, "--manifest", str(site / "client-manifest.json")]
        environment = {**os.environ, "LANG": "en_GB"}
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    with serve(site, tmp_path) as origin:
        connection = HTTPConnection(origin.removeprefix("http://"))
        connection.request("GET", "/de/start")
        # WEBCAT refuses any other redirect than one inside the place.
        assert connection.getresponse().headers["Location"] == "/de/start/"
        connection.close()
        done = verify(origin)
        assert (done.returncode, done.stderr) == (0, ""), done.stdout
        page = site / "de" / "start" / "index.html"
        page.write_bytes(page.read_bytes().replace(b"Notizen", b"notizen", 1))
        done = verify(origin)
        assert (done.returncode, done.stdout.splitlines()[1:]) == (1, ["different: /de/start/"])
