"""How a release is made (docs/releasing.md): its commands exist, its numbers agree, and what it publishes can be
rebuilt.
"""

import os
import re
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

from overture import __version__

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "releasing.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

RUN_BY_TESTS = {
    "make check",
    "make test",
    "make wheel",
    "make sbom",  # test_sbom.py
    "../overture-trial/bin/pip install --no-index --no-deps dist/overture-*.whl",  # test_wheel.py
    "../overture-trial/bin/overture --version",  # tests/server/test_cli.py
    "../overture-trial/bin/overture serve",  # test_wheel.py
}
RUN_BY_HAND = {
    "python3 -m venv ../overture-newest",
    '../overture-newest/bin/pip install "$(echo dist/overture-*.whl)[partner]"',
    ".venv/bin/python -m tests.deploy.installed ../overture-newest/bin",  # but for the versions: test_installed.py
    "make bench",
    "make docs",  # by the workflow
    "make lock",
    "git clone --branch main . ../overture-release",
    "cd ../overture-release",
    "git log --oneline",
    "git status --short",
    "git diff --stat requirements tests/javascript/package-lock.json",
    'git tag --annotate v0.2.0 --message "Overture 0.2.0"',
    "git push --atomic origin main v0.2.0",
    "python3 -m venv ../overture-trial",
    "../overture-trial/bin/pip install --require-hashes --only-binary :all: --requirement requirements/hub.txt",
}


def test_every_command_of_the_page_is_known_here() -> None:
    blocks = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert {line for block in blocks for line in block.splitlines()} == RUN_BY_TESTS | RUN_BY_HAND


def test_every_verb_and_every_file_of_the_page_is_there() -> None:
    verbs = set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)$", PAGE, re.MULTILINE)) | set(re.findall(r"`make ([a-z]+)`", PAGE)) <= verbs
    named = set(re.findall(r"`([.\w/-]+/[.\w-]*|[\w-]+\.(?:md|toml))`", PAGE))
    made = {"dist/", ".cache/docs/site", ".dist-info/sboms/", "/usr/share/doc/overture/sbom.cdx.json"}
    there = [ROOT / name for name in named - made if name != "protocol/"]
    assert there
    assert [path for path in there if not path.exists()] == []


def test_every_link_of_the_page_leads_to_a_file() -> None:
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", PAGE) if "://" not in link]
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def test_one_version_is_named_everywhere() -> None:
    """It is the newest one of the changelog, or the one that the changelog says is next."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", declared)
    assert declared == __version__
    released = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - 20\d\d-\d\d-\d\d$", CHANGELOG, re.MULTILINE)
    following = re.findall(r"^Will be (\d+\.\d+\.\d+)\.$", CHANGELOG, re.MULTILINE)
    assert declared in [*following, *released][:1]
    assert [*following, *released] == sorted([*following, *released], key=numbers, reverse=True)


def test_the_pages_speak_of_the_same_version() -> None:
    assert set(re.findall(r"overture-(\d+\.\d+\.\d+)-py3", (ROOT / "README.md").read_text())) == {__version__}
    assert set(re.findall(r"exactly Overture (\S+?)”", (ROOT / "docs" / "terminal.md").read_text())) == {__version__}


def numbers(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    headings = re.findall(r"^## (.*)$", CHANGELOG, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert all(re.fullmatch(r"\[\d+\.\d+\.\d+\] - 20\d\d-\d\d-\d\d", heading) for heading in headings[1:])


def test_the_wheel_and_the_archive_are_the_same_when_they_are_built_again(tmp_path: Path) -> None:
    """Whatever date somebody has set, and from the archive as from the tree: tools/wheel.sh compares them all."""
    done = subprocess.run(
        [ROOT / "tools" / "wheel.sh", tmp_path / "dist"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    wheel, archive = sorted((tmp_path / "dist").iterdir(), key=lambda made: made.suffix, reverse=True)
    assert wheel.name == f"overture-{__version__}-py3-none-any.whl"
    assert archive.name == f"overture-{__version__}.tar.gz"
    with zipfile.ZipFile(wheel) as opened:
        assert f"\nVersion: {__version__}\n" in opened.read(f"overture-{__version__}.dist-info/METADATA").decode()
        assert {each.date_time[:3] for each in opened.infolist()} == {(2020, 2, 2)}
    with tarfile.open(archive) as inside:
        names = {name.partition("/")[2] for name in inside.getnames()}
    assert {"README.md", "docs/operating.md", "packaging/overture.service", "requirements/hub.txt"} <= names
    assert not [name for name in names if name.startswith(("tests", ".")) or "__pycache__" in name]
    assert len(re.findall(r"^sha256 [0-9a-f]{64}$", done.stdout, re.MULTILINE)) == 2
