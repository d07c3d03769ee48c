"""What the parent makes for its workers. How it starts and ends them is in test_cli.py."""

import tempfile
from pathlib import Path

import pytest

from overture.process.supervisor import folder_of_inboxes


def test_several_workers_have_inboxes_in_a_folder_that_nobody_else_may_enter() -> None:
    with folder_of_inboxes(2) as inboxes:
        [folder] = {inbox.parent for inbox in inboxes if inbox is not None}
        assert [inbox.name for inbox in inboxes if inbox is not None] == ["0", "1"]
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


def test_one_worker_has_no_inbox() -> None:
    with folder_of_inboxes(1) as inboxes:
        assert inboxes == [None]


def test_where_no_folder_can_be_made_workers_do_without_and_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with folder_of_inboxes(2) as inboxes:
        assert inboxes == [None, None]
    assert "set TMPDIR" in caplog.text
