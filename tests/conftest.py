"""Fixtures every test may use."""

from tests.database import django_db_modify_db_settings, django_db_setup
from tests.fixtures import _world_template, committed_world, world

__all__ = [
    "_world_template",
    "committed_world",
    "django_db_modify_db_settings",
    "django_db_setup",
    "world",
]
