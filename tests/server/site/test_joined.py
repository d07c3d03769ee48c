"""Modules in few files: each once, in an order that works, and what they do is what they did alone."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from overture.site.joined import DOOR, ENTRIES, imports_of, joined, loaded_at_once

BASE = dict.fromkeys([*ENTRIES, DOOR], "")
FORMS = {
    "model/one.js": """/** Says import('./nowhere.js') in a comment. */
export const first = 1, other = 5;
export async function later() {
  return (await import('./lazy.js')).word;
}
export class Kind {}
""",
    "model/two.js": "export * from './one.js';\nexport { first as again } from './one.js';\nexport {};\n",
    "model/lazy.js": "import { first } from './one.js';\nexport const word = `late ${first} // no comment`;\n",
    "model/where.js": "export const here = new URL('../../x.json', import.meta.url).href;\n",
    "pages/session.js": """import * as two from '../model/two.js';
import {
  first as one,
  Kind,
} from '../model/one.js';
import { here } from '../model/where.js';
import '../model/mark.js';
globalThis.found = [one, two.again, two.first, typeof Kind, globalThis.mark, here];
globalThis.later = two.later;
""",
    "model/mark.js": "globalThis.mark = 'marked';\n",
    "pages/start.js": "import { here } from '../model/where.js';\nglobalThis.only = here;\n",
}


FETCH = """
const asked = [];
globalThis.fetch = async (address) => {
  asked.push(String(address).split('/js/')[1]);
  if (asked.length === 1) throw new TypeError('away');
  return { ok: asked.length > 2, text: async () => '' };
};
"""
"""The hub cannot be reached, then has no such file, then has it."""


def run(tmp_path: Path, script: str) -> Any:
    """What the script prints as JSON, run beside the joined files."""
    for path, text in joined({**BASE, **FORMS}).items():
        file = tmp_path / "js" / path.replace(".js", ".mjs")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.replace(".js'", ".mjs'"))
    command = ["node", "--input-type=module", "--eval", script]
    return json.loads(subprocess.run(command, check=True, capture_output=True, cwd=tmp_path, text=True).stdout)


def test_joined_modules_behave_like_the_modules(tmp_path: Path) -> None:
    said = run(
        tmp_path,
        "globalThis.fetch = async () => ({ ok: true, text: async () => '' });"
        "await import('./js/pages/session.mjs');"
        "console.log(JSON.stringify([globalThis.found, await globalThis.later()]))",
    )
    assert said == [[1, 1, 1, "function", "marked", (tmp_path / "x.json").as_uri()], "late 1 // no comment"]


def test_what_is_loaded_later_is_fetched_before_so_that_it_can_be_asked_for_again(tmp_path: Path) -> None:
    said = run(
        tmp_path,
        f"{FETCH} await import('./js/pages/session.mjs');"
        "const tried = () => globalThis.later().catch((error) => error.message);"
        "console.log(JSON.stringify([await tried(), await tried(), await tried(), asked]))",
    )
    assert said == ["away", "../model/lazy.mjs", "late 1 // no comment", ["model/lazy.mjs"] * 3]


def test_a_module_is_in_one_file_and_a_page_loads_none_that_it_does_not_need() -> None:
    files = joined({**BASE, **FORMS})
    for path in FORMS:
        assert sum(f"const ${path.removesuffix('.js').replace('/', '_')}=" in text for text in files.values()) == 1
    at_once = "".join(files[path] for path in loaded_at_once(imports_of(files), "pages/start.js"))
    assert "$model_where=" in at_once
    assert "$model_one=" not in at_once
    assert "$model_lazy=" not in "".join(files[path] for path in loaded_at_once(imports_of(files), "pages/session.js"))


def test_what_every_page_has_when_it_loads_something_later_is_not_in_a_third_file() -> None:
    files = joined({**BASE, **FORMS})
    assert loaded_at_once(imports_of(files), "model/lazy.js")[:2] == ("model/lazy.js", "pages/session.js")


@pytest.mark.parametrize(
    "form",
    [
        "export default 1;\n",
        "import whole from './one.js';\n",
        "const a = 1;\nexport { a };\n",
        "export let changes = 1;\n",
        'import { first } from "./one.js";\n',
    ],
)
def test_a_form_that_is_not_known_is_refused(form: str) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        joined({**BASE, **FORMS, "pages/home.js": form})


def test_a_circle_is_refused() -> None:
    circle = {
        "model/a.js": "import './b.js';\n",
        "model/b.js": "import './a.js';\n",
        "pages/home.js": "import '../model/a.js';\n",
    }
    with pytest.raises(ValueError, match="imports itself"):
        joined({**BASE, **circle, "pages/home.js": "import '../model/a.js';\n"})
