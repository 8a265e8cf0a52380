"""What a change of a running project asks for (变更申请), by its kind; and its answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from hierarchy.actors import Actor
from hierarchy.forms.fields import day_field
from hierarchy.worded_forms import WordedForm
from projects.amendment_rules import TEXTS
from projects.forms.moves import words_field
from projects.models import Project
from projects.people import staff_of

ROWS = {"name": 2, "measures": 8}


class ChangeForm(WordedForm):
    """The base: why."""

    reason = words_field("变更理由", rows=3)

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data)
        self.project, self.actor = project, actor

    @property
    def changes(self) -> dict[Any, Any]:
        """What is to become of it; lines of a budget come from their rows."""
        return {}


class ContentForm(ChangeForm):
    """Name, lead and texts as they shall be."""

    lead = forms.TypedChoiceField(label="项目负责人", coerce=int)

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data, project=project, actor=actor)
        self._staff = {one.user.pk: one for one in staff_of([project.applicant], actor)}
        people = [(pk, one.label) for pk, one in self._staff.items()]
        if project.lead_id not in self._staff:
            people.insert(0, (project.lead_id, project.lead.name))
        lead: Any = self.fields["lead"]
        lead.choices, lead.initial = people, project.lead_id
        for name in TEXTS:
            made: Any = Project._meta.get_field(name).formfield()  # type: ignore[union-attr]
            made.required = name != "background"
            made.initial = getattr(project, name)
            made.widget = forms.Textarea(attrs={"rows": ROWS.get(name, 5)})
            self.fields[name] = made
        self.order_fields(["reason", "name", "lead"])

    @property
    def changes(self) -> dict[Any, Any]:
        """The fields; the lead where it is another."""
        found = {name: self.cleaned_data[name] for name in TEXTS}
        lead = self._staff.get(self.cleaned_data["lead"])
        if lead is not None and lead.user.pk != self.project.lead_id:
            found["lead"] = lead.user
        return found


class ExtensionForm(ChangeForm):
    """The new last day, and by when what is still open shall stand."""

    ends_on = day_field("延期到", help_text="项目只能延期一次，由市委两新工委审批。")

    def __init__(self, data: Any = None, *, project: Project, actor: Actor) -> None:
        super().__init__(data, project=project, actor=actor)
        still_open = project.milestones.filter(done_on__isnull=True).order_by("due_on", "pk")
        self._open = list(still_open)
        for one in self._open:
            field = day_field(f"节点“{one.name}”新时限", required=False, initial=one.due_on)
            field.help_text = "不调整的保持原时限。"
            self.fields[f"milestone_{one.pk}"] = field

    @property
    def changes(self) -> dict[Any, Any]:
        """The day, and those of milestones; what was emptied stays as it was."""
        days = {one.pk: self.cleaned_data[f"milestone_{one.pk}"] for one in self._open}
        return {
            "ends_on": self.cleaned_data["ends_on"],
            "milestones": {pk: day for pk, day in days.items() if day},
        }


class DecisionForm(WordedForm):
    """Yes or no, and why."""

    agreed = forms.TypedChoiceField(
        label="审批结论",
        choices=[("yes", "同意变更"), ("no", "不同意变更")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = words_field("审批意见", rows=4, required=False, help_text="不同意的须写明理由。")

    def clean(self) -> dict[str, Any]:
        """A no has its reason."""
        data = super().clean() or {}
        if data.get("agreed") is False and not (data.get("answer") or "").strip():
            raise ValidationError("请填写不同意的理由。", code="reason_needed")
        return data
