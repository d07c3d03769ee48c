"""packaging/nginx.conf beyond what Caddy does too: what it says by itself, and how it goes on."""

import json
import re
import signal
from collections.abc import Iterator
from pathlib import Path
from socket import create_connection

import pytest

from overture.process.protocols import PING_EVERY
from tests.deploy.proxies import NAME, NGINX, Front, nginx
from tests.support.hub import Hub, SharedHubs
from tests.support.waiting import until

PATIENCE = 20.0


@pytest.fixture
def hub(shared_hubs: SharedHubs) -> Hub:
    return shared_hubs.with_settings(ALLOWED_HOSTS=NAME, TRUSTED_PROXIES="127.0.0.1")


@pytest.fixture
def front(hub: Hub, tmp_path: Path) -> Iterator[Front]:
    with nginx(hub, tmp_path) as running:
        yield running


def test_browsers_are_offered_http_2(front: Front) -> None:
    assert front.context is not None
    front.context.set_alpn_protocols(["h2", "http/1.1"])
    with (
        create_connection(("127.0.0.1", front.port), timeout=10) as line,
        front.context.wrap_socket(line, server_hostname=NAME) as secured,
    ):
        assert secured.selected_alpn_protocol() == "h2"
        assert secured.version() == "TLSv1.3"


def test_plain_http_leads_to_https_and_to_this_site_alone(front: Front) -> None:
    (port,) = re.findall(r"listen 127\.0\.0\.1:(\d+);", front.file.read_text())
    answer = Front(int(port), front.program, front.file).ask("GET", "/start?x", Host="evil.example")
    assert (answer[0], answer[1]["Location"]) == (301, f"https://{NAME}/start?x")


def test_quiet_sockets_are_left_open_for_longer_than_a_ping_takes() -> None:
    minutes = re.findall(r"proxy_(?:read|send)_timeout (\d+)m;", NGINX.read_text())
    assert len(minutes) == 2
    assert all(int(each) * 60 > 4 * PING_EVERY for each in minutes)


def test_a_socket_goes_on_over_a_reload(front: Front, hub: Hub) -> None:
    status, seat = front.start(hub)
    assert status == 201
    with front.listen(seat) as live:
        assert json.loads(live.recv(timeout=10))["view"]["role"] == "A"
        front.file.write_text(front.file.read_text().replace("server_tokens off;", "add_header X-Trial new always;"))
        front.program.send(signal.SIGHUP)
        until(lambda: front.ask("GET", "/readyz")[1].get("X-Trial") == "new", PATIENCE)
        # The old process holds it: a command of the phone is answered as before.
        live.send(json.dumps({"id": 1, "do": "pause", "pause": "AAAAAAAAAAAAAAAAAAAAAA"}))
        while json.loads(live.recv(timeout=10)).get("ack") != 1:
            pass


def test_nothing_about_people_is_written_down(front: Front, hub: Hub) -> None:
    """Not even when no hub answers."""
    assert front.ask("GET", "/j/abcd")[0] == 200
    hub.kill()
    assert front.ask("GET", "/j/abcd")[0] == 502
    said = front.program.said()
    assert "127.0.0.1" not in said
    assert "abcd" not in said
    assert not any(part.name.endswith(".log") for part in front.file.parent.rglob("*"))
