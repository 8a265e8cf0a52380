"""A refusal of a form's field: by its code, and by words that it must say."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError


@contextmanager
def refused(code: str, *words: str) -> Iterator[None]:
    """What happens inside is refused with this code, and says each of the words."""
    with pytest.raises(ValidationError) as caught:
        yield
    errors = (
        caught.value.error_dict if hasattr(caught.value, "error_dict") else {"": [caught.value]}
    )
    found = [one for listed in errors.values() for one in listed]
    assert code in [one.code for one in found], caught.value.messages
    told = "".join(caught.value.messages)
    assert all(one in told for one in words), told
