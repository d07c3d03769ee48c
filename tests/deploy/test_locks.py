"""The locks in requirements/ are in step with pyproject.toml: `make lock` was run after the last change of a bound."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
LOCKS = ("build", "docs", "hub", "installers", "run", "test")


@cache
def pinned(lock: str) -> dict[str, str]:
    """The version of each package in a lock; there is one for every platform, or the same on several lines."""
    found: dict[str, set[str]] = {}
    for line in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        match = re.match(r"([a-z0-9-]+)==([^ ;\\]+)", line)
        if match:
            found.setdefault(match[1], set()).add(match[2])
    assert {name: versions for name, versions in found.items() if len(versions) > 1} == {}
    return {name: versions.pop() for name, versions in found.items()}


def asked_for() -> dict[str, list[str]]:
    """What pyproject.toml asks of each lock; see tools/lock.sh."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hub = declared["project"]["dependencies"]
    run = hub + declared["project"]["optional-dependencies"]["partner"]
    groups = declared["dependency-groups"]
    return {**groups, "hub": hub, "run": run, "test": run + groups["test"]}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_what_is_asked_for_in_a_version_that_is_asked_for(lock: str) -> None:
    wrong = []
    for requirement in map(Requirement, asked_for()[lock]):
        version = pinned(lock).get(requirement.name.lower(), "nothing")
        if version == "nothing" or not requirement.specifier.contains(version):
            wrong.append(f"{requirement} is locked as {version}")
    assert wrong == [], "Run `make lock`."


def test_the_tests_run_the_versions_that_hosts_get() -> None:
    """A package has the same version in every lock that has it, but for the tools that build."""
    for smaller, larger in (("hub", "run"), ("run", "test")):
        assert pinned(smaller).items() <= pinned(larger).items()
    for name in pinned("installers").keys() & pinned("run").keys():
        assert pinned("installers")[name] == pinned("run")[name]
