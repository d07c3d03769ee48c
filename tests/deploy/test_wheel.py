"""The wheel that a hub is installed from: what is in it, and that a hub runs from it alone."""

import re
import sys
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path
from urllib.request import urlopen

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.support.hub import Hub
from tests.support.wheelhouse import pip

ROOT = Path(__file__).parents[2]


def needed(wheel: Path) -> dict[str, Requirement]:
    """What the metadata of a wheel asks for, extras left out, by name."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        lines = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    requirements = [Requirement(line) for line in lines]
    return {each.name: each for each in requirements if each.marker is None}


def in_the_tree(folder: str) -> set[str]:
    paths = [path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()]
    return {str(path) for path in paths if not any(part.startswith((".", "__pycache__")) for part in path.parts)}


def test_the_wheel_holds_the_packages_and_what_phones_load_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if not name.startswith("overture-")}
    expected = (
        {f"overture/{name}" for name in in_the_tree("server/overture")}
        | {f"overture_common/{name}" for name in in_the_tree("server/overture_common")}
        | {f"overture_partner/{name}" for name in in_the_tree("client/terminal/overture_partner")}
        | {f"overture/_client/templates/{name}" for name in in_the_tree("client/templates")}
        | {f"overture/_client/static/{name}" for name in in_the_tree("client/static")}
    )
    assert names == expected


def test_a_hub_runs_from_the_wheel_alone(
    wheel: Path, tmp_path: Path, start_hub: Callable[..., Hub], monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    pip("install", "--no-index", "--no-deps", "--target", site, wheel)
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r});"
        f"import overture.cli; assert overture.__file__.startswith({str(site)!r});"
        "sys.exit(overture.cli.main())"
    )
    # Somewhere else, so that the working folder leads to no source either.
    monkeypatch.chdir(tmp_path)
    hub = start_hub(command=(sys.executable, "-P", "-c", program, "serve"))
    with urlopen(f"{hub.url}/") as answer:
        page = answer.read().decode()
    (style,) = re.findall(r'rel="stylesheet" href="([^"]*/page\.css)"', page)
    with urlopen(hub.url + style) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")
    with urlopen(f"{hub.url}/questions") as answer:
        assert b"first-scene" in answer.read()


@pytest.mark.parametrize(
    ("name", "first", "last", "beyond"),
    [
        ("hiredis", "3.5", "3.99", "4.0"),
        ("uvicorn", "0.54", "0.54.99", "0.55.0"),
        ("websockets", "17.4", "17.99", "18.0"),
    ],
)
def test_the_libraries_that_the_hub_is_built_on_have_an_upper_bound(
    wheel: Path, name: str, first: str, last: str, beyond: str
) -> None:
    """An installation without the locks must not get a version in which these could have changed under the hub."""
    bounds = needed(wheel)[name].specifier
    assert {each.operator for each in bounds} == {">=", "<"}
    assert [bounds.contains(version) for version in (first, last, beyond)] == [True, True, False]


def test_every_requirement_of_the_wheel_is_bounded_above(wheel: Path) -> None:
    far = Version("9999")
    assert [name for name, each in needed(wheel).items() if each.specifier.contains(far)] == []
