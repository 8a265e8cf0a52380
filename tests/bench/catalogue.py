"""Every case by name, in the order in which they run."""

from __future__ import annotations

from tests.bench import (
    care_cases,
    coverage_cases,
    import_cases,
    inspection_cases,
    ledger_cases,
    list_cases,
    page_cases,
    people_cases,
    reading_cases,
    reminder_cases,
    routine_cases,
    tree_cases,
)
from tests.bench.registry import Case

CASES: dict[str, Case] = {
    **tree_cases.CASES,
    **reading_cases.CASES,
    **list_cases.CASES,
    **page_cases.CASES,
    **import_cases.CASES,
    **coverage_cases.CASES,
    **routine_cases.CASES,
    **ledger_cases.CASES,
    **inspection_cases.CASES,
    **reminder_cases.CASES,
    **people_cases.CASES,
    **care_cases.CASES,
}
