"""What the house rules share: where the files of the stage lie."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def files_of_the_stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder a session: the stage is built once, and its rows name these files."""
    return tmp_path_factory.mktemp("stage")
