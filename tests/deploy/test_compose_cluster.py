"""docker-compose.cluster.yml, as far as it can be checked without containers (`make images`)."""

import ipaddress
from pathlib import Path
from typing import Any

import pytest
import redis

from overture.store.embedded import engine_program
from tests.deploy.test_compose import allowed_to_hubs, composed
from tests.support.hub import free_port
from tests.support.process import Program

NODES = ("store", *(f"store-{number}" for number in range(2, 7)))


def clustered() -> dict[str, Any]:
    return composed("docker-compose.yml:docker-compose.cluster.yml")


def test_hubs_find_the_cluster_by_their_address_of_the_engine_alone() -> None:
    with_one, with_many = composed()["services"]["app"], clustered()["services"]["app"]
    assert with_many["environment"].pop("REDIS_URL") == "redis+cluster://store:6379"
    assert with_many["environment"].items() <= with_one["environment"].items()
    assert with_many["depends_on"]["nodes"]["condition"] == "service_completed_successfully"


@pytest.mark.parametrize("name", [*NODES, "nodes"])
def test_every_node_is_as_confined_as_the_one_store(name: str) -> None:
    node, store = clustered()["services"][name], composed()["services"]["store"]
    assert node["user"] == "valkey"
    for setting in ("read_only", "cap_drop", "security_opt", "pids_limit", "logging"):
        assert node[setting] == store[setting], setting
    assert list(node["networks"]) == ["inside"]
    assert not node.get("ports")


def test_each_node_keeps_what_the_one_store_keeps_and_in_a_folder_of_its_own() -> None:
    services = clustered()["services"]
    one = composed()["services"]["store"]["command"]
    shared = one[1 : one.index("--user")]
    for name in NODES:
        command = services[name]["command"]
        assert command[0] == "valkey-server"
        assert command[1 : len(shared) + 1] == shared
    volumes = [volume for name in NODES for volume in services[name]["volumes"]]
    assert len(set(volumes)) == len(NODES) == len(volumes)
    # That of the one store may hold what only Redis reads.
    assert set(volumes).isdisjoint(composed()["services"]["store"]["volumes"])


def test_a_node_does_with_its_command_what_it_should(tmp_path: Path) -> None:
    """The very command of the compose file, on the Valkey that is here."""
    settings = {
        "cluster-enabled": "yes",
        "cluster-node-timeout": "5000",
        "cluster-require-full-coverage": "no",
        "appendonly": "yes",
        "appendfsync": "always",
        "save": "",
        "maxmemory": str(512 * 1024 * 1024),
        "maxmemory-policy": "noeviction",
    }
    port = free_port()
    own = ["--port", str(port), "--cluster-port", str(free_port()), "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    command = [engine_program(), *clustered()["services"]["store-2"]["command"][1:], *own]
    with Program("node", command) as node:
        node.wait_for(r"eady to accept connections")
        with redis.Redis(port=port, username="node", password="a long text") as admin:
            assert {name: admin.config_get(name)[name] for name in settings} == settings
        stranger = redis.Redis(port=port, username="node", password="another")
        with stranger, pytest.raises(redis.exceptions.AuthenticationError):
            stranger.ping()
        with redis.Redis(port=port, protocol=2) as hub:
            assert hub.execute_command("CLUSTER", "SLOTS") == []
            with pytest.raises(redis.exceptions.NoPermissionError):
                hub.execute_command("CLUSTER", "FAILOVER")


def test_hubs_may_do_there_what_they_may_do_with_one_store_and_ask_who_has_what() -> None:
    for name in NODES:
        command = clustered()["services"][name]["command"]
        last = max(at for at, word in enumerate(command) if word == "--user")
        assert command[last + 1] == "default"
        assert command[last + 2 :] == [*allowed_to_hubs(), "+cluster|slots"]


def test_each_node_has_an_address_of_its_own_that_nobody_else_is_given() -> None:
    services = clustered()["services"]
    (plan,) = clustered()["networks"]["inside"]["ipam"]["config"]
    claimed = [services[name]["networks"]["inside"]["ipv4_address"] for name in (*NODES, "web")]
    assert len(set(claimed)) == len(claimed)
    given = ipaddress.ip_network(plan["ip_range"])
    assert not [each for each in claimed if ipaddress.ip_address(each) in given]
    (script,) = services["nodes"]["command"]
    assert all(f" {address}:6379" in script for address in claimed[:-1])
