"""People without a database, for pages that read nothing."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.browser import browser_type_launch_args

__all__ = ["browser_type_launch_args"]


class Reader(AnonymousUser):
    """Someone signed in."""

    pk = 7
    is_authenticated = True
    is_active = True

    def __init__(self, *, is_staff=False):
        self.is_staff = is_staff

    def get_full_name(self):
        return "王建国"


@pytest.fixture
def reader():
    return Reader()


@pytest.fixture
def staff():
    return Reader(is_staff=True)
