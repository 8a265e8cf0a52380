"""A report says where it lists fewer rows than it counts."""

from __future__ import annotations

from typing import Any

import pytest

from inspections.models import Score
from tests.inspections.pages import as_person, page, plain, word
from tests.inspections.results import published
from tests.world import World
from workflow.indicators import MOST_ROWS


@pytest.mark.parametrize(("kept", "is_said"), [(MOST_ROWS, True), (MOST_ROWS - 1, False)])
def test_as_many_rows_as_are_kept_may_not_be_all(
    world: World, said: dict[str, Any], kept: int, is_said: bool
) -> None:
    sheet = published(world.home, said)
    rows = [{"label": f"第{one}次", "day": None, "counts": True, "path": ""} for one in range(kept)]
    Score.objects.filter(inspection=sheet, indicator__code="A1").update(rows=rows)

    with as_person(world.home, "secretary") as client:
        shown = plain(client.get(page("report", sheet.pk)))
        paper = word(client.get(page("report_paper", sheet.pk)))

    assert ("只列这些，数值按全部计算" in shown) == is_said
    assert (f"A1只列 {MOST_ROWS} 条，先列不计入的；数值按全部计算。" in paper) == is_said
