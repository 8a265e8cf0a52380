"""Django writes the same SQL, with less ado.

Half of what the suite's pages cost is writing SQL, and most of that is naming columns: two hundred
for a row with what belongs to it. Each is asked for by way of five calls; here one call suffices,
by the names that the compiler has already quoted for this very query.
"""

from __future__ import annotations

from typing import Any

from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler

_compile = SQLCompiler.compile


def _name_columns_directly(compiler: SQLCompiler, node: Any) -> Any:
    if type(node) is not Col or not node.alias:
        return _compile(compiler, node)
    quoted, column = compiler.quote_cache, node.target.column
    alias = quoted.get(node.alias) or compiler.quote_name_unless_alias(node.alias)
    return f"{alias}.{quoted.get(column) or compiler.quote_name_unless_alias(column)}", []


def write_sql_quicker() -> None:
    """For the whole of this process."""
    SQLCompiler.compile = _name_columns_directly  # type: ignore[method-assign]
