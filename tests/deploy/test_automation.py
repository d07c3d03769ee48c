"""What runs the checks without being asked, and what people fill in: the workflow, the hooks, the forms."""

import configparser
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WARNING = "Never paste answers, codes or links with something after the"
FORMS = sorted(GITHUB.glob("ISSUE_TEMPLATE/[!c]*.yml"))


def loaded(path: Path) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def verbs() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def workflow() -> dict[str, Any]:
    (path,) = GITHUB.glob("workflows/*")
    return loaded(path)


def test_the_workflow_runs_the_verbs_and_nothing_else() -> None:
    jobs = workflow()["jobs"]
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in jobs.items()}
    assert runs == {
        "test": ["make check", "make test"],
        "firefox": ["make test-firefox"],
        "docs": ["make docs"],
        "images": ["sudo make images"],
    }
    assert {"check", "test", "test-firefox", "docs", "images"} <= verbs()


def test_the_workflow_has_the_oldest_python_and_the_one_of_the_image() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    (of_the_image,) = set(re.findall(r"^FROM python:([0-9.]+)-", (ROOT / "Dockerfile").read_text(), re.MULTILINE))
    matrix = workflow()["jobs"]["test"]["strategy"]["matrix"]["include"]
    assert [each["python"] for each in matrix] == [declared.removeprefix(">="), of_the_image]


def test_the_workflow_may_do_no_more_than_it_has_to() -> None:
    found = workflow()
    assert found["permissions"] == {"contents": "read"}
    assert found["concurrency"]["cancel-in-progress"]
    for job in found["jobs"].values():
        assert "permissions" not in job
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"]), "pinned by its commit"
            assert step.get("uses", "").partition("@")[0] in {"", "actions/checkout"}
            assert "uses" not in step or step["with"]["persist-credentials"] is False


def test_the_hooks_are_our_own_and_run_the_same_verb() -> None:
    (repository,) = loaded(ROOT / ".pre-commit-config.yaml")["repos"]
    assert repository["repo"] == "local"
    entries = [hook["entry"].split() for hook in repository["hooks"]]
    assert entries[0] == ["make", "check"]
    assert all(hook["always_run"] and not hook["pass_filenames"] for hook in repository["hooks"])
    for entry in entries[1:]:
        assert entry[:3] == [".venv/bin/python", "-m", "pytest"]
        assert all((ROOT / name).exists() for name in entry[3:] if not name.startswith("-"))


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_warns_first_and_asks_again_at_the_end(path: Path) -> None:
    form = loaded(path)
    assert {"name", "description", "body"} <= set(form)
    assert WARNING in form["body"][0]["attributes"]["value"]
    (promise,) = form["body"][-1]["attributes"]["options"]
    assert promise["required"]
    names = [part["id"] for part in form["body"] if part["type"] != "markdown"]
    assert len(names) == len(set(names))


def test_there_is_a_form_for_a_bug_for_a_wording_and_for_an_idea() -> None:
    assert [path.stem for path in FORMS] == ["bug", "idea", "wording"]
    assert WARNING in (GITHUB / "pull_request_template.md").read_text(encoding="utf-8")


def test_editors_are_told_of_the_same_lines_as_the_checks() -> None:
    parser = configparser.ConfigParser()
    parser.read_string("[top]\n" + (ROOT / ".editorconfig").read_text(encoding="utf-8"))
    everywhere = parser["*"]
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]
    assert everywhere["max_line_length"] == str(ruff["line-length"])
    assert (everywhere["indent_style"], everywhere["indent_size"]) == ("space", "2")
    assert parser["*.{py,pyi,sh}"]["indent_size"] == "4"
    assert parser["{Makefile,Caddyfile}"]["indent_style"] == "tab"
