"""The hub as a command: it says when it is ready, and nothing of it is left when it ends, however it ends."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from overture import __version__
from tests.support.engines import Engine
from tests.support.hub import OVERTURE, Hub, free_port
from tests.support.waiting import until

StartHub = Callable[..., Hub]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(OVERTURE), *arguments],
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def family(pid: int) -> set[int]:
    """Every process that descends from this one, itself included."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = {pid}
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


def wait_until_gone(pids: set[int], seconds: float = 10) -> None:
    until(lambda: all(state(pid) in {"gone", "Z", "X"} for pid in pids), seconds)


def get(url: str, host: str | None = None) -> tuple[int, str]:
    request = urllib.request.Request(url, headers={} if host is None else {"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def post(url: str, value: object) -> dict[str, str]:
    request = urllib.request.Request(url, json.dumps(value).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        found: dict[str, str] = json.load(answer)
        return found


def start_session(hub: Hub) -> dict[str, str]:
    qhash = json.loads(get(f"{hub.url}/questions")[1])[0]["qhash"]
    return post(f"{hub.url}/start", {"qhash": qhash, "hours": 24})


@contextlib.contextmanager
def phone(hub: Hub, seat: dict[str, str] | None = None) -> Iterator[ClientConnection]:
    """A socket; with a seat, after its hello and its first view."""
    with connect(
        hub.url.replace("http", "ws") + "/live",
        subprotocols=[Subprotocol("overture.json.1")],
        open_timeout=10,
        close_timeout=2,
    ) as made:
        if seat is not None:
            made.send(json.dumps({"hello": {"id": seat["id"], "token": seat["token"]}}))
            assert "view" in json.loads(made.recv(10))
        yield made


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    """A hub for tests that leave it as it is."""
    hub = Hub(tmp_path_factory.mktemp("shared"))
    hub.start()
    yield hub
    hub.discard()


def test_the_version_is_told() -> None:
    assert run("--version").stdout == f"overture {__version__}\n"


def test_question_sets_are_looked_after() -> None:
    assert "first-scene" in run("questions", "show", "first-scene").stdout


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "x"}, "PORT must be a number between 1 and 65535, but is 'x'\n"),
        ({"REDIS_URL": "http://x"}, "REDIS_URL must begin with one of"),
        ({"DATA_DIR": "/proc/nowhere"}, "Set DATA_DIR to a folder of your own.\n"),
        ({"HOST": "192.0.2.1", "DATA_DIR": "unused"}, "The hub cannot listen on 192.0.2.1 port 8000"),
    ],
)
def test_a_setting_that_cannot_be_used_is_reported_in_one_sentence(
    environment: dict[str, str], said: str, tmp_path: Path
) -> None:
    if environment.get("DATA_DIR") == "unused":
        environment = {**environment, "DATA_DIR": str(tmp_path)}
    ended = run("serve", **environment)
    assert ended.returncode == 1
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run("serve", "--port", str(port), DATA_DIR=str(tmp_path))
    assert f"The hub cannot listen on 127.0.0.1 port {port}" in ended.stderr
    assert "Set PORT to a free port" in ended.stderr


def test_a_broken_question_set_is_named_by_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('title = "Broken"\nid = 5\n')
    ended = run("serve", PORT=str(free_port()), DATA_DIR=str(tmp_path / "data"), QUESTIONS_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert f'{tmp_path / "broken.toml"}:2: "id" must be text\n' in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_second_hub_with_the_same_folder_is_refused(shared: Hub) -> None:
    ended = run("serve", PORT=str(free_port()), DATA_DIR=str(shared.data_dir))
    assert "Another hub is already running with the data folder" in ended.stderr


def test_one_line_says_that_it_is_ready(shared: Hub) -> None:
    assert shared.program.said(["stdout"]) == f"Overture is ready at {shared.url}"
    assert get(f"{shared.url}/healthz")[0] == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [1, 2])
def test_serve_ends_in_order_with_all_it_started(start_hub: StartHub, number: signal.Signals, workers: int) -> None:
    hub = start_hub(workers=workers)
    started = family(hub.program.pid)
    assert len(started) == 3 + workers  # itself, the engine and its watchdog, the workers
    with phone(hub, start_session(hub)):
        hub.program.send(number)
        assert hub.program.wait() == 0
    wait_until_gone(started, 1)
    assert "Traceback" not in hub.log


def test_killed_it_leaves_nothing_for_long(start_hub: StartHub, tmp_path: Path) -> None:
    hub = start_hub(workers=2, env={"TMPDIR": str(tmp_path)})
    assert any(tmp_path.iterdir())
    started = family(hub.program.pid)
    with phone(hub, start_session(hub)):
        hub.kill()
        wait_until_gone(started)
    assert not any(tmp_path.iterdir())
    hub.start()


def test_what_was_acknowledged_outlives_a_killed_hub(hub: Hub) -> None:
    seat = start_session(hub)
    with phone(hub, seat) as mia:
        mia.send('{"id":1,"do":"pause","pause":"AAAAAAAAAAAAAAAAAAAAAA"}')
        while "ack" not in json.loads(mia.recv(10)):
            pass
        started = family(hub.program.pid)
        hub.kill()
    wait_until_gone(started)
    hub.start()
    with phone(hub) as made:
        made.send(json.dumps({"hello": {"id": seat["id"], "token": seat["token"]}}))
        assert json.loads(made.recv(10))["view"]["paused"]["me"] == "AAAAAAAAAAAAAAAAAAAAAA"


def test_two_workers_see_each_others_changes(start_hub: StartHub) -> None:
    hub = start_hub(workers=2)
    seat = start_session(hub)
    with contextlib.ExitStack() as stack:
        phones = [stack.enter_context(phone(hub, seat)) for _ in range(6)]
        phones[0].send('{"id":1,"do":"pause","pause":"AAAAAAAAAAAAAAAAAAAAAA"}')
        for each in phones:
            while "view" not in (said := json.loads(each.recv(10))):
                pass
            assert said["view"]["paused"]["me"] == "AAAAAAAAAAAAAAAAAAAAAA"


def test_a_worker_that_dies_is_replaced(start_hub: StartHub) -> None:
    hub = start_hub(workers=2)
    commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in family(hub.program.pid)}
    workers = [pid for pid, command in commands.items() if b"overture.process.worker" in command]
    assert len(workers) == 2
    os.kill(workers[0], signal.SIGKILL)
    hub.program.wait_for("a worker ended by itself and is started again", stream="stderr")
    seat = start_session(hub)
    with phone(hub, seat):
        pass
    until(lambda: len(family(hub.program.pid) - {workers[0]}) >= 5, seconds=10)


def test_serve_goes_on_with_an_engine_elsewhere(start_hub: StartHub, valkey_only: Engine) -> None:
    hub = start_hub(redis_url=valkey_only.url)
    assert len(family(hub.program.pid)) == 2
    seat = start_session(hub)
    hub.restart()
    with phone(hub, seat):
        pass
    assert not any(hub.data_dir.iterdir())


@pytest.fixture
def raw(shared: Hub) -> Iterator[ClientConnection]:
    with phone(shared, start_session(shared)) as made:
        yield made


def test_a_frame_of_more_than_64_kibibytes_closes_the_socket(raw: ClientConnection) -> None:
    raw.send("x" * 65_537)
    with pytest.raises(ConnectionClosed) as closed:
        raw.recv(10)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_text_that_is_no_utf8_closes_the_socket(raw: ClientConnection) -> None:
    raw.send(b"\xff\xfe", text=True)
    with pytest.raises(ConnectionClosed):
        raw.recv(10)


def test_compression_is_not_agreed_to(raw: ClientConnection) -> None:
    assert raw.response is not None
    assert "Sec-WebSocket-Extensions" not in raw.response.headers
    assert raw.subprotocol == "overture.json.1"


def test_a_foreign_page_gets_no_socket(shared: Hub) -> None:
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            shared.url.replace("http", "ws") + "/live",
            subprotocols=[Subprotocol("overture.html.1")],
            origin=Origin("http://evil.example"),
        ),
    ):
        pass
    assert refused.value.response.status_code == 403
    assert json.loads(refused.value.response.body)["code"] == "foreign"


def test_a_forged_host_gets_no_page(shared: Hub) -> None:
    assert get(shared.url, host="rebound.example")[0] == 403


def test_nothing_secret_is_said_or_kept(start_hub: StartHub) -> None:
    hub = start_hub(env={"LOG_LEVEL": "debug"})
    a = start_session(hub)
    b = post(f"{hub.url}/join/{a['locator']}", {})
    with phone(hub, a), phone(hub, b) as sam:
        sam.send("not json")
        assert "error" in json.loads(sam.recv(10))
    get(f"{hub.url}/j/{a['locator']}?canary=1")
    hub.stop()
    disk = b"".join(path.read_bytes() for path in hub.data_dir.rglob("*") if path.is_file())
    for secret in (a["token"], b["token"]):
        assert secret.encode() not in disk
        assert secret not in hub.log
    for private in (a["id"], a["locator"], "canary", "127.0.0.1"):
        assert private not in hub.log.replace(hub.url, "")
