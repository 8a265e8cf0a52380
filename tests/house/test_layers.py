"""Foreign keys look down, and every model of ours is read through its scope (house.md)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

from hierarchy.querysets import ScopedQuerySet
from tests.world import World

# From the bottom up: a row may point at its own room and at those before it.
ROOMS = (
    *("documents", "accounts", "hierarchy", "workflow"),
    *("coverage", "checklists", "routines", "projects", "inspections", "people", "workbench"),
)
LIBRARIES = {"auth", "contenttypes", "pghistory"}
# Models without a scope of their own, and what guards them instead.
UNSCOPED = {
    "accounts.User": "belongs to no city; found through appointments by hierarchy.people",
    "hierarchy.OrganizationGrant": "a right, read by load_actor alone",
    "hierarchy.RegionGrant": "a right, read by load_actor alone",
    "checklists.ChecklistAttachment": "a link between two scoped rows",
    "checklists.ReportEvidence": "a link between two scoped rows",
}
# One's own, whatever post one holds.
PERSONAL = {
    *("workflow.ContactWay", "workflow.Delivery", "workflow.MessagePreference"),
    *("workflow.Notice", "workflow.SavedFilter", "people.Assessment"),
}


def ours() -> list[type[Model]]:
    """Our own models; row-level history tables follow what they track."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ROOMS and not hasattr(model, "pgh_tracked_model")
    ]


def targets(model: type[Model]) -> set[str]:
    """The rooms that a model's own columns point at."""
    return {
        field.related_model._meta.app_label
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model
    }


def test_every_foreign_key_looks_down() -> None:
    upward = {
        model._meta.label: sorted(above)
        for model in ours()
        if (above := targets(model) - LIBRARIES - set(ROOMS[: ROOMS.index(_room(model)) + 1]))
    }

    assert upward == {}


def _room(model: type[Model]) -> str:
    return model._meta.app_label


def test_every_model_is_read_through_its_scope() -> None:
    unscoped = {
        model._meta.label
        for model in ours()
        if not isinstance(model._default_manager.get_queryset(), ScopedQuerySet)
        and not model._meta.auto_created
    }

    assert unscoped == UNSCOPED.keys()


@pytest.mark.parametrize("who", ["stranger", "expired"])
def test_every_scope_fails_closed(world: World, who: str) -> None:
    """Whoever holds no post asks no table for a single row but for what is the person's own."""
    nobody = world.actor(who)
    asked = {
        model._meta.label
        for model in ours()
        if not model._meta.auto_created
        and model._meta.label not in UNSCOPED
        and not _asks_for_nothing(model._default_manager.visible_to(nobody))
    }

    assert asked == PERSONAL


def _asks_for_nothing(rows: QuerySet[Model]) -> bool:
    try:
        str(rows.query)
    except EmptyResultSet:
        return True
    return False
