"""Modules that are joined do what they do apart, or are refused."""

import json
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overture.site.joined import DOOR, ENTRIES, joined
from overture.site.modules import bare
from tests.support.node import NODE
from tests.support.script_tokens import tokens

SCRIPTS = Path(__file__).parents[3] / "client" / "static" / "js"
BASE = dict.fromkeys([*ENTRIES, DOOR], "")
ENTRY = "pages/session.js"
RUN = """
const results = [];
for (const entry of process.argv.slice(1)) {
  globalThis.found = [];
  try {
    await import(entry);
    results.push(JSON.parse(JSON.stringify([globalThis.found, await globalThis.late])));
  } catch (error) {
    results.push(error.name);
  }
}
console.log(JSON.stringify(results));
"""


def is_kept(text: str) -> bool:
    """Whether a script without comments is made of the same tokens."""
    try:
        return [each[:2] for each in tokens(text)] == [each[:2] for each in tokens(bare(text))]
    except ValueError:
        return False


def written(folder: Path, files: dict[str, str]) -> str:
    """The address of the entry, once all are written. A text may name a file, so that both hold the same."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (folder / "package.json").write_text('{"type": "module"}')
    return (folder / ENTRY).as_uri()


def run(*entries: str) -> list[object]:
    command = [str(NODE), "--input-type=module", "--eval", RUN, *entries]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: list[object] = json.loads(done.stdout)
    return found


def alike(folder: Path, *graphs: dict[str, str]) -> bool:
    """Whether each graph of modules does the same joined and apart."""
    apart = [written(folder / f"apart-{at}", graph) for at, graph in enumerate(graphs)]
    together = [written(folder / f"joined-{at}", joined({**BASE, **graph})) for at, graph in enumerate(graphs)]
    results = run(*apart, *together)
    assert results[: len(graphs)] == results[len(graphs) :]
    return not any(isinstance(each, str) for each in results)


def test_our_own_scripts_keep_every_token() -> None:
    for path in SCRIPTS.rglob("*.js"):
        assert is_kept(path.read_text()), path


@pytest.mark.parametrize(
    "text",
    [
        "x = `a ${`b // ${1}`} c`;",
        "x = `${'x'.replace(/`/g, '')}  y`;",
        "x = typeof /'/ + '  b';",
        "switch (true) { case /\"/.test('\"'): x = '  1'; }",
    ],
)
def test_what_is_not_kept_is_noticed(text: str) -> None:
    assert not is_kept(text)


HERE = "export const here = 1;\n"


@pytest.mark.parametrize(
    ("modules", "why"),
    [
        ({ENTRY: "  export const a = 1;\n"}, "cannot be joined"),
        ({ENTRY: "const a = 1; export { a };\n"}, "cannot be joined"),
        ({ENTRY: "const a = 1; import '../model/one.js';\n"}, "cannot be joined"),
        ({ENTRY: "{\n}\nexport default class {}\n"}, "cannot be joined"),
        ({ENTRY: "export * as one from '../model/one.js';\n"}, "cannot be joined"),
        ({ENTRY: "#!/usr/bin/env node\n"}, "cannot be joined"),
        ({ENTRY: 'void import("../model/one.js");\n'}, "cannot be joined"),
        ({ENTRY: "void import(`../model/one.js`);\n"}, "cannot be joined"),
        ({ENTRY: "void import('node:fs');\n"}, "cannot be joined"),
        ({ENTRY: "console.log(import.meta.resolve('./x.js'));\n"}, "cannot be joined"),
        ({ENTRY: "const text = `\nimport '../model/one.js';\n`;\n"}, "cannot be joined"),
        ({ENTRY: "const text = `\nexport const a = 1;\n`;\n"}, "cannot be joined"),
        ({ENTRY: "/*\nexport const a = 1;\n*/\n"}, "cannot be joined"),
        ({ENTRY: "/*\nimport '../model/one.js';\n*/\n"}, "cannot be joined"),
        ({ENTRY: "import { nowhere } from '../model/one.js';\n"}, "does not export"),
        ({ENTRY: "export { nowhere } from '../model/one.js';\n"}, "does not export"),
        ({ENTRY: "import { default as one } from '../model/one.js';\n"}, "does not export"),
        (
            {ENTRY: "import { b } from '../model/two.js';\n", "model/two.js": "export const a = 1, b = 2;\n"},
            "does not export",
        ),
        ({"model-one.js": HERE, ENTRY: "import '../model-one.js';\nimport '../model/one.js';\n"}, "the same name"),
        ({ENTRY: "import './session.js';\n"}, "imports itself"),
    ],
)
def test_what_would_be_something_else_is_refused(modules: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        joined({**BASE, "model/one.js": HERE, **modules})


def test_imports_hold_from_the_first_line_on(tmp_path: Path) -> None:
    entry = (
        "globalThis.found.push(alive, typeof again);\n"
        "// Nothing of this: import { dead } from '../model/one.js';\n"
        "import { alive, alive as again } from '../model/one.js';\n"
    )
    assert alike(tmp_path, {"model/one.js": "export const alive = '/* </script> // */';\n", ENTRY: entry})


EXPRESSIONS = [
    "'import \"./nowhere.js\"; // no /* comment */'",
    "`  two ${ 1 +  1 } \\` ${'}'}  // kept`",
    "`a ${`b // ${1 + 1}`} c`",
    "/[\"'`/]\\/\\/(?:a)/u.source",
    "'a\"b`c'.replace(/[\"'`]/g, '-  -')",
    "(() => /'/.test(\"'\"))() + '  x'",
    "((a, b) => a / b / 2 + '/* c */')(8, 2)",
    '[4, /"/.source][0] / 2',
    "typeof /'/ + '  b'",
    "'</script><!-- --> export default'",
    "'$model_m0 = $model_m1'",
    "'a\\\n  b'",
    "{ get: 1, import: 2, export: 3, default: [4] }",
    "((x) => x ? .5 : -  -1)(true)",
    "'\\u2028\\ud83d\\ude00' + '\u2028ä'",
]
FORMS = [
    "export const {name} = {value};\n",
    "export function {name}() {{\n  return {value};\n}}\n",
    "export async function {name}() {{ return {value}; }}\n",
    "export class {name} {{ static value = {value}; }}\n",
    "/** export const {name} = 2; */\nexport const {name} = ({value});\n",
    "export function* {name}() {{ yield {value}; }}\n",
]
IMPORTS: list[tuple[str, str] | str | None] = [
    ("import {{ {name} as {local} }} from '{path}';\n", "{local}"),
    ("import {{\n  {name} as {local},\n}} from '{path}';\n", "{local}"),
    ("import * as {local} from '{path}';\n", "{local}.{name}"),
    *("on", "all", None, None),
]
SHOWN = "((x) => (typeof x === 'function' ? ('value' in x ? x.value : x.name.length > 0) : x))({})"


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, str]:
    """Modules that import only what comes before them."""
    files: dict[str, str] = {}
    names: list[tuple[str, str]] = []
    for number in range(draw(st.integers(1, 4))):
        path, text = f"model/m{number}.js", ""
        for at, (known, name) in enumerate(names):
            how = draw(st.sampled_from(IMPORTS))
            address = f"./{known.removeprefix('model/')}"
            if how == "on":
                text += f"export {{ {name} as on{number}{at} }} from '{address}';\n"
            elif how == "all":
                text += f"import '{address}';\n"
            elif isinstance(how, tuple):
                statement, use = how
                text += statement.format(name=name, local=f"l{at}", path=address)
                text += f"globalThis.found.push({SHOWN.format(use.format(name=name, local=f'l{at}'))});\n"
        form, value = draw(st.sampled_from(FORMS)), draw(st.sampled_from(EXPRESSIONS))
        text += form.format(name=f"e{number}", value=value)
        files[path] = text + f"globalThis.found.push({number});\n"
        names.append((path, f"e{number}"))
    path, name = names[-1]
    late = f"globalThis.late = import('../{path}').then(({{ {name} }}) => {SHOWN.format(name)});\n"
    files[ENTRY] = f"import {{ {name} }} from '../{path}';\nglobalThis.found.push({SHOWN.format(name)});\n"
    files[ENTRY] += late if draw(st.booleans()) else "globalThis.late = null;\n"
    return files


def is_joined(graph: dict[str, str]) -> bool:
    try:
        joined({**BASE, **graph})
    except ValueError:
        return False
    return all(is_kept(text) for text in graph.values())


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(found=st.lists(graphs(), min_size=1, max_size=8))
def test_joined_modules_do_what_they_do_apart(
    tmp_path_factory: pytest.TempPathFactory, found: list[dict[str, str]]
) -> None:
    if kept := [graph for graph in found if is_joined(graph)]:
        assert alike(tmp_path_factory.mktemp("graphs"), *kept)
