"""The metrics of a hub: what they count, where they can be read, and that nothing about anybody is among them."""

import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from overture import __version__
from overture.core.commands import Command, Fetch
from overture.counts import REFUSALS, Counts, Histogram
from overture.process.supervisor import settings_of
from overture.realtime.client import KINDS
from overture.setting_values import Listen
from overture.settings import Settings
from tests.faults.clusters import free_ports
from tests.server.test_cli import get, phone, post, run, start_session
from tests.support.engines import Engine
from tests.support.hub import Hub, free_port
from tests.support.waiting import until

StartHub = Callable[..., Hub]

ADDRESS = "203.0.113.77"
PASSWORD = "canary-93ce"
LABELS = {
    "kind": {"pairing", "moving", "fetch", "conversation", "unreadable", "start", "join", "move", "static", "other"},
    "code": {*REFUSALS, "rules"},
    "version": {__version__},
}
"""Every label whose values are words, with all values that it may have."""


def two_ports() -> int:
    """The first of two free ports in a row."""
    free = set(free_ports(3000))
    return next(port for port in free if port + 1 in free)


def text_of(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain; version=")
        found: str = answer.read().decode()
        return found


def read(*of: int) -> dict[str, float]:
    """The value of each sample, summed over workers. Its name is followed by the values of its labels."""
    values: dict[str, float] = {}
    for port in of:
        for family in text_string_to_metric_families(text_of(port)):
            for sample in family.samples:
                name = " ".join([sample.name, *sample.labels.values()])
                values[name] = values.get(name, 0) + sample.value
    return values


def occurs(text: str, seen: str) -> bool:
    """Whether a text stands in another. A number does so as a whole only: the digits of a duration are chance."""
    if text.isdigit():
        return re.search(rf"(?<![\d.]){text}(?![\d.])", seen) is not None
    return text in seen


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ("seconds_sum 0.00041405", False),
        ("seconds_sum 1764.41405", False),
        ("created 1.414050001e+09", False),
        ("sockets 41405", True),
        ("from 127.0.0.1:41405", True),
        ('address="41405"', True),
    ],
)
def test_a_port_is_found_where_it_is_told_and_not_in_the_digits_of_a_duration(seen: str, found: bool) -> None:
    assert occurs("41405", seen) == found


@pytest.fixture
def guarded(valkey_only: Engine) -> Iterator[Engine]:
    with valkey_only.client() as client:
        client.config_set("requirepass", PASSWORD)
        yield valkey_only
        client.config_set("requirepass", "")


def test_the_metrics_contain_nothing_that_went_through_the_hub(
    start_hub: StartHub, guarded: Engine, tmp_path: Path
) -> None:
    """Whatever could name a person or open a seat: ids, tokens, codes, addresses, keys, what was written, paths."""
    first = two_ports()
    (tmp_path / "url").write_text(f"unix://:{PASSWORD}@{guarded.socket}")
    hub = start_hub(
        workers=2,
        env={
            "REDIS_URL_FILE": str(tmp_path / "url"), "METRICS": f"127.0.0.1:{first}", "OPERATOR": "canary-operator",
            "TRUSTED_PROXIES": "127.0.0.1", "ALLOWED_HOSTS": "canary.example.org",
        },
    )  # fmt: skip
    a = start_session(hub)
    b = post(f"{hub.url}/join/{a['locator']}", {})
    wrong = urllib.request.Request(
        f"{hub.url}/join/ZZZZ", b"{}", {"Content-Type": "application/json", "X-Forwarded-For": ADDRESS}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(wrong, timeout=10)
    refused.value.close()
    assert get(f"{hub.url}/canary-path?canary-query", "canary.example.org")[0] == 404
    m1, pause = "Y2FuYXJ5" * 16, "Y2FuYXJ5LWNhbmFyeQAAAA"[:22]
    with phone(hub, a) as mia, phone(hub, b) as noa:
        mia.send(json.dumps({"id": 1, "do": "offer", "m1": m1}))
        noa.send(json.dumps({"id": 2, "do": "pause", "pause": pause}))
        noa.send(json.dumps({"id": 3, "do": "canary-command"}))
        noa.send(json.dumps({"id": 4, "do": "ready"}))
        for socket, last in ((mia, '"ack":1'), (noa, '"refused":4')):
            while last not in str(socket.recv(10)):
                pass
        seen = text_of(first) + text_of(first + 1)
    sent = [
        *a.values(), *b.values(), ADDRESS, "127.0.0.1", PASSWORD, m1, pause, str(guarded.socket), str(tmp_path), "ZZZZ",
        str(hub.port), *[each["qhash"] for each in json.loads(get(f"{hub.url}/questions")[1])],
    ]  # fmt: skip
    assert [text for text in map(str, sent) if len(text) > 1 and occurs(text, seen)] == []
    assert "canary" not in seen.lower()
    for family in text_string_to_metric_families(text_of(first) + text_of(first + 1)):
        for sample in family.samples:
            for label, value in sample.labels.items():
                assert value in LABELS.get(label, {value}), (sample.name, label)
                assert label in {*LABELS, "le", "status"}
    hub.discard()


def test_they_count_what_the_workers_do_and_the_public_port_has_none_of_it(start_hub: StartHub) -> None:
    first = two_ports()
    hub = start_hub(workers=2, env={"METRICS": f"127.0.0.1:{first}"})
    both = (first, first + 1)
    before = read(*both)
    # Asked of either worker, whichever accepts.
    assert {get(f"{hub.url}/metrics")[0] for _ in range(8)} == {404}
    assert before["overture_sockets"] == 0
    a = start_session(hub)
    with phone(hub, a) as mia:
        mia.send('{"id":1,"do":"pause","pause":"AAAAAAAAAAAAAAAAAAAAAA"}')
        mia.send('{"id":2,"do":"ready"}')
        mia.send('{"id":3,"do":"fetch","box":"' + "A" * 43 + '"}')
        mia.send('{"id":4,"do":"what"}')
        while '"refused":4' not in str(mia.recv(10)):
            pass
        now = read(*both)
    assert (now["overture_sockets"], now["overture_sessions"], now["overture_engine_away"]) == (1, 1, 0)
    assert now["overture_requests_total start 201"] == 1
    assert now["overture_commands_total conversation"] == 2
    assert now["overture_commands_total fetch"] == 1
    assert now["overture_commands_total unreadable"] == 1
    assert now["overture_refusals_total rules"] == 2
    assert now["overture_refusals_total bad-message"] == 1
    assert now["overture_engine_seconds_count"] > before["overture_engine_seconds_count"]
    assert now["overture_engine_seconds_bucket +Inf"] == now["overture_engine_seconds_count"]
    assert now["process_resident_memory_bytes"] > 20_000_000
    until(lambda: read(*both)["overture_sockets"] == 0)
    assert read(*both)["overture_sessions"] == 0


def test_they_tell_that_the_engine_is_away(start_hub: StartHub, valkey_only: Engine) -> None:
    port = free_port()
    hub = start_hub(redis_url=valkey_only.url, env={"METRICS": f"127.0.0.1:{port}"})
    valkey_only.kill()
    until(lambda: read(port)["overture_engine_away"] == 1)
    valkey_only.start()
    until(lambda: read(port)["overture_engine_away"] == 0)
    hub.discard()


def test_a_worker_that_is_started_again_serves_them_again(start_hub: StartHub) -> None:
    first = two_ports()
    hub = start_hub(workers=2, env={"METRICS": f"127.0.0.1:{first}"})
    workers = subprocess.run(
        ["pgrep", "-P", str(hub.program.pid), "-f", "overture.process.worker"], capture_output=True, check=True
    )
    subprocess.run(["kill", "-KILL", workers.stdout.split()[0]], check=True)
    hub.program.wait_for("a worker ended by itself", stream="stderr")

    def both_answer() -> bool:
        try:
            return len(read(first, first + 1)) > 10
        except OSError:
            return False

    until(both_answer)


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    port = str(free_port())
    ended = run("serve", PORT=port, METRICS=f"127.0.0.1:{port}", DATA_DIR=str(tmp_path))
    assert ended.returncode == 1
    assert f"The metrics cannot be served on 127.0.0.1 port {port} (Address already in use)." in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_hub_without_them_does_not_load_their_library() -> None:
    program = "import sys, overture.process.worker; sys.exit('prometheus_client' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_each_worker_has_a_port_of_its_own() -> None:
    assert settings_of(Settings(), 1) == Settings()
    settings = Settings(metrics=Listen("::1", 9100))
    assert [settings_of(settings, number).metrics for number in (0, 1)] == [Listen("::1", 9100), Listen("::1", 9101)]


def test_only_what_no_person_does_in_a_conversation_has_a_kind_of_its_own() -> None:
    assert set(KINDS.values()) == {"pairing", "moving", "fetch"}
    assert all(issubclass(kind, Command | Fetch) for kind in KINDS)


def test_codes_that_tell_of_a_conversation_are_one() -> None:
    counts = Counts()
    for code in ("paused", "too-early", "stale", "away"):
        counts.refused(code)
    assert counts.refusals == {"rules": 3, "away": 1}


def test_a_value_is_in_the_first_class_that_holds_it() -> None:
    times = Histogram((0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 2.0):
        times.add(value)
    assert times.counts == [2, 1, 1]
    assert times.sum == pytest.approx(2.65)
