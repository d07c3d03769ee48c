"""docker-compose.yml, Dockerfile and Caddyfile, as far as they can be checked without containers (`make images`)."""

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

from overture import __version__
from overture.store.embedded import APP_COMMANDS
from tests.support.engines import Engine
from tests.support.process import Program

ROOT = Path(__file__).parents[2]
SERVICES = ("app", "store", "web")


@cache
def composed(files: str = "docker-compose.yml") -> dict[str, Any]:
    """What docker-compose makes of the files, with the settings of .env.example."""
    done = subprocess.run(
        ["docker-compose", "--env-file", ".env.example", "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "COMPOSE_FILE": files, "CLUSTER_PASSWORD": "a long text"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded: dict[str, Any] = yaml.safe_load(done.stdout)
    return loaded


def allowed_to_hubs() -> list[str]:
    """The rules of the store's user that hubs are, in the words of ACL SETUSER."""
    command: list[str] = composed()["services"]["store"]["command"]
    assert command[command.index("--user") + 1] == "default"
    return command[command.index("--user") + 2 :]


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
        # Docker's own address in the network, which it would otherwise take where it likes.
        assert address != ipaddress.ip_address(plan["gateway"])


def test_hub_and_store_have_no_way_to_this_machine_either() -> None:
    options = composed()["networks"]["inside"]["driver_opts"]
    assert options == {"com.docker.network.bridge.inhibit_ipv4": "true"}


@pytest.mark.parametrize("name", SERVICES)
def test_nothing_of_the_checkout_is_mounted(name: str) -> None:
    """A mounted file has the rights of the checkout, and an upgrade does not start anew what reads it."""
    mounted = composed()["services"][name].get("volumes", [])
    assert [volume for volume in mounted if volume.startswith((".", "/"))] == []
    assert "/data" not in str(composed()["services"]["app"])


def test_processes_and_memory_are_bounded() -> None:
    services = composed()["services"]
    assert all(services[name]["pids_limit"] <= 256 for name in SERVICES)
    assert services["app"]["mem_limit"] == "512m"
    # A rewrite forks, so the store is bounded by its own setting alone.
    assert "mem_limit" not in services["store"]


def test_the_store_is_healthy_only_without_an_error() -> None:
    assert composed()["services"]["store"]["healthcheck"]["test"] == ["CMD", "redis-cli", "-e", "ping"]


def test_the_store_is_started_past_the_modules_of_its_image(tmp_path: Path) -> None:
    """The entrypoint of the compose file runs what follows it, and files are for their owner alone."""
    entrypoint = [part.replace("$$", "$") for part in composed()["services"]["store"]["entrypoint"]]
    made = tmp_path / "made"
    subprocess.run([*entrypoint, "touch", str(made)], check=True)
    assert made.stat().st_mode & 0o777 == 0o600


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
    allowed = set(allowed_to_hubs())
    assert set(APP_COMMANDS.split()) - {"+info|memory"} <= allowed
    assert "+info" in allowed
    assert "-@all" in allowed
    assert {"~overture:*", "&overture:*"} <= allowed
    assert not {"~*", "&*", "allkeys", "allchannels"} & allowed
    assert command[command.index("--protected-mode") + 1] == "no"
    assert not {"+@all", "+monitor", "+keys", "+scan", "+config", "+debug"} & allowed


def dockerfile() -> str:
    """The Dockerfile with its continued lines joined."""
    return (ROOT / "Dockerfile").read_text().replace("\\\n", "")


def test_the_images_run_without_root_and_install_by_hash() -> None:
    text = dockerfile()
    assert re.findall(r"^USER (\S+)$", text, re.MULTILINE) == ["10002:10002", "10001:10001"]
    users = [composed()["services"][name]["user"] for name in ("web", "app")]
    assert users == ["10002:10002", "10001:10001"]
    installs = re.findall(r"pip (?:--python \S+ )?install [^&\n]*", text)
    assert len(installs) == 3
    for line in installs:
        assert "--require-hashes" in line or "--no-index" in line, line


def test_there_is_no_pip_in_what_runs() -> None:
    assert re.findall(r"python -m venv (.*?) +&&", dockerfile()) == ["/opt/build", "--without-pip /opt/overture"]


def test_the_image_of_caddy_needs_nothing_of_the_other() -> None:
    """The classic builder builds every stage above the one that was asked for."""
    assert re.findall(r"^FROM \S+ AS (\w+)$", dockerfile(), re.MULTILINE) == ["web", "build", "hub"]
    web = dockerfile().partition("FROM python")[0]
    assert "COPY Caddyfile /etc/caddy/Caddyfile" in web
    assert "chmod 644 /etc/caddy/Caddyfile" in web
    assert "!Caddyfile" in (ROOT / ".dockerignore").read_text().splitlines()


def test_the_images_are_labelled() -> None:
    for image in ("Overture web", "Overture hub"):
        (labels,) = re.findall(rf'^LABEL (.*title="{image}".*)$', dockerfile(), re.MULTILINE)
        named = dict(re.findall(r'org\.opencontainers\.image\.(\w+)="([^"]*)"', labels))
        assert set(named) == {"title", "description", "version", "revision", "licenses"}
        assert (named["version"], named["licenses"]) == (__version__, "Apache-2.0")


def test_an_index_of_ones_own_reaches_the_build() -> None:
    for name in ("app", "web"):
        build = composed()["services"][name]["build"]
        assert set(build["args"]) == {"PIP_INDEX_URL", "INDEX_CA", "REVISION"}
    declared = set(re.findall(r"^ARG (\w+)", dockerfile(), re.MULTILINE))
    assert declared == {"PIP_INDEX_URL", "INDEX_CA", "REVISION"}


def test_the_text_of_an_authority_comes_through_whole() -> None:
    text = "-----BEGIN CERTIFICATE-----\nMIIB+a/b==\n-----END CERTIFICATE-----"
    done = subprocess.run(
        ["docker-compose", "--env-file", ".env.example", "config"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "INDEX_CA": text},
        capture_output=True,
        text=True,
        check=True,
    )
    assert yaml.safe_load(done.stdout)["services"]["app"]["build"]["args"]["INDEX_CA"] == text


def test_caddy_accepts_its_file(tmp_path: Path) -> None:
    caddy("validate", tmp_path)


def test_caddy_asks_every_replica_and_writes_no_access_log(tmp_path: Path) -> None:
    adapted = json.loads(caddy("adapt", tmp_path))
    text = json.dumps(adapted)
    servers = adapted["apps"]["http"]["servers"].values()
    assert not any("logs" in server for server in servers)
    assert '"dynamic_upstreams": {"name": "app", "port": "8000"' in text
    assert adapted["admin"] == {"disabled": True}


def test_caddy_announces_nothing_that_is_not_published(tmp_path: Path) -> None:
    """HTTP/3 would be announced with the port inside the container, and needs UDP."""
    ports = composed()["services"]["web"]["ports"]
    servers = json.loads(caddy("adapt", tmp_path))["apps"]["http"]["servers"].values()
    assert all(server["protocols"] == ["h1", "h2"] for server in servers)
    assert [(port["published"], port["target"], port.get("protocol", "tcp")) for port in ports] == [
        (80, 8080, "tcp"),
        (443, 8443, "tcp"),
    ]


def test_caddy_speaks_of_no_other_site() -> None:
    assert "//" not in (ROOT / "Caddyfile").read_text().replace("http://127.0.0.1", "")
