"""What the forms of paths, teams and venues share: whose they are, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hierarchy.actors import Actor
from hierarchy.forms.fields import OrganizationField
from hierarchy.models import Organization
from hierarchy.terms import Capability
from projects.forms.expenses import FILES_HELP
from workflow.forms.files import FiledForm, FilesField
from workflow.models import Attachment


class EnclosedForm(FiledForm):
    """A form with files, and with the body where the person serves several."""

    organization = OrganizationField(label="单位", queryset=None, empty_label="请选择")
    uploads = FilesField(label="附件", required=False, help_text=FILES_HELP)

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Organization] = (),
        files: Sequence[Attachment] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        if len(bodies) < 2:
            del self.fields["organization"]
        else:
            ids = [body.pk for body in bodies]
            rows = Organization.objects.filter(pk__in=ids).select_related("parent", "industry")
            self.fields["organization"].queryset = rows.by_name()  # type: ignore[attr-defined]
        self.offer_cited(files)
        self.order_fields([*self.first, *(name for name in self.fields if name != "uploads")])

    first: Sequence[str] = ("organization",)

    @property
    def body(self) -> Organization:
        """Whose it is: the one chosen, or the only one there is."""
        chosen: Organization = self.cleaned_data.get("organization") or self._bodies[0]
        return chosen

    @property
    def content(self) -> dict[str, Any]:
        """What the action takes, without the body and the files."""
        aside = ("organization", "uploads", "cited")
        return {name: value for name, value in self.cleaned_data.items() if name not in aside}


def bodies_handled(actor: Actor, **condition: Any) -> list[Organization]:
    """The open bodies for which the person writes, by name; ``condition`` narrows their kind."""
    rows = Organization.objects.within(actor, capability=Capability.HANDLE).open(actor.on)
    return list(rows.filter(**condition).select_related("tenant", "parent").by_name())
