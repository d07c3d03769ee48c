"""The JavaScript tests of the phone's pure modules, for whoever runs pytest alone; `make test` runs them before it."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.client.elements_support import document

ROOT = Path(__file__).parents[2]


@pytest.mark.node
def test_the_javascript_tests_pass() -> None:
    done = subprocess.run([ROOT / "tools" / "test-js.sh"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_without_node_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    script = tmp_path / "tools" / "test-js.sh"
    script.parent.mkdir()
    script.write_bytes((ROOT / "tools" / "test-js.sh").read_bytes())
    done = subprocess.run(["bash", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "tools/setup.sh test" in done.stderr


def test_the_set_with_every_kind_of_question_is_the_one_that_a_hub_serves() -> None:
    kept = ROOT / "tests" / "js" / "support" / "every-kind.json"
    assert json.loads(kept.read_text(encoding="utf-8")) == document()


def test_no_python_stands_where_the_compiler_looks() -> None:
    """tests/javascript/whole shows it tests/js by a link, which pytest and mypy would follow to everything twice."""
    whole = ROOT / "tests" / "javascript" / "whole"
    assert not list((ROOT / "tests" / "js").rglob("*.py"))
    assert {path.name for path in (whole / "tests").iterdir()} == {"js", "vectors"}
    assert [path.name for path in (whole / "tests" / "vectors").iterdir()] == ["runner.js"]
