"""What `overture check` says of answers that no engine here gives."""

import pytest

from overture.process.check import Finding, Level, node_findings
from overture.store.inspection import NodeReport


def judged(report: NodeReport) -> list[str]:
    return [each.text for each in node_findings(report, is_cluster=False) if each.level is Level.WRONG]


@pytest.mark.parametrize(
    ("info", "says"),
    [
        ({"redis_version": "6.2.14"}, "it is Redis 6.2.14: upgrade it to Redis 7.0 or Valkey 7.2, or newer"),
        ({"redis_version": "7.0.0"}, None),
        ({"redis_version": "10.0.0"}, None),
        ({"redis_version": "7.2.4", "valkey_version": "7.1.9"}, "it is Valkey 7.1.9: upgrade it to"),
        ({"redis_version": "7.2.4", "valkey_version": "8.0.0"}, None),
        ({"redis_mode": "sentinel"}, "it is a sentinel: name the engine itself in REDIS_URL"),
    ],
)
def test_an_engine_of_another_kind_is_judged_by_its_info(info: dict[str, str], says: str | None) -> None:
    assert [text.startswith(says or "?") for text in judged(NodeReport("", info=info))] == ([True] if says else [])


@pytest.mark.parametrize("word", ["MISCONF", "NOREPLICAS", "CLUSTERDOWN", "SOMETHING"])
def test_a_refused_write_is_told(word: str) -> None:
    (text,) = judged(NodeReport("", write_error=word))
    assert ":" in text
    assert "{" not in text


@pytest.mark.parametrize("fault", ["closed by the engine", "SSLError", "LOADING", "DENIED", "OSError"])
def test_each_reason_has_something_to_do(fault: str) -> None:
    (only,) = node_findings(NodeReport("", fault), is_cluster=False)
    assert only.level is Level.WRONG
    assert ": " in only.text


def test_a_finding_is_one_line() -> None:
    assert Finding(Level.OK, "clock", "agrees").line == "ok     clock: agrees"
