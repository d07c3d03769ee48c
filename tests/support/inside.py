"""The modules that run in a page of a hub: a test reaches the very ones that the page has."""

import json
import re

from overture.site.manifest import client

_HELD = re.compile(r"^const (\$\w+)=\(\(\)=>\{$", re.MULTILINE)


def _table() -> dict[str, str]:
    """The path of the file that holds each module, by what the module is called in it."""
    return {
        called: path
        for path, file in client().files.items()
        if path.startswith("js/")
        for called in _HELD.findall(file.body.decode())
    }


INSIDE = f"""
  const inside = async (path) => {{
    const called = '$' + path.replace(/\\W/g, '_');
    // A picture is of no build; each page of the hub names it.
    const named = async () => (await (await fetch('/s')).text()).match(/data-build="(.+?)"/)[1];
    const build = document.documentElement.dataset.build ?? (await named());
    return (await import(`/static/${{build}}/${{{json.dumps(_table())}[called]}}`))[called];
  }};
"""
"""JavaScript: `await inside('storage/drafts')` is what that module of the page exports."""
