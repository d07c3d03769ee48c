"""packaging/overture.service, as far as it can be checked without systemd; `make images` has systemd verify it."""

import configparser
from pathlib import Path

from overture.process.supervisor import STOP_TIMEOUT
from overture.settings import from_environment
from overture.store import embedded

UNIT = Path(__file__).parents[2] / "packaging" / "overture.service"


def service() -> dict[str, str]:
    parser = configparser.RawConfigParser()
    parser.optionxform = str  # type: ignore[method-assign, assignment]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return dict(parser["Service"])


def test_its_settings_are_the_hubs() -> None:
    settings = from_environment(dict(part.split("=") for part in service()["Environment"].split()))
    assert not settings.listens_beyond_this_machine
    assert settings.data_dir == Path("%S") / service()["StateDirectory"]


def test_systemd_waits_until_workers_and_engine_have_ended() -> None:
    ending = STOP_TIMEOUT + embedded.REWRITE_TIMEOUT
    assert int(service()["TimeoutStopSec"]) > ending


def test_the_service_runs_unprivileged_with_its_folder_alone() -> None:
    found = service()
    yes = {name for name, value in found.items() if value == "yes"}
    assert yes >= {"DynamicUser", "NoNewPrivileges", "LockPersonality"}
    assert yes >= {f"Private{what}" for what in ("Tmp", "Devices")}
    assert yes >= {f"Restrict{what}" for what in ("Namespaces", "Realtime", "SUIDSGID")}
    assert yes >= {
        f"Protect{what}"
        for what in ("Home", "KernelTunables", "KernelModules", "KernelLogs", "ControlGroups", "Clock", "Hostname")
    }
    strict = {
        "ProtectSystem": "strict",
        "ProtectProc": "invisible",
        "CapabilityBoundingSet": "",
        "StateDirectoryMode": "0700",
        "UMask": "0077",
        "SystemCallFilter": "@system-service",
    }
    assert {name: found[name] for name in strict} == strict
    assert int(found["LimitNOFILE"]) > 1024
