"""Tables of a project's money and scores: what is printed adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from documents.papers.tables import (
    Criterion,
    ExpertScore,
    criteria_table,
    execution_rate,
    experts_table,
    money_table,
)
from documents.word.table import TableColumn
from tests.documents.project_papers import BUDGET


def test_a_table_of_money_sums_its_rows_and_writes_the_sum_in_capitals():
    assert BUDGET.total == ["合计", "", "35,000.50"]
    assert BUDGET.notes == ["合计（大写）：人民币叁万伍仟元伍角整"]


def test_money_not_received_yet_has_no_rate():
    assert execution_rate(Decimal(5), Decimal(0)) == "尚未拨付，不计算"
    assert execution_rate(Decimal(0), Decimal(5)) == "0.00%（0.00÷5.00）"


def test_scores_have_a_sum_and_an_average_with_its_numbers():
    criteria = criteria_table([Criterion("针对性", Decimal(30), Decimal("27.5"))] * 2)
    experts = experts_table([ExpertScore(name, Decimal(88)) for name in "甲乙"])
    uneven = experts_table([ExpertScore("甲", Decimal(score)) for score in (80, 80, 81)])

    assert criteria.total[2:4] == ("60", "55")
    assert experts.total[2] == "88"
    assert uneven.total[2] == "80.33"
    assert uneven.notes == ("平均得分＝241÷3＝80.33（四舍五入，保留两位小数）",)
    assert experts_table([]).notes == ("尚无评审人评分。",)


def test_only_columns_that_are_money_throughout_are_summed():
    table = money_table(
        title="拨付计划",
        columns=[TableColumn("批次"), TableColumn("金额"), TableColumn("已拨")],
        rows=[("首拨", Decimal("1000"), Decimal("5")), ("二拨", Decimal("2000.5"), "未拨")],
    )

    assert table.rows[1] == ["二拨", "2,000.50", "未拨"]
    assert table.total == ["合计", "3,000.50", ""]


def test_an_empty_table_says_so():
    table = money_table(
        title="支出", columns=[TableColumn("批次"), TableColumn("金额")], rows=[], capitals=1
    )

    assert table.printed_rows == [("无", "")]
    assert table.notes == ["合计（大写）：人民币零元整"]


def test_parts_of_a_cent_are_refused():
    with pytest.raises(ValueError, match="whole cents"):
        money_table(title="", columns=[TableColumn("金额")], rows=[(Decimal("0.001"),)])
