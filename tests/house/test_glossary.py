"""The glossary is the single table of words: it and the models say the same."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps
from django.conf import settings

ROOMS = (
    *("accounts", "hierarchy", "workflow", "checklists", "coverage"),
    *("routines", "projects", "inspections", "people", "workbench", "documents"),
)
GLOSSARY = Path(settings.BASE_DIR) / "docs" / "glossary.md"


def _rows() -> dict[str, tuple[str, str]]:
    """identifier → (中文, room), from the table of models."""
    table = GLOSSARY.read_text(encoding="utf-8").split("## Verbs")[0]
    rows = re.findall(r"^\| (\S+) \| (\w+) \| .+ \| (\w+) \|$", table, re.MULTILINE)
    return {identifier: (chinese, room) for chinese, identifier, room in rows[1:]}


def _models() -> dict[str, tuple[str, str]]:
    """Our own models; row-level history tables are named after what they follow."""
    return {
        model.__name__: (str(model._meta.verbose_name), model._meta.app_label)
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not hasattr(model, "pgh_tracked_model")
    }


def test_every_model_has_one_row_with_its_chinese_name_and_room():
    assert _models() == _rows()


def test_no_chinese_term_names_two_things():
    terms = [chinese for chinese, _ in _rows().values()]

    assert len(terms) == len(set(terms))
