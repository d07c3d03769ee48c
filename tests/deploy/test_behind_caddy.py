"""The parts of docker-compose.yml, run here without containers: the store's very command, the hub, the Caddyfile."""

import json
import os
import socket
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from websockets.sync.client import connect

from tests.deploy.test_compose import ROOT, composed
from tests.support.hub import Hub, free_port
from tests.support.process import Program

NAME = "notes.example.org"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[str]:
    """The store as docker-compose.yml starts it; where it is reached."""
    path = tmp_path / "store.sock"
    own = ["--port", "0", "--unixsocket", str(path), "--dir", str(tmp_path)]
    with Program("store", [*composed()["services"]["store"]["command"], *own]) as program:
        program.wait_for(r"eady to accept connections")
        yield f"unix://{path}"


@pytest.fixture
def hub(store: str, start_hub: Callable[..., Hub]) -> Hub:
    env = {"ALLOWED_HOSTS": NAME, "TRUSTED_PROXIES": "127.0.0.1", "RATE_START": "2/3600"}
    return start_hub(redis_url=store, env=env)


@pytest.fixture
def caddy(hub: Hub, tmp_path: Path) -> Iterator[int]:
    """Caddy with the Caddyfile in front of `hub`; its port."""
    port = free_port()
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "SITE_ADDRESS": f"http://{NAME}",
        "HTTP_PORT": str(port),
        "HTTPS_PORT": str(free_port()),
        "HEALTH_PORT": str(free_port()),
        "HUB_NAME": "127.0.0.1",
        "HUB_PORT": str(hub.port),
    }
    command = ["caddy", "run", "--config", str(ROOT / "Caddyfile"), "--adapter", "caddyfile"]
    with Program("caddy", command, env=env) as program:
        program.wait_for("serving initial configuration", stream="stderr")
        yield port


def ask(
    port: int, method: str, path: str, *, sender: str = "127.0.0.1", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request to Caddy by the site's name, from one of this machine's loopback addresses."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10, source_address=(sender, 0))
    try:
        body = headers.pop("body", None)
        connection.request(method, path, body=body, headers={"Host": NAME, **headers})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def start(port: int, hub: Hub, *, sender: str = "127.0.0.1", **headers: str) -> tuple[int, dict[str, Any]]:
    with urlopen(f"{hub.url}/questions") as answer:
        qhash = json.load(answer)[0]["qhash"]
    body = json.dumps({"qhash": qhash, "hours": 12})
    json_type = {"Content-Type": "application/json", "Origin": f"https://{NAME}"}
    status, _, content = ask(port, "POST", "/start", sender=sender, body=body, **json_type, **headers)
    return status, json.loads(content)


def test_pages_come_through_with_their_headers(caddy: int) -> None:
    status, headers, body = ask(caddy, "GET", "/")
    assert status == 200
    assert b"<!doctype html>" in body.lower()
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Server" not in headers


def test_a_conversation_is_begun_and_listened_to_through_caddy(caddy: int, hub: Hub) -> None:
    status, seat = start(caddy, hub)
    assert status == 201
    hello = {"hello": {"id": seat["id"], "token": seat["token"]}}
    line = socket.create_connection(("127.0.0.1", caddy), timeout=10)
    with connect(f"ws://{NAME}/live", sock=line, subprotocols=["overture.json.1"], proxy=None) as live:  # type: ignore[list-item]
        live.send(json.dumps(hello))
        assert json.loads(live.recv(timeout=10))["view"]["role"] == "A"


def test_the_rate_limit_counts_people_and_not_the_proxy(caddy: int, hub: Hub) -> None:
    assert [start(caddy, hub, sender="127.0.0.2")[0] for _ in range(3)] == [201, 201, 429]
    assert start(caddy, hub, sender="127.0.0.3")[0] == 201


def test_nobody_is_believed_about_their_own_address(caddy: int, hub: Hub) -> None:
    made_up = [{"X-Forwarded-For": f"10.0.0.{n}"} for n in range(3)]
    assert [start(caddy, hub, sender="127.0.0.4", **headers)[0] for headers in made_up] == [201, 201, 429]


def test_the_store_of_the_compose_file_is_known_to_keep_everything(hub: Hub) -> None:
    with urlopen(f"{hub.url}/readyz") as answer:
        assert json.load(answer)["kept"] == "always"
