"""What a city starts from in projects and money: reference data, read from the settings' file.

Everything in it is tenant data once set down (decision 022); what is marked 示例 has no source.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from hierarchy.models.tenant import DatedModel
from projects.models import (
    ApprovalBand,
    CatalogueEntry,
    DutyRule,
    ForbiddenUse,
    FundSource,
    ProjectPolicy,
)
from workflow.actions.versions import content_fields

LISTS: Final[dict[str, type[DatedModel]]] = {
    "entries": CatalogueEntry,
    "sources": FundSource,
    "forbidden": ForbiddenUse,
    "bands": ApprovalBand,
    "policies": ProjectPolicy,
    "duties": DutyRule,
}
"""By part of the file, the list it fills."""
KEYS: Final[dict[type[DatedModel], tuple[str, ...]]] = {
    CatalogueEntry: ("catalogue", "code"),
    FundSource: ("code",),
    ForbiddenUse: ("code",),
    ApprovalBand: ("over",),
    ProjectPolicy: (),
    DutyRule: ("kind",),
}
"""What makes two rows versions of one another."""


def key_of(row: DatedModel) -> dict[str, Any]:
    """By what its versions are found."""
    return {name: getattr(row, name) for name in KEYS[type(row)]}


@lru_cache(maxsize=4)
def _read(path: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = json.loads(path.read_text("utf-8"))
    for part, model in LISTS.items():
        for row in found[part]:
            if unknown := row.keys() - set(content_fields(model)):
                raise ValueError(f"{path.name}: {part} has unknown fields {sorted(unknown)}")
    return found


def default_rows() -> list[DatedModel]:
    """Unsaved rows of all lists, each checked, without a city and a day."""
    found = _read(Path(settings.PROJECT_RULES_FILE))
    rows = [model(**row) for part, model in LISTS.items() for row in found[part]]
    for row in rows:
        row.clean_fields(exclude=("tenant", "effective_from"))
    return rows
