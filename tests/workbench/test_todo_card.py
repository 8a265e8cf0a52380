"""How one line of the front page reads: late, late but not binding, near, waiting."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template.loader import render_to_string

from workflow.todos import Todo

TODAY = dt.date(2026, 11, 25)


def card(*, due: dt.date, light: str, counts_down: bool) -> str:
    todo = Todo(
        key="one",
        verb="登记",
        title="支部委员会会议",
        path="/",
        due=due,
        light=light,
        counts_down=counts_down,
    )
    html = render_to_string("workbench/_todo_card.html", {"todo": todo, "today": TODAY})
    return " ".join(html.split())


@pytest.mark.parametrize(
    ("due", "light", "counts_down", "said", "unsaid"),
    [
        (dt.date(2026, 10, 31), "red", True, "逾期", "未按期"),
        (dt.date(2026, 10, 31), "yellow", False, "未按期", "临期"),
        (dt.date(2026, 11, 30), "yellow", True, "临期", "未按期"),
        (dt.date(2026, 11, 30), "yellow", False, "临期", "未按期"),
    ],
)
def test_what_is_past_but_only_usual_is_not_called_near(
    due: dt.date, light: str, counts_down: bool, said: str, unsaid: str
) -> None:
    html = card(due=due, light=light, counts_down=counts_down)

    assert said in html
    assert unsaid not in html
