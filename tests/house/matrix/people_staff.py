"""Rows of people: the part staff."""

from __future__ import annotations

from tests.house.matrix.row import Row

ROWS: tuple[Row, ...] = ()
