"""What the tree is measured beside: a plain adjacency table and a stock django-mptt model.

Both hold the very organisations of the ground they stand in.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models
from mptt.models import MPTTModel, TreeForeignKey

from hierarchy.models import Organization
from hierarchy.models.organization import TREE_COLUMNS

_ORG = Organization._meta.db_table
PLAIN = "bench_plain"


class StockOrganization(MPTTModel):
    """A tree as django-mptt keeps it: dense numbers, nothing else to carry."""

    name = models.CharField(max_length=100)
    parent = TreeForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        app_label = "bench"
        db_table = "bench_stock"

    def __str__(self) -> str:
        return self.name


@cache
def plain_model() -> type[models.Model]:
    """The organisation's columns without the tree's own, as an ordinary model."""
    columns: dict[str, Any] = {
        field.attname: models.BigIntegerField(null=True) if field.is_relation else field.clone()
        for field in Organization._meta.concrete_fields
        if field.attname not in TREE_COLUMNS
    }

    class Meta:
        app_label = "bench"
        db_table = PLAIN
        managed = False

    return type(
        "PlainOrganization", (models.Model,), {"__module__": __name__, "Meta": Meta, **columns}
    )


def make_peers() -> None:
    """Create both tables in the database in use and fill them with its organisations."""
    with connection.cursor() as cursor:
        _make_plain(cursor)
    with connection.schema_editor() as editor:
        editor.create_model(StockOrganization)
    with connection.cursor() as cursor:
        cursor.execute(_FILL_STOCK)
        for table in (PLAIN, StockOrganization._meta.db_table):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"
                f" (SELECT max(id) FROM {table}))"
            )
            cursor.execute(f"VACUUM ANALYZE {table}")


def _make_plain(cursor: Any) -> None:
    """Same columns, indexes and foreign keys; the tree's own columns and their indexes go."""
    cursor.execute(f"CREATE TABLE {PLAIN} (LIKE {_ORG} INCLUDING ALL)")
    for column in TREE_COLUMNS:
        cursor.execute(f"ALTER TABLE {PLAIN} DROP COLUMN {column} CASCADE")
    names = ", ".join(str(field.column) for field in plain_model()._meta.concrete_fields)
    cursor.execute(f"INSERT INTO {PLAIN} ({names}) SELECT {names} FROM {_ORG}")
    cursor.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = %s::regclass",
        [_ORG],
    )
    for (definition,) in cursor.fetchall():
        own = definition.replace(f"REFERENCES {_ORG}(", f"REFERENCES {PLAIN}(")
        cursor.execute(f"ALTER TABLE {PLAIN} ADD {own}")


_FILL_STOCK = f"""
    INSERT INTO {StockOrganization._meta.db_table} (id, name, parent_id, tree_id, level, lft, rght)
    SELECT o.id, o.name, o.parent_id, 1, o.level, dense.lft, dense.rght
    FROM {_ORG} o JOIN (
        SELECT id, min(place) AS lft, max(place) AS rght
        FROM (SELECT id, row_number() OVER (ORDER BY edge) AS place
              FROM (SELECT id, lft AS edge FROM {_ORG} UNION ALL SELECT id, rght FROM {_ORG}) edges
             ) places
        GROUP BY id
    ) dense ON dense.id = o.id
    ORDER BY o.level, o.id
"""
