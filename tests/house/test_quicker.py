"""The quicker way to write SQL writes what Django itself writes."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from checklists.models import Assignment
from hierarchy.models import Appointment, Organization, Position
from tests.quicker import _compile

inner = Position.objects.filter(organization=OuterRef("pk"))
QUERIES = {
    "rows with what belongs to them": Assignment.objects.select_related("item", "receiver__parent"),
    "one table twice": Organization.objects.filter(parent__parent__name="甲", parent__name="乙"),
    "a query inside": Organization.objects.annotate(held=Exists(inner)).filter(held=True),
    "figures": Organization.objects.values("tier").annotate(count=Count("children")),
    "a column of another name": Organization.objects.annotate(named=F("parent__name")).order_by(
        "named"
    ),
    "two lists in one": Appointment.objects.values("pk").union(Position.objects.values("pk")),
}


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.django_db
def test_the_sql_is_djangos_own(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    quicker = written(QUERIES[name])
    monkeypatch.setattr(SQLCompiler, "compile", _compile)

    assert written(QUERIES[name]) == quicker


def written(rows: QuerySet) -> tuple[str, tuple[object, ...]]:  # type: ignore[type-arg]
    sql, given = rows.all().query.get_compiler(connection=connection).as_sql()
    return sql, tuple(given)
