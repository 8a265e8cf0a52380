"""发展党员程序 in the administration pages: versions follow by copying; fresh steps change."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from hierarchy.actors import Actor
from hierarchy.admin.acting import ActForm, ScopedChoiceField
from hierarchy.admin.filters import ScopedRelationFilter
from hierarchy.admin.reference import ReferenceAdmin
from people.actions.processes import (
    EDITABLE,
    copy_process,
    edit_process_step,
    seed_processes,
)
from people.models import AdmissionProcess, ProcessStep


def _versions(actor: Actor) -> QuerySet[AdmissionProcess]:
    rows: QuerySet[AdmissionProcess] = AdmissionProcess.objects.visible_to(actor)
    return rows.order_by("-effective_from")


class CopyProcessForm(ActForm):
    """A new version with the steps of another."""

    source = ScopedChoiceField(label="以哪一版为底", rows=_versions)

    class Meta:
        fields = ("name", "regulation", "effective_from")

    def act(self) -> Any:
        content = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return copy_process(source=self.cleaned_data["source"], content=content, actor=self.actor)


@admin.register(AdmissionProcess)
class AdmissionProcessAdmin(ReferenceAdmin):
    """The versions of the rules; whoever began under one stays under it."""

    list_display = ("name", "regulation", "effective_from", "effective_to")
    ordering = ("-effective_from",)
    facts = ("name", "regulation", "effective_from", "effective_to")
    examples = staticmethod(seed_processes)
    examples_dated = False
    add_form = CopyProcessForm
    add_help = (
        "新版复制所选版本的 25 步，从生效日期起适用于新的申请，原来一版自动到前一日为止。"
        "增加后可以在“发展党员步骤”中修改新版的要求、期限和条款。"
    )


class EditStepForm(ActForm):
    """What a city may set otherwise of a step."""

    class Meta:
        fields = EDITABLE

    def act(self) -> Any:
        changes = self.changed(*self.fields)
        return edit_process_step(step=self.instance, changes=changes, actor=self.actor)


@admin.register(ProcessStep)
class ProcessStepAdmin(ReferenceAdmin):
    """The steps of every version; those of a version in use are only read."""

    list_display = ("process", "number", "name", "stage", "actor", "article")
    list_filter = (("process", ScopedRelationFilter),)
    list_select_related = ("process",)
    ordering = ("-process__effective_from", "number")
    facts = ("process", "number", "stage", "actor", "after", "needs_ballot", "needs_flag")
    change_form = EditStepForm
    change_help = "已有档案办理的版本不能修改；需要调整的，先以它为底增加新的一版。"
