"""A hub behind Caddy with the Caddyfile, and behind nginx and Traefik with the files in packaging/."""

import gzip
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.request import urlopen

import brotli
import pytest

from overture.site.manifest import client
from overture.web.static import FOREVER
from tests.deploy.proxies import NAME, Behind, Front, caddy, nginx, traefik
from tests.deploy.test_compose import composed
from tests.support.hub import Hub
from tests.support.process import Program
from tests.terminal.terminals import PARTNER

FRONTS: dict[str, Callable[[Behind, Path], AbstractContextManager[Front]]] = {
    "caddy": caddy,
    "nginx": nginx,
    "traefik": traefik,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The store as docker-compose.yml starts it; where it is reached."""
    folder = tmp_path_factory.mktemp("store")
    path = folder / "store.sock"
    own = ["--port", "0", "--unixsocket", str(path), "--dir", str(folder)]
    with Program("store", [*composed()["services"]["store"]["command"], *own]) as program:
        program.wait_for(r"eady to accept connections")
        yield f"unix://{path}"


@pytest.fixture(scope="module", params=list(FRONTS))
def name(request: pytest.FixtureRequest) -> str:
    made: str = request.param
    return made


@pytest.fixture(scope="module")
def hub(name: str, store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub for each kind of proxy: it counts who comes, and each test comes from addresses of its own."""
    env = {"ALLOWED_HOSTS": NAME, "TRUSTED_PROXIES": "127.0.0.1", "RATE_START": "2/3600"}
    made = Hub(tmp_path_factory.mktemp(name), redis_url=store, env=env)
    made.start()
    yield made
    made.discard()


@pytest.fixture(scope="module")
def front(hub: Hub, name: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with FRONTS[name](hub, tmp_path_factory.mktemp(name)) as running:
        yield running


def test_pages_come_through_with_their_headers(front: Front) -> None:
    status, headers, body = front.ask("GET", "/")
    assert status == 200
    assert b"<!doctype html>" in body.lower()
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers.get("Server", "nginx") == "nginx"


def test_pages_come_compressed_to_those_who_ask(front: Front) -> None:
    status, headers, body = front.ask("GET", "/questions", **{"Accept-Encoding": "gzip"})
    assert status == 200
    assert (headers["Content-Encoding"], body[:2]) == ("gzip", b"\x1f\x8b")


@pytest.mark.parametrize("accepted", ["gzip, deflate, br, zstd", "gzip", "identity"])
def test_scripts_come_in_the_form_that_the_hub_chose(front: Front, accepted: str) -> None:
    undo = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
    path = f"/static/{client().build}/js/pages/session.js"
    status, headers, body = front.ask("GET", path, **{"Accept-Encoding": accepted})
    form = headers.get("Content-Encoding", "identity")
    assert (status, form) == (200, "br" if "br" in accepted else accepted)
    assert undo[form](body) == client().files["js/pages/session.js"].body
    assert "Accept-Encoding" in headers["Vary"]
    assert headers["Cache-Control"] == FOREVER


def test_a_conversation_is_begun_and_listened_to_through_it(front: Front, hub: Hub) -> None:
    status, seat = front.start(hub)
    assert status == 201
    with front.listen(seat) as live:
        assert json.loads(live.recv(timeout=10))["view"]["role"] == "A"


def test_the_rate_limit_counts_people_and_not_the_proxy(front: Front, hub: Hub) -> None:
    assert [front.start(hub, sender="127.0.0.2")[0] for _ in range(3)] == [201, 201, 429]
    assert front.start(hub, sender="127.0.0.3")[0] == 201


def test_nobody_is_believed_about_their_own_address(front: Front, hub: Hub) -> None:
    made_up = [{"X-Forwarded-For": f"10.0.0.{n}"} for n in range(3)]
    assert [front.start(hub, sender="127.0.0.4", **headers)[0] for headers in made_up] == [201, 201, 429]


def test_the_store_of_the_compose_file_is_known_to_keep_everything(hub: Hub) -> None:
    with urlopen(f"{hub.url}/readyz") as answer:
        assert json.load(answer)["kept"] == "always"


def test_every_page_comes_through_as_it_is(front: Front) -> None:
    scheme = "http" if front.certificate is None else "https"
    command = [str(PARTNER), "verify", f"{scheme}://127.0.0.1:{front.port}"]
    trust = {} if front.certificate is None else {"SSL_CERT_FILE": str(front.certificate)}
    done = subprocess.run(command, env={"LANG": "en_GB.UTF-8", **trust}, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout


class Dying(BaseHTTPRequestHandler):
    """A hub that goes away in the middle of whatever would change something."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_POST(self) -> None:
        self.server.asked += 1  # type: ignore[attr-defined]
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        """It says nothing."""


def test_what_changes_something_is_asked_once(name: str, tmp_path: Path) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Dying) as server:
        server.asked = 0  # type: ignore[attr-defined]
        server.port = server.server_port  # type: ignore[attr-defined]
        Thread(target=server.serve_forever, daemon=True).start()
        with FRONTS[name](server, tmp_path) as front:  # type: ignore[arg-type]
            assert front.ask("POST", "/start", body="{}")[0] == 502
        server.shutdown()
        assert server.asked == 1  # type: ignore[attr-defined]
