"""No module of the phone awaits at its top level.

Where two entries of a page share such a module, WebKit lets the second go on before the first is done (WebKit bug
242740), so that what the module was waiting for is not there yet. A page has up to two: its own and the neutral door.
"""

import subprocess
from pathlib import Path

from tests.support.node import NODE

SCRIPTS = Path(__file__).parents[2] / "client" / "static"

# Each module is read and linked to nothing. Its file name is written where it awaits.
READ = """
const vm = require('node:vm');
const { readFileSync } = require('node:fs');
for (const name of process.argv.slice(1)) {
  const module = new vm.SourceTextModule(readFileSync(name, 'utf8'), { identifier: name });
  if (module.hasTopLevelAwait()) console.log(name);
}
"""


def that_await(modules: list[Path]) -> list[str]:
    """The names of those that await outside of any function."""
    command: list[str | Path] = [NODE, "--no-warnings", "--experimental-vm-modules", "--eval", READ, "--", *modules]
    read = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return [Path(line).name for line in read.stdout.splitlines()]


def test_no_module_awaits_at_its_top_level() -> None:
    modules = sorted([*SCRIPTS.glob("js/**/*.js"), *SCRIPTS.glob("vendor/*.js")])
    assert len(modules) > 100
    assert that_await(modules) == []


def test_the_search_finds_an_await_wherever_it_stands(tmp_path: Path) -> None:
    texts = {
        "plain": "const one = await two();",
        "deep": "if (window.three) { for await (const each of four) five(each); }",
        "inside": "export async function six() { await seven(); } // await",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.js").write_text(text)
    assert that_await(sorted(tmp_path.glob("*.js"))) == ["deep.js", "plain.js"]
