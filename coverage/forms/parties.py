"""The form of a party organisation's particulars and committee."""

from __future__ import annotations

from typing import Any

from django import forms

from coverage.models import CommitteeMember, PartyOrganization
from coverage.rules import Seat
from coverage.terms import Cover, Duty
from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm

SEATS = 7
_FIELDS = (
    *("formation", "formation_reason", "party_code", "superior", "approved_on", "document_no"),
    *("term_from", "term_to", "meeting_day", "venue", "phone"),
)
SUPERIOR_HELP = (
    "作出批复的党委全称。与系统内党委的全称（或组织代码）一致的自动关联，由其办理审批、查看本支部"
    "名册；专委会不是一级基层党组织，不能填写。"
)
_DAYS = ("approved_on", "term_from", "term_to")


class PartyForm(WordedForm):
    """维护党组织信息: particulars, and up to seven seats of the committee."""

    on = day_field("变动日期", help_text="届次、支委变动从哪一天起，不能晚于今天。")

    def __init__(
        self,
        *args: Any,
        party: PartyOrganization | None,
        members: list[CommitteeMember],
        actor: Actor,
        **kwargs: Any,
    ) -> None:
        known = {name: getattr(party, name) for name in _FIELDS} if party else {}
        seats: dict[str, Any] = {}
        for number, member in enumerate(members[:SEATS]):
            seats |= {f"name_{number}": member.name, f"duty_{number}": member.duty}
        kwargs["initial"] = {**known, **seats, "on": actor.on}
        super().__init__(*args, **kwargs)
        for name in _FIELDS:
            self.fields[name] = self._field_of(name)
        for number in range(SEATS):
            self.fields[f"duty_{number}"] = forms.ChoiceField(
                label=f"第 {number + 1} 人分工",
                choices=[("", "不设"), *Duty.choices],
                required=False,
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=f"第 {number + 1} 人姓名", max_length=48, required=False
            )
        self.order_fields([*_FIELDS, "on"])

    @staticmethod
    def _field_of(name: str) -> forms.Field:
        field: Any = PartyOrganization._meta.get_field(name)
        if name in _DAYS:
            return day_field(str(field.verbose_name), required=False)
        if name == "formation":
            choices = [pair for pair in Cover.choices if pair[0] != Cover.NONE]
            return forms.ChoiceField(label=str(field.verbose_name), choices=choices)
        made: forms.Field = field.formfield()
        if name == "superior":
            made.help_text = SUPERIOR_HELP
        return made

    def particulars(self) -> list[Any]:
        """Everything but the seats."""
        return [self[name] for name in (*_FIELDS, "on")]

    def seats(self) -> list[tuple[Any, Any]]:
        """Duty and name of each seat."""
        return [(self[f"duty_{number}"], self[f"name_{number}"]) for number in range(SEATS)]

    @property
    def facts(self) -> dict[str, Any]:
        """Particulars by field."""
        return {name: self.cleaned_data[name] for name in _FIELDS}

    @property
    def committee(self) -> list[Seat]:
        """The seats that are held."""
        pairs = [
            (self.cleaned_data[f"name_{number}"], self.cleaned_data[f"duty_{number}"])
            for number in range(SEATS)
        ]
        return [Seat(name, duty or Duty.MEMBER) for name, duty in pairs if name]

    def clean(self) -> dict[str, Any]:
        """The term in order, and a name to each duty."""
        data = super().clean() or {}
        begins, ends = data.get("term_from"), data.get("term_to")
        if begins and ends and ends < begins:
            self.add_error("term_to", "本届止期不能早于起期，请改正。")
        for number in range(SEATS):
            if data.get(f"duty_{number}") and not data.get(f"name_{number}"):
                self.add_error(f"name_{number}", "请填写姓名，或将分工改为“不设”。")
        return data
