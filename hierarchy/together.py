"""Many operations of one migration taken as one step (decision 024)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class Together(Operation):
    """Operations that need no state between them, so that models are drawn once for all.

    Django draws every model that is linked to a changed one after each operation, which in a
    house where all hangs together costs minutes on an empty database. In here each operation is
    given the state before all of them and the state after all: right for new tables with their
    indexes, constraints and triggers, and for changes of different columns; wrong where one
    operation changes what another has made.
    """

    category = OperationCategory.MIXED
    reversible: ClassVar[bool] = True
    serialization_expand_args: ClassVar[list[str]] = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """All changes of the state, the drawn models forgotten: they are drawn when asked for."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Each in its turn."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Each in its turn, the last first."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """As a migration is written."""
        return (self.__class__.__name__, [], {"operations": self.operations})

    def describe(self) -> str:
        """For the log."""
        return f"{len(self.operations)} operations together"
