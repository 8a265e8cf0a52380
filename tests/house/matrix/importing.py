"""Rows of batch imports (批量导入)."""

from __future__ import annotations

from tests.house.matrix.row import DONE, FORM, Cell, Row

UNITS = ("units",)
KEEPS = Cell("keep ledger", "anywhere")
DECIDED = Cell(ok=DONE)

ROWS = (
    Row("workflow:import_list", get=Cell("import", "anywhere")),
    Row(
        "workflow:import_start",
        args=UNITS,
        get=KEEPS,
        post=Cell("keep ledger", "anywhere", ok=FORM),
    ),
    Row("workflow:import_template", args=UNITS, get=KEEPS),
    Row("workflow:import_export", args=UNITS, get=KEEPS, has_head=False),
    Row("workflow:import_detail", "imports", get=Cell()),
    Row("workflow:import_progress", "imports", get=Cell()),
    Row("workflow:import_mark", "imports", post=DECIDED),
    # Nothing is being made: led away at once.
    Row("workflow:import_marking", "imports", get=Cell()),
    Row("workflow:import_marked", "imports", get=Cell()),
    Row("workflow:import_map", "imports", post=DECIDED),
    Row("workflow:import_sheet", "imports", post=DECIDED),
    Row("workflow:import_confirm", "imports", post=DECIDED),
    Row("workflow:import_discard", "imports", post=DECIDED),
    # Not yet imported: led back to the page that says so.
    Row("workflow:import_undo", "imports", get=DECIDED, post=DECIDED),
)
