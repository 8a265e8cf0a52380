"""Forms of party groups."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from routines.models import PartyGroup


class GroupForm(WordedForm):
    """登记党小组."""

    name = forms.CharField(label="名称", max_length=48, help_text="如“第一党小组”。")
    leader = forms.CharField(label="组长", max_length=48, required=False)
    starts_on = day_field("设立日期")

    def __init__(
        self, *args: Any, on: dt.date, group: PartyGroup | None = None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = (
            {"name": group.name, "leader": group.leader} if group else {"starts_on": on}
        )
        super().__init__(*args, **kwargs)
        if group is not None:
            del self.fields["starts_on"]


class DissolveForm(WordedForm):
    """撤销党小组."""

    ends_on = day_field("撤销日期", help_text="自这一天起不再要求该小组开会，以往记录保留。")

    def __init__(self, *args: Any, on: dt.date, **kwargs: Any) -> None:
        kwargs["initial"] = {"ends_on": on}
        super().__init__(*args, **kwargs)
