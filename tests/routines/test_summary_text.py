"""What a draft says in words: figures as they are, and no rate of nothing."""

from __future__ import annotations

from routines.summary_text import Line, drafted_parts
from routines.terms import SummaryKind


def test_the_text_of_a_draft_names_no_rate_of_nothing() -> None:
    kept = [
        Line(section="清单落实", label="本级任务已销号", value=0, of=0),
        Line(section="清单落实", label="收到下级上报", value=14),
        Line(section="项目", label="按期验收", value=0, of=0),
        Line(section="组织覆盖", label="应建未建", value=0, of=26),
    ]

    parts = drafted_parts(SummaryKind.QUARTERLY, kept, [], late=[])

    assert {part["heading"]: part["text"] for part in parts[:3]} == {
        "清单落实": "收到下级上报 14。",
        "项目": "期内没有应统计的事项。",
        "组织覆盖": "应建未建 0/26（0.0%）。",
    }
