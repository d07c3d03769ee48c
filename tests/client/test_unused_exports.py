"""Every export of the phone's modules is used by another file, and every module is loaded by something."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPTS = ROOT / "client" / "static" / "js"
# Pages and the protocol's vectors are the two ways into the modules.
ENTRANCES = (ROOT / "client" / "templates", ROOT / "tests", ROOT / "server" / "overture")

DECLARED = re.compile(r"^export (?:default )?(?:async )?(?:function\*?|class|const|let) (\w+)", re.MULTILINE)
LISTED = re.compile(r"^export \{([^}]*)\}", re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/|(?<!:)//[^\n]*", re.DOTALL)


def modules() -> dict[Path, str]:
    return {path: COMMENT.sub("", path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.rglob("*.js"))}


def entrances() -> str:
    suffixes = (".html", ".j2", ".js", ".py")
    found = [path for folder in ENTRANCES for path in folder.rglob("*") if path.suffix in suffixes]
    return "\n".join(path.read_text(encoding="utf-8") for path in found if "node_modules" not in path.parts)


def exports_of(text: str) -> set[str]:
    listed = {part.split(" as ")[-1].strip() for group in LISTED.findall(text) for part in group.split(",")}
    return set(DECLARED.findall(text)) | listed - {""}


def unused(scripts: dict[Path, str], outside: str) -> list[str]:
    words = {path: set(re.findall(r"\w+", text)) for path, text in scripts.items()}
    around = set(re.findall(r"\w+", outside))
    return [
        f"{path.name}: {name}"
        for path, text in scripts.items()
        for name in sorted(exports_of(text) - around)
        if not any(name in others for each, others in words.items() if each != path)
    ]


def unloaded(scripts: dict[Path, str], outside: str) -> list[str]:
    # A name may be put together where it is used (pages/${page}.js), so the stem is what is looked for.
    return [
        path.name
        for path in scripts
        if not re.search(
            rf"[/'\"]{re.escape(path.stem)}(\.js)?['\"?]",
            "\n".join([outside, *(text for each, text in scripts.items() if each != path)]),
        )
    ]


def test_every_export_is_used() -> None:
    found = unused(modules(), entrances())
    assert not found, "\n".join(found)


def test_every_module_is_loaded() -> None:
    found = unloaded(modules(), entrances())
    assert not found, "\n".join(found)


def test_the_search_finds_what_nothing_uses() -> None:
    scripts = {
        Path("a.js"): "import { used } from './b.js';\nused();",
        Path("b.js"): "export const used = 1;\nexport function idle() {}\nexport { one as two };",
    }
    assert unused(scripts, "") == ["b.js: idle", "b.js: two"]
    assert unloaded(scripts, "") == ["a.js"]
