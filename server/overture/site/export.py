"""The client as files for a static host: people who trust another place more than a hub get their pages there.

Each page is an `index.html` in a folder of its name, as every static host answers for such a folder. No static host
can answer for every code, so these pages write the whole code behind the `#` of a link. Source: docs/elsewhere.md.
"""

from dataclasses import replace
from pathlib import Path

from overture.site.files import imports_between
from overture.site.headers import HEADERS, policy
from overture.site.manifest import AT_THE_ROOT, client, fetched_ahead, manifest, starting_scripts
from overture.site.pages import Page, pages

MANIFEST = "client-manifest.json"


class ExportError(Exception):
    """The site cannot be written. The message is a sentence for the person who wants it."""


def exported(hub: str) -> dict[str, bytes]:
    """Return every file of the site, by its path in the folder.

    Args:
        hub: The origin of the hub that the pages speak to; empty where it is their own.
    """
    site = client()
    made = tuple(_in_folder(page) for page in _pages(hub))
    files = {f"static/{site.build}/{path}": file.body for path, file in site.files.items()}
    files |= {path.removeprefix("/"): site.files[name].body for path, name in AT_THE_ROOT.items()}
    files |= {f"{page.path.removeprefix('/')}index.html": page.body for page in made}
    headers = {**HEADERS, "Content-Security-Policy": policy(hub)}
    return {**files, MANIFEST: manifest(site.build, made, site.files, headers)}


def export(folder: Path, hub: str) -> int:
    """Write the site into an empty folder, or one that is made for it.

    Args:
        hub: As in `exported`.

    Returns:
        How many files were written.

    Raises:
        ExportError: There is something in the folder, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise ExportError(f"{folder} is not empty. Name an empty folder, or one that is not there yet.")
        files = exported(hub)
        for path, body in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(body)
    except OSError as error:
        raise ExportError(f"{folder} cannot be written: {error.strerror}.") from None
    return len(files)


def _pages(hub: str) -> list[Page]:
    """What can stand on a static host: no page for any code, and English where an address names no language."""
    site = client()
    imports = imports_between(site.files)
    made = pages(site.build, starting_scripts(imports), fetched_ahead(imports), hub)
    return [page for page in made if "{" not in page.path and not (page.negotiated and page.language != "en")]


def _in_folder(page: Page) -> Page:
    return replace(page, path=f"{page.path.rstrip('/')}/", negotiated=False)
