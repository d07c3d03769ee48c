"""The command `overture-partner verify https://hub`: is its client exactly the one of this installation?

It needs no cryptography, so it runs where only this package is installed.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from overture_partner.errors import PartnerError
from overture_partner.i18n import languages, preferred_language, set_language, t
from overture_partner.model.client_manifest import Manifest, difference, parse_manifest, unlisted
from overture_partner.net.address import parse_base_url
from overture_partner.net.client_files import fetch_entry, fetch_manifest


def run(arguments: list[str]) -> int:
    """Runs the command.

    Args:
        arguments: Those after "verify".

    Returns:
        0 if the hub serves exactly this client; 1 if it does not, or if that could not be found out.
    """
    set_language(preferred_language(os.environ))
    parser = argparse.ArgumentParser(prog="overture-partner verify", description=t("verify.what"))
    parser.add_argument("address", help=t("cli.address"))
    parser.add_argument("--manifest", metavar="FILE", type=Path, help=t("verify.manifest"))
    parser.add_argument("--language", choices=languages(), metavar="|".join(languages()), help=t("cli.language"))
    chosen = parser.parse_args(arguments)
    if chosen.language is not None:
        set_language(chosen.language)
    try:
        return _compare(parse_base_url(chosen.address), _manifest(chosen.manifest))
    except PartnerError as error:
        print(t(f"error.{error.code}"), file=sys.stderr)
        return 1


def _compare(base_url: str, manifest: Manifest) -> int:
    theirs = fetch_manifest(base_url)
    found = [
        (each, entry)
        for entry in manifest.entries
        if (each := difference(manifest, entry, fetch_entry(base_url, entry)))
    ]
    lines = []
    for kind, entry in found:
        name, _, header = kind.partition(" ")
        path = f"{entry.path} ({entry.language})" if entry.language else entry.path
        lines.append(t(f"verify.{name}", path=path, header=header))
    lines += [t("verify.more", path=path) for path in unlisted(manifest, theirs)]
    if lines:
        print(t("verify.differs", address=base_url, version=manifest.version, build=manifest.build, n=len(lines)))
        print("\n".join(lines))
        return 1
    print(t("verify.same", address=base_url, version=manifest.version, build=manifest.build, n=len(manifest.entries)))
    print(t("verify.limits"))
    return 0


def _manifest(file: Path | None) -> Manifest:
    """The manifest of a file, or of the hub's own command in this installation."""
    try:
        if file is not None:
            return parse_manifest(file.read_bytes())
        command = [sys.executable, "-m", "overture.cli", "client", "manifest"]
        return parse_manifest(subprocess.run(command, check=True, capture_output=True).stdout)
    except (OSError, subprocess.CalledProcessError):
        raise PartnerError("bad-manifest") from None
