"""What the pages of an import show: its state in a word, its rows by tab, its errors by column."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict

from hierarchy.actors import Actor
from workflow.importing import kinds
from workflow.models import ImportRow, ImportRun

_S = ImportRun.Status
_V = ImportRow.Verdict

LIGHTS: Final = {
    _S.READING: "grey",
    _S.MAPPING: "yellow",
    _S.CHECKING: "grey",
    _S.HAS_ERRORS: "red",
    _S.READY: "yellow",
    _S.WRITING: "grey",
    _S.DONE: "green",
    _S.UNDOING: "grey",
    _S.UNDONE: "grey",
    _S.REFUSED: "red",
    _S.DISCARDED: "grey",
}
DOING: Final = {
    _S.READING: "正在读取",
    _S.CHECKING: "已校验",
    _S.WRITING: "已写入",
    _S.UNDOING: "正在撤销",
}
NOTED: Final = "noted"
# The order of the tabs: what needs a look first.
TABS: Final = (
    (_V.REFUSED, "不能导入"),
    (NOTED, "有提示"),
    (_V.CHANGED, "变更"),
    (_V.NEW, "新增"),
    (_V.UNCHANGED, "无变化"),
)


def run_lines(runs: list[ImportRun]) -> list[dict[str, Any]]:
    """Each run as the list shows it."""
    return [
        {
            "run": run,
            "kind": kind_label(run),
            "light": light_of(run),
            "state": state_of(run),
            **{name: run.counts.get(name) for name in ("new", "changed", "errors")},
        }
        for run in runs
    ]


def kind_label(run: ImportRun) -> str:
    """What the rows are; the key itself for a kind that is no longer offered."""
    kind = kinds().get(run.kind)
    return kind.label if kind else run.kind


def light_of(run: ImportRun) -> str:
    """The colour of the state."""
    return "green" if _has_nothing_to_write(run) else LIGHTS[_S(run.status)]


def state_of(run: ImportRun) -> str:
    """The state in words; a sheet that says what the ledger says waits for nobody."""
    return "没有变化" if _has_nothing_to_write(run) else run.get_status_display()


def _has_nothing_to_write(run: ImportRun) -> bool:
    return run.status == _S.READY and not run.writes


def count_of(run: ImportRun, tab: str) -> int:
    """How many rows a tab has."""
    return int(run.counts.get(tab, 0))


def chosen_tab(run: ImportRun, query: QueryDict) -> str:
    """The tab asked for, or the first that has anything."""
    names = [str(name) for name, _ in TABS]
    asked = query.get("tab", "")
    if asked in names:
        return asked
    first = [name for name in names if name != NOTED and count_of(run, name)]
    return first[0] if first else str(_V.UNCHANGED)


def tabs_of(run: ImportRun, current: str) -> list[dict[str, Any]]:
    """The tabs that have rows, and the current one."""
    return [
        {
            "label": label,
            "url": f"?{urlencode({'tab': str(name)})}",
            "count": count_of(run, name),
            "is_current": name == current,
        }
        for name, label in TABS
        if count_of(run, name) or name == current
    ]


def rows_of(run: ImportRun, rows: QuerySet[ImportRow], *, tab: str, column: str) -> Any:
    """The rows of a tab; ``column`` narrows the refused ones to errors in one column."""
    found = rows.filter(run=run)
    if tab == NOTED:
        return found.exclude(notes=[])
    found = found.filter(verdict=tab)
    return found.filter(errors__contains=[{"column": column}]) if column else found


def columns_of(run: ImportRun, current: str) -> list[dict[str, Any]]:
    """The columns with errors, the most first, as a filter."""
    by_column: dict[str, int] = run.counts.get("by_column", {})
    query = {"tab": str(_V.REFUSED)}
    every = {
        "label": "全部",
        "count": run.counts.get("errors", 0),
        "url": f"?{urlencode(query)}",
        "is_current": not current,
    }
    return [every] + [
        {
            "label": column or "整行",
            "count": count,
            "url": f"?{urlencode(query | {'column': column})}",
            "is_current": column == current,
        }
        for column, count in sorted(by_column.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def errors_in(rows: list[ImportRow], column: str) -> Iterator[dict[str, Any]]:
    """Every error of these rows, one line each."""
    for row in rows:
        for error in row.errors:
            if not column or error["column"] == column:
                yield {**error, "title": row.title}


def is_own(run: ImportRun, actor: Actor) -> bool:
    """Whether the person uploaded it: only that person decides about it."""
    return actor.user is not None and run.user_id == actor.user.pk


def may_undo(run: ImportRun, actor: Actor) -> bool:
    """Whether the person may take it back: the importer, or a colleague at the same body."""
    kind = kinds().get(run.kind)
    return run.status == _S.DONE and kind is not None and actor.may(kind.capability)


def tidied_of(run: ImportRun) -> dict[str, Any]:
    """What tidying changed: how often by column, and the first cells before and after."""
    names = ("row", "column", "before", "after")
    return {
        "total": run.tidied.get("total", 0),
        "by_column": list(run.tidied.get("by_column", {}).items()),
        "examples": [dict(zip(names, one, strict=True)) for one in run.tidied.get("examples", [])],
    }
