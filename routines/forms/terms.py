"""The form that turns an election into a term, filled in from the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from workflow.electing import Elected


class SeatsForm(WordedForm):
    """登记补选结果: since when, and which duty each of the elected takes up."""

    starts_on = day_field("任职日期", help_text="按选举日期填好；须经批准任职的，填批准日期。")

    def __init__(
        self,
        *args: Any,
        elected: Sequence[str],
        duties: Sequence[tuple[str, str]],
        likely: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        self._elected = list(elected)
        kwargs["initial"] = {
            **kwargs.get("initial", {}),
            **{f"duty_{number}": likely.get(name, "") for number, name in enumerate(elected)},
        }
        super().__init__(*args, **kwargs)
        for number, name in enumerate(self._elected):
            self.fields[f"duty_{number}"] = forms.ChoiceField(
                label=f"{name}的分工", choices=[("", "请选择"), *duties]
            )

    def duties(self) -> list[Any]:
        """The field of each of the elected."""
        return [self[f"duty_{number}"] for number in range(len(self._elected))]

    @property
    def members(self) -> list[Elected]:
        """Who takes up which duty."""
        return [
            Elected(name, self.cleaned_data[f"duty_{number}"])
            for number, name in enumerate(self._elected)
        ]

    @property
    def days(self) -> dict[str, dt.date]:
        """The days, by the names that the action knows."""
        names = [name for name in ("starts_on", "ends_on") if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}


class NewTermForm(SeatsForm):
    """登记新一届: from when to when, and which duty each of the elected takes up."""

    starts_on = day_field("本届起", help_text="按选举日期填好，不能早于选举日期。")
    ends_on = day_field(
        "本届止",
        help_text="党支部每届一般三年，基层党委一般五年（支部工作条例第二十一条），可按批复修改。",
    )

    def clean(self) -> dict[str, Any]:
        """The term in order."""
        data = super().clean() or {}
        begins, ends = data.get("starts_on"), data.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", "本届止期不能早于起期，请改正。")
        return data
