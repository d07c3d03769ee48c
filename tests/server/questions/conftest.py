"""A folder with one question set, for the tests of question sets."""

from pathlib import Path

import pytest

from tests.server.small_sets import GOOD


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds `small.toml`, the small set."""
    (tmp_path / "small.toml").write_text(GOOD, "utf-8")
    return tmp_path
