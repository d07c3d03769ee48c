"""The exported pages by the rules of WEBCAT, as its documents had them in August 2026. Its own tool was not run."""

import json
import subprocess
import sys

import pytest

from overture import __version__
from overture.site.export import exported
from overture.site.webcat import webcat_config

HUB = "https://hub.example:8443"
FIELDS = {"app", "version", "default_csp", "default_index", "default_fallback", "wasm", "extra_csp"}
ALLOWED = {
    "default-src": {"'none'"},
    "script-src": {"'none'", "'self'", "'wasm-unsafe-eval'"},
    "style-src": {"'none'", "'self'"},
    "worker-src": {"'none'", "'self'"},
    "object-src": {"'none'"},
    "frame-src": {"'none'", "'self'"},
    "child-src": {"'none'", "'self'"},
}
"""What a policy may have where WEBCAT limits it. Any other directive is free."""


@pytest.mark.parametrize("hub", [HUB, ""])
def test_it_names_what_the_schema_asks_for_of_files_that_are_there(hub: str) -> None:
    config, site = json.loads(webcat_config(hub)), exported(hub)
    assert config.keys() == FIELDS
    assert config["version"] == __version__
    assert config["default_fallback"].startswith("/")
    assert {config["default_index"], config["default_fallback"][1:]} <= site.keys()
    # A list of them would be empty: none is there.
    assert (config["wasm"], [path for path in site if path.endswith(".wasm")]) == ([], [])


def test_the_policy_is_that_of_the_pages_and_one_that_webcat_allows() -> None:
    policy = json.loads(webcat_config(HUB))["default_csp"]
    assert policy == json.loads(exported(HUB)["client-manifest.json"])["headers"]["content-security-policy"]
    assert "," not in policy
    directives = {name: set(values) for name, *values in (each.split() for each in policy.split("; "))}
    for name, allowed in ALLOWED.items():
        assert directives.get(name, set()) <= allowed, name


def test_no_page_has_a_script_of_its_own_in_it() -> None:
    for path, body in exported(HUB).items():
        if path.endswith(".html"):
            assert body.count(b"<script") == body.count(b"<script src=") == body.count(b"</script>"), path
            assert b" on" + b"click=" not in body


def test_the_command_prints_it() -> None:
    command = [sys.executable, "-m", "overture.cli", "client", "webcat", "--hub", HUB]
    assert subprocess.run(command, check=True, capture_output=True).stdout == webcat_config(HUB)
    refused = subprocess.run([*command[:-1], "http://hub.example"], check=False, capture_output=True, text=True)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--hub must be" in refused.stderr
