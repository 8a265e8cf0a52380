"""A refusal known by its code, whatever its words."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError


def refusal(code: str) -> Any:
    """What happens inside is refused with this code."""
    return pytest.raises(ValidationError, check=lambda error: error.code == code)
