"""Rows of people: the part admissions."""

from __future__ import annotations

from tests.house.matrix.row import Row

ROWS: tuple[Row, ...] = ()
