"""The wheel, built once for all tests that install it."""

from pathlib import Path

import pytest

from tests.support.wheelhouse import pip


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-build-isolation", "--no-index", "--no-deps", "--wheel-dir", folder, ".")
    (made,) = folder.glob("*.whl")
    return made
