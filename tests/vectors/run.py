"""`python -m tests.vectors.run FILE`: every vector of a file through both implementations of the protocol.

Prints one line for each vector and implementation and closes with how many passed and failed. Leaves with 0 if all
passed, 1 if any failed, 2 if there was nothing to run.
"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from tests.vectors import javascript, python
from tests.vectors.files import FileError, Vector, read

Runner = Callable[[Vector], dict[str, Any]]

_SHOWN = 64


def fault(vector: Vector, outcome: dict[str, Any]) -> str | None:
    """What is wrong with the outcome of a vector: the failure class first, then every known answer that it names."""
    expected, got = vector["expect"], outcome["result"]
    if got != expected:
        return f'expected "{expected}", got "{got}"'
    for name, value in outcome["outputs"].items():
        known = vector.get(name)
        if known is not None and _said(known) != _said(value):
            return f"expected {name} = {_short(known)}, got {_short(value)}"
    return None


def _said(answer: Any) -> str:
    """An answer is a text, or a list in the same words in which it stands in the file."""
    return (answer if isinstance(answer, str) else json.dumps(answer)).lower()


def _short(answer: Any) -> str:
    text = answer if isinstance(answer, str) else json.dumps(answer)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… ({len(text)} characters)"


def _whatever_comes(runner: Runner) -> Runner:
    """A crash of one vector is its result, and the others are still run."""

    def run(vector: Vector) -> dict[str, Any]:
        try:
            return runner(vector)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is told as this vector's failure
            return {"result": f"crashed: {error!r}", "outputs": {}}

    return run


def _say(line: str, where: TextIO | None = None) -> None:
    """To standard output, unless told otherwise."""
    (where or sys.stdout).write(f"{line}\n")


def _lines(vectors: list[Vector], runners: dict[str, Runner]) -> Iterator[tuple[bool, str]]:
    for vector in vectors:
        for implementation, runner in runners.items():
            wrong = fault(vector, _whatever_comes(runner)(vector))
            title = f"{implementation}: {vector['name']} ({vector['kind']})"
            yield (True, f"passed  {title}") if wrong is None else (False, f"failed  {title}: {wrong}")


def main(arguments: list[str]) -> int:
    """Returns the exit code."""
    if len(arguments) != 1:
        _say("Say which file: python -m tests.vectors.run tests/vectors/overture1.json", sys.stderr)
        return 2
    try:
        file = read(Path(arguments[0]))
        with javascript.chromium() as browser, javascript.protocol_page(browser) as page:
            runners: dict[str, Runner] = {"python": python.run, "javascript": partial(javascript.run, page)}
            passed = failed = 0
            for right, line in _lines(file.known, runners):
                _say(line)
                passed, failed = passed + right, failed + (not right)
    except (FileError, javascript.ChromiumError) as error:
        _say(str(error), sys.stderr)
        return 2
    for vector in file.unknown:
        _say(f"not yet known  {vector['name']} ({vector['kind']})")
    _say(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
