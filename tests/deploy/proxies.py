"""Caddy, nginx and Traefik in front of a hub, with the files that come with the project."""

import json
import os
import re
import shutil
import socket
import ssl
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any, Protocol
from urllib.request import urlopen

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.deploy.test_compose import ROOT
from tests.faults.links import tls_server
from tests.support.hub import Hub, free_port
from tests.support.process import Program
from tests.support.waiting import until

NAME = "notes.example.org"
WRITTEN = "overture.example.org"
NGINX = ROOT / "packaging" / "nginx.conf"
CADDYFILE = ROOT / "Caddyfile"
TRAEFIK = ROOT / "packaging" / "traefik.yml"
TRAEFIK_SITE = ROOT / "packaging" / "traefik.overture.yml"


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

    def answers(self) -> bool:
        """Whether it passes on what it is asked."""
        try:
            return self.ask("GET", "/healthz")[0] == 200
        except OSError:
            return False

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


class Behind(Protocol):
    """What a proxy has to know of a hub."""

    @property
    def port(self) -> int: ...


def changed(file: Path, own: Mapping[str, str]) -> str:
    """A file with what has to be changed in it: a pattern that has to be there -> what stands there instead."""
    text = file.read_text(encoding="utf-8")
    for pattern, there in own.items():
        text, found = re.subn(pattern, there, text)
        assert found, pattern
    return text


def trusting(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(certificate))
    # The certificate is for the address of this machine.
    context.check_hostname = False
    return context


@contextmanager
def caddy(hub: Behind, folder: Path) -> Iterator[Front]:
    """Caddy with the Caddyfile, without https."""
    port = free_port()
    with _caddy(hub, folder, CADDYFILE, f"http://{NAME}, http://127.0.0.1", {"HTTP_PORT": str(port)}) as program:
        yield Front(port, program, CADDYFILE)


@contextmanager
def caddy_with_https(hub: Behind, folder: Path) -> Iterator[Front]:
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
def _caddy(hub: Behind, folder: Path, file: Path, address: str, ports: dict[str, str]) -> Iterator[Program]:
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
def nginx(hub: Behind, folder: Path) -> Iterator[Front]:
    """nginx with packaging/nginx.conf, with https, and with a hub that is not there beside the one that is."""
    _, certificate = tls_server(folder)
    port, plain = free_port(), free_port()
    site = folder / "site.conf"
    own = {
        r"listen \[::\]:\d+( ssl http2)?;": "",
        r"listen 80;": f"listen 127.0.0.1:{plain};",
        r"listen 443 ": f"listen 127.0.0.1:{port} ",
        r"ssl_certificate .*;": f"ssl_certificate {certificate};",
        r"ssl_certificate_key .*;": f"ssl_certificate_key {certificate.with_suffix('.key')};",
        r"server 127\.0\.0\.1:8000;": f"server 127.0.0.1:{free_port()}; server 127.0.0.1:{hub.port};",
        re.escape(WRITTEN): NAME,
    }
    site.write_text(changed(NGINX, own))
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
        yield Front(port, program, site, trusting(certificate), certificate)


@contextmanager
def traefik(hub: Behind, folder: Path) -> Iterator[Front]:
    """Traefik with both its files, with https, and with a hub that is not there beside the one that is."""
    _, certificate = tls_server(folder)
    port, plain = free_port(), free_port()
    start, site = folder / "traefik.yml", folder / "overture.yml"
    own = {
        '":80"': f"127.0.0.1:{plain}",
        '":443"': f"127.0.0.1:{port}",
        "/etc/traefik/overture.yml": str(site),
    }
    start.write_text(changed(TRAEFIK, own))
    own = {
        "certFile: .*": f"certFile: {certificate}",
        "keyFile: .*": f"keyFile: {certificate.with_suffix('.key')}",
        "- url: .*": f"- url: http://127.0.0.1:{free_port()}\n          - url: http://127.0.0.1:{hub.port}",
        rf"Host\(`{WRITTEN}`\)": f"Host(`{NAME}`) || Host(`127.0.0.1`)",
    }
    site.write_text(changed(TRAEFIK_SITE, own))
    command = [Path(sys.executable).with_name("traefik"), "--configFile", start]
    with Program("traefik", list(map(str, command)), env={"PATH": os.environ["PATH"]}) as program:
        front = Front(port, program, site, trusting(certificate), certificate)
        # It says nothing when it is ready.
        until(front.answers)
        yield front
