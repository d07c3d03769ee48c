"""The two files for Traefik beyond what Caddy does too: what it says by itself, and to whom."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.deploy.proxies import NAME, TRAEFIK, Front, traefik
from tests.support.hub import Hub, SharedHubs


@pytest.fixture
def hub(shared_hubs: SharedHubs) -> Hub:
    return shared_hubs.with_settings(ALLOWED_HOSTS=NAME, TRUSTED_PROXIES="127.0.0.1")


@pytest.fixture
def front(hub: Hub, tmp_path: Path) -> Iterator[Front]:
    with traefik(hub, tmp_path) as running:
        yield running


def test_traefik_asks_for_no_newer_version_and_writes_no_access_log() -> None:
    start = yaml.safe_load(TRAEFIK.read_text(encoding="utf-8"))
    assert start["global"] == {"checkNewVersion": False, "sendAnonymousUsage": False}
    assert not {"accessLog", "metrics", "tracing", "api"} & start.keys()


def test_plain_http_leads_to_https_and_other_names_nowhere(front: Front) -> None:
    start = front.file.with_name("traefik.yml").read_text()
    plain = Front(int(re.findall(r"address: 127\.0\.0\.1:(\d+)", start)[0]), front.program, front.file)
    answer = plain.ask("GET", "/start?x")
    assert (answer[0], answer[1]["Location"]) == (301, f"https://{NAME}/start?x")
    assert plain.ask("GET", "/start?x", Host="evil.example")[0] == 404


def test_nothing_about_people_is_written_down(front: Front, hub: Hub) -> None:
    """Not even when no hub answers."""
    assert front.ask("GET", "/j/abcd")[0] == 200
    hub.kill()
    assert front.ask("GET", "/j/abcd")[0] in (502, 503)
    said = front.program.said()
    assert "127.0.0.1" not in said
    assert "abcd" not in said
    assert not any(part.name.endswith(".log") for part in front.file.parent.rglob("*"))
