"""docker-compose.yml, Dockerfile and Caddyfile, as far as they can be checked where no image can be pulled."""

import ipaddress
import json
import os
import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from overture.store.embedded import APP_COMMANDS
from tests.support.engines import Engine
from tests.support.process import Program

ROOT = Path(__file__).parents[2]
SERVICES = ("app", "store", "web")


@cache
def composed() -> dict[str, Any]:
    """What docker-compose makes of the file, with the settings of .env.example."""
    done = subprocess.run(
        ["docker-compose", "--env-file", ".env.example", "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = yaml.safe_load(done.stdout)
    return loaded


def caddy(verb: str, folder: Path) -> str:
    done = subprocess.run(
        ["caddy", verb, "--config", "Caddyfile", "--adapter", "caddyfile"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "SITE_ADDRESS": "notes.example.org",
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_service_is_known_here() -> None:
    assert sorted(composed()["services"]) == sorted(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_confined(name: str) -> None:
    service = composed()["services"][name]
    assert service["user"].partition(":")[0] not in ("", "0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["healthcheck"]["test"][0] == "CMD"
    assert not service.get("privileged")


def test_only_caddy_can_be_reached_from_outside() -> None:
    services = composed()["services"]
    assert [name for name in SERVICES if services[name].get("ports")] == ["web"]
    assert composed()["networks"]["inside"]["internal"] is True
    assert [name for name in SERVICES if "outside" in services[name]["networks"]] == ["web"]


def test_only_caddy_is_believed_about_addresses() -> None:
    services = composed()["services"]
    address = services["web"]["networks"]["inside"]["ipv4_address"]
    assert services["app"]["environment"]["TRUSTED_PROXIES"] == address


def test_no_other_is_given_the_address_that_caddy_claims() -> None:
    """Docker gives addresses from the beginning of the range, and whoever starts first gets the first."""
    services, networks = composed()["services"], composed()["networks"]
    claimed = {
        (network, ipaddress.ip_address(own["ipv4_address"]))
        for service in services.values()
        for network, own in service["networks"].items()
        if own and "ipv4_address" in own
    }
    assert [network for network, _ in claimed] == ["inside"]
    for network, address in claimed:
        (plan,) = networks[network]["ipam"]["config"]
        subnet, given = ipaddress.ip_network(plan["subnet"]), ipaddress.ip_network(plan["ip_range"])
        assert address in subnet
        assert address not in given
        assert given.subnet_of(subnet)  # type: ignore[arg-type]
        # Where nothing else is said, Docker takes the first address for itself.
        assert address != next(subnet.hosts())


def test_the_app_has_replicas_and_waits_for_the_store() -> None:
    app = composed()["services"]["app"]
    assert app["deploy"]["replicas"] >= 2
    assert app["depends_on"]["store"]["condition"] == "service_healthy"


def test_a_missing_site_address_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty.env"
    empty.touch()
    done = subprocess.run(
        ["docker-compose", "--env-file", str(empty), "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "Set SITE_ADDRESS in .env" in done.stderr


def test_the_store_keeps_what_it_acknowledges_and_drops_nothing(tmp_path: Path) -> None:
    """The very command of the compose file, on the Redis that is here."""
    settings = {
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory": str(512 * 1024 * 1024),
        "maxmemory-policy": "noeviction",
        "slowlog-max-len": "0",
    }
    engine = Engine("redis")
    own = ["--port", "0", "--unixsocket", str(engine.socket), "--dir", str(tmp_path)]
    try:
        with Program("store", [*composed()["services"]["store"]["command"], *own]) as store:
            store.wait_for(r"eady to accept connections")
            with engine.client() as client:
                found = {name: client.config_get(name)[name] for name in settings}
        assert found == settings
    finally:
        engine.discard()


def test_the_store_lets_the_hub_say_what_it_says_and_lists_nothing() -> None:
    command = composed()["services"]["store"]["command"]
    allowed = set(command[command.index("--user") :])
    assert set(APP_COMMANDS.split()) - {"+info|memory"} <= allowed
    assert "+info" in allowed
    assert "-@all" in allowed
    assert not {"+@all", "+monitor", "+keys", "+scan", "+config", "+debug"} & allowed


def test_the_images_run_without_root_and_install_by_hash() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["10001:10001", "10002:10002"]
    users = [composed()["services"][name]["user"] for name in ("app", "web")]
    assert users == ["10001:10001", "10002:10002"]
    for line in re.findall(r"pip install [^\\\n]*", text):
        assert "--require-hashes" in line or "--no-index" in line, line


def test_caddy_accepts_its_file(tmp_path: Path) -> None:
    caddy("validate", tmp_path)


def test_caddy_asks_every_replica_and_writes_no_access_log(tmp_path: Path) -> None:
    adapted = json.loads(caddy("adapt", tmp_path))
    text = json.dumps(adapted)
    servers = adapted["apps"]["http"]["servers"].values()
    assert not any("logs" in server for server in servers)
    assert '"dynamic_upstreams": {"name": "app", "port": "8000"' in text
    assert adapted["admin"] == {"disabled": True}


def test_caddy_speaks_of_no_other_site() -> None:
    assert "//" not in (ROOT / "Caddyfile").read_text().replace("http://127.0.0.1", "")
