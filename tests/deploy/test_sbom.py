"""The bill of materials of the wheel: valid by its standard, whole, and the same each time."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from tools.sbom import NOT_DECLARED, bill, licence_of, text_of

from overture import __version__
from tests.deploy.test_locks import pinned

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "client" / "static"
TEXT = text_of(bill())
BILL: dict[str, Any] = json.loads(TEXT)
COMPONENTS: dict[str, Any] = {each["bom-ref"]: each for each in BILL["components"]}


def test_it_is_valid_by_the_schema_of_its_standard() -> None:
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(TEXT) is None
    faulty = {**BILL, "components": [{"name": "x"}]}
    assert validator.validate_str(json.dumps(faulty)) is not None


def test_the_command_writes_it_the_same_each_time(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.sbom", tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    (written,) = tmp_path.iterdir()
    assert written.name == f"overture-{__version__}.cdx.json"
    assert written.read_text(encoding="utf-8") == TEXT
    assert "pkg:pypi/starlette@" in done.stdout
    assert "pkg:npm/htmx.org@" in done.stdout


def test_it_is_about_this_wheel_and_has_no_date() -> None:
    assert (BILL["metadata"]["component"]["name"], BILL["metadata"]["component"]["version"]) == (
        "overture",
        __version__,
    )
    assert not re.search(r"\b20\d\d-\d\d-\d\dT", TEXT)


def test_every_locked_package_is_in_it_with_every_hash() -> None:
    locked = pinned("run")
    python = {each["name"]: each for each in COMPONENTS.values() if each.get("purl", "").startswith("pkg:pypi/")}
    assert {name: each["version"] for name, each in python.items()} == locked
    assert {name for name, each in python.items() if each["scope"] == "required"} == set(pinned("hub"))
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    hashes = [each["content"] for part in python.values() for each in part["hashes"]]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", text))


def test_every_file_of_other_projects_is_in_it_as_it_is() -> None:
    files = [*STATIC.glob("vendor/*.js"), *STATIC.glob("fonts/*.woff2")]
    found = {name for name, each in COMPONENTS.items() if each["type"] == "file"}
    assert found == {str(path.relative_to(ROOT)) for path in files}
    for path in files:
        component = COMPONENTS[str(path.relative_to(ROOT))]
        assert component["hashes"] == [{"alg": "SHA-384", "content": hashlib.sha384(path.read_bytes()).hexdigest()}]
        assert all(part["version"] and part["purl"].startswith("pkg:npm/") for part in component["components"])


def test_everything_has_a_licence() -> None:
    nested = [part for each in COMPONENTS.values() for part in each.get("components", [])]
    parts = [BILL["metadata"]["component"], *COMPONENTS.values(), *nested]
    assert [part["name"] for part in parts if not part.get("licenses")] == []
    assert {"valkey-server"} <= {part["name"] for part in nested}


def test_only_packages_that_declare_no_licence_are_named_by_hand() -> None:
    assert set(NOT_DECLARED) <= set(pinned("run"))
    for name in NOT_DECLARED.keys() - {"async-timeout"}:  # only older versions of Python get that one
        with pytest.MonkeyPatch.context() as patch:
            patch.delitem(NOT_DECLARED, name)
            with pytest.raises(LookupError, match=f"{name} declares no licence"):
                licence_of(name)
