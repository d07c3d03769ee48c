"""What a browser reads before it puts an icon on a home screen. Pages name it only after a person has asked for that.

The name and the picture are those of notes, as the title of every page is. Nothing of a conversation is in it.
Source: Web Application Manifest (W3C).
"""

import json
import re
from collections.abc import Mapping

FOLDER = "home-screen"
_CATALOGUE = re.compile(r"^locales/(?P<language>[^/]+)/hub\.json$")
_GROUND = "#f1e7d8"
"""As in icon.svg."""


def web_app_manifests(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a web app manifest for each language, by its path among the static files.

    Args:
        files: The static files by path, with the catalogues that have the title of the pages.
    """
    found = {path: _CATALOGUE.match(path) for path in files}
    return {
        f"{FOLDER}/{match['language']}.webmanifest": _manifest(match["language"], json.loads(files[path])["page.title"])
        for path, match in found.items()
        if match
    }


def _manifest(language: str, name: str) -> bytes:
    icons = [
        {"src": f"icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for size in (192, 512)
        for purpose in ("any", "maskable")
    ]
    whole = {
        # The same application whatever address a later version has for this file.
        "id": "/",
        "name": name,
        "short_name": name,
        "lang": language,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": _GROUND,
        "theme_color": _GROUND,
        "icons": icons,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode() + b"\n"
