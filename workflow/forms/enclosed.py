"""What forms with files share: whose the row is, where the person serves several, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hierarchy.forms.fields import OrganizationField
from hierarchy.models import Organization
from workflow.forms.files import FiledForm, FilesField
from workflow.models import Attachment

FILES_HELP: Final = "可以拍照。单个不超过 20 MB；照片中的位置信息会自动去掉。"


class EnclosedForm(FiledForm):
    """A form with files, and with the body where the person serves several."""

    organization = OrganizationField(label="单位", queryset=None, empty_label="请选择")
    uploads = FilesField(label="附件", required=False, help_text=FILES_HELP)
    first: Sequence[str] = ("organization",)

    def __init__(
        self,
        *args: Any,
        bodies: Sequence[Organization] = (),
        files: Sequence[Attachment] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._bodies = bodies
        offer_bodies(self, bodies)
        self.offer_cited(files)
        self.order_fields([*self.first, *(name for name in self.fields if name != "uploads")])

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


def offer_bodies(form: Any, bodies: Sequence[Organization]) -> None:
    """Let the body be chosen where there are several; no field where there is one at most."""
    if len(bodies) < 2:
        del form.fields["organization"]
        return
    ids = [body.pk for body in bodies]
    rows: Any = Organization.objects.filter(pk__in=ids).select_related("parent", "industry")
    form.fields["organization"].queryset = rows.by_name()
