"""A phone whole, without a hub, whose storage fails where a test says so: what is served for it (whole_page.js)."""

from pathlib import Path

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Notes</title>
<script type="module" src="/whole.js"></script></head>
<body><p id="status" role="status"></p><div id="above"></div><main id="stage"></main></body></html>"""
TEXTS = """window.overtureLanguage = document.documentElement.lang;
const locale = `/static/x/locales/${window.overtureLanguage}`;
const read = async (name) => (await fetch(`${locale}/${name}.json`)).json();
window.overtureTexts = Object.assign({}, ...await Promise.all(['phone', 'before', 'elements'].map(read)));
"""
"""As boot.js does it: the texts are there before any module that has words."""
SCRIPT = TEXTS + "\n".join(
    (Path(__file__).parent / name).read_text(encoding="utf-8") for name in ("storage_faults.js", "whole_page.js")
)
FAST_SCRYPT = (
    "export const scryptAsync = async (password, salt) => Uint8Array.from({ length: 32 }, (_, at) => salt[at % 16]);"
)
"""What a passphrase costs is not what is tried here."""
