"""The exported pages in the words of WEBCAT: what its command-line tool asks for before it lists and signs a folder.

Source: docs.webcat.tech, "`webcat.config.json` Schema" and "CSP".
"""

import json

from overture import __version__
from overture.site.headers import policy


def webcat_config(hub: str) -> bytes:
    """Return the file from which WEBCAT's `manifest generate` makes the list of an exported folder.

    Args:
        hub: The origin of the hub that the pages speak to; empty where it is their own.
    """
    whole = {
        "app": "Overture",
        "version": __version__,
        "default_csp": policy(hub),
        "default_index": "index.html",
        # For an address that no file has: a host that answers with anything else is refused.
        "default_fallback": "/index.html",
        "wasm": [],
        "extra_csp": {},
    }
    return json.dumps(whole, indent=1).encode() + b"\n"
