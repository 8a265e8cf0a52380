"""Which of one's own bodies a form of staff is for: asked only where there are several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hierarchy.forms.fields import OrganizationField
from hierarchy.models import Organization
from hierarchy.worded_forms import WordedForm


class EmployerForm(WordedForm):
    """The body first."""

    organization = OrganizationField(label="所在单位", queryset=None, empty_label="请选择")

    def __init__(self, *args: Any, bodies: Sequence[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        if len(bodies) < 2:
            del self.fields["organization"]
            return
        ids = [body.pk for body in bodies]
        rows = Organization.objects.filter(pk__in=ids).select_related("parent", "industry")
        fields: Any = self.fields
        fields["organization"].queryset = rows.by_name()

    @property
    def body(self) -> Organization:
        """The one chosen, or the only one."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the body."""
        return {name: value for name, value in self.cleaned_data.items() if name != "organization"}
