"""The bills of materials: valid by their standard, whole, the same each time, and true of what is shipped."""

import hashlib
import importlib.metadata
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from tools.sbom import COMPILED_IN, FOLDER, IN_WHEEL, NOT_DECLARED, bills, licence_of, text_of

from overture import __version__
from tests.deploy.test_locks import pinned
from tests.support.wheelhouse import pip, wheels

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "client" / "static"
TEXTS = {name: text_of(made) for name, made in bills().items()}
BILLS: dict[str, Any] = {name: json.loads(text) for name, text in TEXTS.items()}
BILL = BILLS["overture.cdx.json"]
COMPONENTS: dict[str, Any] = {each["bom-ref"]: each for each in BILL["components"]}
OWN_NATIVE_CODE = {"brotli", "markupsafe", "msgspec", "rjsmin", "websockets"}
"""The packages whose compiled files hold nobody's code but their own, as their sources say."""


@pytest.mark.parametrize("name", TEXTS)
def test_each_is_valid_by_the_schema_of_its_standard(name: str) -> None:
    # Here, for it takes long to load, and every process of a run loads every file of tests.
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    validator = JsonStrictValidator(SchemaVersion.V1_6)
    assert validator.validate_str(TEXTS[name]) is None
    faulty = {**BILLS[name], "components": [{"name": "x"}]}
    assert validator.validate_str(json.dumps(faulty)) is not None


def test_those_of_this_commit_are_the_ones_that_are_made_again() -> None:
    """`make sbom` was run after the last change of a lock, of a pin, or of the version."""
    assert {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()} == TEXTS


def test_the_command_writes_them_the_same_each_time(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.sbom", tmp_path], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == TEXTS
    assert "pkg:pypi/starlette@" in done.stdout
    assert "pkg:npm/htmx.org@" in done.stdout


@pytest.mark.parametrize(
    ("name", "about"),
    [("overture.cdx.json", "overture"), ("hub.cdx.json", "overture-hub"), ("web.cdx.json", "overture-web")],
)
def test_each_is_about_this_version_and_has_no_date(name: str, about: str) -> None:
    component = BILLS[name]["metadata"]["component"]
    assert (component["name"], component["version"]) == (about, __version__)
    assert not re.search(r"\b20\d\d-\d\d-\d\dT", TEXTS[name])


def test_the_wheel_carries_its_bill_and_the_files_that_it_lists(wheel: Path) -> None:
    others = re.compile(rf"{IN_WHEEL}/(vendor|fonts)/[^/]+\.(?!toml$|txt$)\w+")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (carried,) = (name for name in names if "/sboms/" in name)
        assert carried == f"overture-{__version__}.dist-info/sboms/overture.cdx.json"
        assert archive.read(carried).decode() == TEXTS["overture.cdx.json"]
        found = {
            name: [{"alg": "SHA-384", "content": hashlib.sha384(archive.read(name)).hexdigest()}]
            for name in names
            if others.fullmatch(name)
        }
    assert found == {name: each["hashes"] for name, each in COMPONENTS.items() if each["type"] == "file"}
    assert found


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image of the hub installs, with the Python that is here."""
    folder = tmp_path_factory.mktemp("site")
    places = [option for house in wheels() for option in ("--find-links", str(house))]
    hub = ROOT / "requirements" / "hub.txt"
    pip("install", "--quiet", "--no-index", *places, "--target", folder, "--no-deps", "--requirement", hub)
    pip("install", "--quiet", "--no-index", "--target", folder, "--no-deps", wheel)
    return folder


def test_an_installed_hub_is_what_is_listed(site: Path) -> None:
    installed = {
        each.name.lower().replace("_", "-"): each.version for each in importlib.metadata.distributions(path=[str(site)])
    }
    listed = {each["name"]: each["version"] for each in BILLS["hub.cdx.json"]["components"] if is_python(each)}
    # Python 3.11 before 3.11.3 needs one more package than that of the image.
    installed.pop("async-timeout", None)
    assert installed == listed
    assert listed["overture"] == __version__


def test_what_is_compiled_into_a_package_is_listed_with_it(site: Path) -> None:
    native = {
        each.name.lower().replace("_", "-")
        for each in importlib.metadata.distributions(path=[str(site)])
        for file in each.files or []
        if file.suffix == ".so" or "_binaries" in file.parts
    }
    assert native - OWN_NATIVE_CODE == COMPILED_IN.keys() - {"cffi", "cryptography"}
    for package, libraries in COMPILED_IN.items():
        (component,) = (each for each in COMPONENTS.values() if each["name"] == package)
        assert libraries.keys() <= {part["name"] for part in component["components"]}


def is_python(component: dict[str, Any]) -> bool:
    return str(component.get("purl", "")).startswith("pkg:pypi/")


def test_what_only_the_terminal_needs_is_not_in_the_image() -> None:
    optional = {each["name"] for each in COMPONENTS.values() if each.get("scope") == "optional"}
    assert {"cryptography", "pysodium"} <= optional
    assert optional.isdisjoint(each["name"] for each in BILLS["hub.cdx.json"]["components"])


def test_what_the_system_has_to_bring_is_said_to_be_so() -> None:
    (sodium,) = (
        part for each in COMPONENTS.values() for part in each.get("components", []) if part["name"] == "libsodium"
    )
    assert sodium["scope"] == "excluded"


@pytest.mark.parametrize("image", ["hub", "web"])
def test_each_image_has_its_bill_where_its_label_says(image: str) -> None:
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", "")
    (stage,) = (part for part in re.split(r"^FROM ", text, flags=re.MULTILINE) if f" AS {image}\n" in part)
    (place,) = re.findall(r'overture\.sbom="([^"]+)"', stage)
    assert f"COPY packaging/sboms/{image}.cdx.json {place}\n" in stage
    assert re.search(rf"chmod 644 [^&]*{place}", stage)
    (base,) = (each for each in BILLS[f"{image}.cdx.json"]["components"] if each["type"] == "container")
    assert stage.startswith(f"{base['name']}:{base['version']} AS {image}\n")


def test_every_locked_package_is_in_it_with_every_hash() -> None:
    locked = pinned("run")
    python = {each["name"]: each for each in COMPONENTS.values() if is_python(each)}
    assert {name: each["version"] for name, each in python.items()} == locked
    assert {name for name, each in python.items() if each["scope"] == "required"} == set(pinned("hub"))
    text = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    hashes = [each["content"] for part in python.values() for each in part["hashes"]]
    assert sorted(hashes) == sorted(re.findall(r"sha256:([0-9a-f]{64})", text))


def test_every_file_of_other_projects_is_in_it_as_it_is() -> None:
    files = [*STATIC.glob("vendor/*.js"), *STATIC.glob("fonts/*.woff2")]
    found = {name for name, each in COMPONENTS.items() if each["type"] == "file"}
    assert found == {f"{IN_WHEEL}/{path.relative_to(STATIC)}" for path in files}
    for path in files:
        component = COMPONENTS[f"{IN_WHEEL}/{path.relative_to(STATIC)}"]
        assert component["hashes"] == [{"alg": "SHA-384", "content": hashlib.sha384(path.read_bytes()).hexdigest()}]
        assert all(part["version"] and part["purl"].startswith("pkg:npm/") for part in component["components"])


def test_everything_has_a_licence() -> None:
    for each in BILLS.values():
        nested = [part for component in each["components"] for part in component.get("components", [])]
        parts = [each["metadata"]["component"], *each["components"], *nested]
        assert [part["name"] for part in parts if not part.get("licenses")] == []


def test_only_packages_that_declare_no_licence_are_named_by_hand() -> None:
    assert set(NOT_DECLARED) <= set(pinned("run"))
    for name in NOT_DECLARED.keys() - {"async-timeout"}:  # only older versions of Python get that one
        with pytest.MonkeyPatch.context() as patch:
            patch.delitem(NOT_DECLARED, name)
            with pytest.raises(LookupError, match=f"{name} declares no licence"):
                licence_of(name)
