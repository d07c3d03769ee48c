"""Caddy and nginx in front of a hub, with the files that come with the project."""

import json
import os
import re
import shutil
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.deploy.test_compose import ROOT
from tests.faults.links import tls_server
from tests.support.hub import Hub, free_port
from tests.support.process import Program

NAME = "notes.example.org"
NGINX = ROOT / "packaging" / "nginx.conf"
CADDYFILE = ROOT / "Caddyfile"


@dataclass(frozen=True)
class Front:
    """A proxy that runs.

    Attributes:
        port: Where people reach it.
        context: How it is trusted; None where it is asked without TLS.
        certificate: The file by which it is trusted.
        program: The proxy itself.
        file: The configuration that it was started with.
    """

    port: int
    program: Program
    file: Path
    context: ssl.SSLContext | None = None
    certificate: Path | None = None

    def ask(self, method: str, path: str, *, sender: str = "127.0.0.1", **headers: str) -> tuple[int, Message, bytes]:
        """One request by the site's name, from one of this machine's loopback addresses."""
        where: dict[str, Any] = {"timeout": 10, "source_address": (sender, 0)}
        if self.context is None:
            connection = HTTPConnection("127.0.0.1", self.port, **where)
        else:
            connection = HTTPSConnection("127.0.0.1", self.port, context=self.context, **where)
        try:
            body = headers.pop("body", None)
            connection.request(method, path, body=body, headers={"Host": NAME, **headers})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def start(self, hub: Hub, *, sender: str = "127.0.0.1", **headers: str) -> tuple[int, dict[str, Any]]:
        """Begins a conversation."""
        with urlopen(f"{hub.url}/questions") as answer:
            qhash = json.load(answer)[0]["qhash"]
        body = json.dumps({"qhash": qhash, "hours": 12})
        json_type = {"Content-Type": "application/json", "Origin": f"https://{NAME}"}
        status, _, content = self.ask("POST", "/start", sender=sender, body=body, **json_type, **headers)
        return status, json.loads(content)

    @contextmanager
    def listen(self, seat: dict[str, Any]) -> Iterator[ClientConnection]:
        """The socket of a phone that has begun a conversation."""
        scheme = "ws" if self.context is None else "wss"
        line = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        protocols: Any = ["overture.json.1"]
        to = f"{scheme}://{NAME}/live"
        with connect(to, sock=line, ssl=self.context, subprotocols=protocols, proxy=None) as live:
            live.send(json.dumps({"hello": {"id": seat["id"], "token": seat["token"]}}))
            yield live


@contextmanager
def caddy(hub: Hub, folder: Path) -> Iterator[Front]:
    """Caddy with the Caddyfile, without https."""
    port = free_port()
    with _caddy(hub, folder, CADDYFILE, f"http://{NAME}, http://127.0.0.1", {"HTTP_PORT": str(port)}) as program:
        yield Front(port, program, CADDYFILE)


@contextmanager
def caddy_with_https(hub: Hub, folder: Path) -> Iterator[Front]:
    """Caddy with the Caddyfile, with https and http/2, by a certificate for this machine's address."""
    _, certificate = tls_server(folder)
    port, file = free_port(), folder / "Caddyfile"
    text = CADDYFILE.read_text(encoding="utf-8")
    site = "{$SITE_ADDRESS} {\n"
    assert site in text
    file.write_text(text.replace(site, f"{site}\ttls {certificate} {certificate.with_suffix('.key')}\n"))
    with _caddy(hub, folder, file, "https://127.0.0.1", {"HTTPS_PORT": str(port)}) as program:
        yield Front(port, program, file, certificate=certificate)


@contextmanager
def _caddy(hub: Hub, folder: Path, file: Path, address: str, ports: dict[str, str]) -> Iterator[Program]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "SITE_ADDRESS": address,
        "HTTP_PORT": str(free_port()),
        "HTTPS_PORT": str(free_port()),
        "HEALTH_PORT": str(free_port()),
        "HUB_NAME": "127.0.0.1",
        "HUB_PORT": str(hub.port),
        **ports,
    }
    command = ["caddy", "run", "--config", str(file), "--adapter", "caddyfile"]
    with Program("caddy", command, env=env) as program:
        program.wait_for("serving initial configuration", stream="stderr")
        yield program


@contextmanager
def nginx(hub: Hub, folder: Path) -> Iterator[Front]:
    """nginx with packaging/nginx.conf, with https, and with a hub that is not there beside the one that is."""
    _, certificate = tls_server(folder)
    port, plain = free_port(), free_port()
    site = folder / "site.conf"
    text = NGINX.read_text(encoding="utf-8").replace("overture.example.org", NAME)
    for pattern, own in (
        (r"listen \[::\]:\d+( ssl http2)?;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"listen 443 ", f"listen 127.0.0.1:{port} "),
        (r"ssl_certificate .*;", f"ssl_certificate {certificate};"),
        (r"ssl_certificate_key .*;", f"ssl_certificate_key {certificate.with_suffix('.key')};"),
        (r"server 127\.0\.0\.1:8000;", f"server 127.0.0.1:{free_port()}; server 127.0.0.1:{hub.port};"),
    ):
        text, found = re.subn(pattern, own, text)
        assert found, pattern
    site.write_text(text)
    whole = folder / "nginx.conf"
    temporary = " ".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    whole.write_text(
        f"{user} daemon off; pid {folder}/nginx.pid; error_log stderr notice; events {{}}\n"
        f"http {{ {temporary} include {site}; }}\n"
    )
    command = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if command is None:
        pytest.fail("A hub is tested behind nginx too: install it (on Debian: apt-get install nginx-light).")
    with Program("nginx", [command, "-p", str(folder), "-e", "stderr", "-c", str(whole)]) as program:
        program.wait_for("start worker process ", stream="stderr")
        context = ssl.create_default_context(cafile=str(certificate))
        # The certificate is for the address of this machine.
        context.check_hostname = False
        yield Front(port, program, site, context, certificate)
