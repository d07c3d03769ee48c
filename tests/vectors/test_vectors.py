"""Every published vector, in both implementations, and what `make vectors` says of good, failing and broken files."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.vectors import javascript, python, run
from tests.vectors.files import FileError, Vector, read

HERE = Path(__file__).parent
FILES = [HERE / "overture1.json", HERE / "cpace-ristretto255.json"]
VECTORS = [pytest.param(vector, id=vector["name"]) for path in FILES for vector in read(path).known]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    with javascript.protocol_page(browser) as page:
        yield page


@pytest.mark.parametrize("vector", VECTORS)
def test_python(vector: Vector) -> None:
    assert run.fault(vector, python.run(vector)) is None


@pytest.mark.parametrize("vector", VECTORS)
def test_javascript(page: Page, vector: Vector) -> None:
    assert run.fault(vector, javascript.run(page, vector)) is None


def test_both_say_the_same_of_every_altered_byte_of_a_message(page: Page) -> None:
    """Whatever is altered in m2, both implementations refuse it, and for the same reason."""
    (vector,) = (v for v in read(FILES[0]).known if v["name"] == "pairing: both sides agree")
    m2 = bytes.fromhex(vector["m2"])
    for at in range(len(m2)):
        altered = vector | {"kind": "pairing-m2", "m2": (m2[:at] + bytes([m2[at] ^ 1]) + m2[at + 1 :]).hex()}
        outcome = python.run(altered)
        assert outcome["result"] in {"bad point", "confirmation failed", "different questions"}
        assert javascript.run(page, altered) == outcome


@pytest.mark.parametrize(
    ("field", "value"),
    [("expect", "cannot open"), ("ctx", "00"), ("message", "00"), ("box", "00" * 337)],
)
def test_a_vector_that_does_not_hold_is_told_with_expected_and_got(field: str, value: str) -> None:
    (vector,) = (v for v in read(FILES[0]).known if v["name"] == "seal: ok")
    said = run.fault(vector | {field: value}, python.run(vector))
    assert said is not None
    assert re.search("expected .*, got ", said)


@pytest.mark.parametrize(
    ("field", "value"),
    [("matches", [True, True, False, False, False, False]), ("H", ["00"]), ("a_m2", "00"), ("b_m2", "00")],
)
def test_a_known_answer_of_a_mutual_section_that_does_not_hold_is_told(page: Page, field: str, value: Any) -> None:
    (vector,) = (v for v in read(FILES[0]).known if v["kind"] == "mutual")
    altered = vector | {field: value}
    for outcome in (python.run(altered), javascript.run(page, altered)):
        said = run.fault(altered, outcome)
        assert said is not None
        assert re.match("expected .*, got ", said)


def _file(tmp_path: Path, vectors: object) -> str:
    path = tmp_path / "vectors.json"
    path.write_text(json.dumps({"protocol": "overture1", "vectors": vectors}), encoding="utf-8")
    return str(path)


MUTUAL = dict.fromkeys(("SID", "qhash", "kA", "kB", "a", "a_m1", "b_m1"), "00") | {
    "section": "curious",
    "round": 1,
    "items": ["a"],
    "a_yes": [1],
}
CODE = {"kind": "code", "text": "ABCD-EFGH"}


@pytest.fixture
def same_chromium(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second one cannot be driven from this thread."""
    monkeypatch.setattr(javascript, "chromium", lambda: _Kept(page.context.browser))


class _Kept:
    """A browser that is left open at the end."""

    def __init__(self, browser: Any) -> None:
        self._browser = browser

    def __enter__(self) -> Any:
        return self._browser

    def __exit__(self, *_: object) -> None:
        pass


def test_a_run_closes_with_the_sum_over_both(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], same_chromium: None
) -> None:
    path = _file(
        tmp_path,
        [
            CODE | {"name": "good", "expect": "ok", "locator": "ABCD", "secret": "EFGH"},
            CODE | {"name": "wrong class", "expect": "bad code"},
            CODE | {"name": "wrong answer", "expect": "ok", "locator": "ABCE"},
            {"name": "from the future", "kind": "telepathy", "expect": "ok"},
        ],
    )
    assert run.main([path]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "passed  python: good (code)",
        "passed  javascript: good (code)",
        'failed  python: wrong class (code): expected "bad code", got "ok"',
        'failed  javascript: wrong class (code): expected "bad code", got "ok"',
        "failed  python: wrong answer (code): expected locator = ABCE, got ABCD",
        "failed  javascript: wrong answer (code): expected locator = ABCE, got ABCD",
        "not yet known  from the future (telepathy)",
        "2 passed, 4 failed",
    ]


def test_all_passed_leaves_with_0(tmp_path: Path, capsys: pytest.CaptureFixture[str], same_chromium: None) -> None:
    assert run.main([_file(tmp_path, [CODE | {"name": "good", "expect": "ok"}])]) == 0
    assert capsys.readouterr().out.endswith("\n2 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("vectors", "sentence"),
    [
        ([], 'has no list of "vectors"'),
        ("none", 'has no list of "vectors"'),
        ([1], "vector 1 is not an object"),
        ([{"kind": "code", "expect": "ok"}], 'vector 1 needs a text as its "name"'),
        ([{"name": "x", "kind": "code", "expect": "ok"}], 'needs a text as its "text"'),
        ([{"name": "x", "kind": "pairing-m1", "expect": "ok", "code": "", "qhash": "0"}], "hexadecimal bytes"),
        ([{"name": "x", "kind": "mutual-m1", "expect": "ok", **MUTUAL, "items": ["a", 1]}], "a list of texts"),
        ([{"name": "x", "kind": "mutual-m1", "expect": "ok", **MUTUAL, "a_yes": [2]}], "a list of ones and zeros"),
    ],
)
def test_a_malformed_file_is_told_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], vectors: object, sentence: str
) -> None:
    assert run.main([_file(tmp_path, vectors)]) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("content", [b"{", b"\xff", b"[" * 100_000, b"[]", b'{"points": 1}'])
def test_what_is_not_a_vector_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(FileError):
        read(path)


def test_a_missing_file_or_none_leaves_with_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 2
    assert run.main([str(tmp_path / "no")]) == 2
    assert run.main([str(tmp_path)]) == 2
    assert capsys.readouterr().out == ""


def test_without_chromium_it_says_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert run.main([str(FILES[0])]) == 2
    assert "install" in capsys.readouterr().err
