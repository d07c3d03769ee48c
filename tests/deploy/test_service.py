"""packaging/overture.service, as far as it can be checked without systemd; `make images` has systemd verify it."""

import configparser
import re
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


def test_it_waits_until_workers_and_engine_have_ended() -> None:
    ending = STOP_TIMEOUT + embedded.REWRITE_TIMEOUT
    assert int(service()["TimeoutStopSec"]) > ending


def test_it_runs_as_nobody_with_nothing_but_its_folder() -> None:
    found = service()
    yes = {name for name, value in found.items() if value == "yes"}
    assert {"DynamicUser", "ProtectHome", "PrivateTmp", "PrivateDevices", "NoNewPrivileges"} <= yes
    assert (found["ProtectSystem"], found["CapabilityBoundingSet"], found["StateDirectoryMode"]) == (
        "strict",
        "",
        "0700",
    )
    assert re.fullmatch(r"[0-7]{4}", found["UMask"])
    assert int(found["LimitNOFILE"]) > 1024
