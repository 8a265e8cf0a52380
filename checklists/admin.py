"""Lists, assignments and the library in the administration pages, by the portal's own actions.

Items are drafted, decomposed and reported in the portal; here a list's head is kept, lists are
issued and archived, assignments reminded, one by one or many at once.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from checklists.actions.deciding import remind_assignment
from checklists.actions.drafting import draft_checklist, edit_checklist
from checklists.actions.issuing import (
    archive_checklist,
    issue_checklist,
    send_back_checklist,
    submit_checklist,
)
from checklists.actions.library import LIBRARY_FIELDS, add_library_item, amend_library_item
from checklists.models import Assignment, Checklist, LibraryItem
from checklists.rules import LIST_MOVES
from documents.spreadsheets.writer import Column, ColumnKind
from hierarchy.actors import Actor
from hierarchy.admin.acting import (
    Act,
    ActForm,
    BulkAct,
    ScopedChoiceField,
    reason_field,
    text_field,
)
from hierarchy.admin.reference import ReferenceAdmin
from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.models import Organization
from hierarchy.terms import Capability, Tier
from hierarchy.worded_forms import WordedForm

HEAD = ("title", "document_no", "signer", "sign_due_date", "note")


def _drafting_bodies(actor: Actor) -> QuerySet[Organization]:
    """Bodies in whose name the actor drafts; the last tier issues nothing."""
    rows = Organization.objects.within(actor, capability=Capability.DRAFT).open(actor.on)
    return rows.exclude(tier=Tier.BRANCH).by_name()


class DraftForm(ActForm):
    """Begin a list of a body for a year."""

    field_order = ("issuer", "year", "title")
    issuer = ScopedChoiceField(label="下发单位", rows=_drafting_bodies)

    class Meta:
        fields = ("year", *HEAD)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["title"].help_text = "留空则按“单位＋年度＋清单名称”生成。"
        self.fields["year"].initial = self.actor.on.year

    def act(self) -> Checklist:
        return draft_checklist(actor=self.actor, **self.cleaned_data)


class HeadForm(ActForm):
    """The head of a draft."""

    class Meta:
        fields = HEAD

    def act(self) -> Checklist:
        changes = self.changed(*HEAD)
        return edit_checklist(checklist=self.instance, changes=changes, actor=self.actor)


class SubmitForm(ActForm):
    def act(self) -> Checklist:
        return submit_checklist(checklist=self.instance, actor=self.actor)


class SendBackForm(ActForm):
    reason = reason_field(label="退回理由")

    def act(self) -> Checklist:
        return send_back_checklist(
            checklist=self.instance, reason=self.cleaned_data["reason"], actor=self.actor
        )


class IssueForm(ActForm):
    def act(self) -> Checklist:
        checklist, _ = issue_checklist(checklist=self.instance, actor=self.actor)
        return checklist


class ArchiveForm(ActForm):
    def act(self) -> Checklist:
        return archive_checklist(checklist=self.instance, actor=self.actor)


def _move(verb: str) -> Any:
    """Whether the table of moves lets the actor make this move now."""

    def ask(actor: Actor, row: Checklist) -> bool:
        return any(move.verb == verb for move in LIST_MOVES.available(row, actor))

    return ask


def _issue_each(row: Checklist, actor: Actor, answers: dict[str, Any]) -> str:
    _, count = issue_checklist(checklist=row, actor=actor)
    return f"已下发，新增任务 {count} 项。"


def _archive_list(row: Checklist, actor: Actor, answers: dict[str, Any]) -> str:
    archive_checklist(checklist=row, actor=actor)
    return "已归档。"


@admin.register(Checklist)
class ChecklistAdmin(ScopedAdmin):
    """Lists issued in the reader's scope or sent into it; drafts of one's own bodies."""

    view_capability = Capability.VIEW_WORK
    write_capability = Capability.DRAFT
    list_display = ("title", "number", "version", "issuer", "kind", "year", "status")
    list_filter = ("kind", "status", "year")
    list_select_related = ("issuer",)
    search_fields = ("title", "number", "issuer__name", "issuer__name_key")
    search_help_text = "清单名称、编号或下发单位"
    ordering = ("-year", "-pk")
    facts = (
        *("issuer", "kind", "year", "number", "version", "status", "issued_at", "created_at"),
        *("created_by", "items_in_words"),
    )
    add_form = DraftForm
    add_help = "清单种类由下发单位的层级决定（第七条）。保存后请到门户逐条编写事项。"
    change_form = HeadForm
    change_help = "已下发的清单不能直接修改，请在门户另出新版本。"
    acts = (
        Act("submit", "送审", SubmitForm, _move("submit"), "送本单位负责人审核。"),
        Act("send-back", "退回修改", SendBackForm, _move("send_back")),
        Act(
            "issue",
            "下发",
            IssueForm,
            _move("issue"),
            "下发给全部或指定的直接下级，一次全部办成；有不合规的逐条说明，不下发。",
        ),
        Act("archive", "归档", ArchiveForm, _move("archive"), "仍有未销号任务的不能归档。"),
    )
    bulk_acts = (
        BulkAct(
            "issue_each",
            "下发",
            _issue_each,
            lambda actor: actor.may(Capability.ISSUE),
            help="每份清单各自校验、各自下发。不能下发的说明原因，不影响其他清单。",
        ),
        BulkAct(
            "archive_each",
            "归档",
            _archive_list,
            lambda actor: actor.may(Capability.ISSUE),
            help="仍有未销号任务的清单不能归档。",
        ),
    )

    def place_of(self, row: Checklist) -> Organization:
        return row.issuer

    def may_write(self, actor: Actor, row: Checklist) -> bool:
        return row.is_editable and super().may_write(actor, row)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Checklist]:
        return super().get_queryset(request).select_related("issuer", "created_by")

    @admin.display(description="事项")
    def items_in_words(self, row: Checklist) -> str:
        """Each item with its day, in order."""
        items = row.items.order_by("serial")
        lines = ((item.serial, item.title, item.due_date) for item in items)
        return format_html_join("", "<div>{}. {}（{} 前）</div>", lines) or "尚未编写事项"


class WordsForm(WordedForm):
    """What to say with the reminder."""

    words = text_field("催办语", max_length=200, required=False, help_text="可不填。")


def _remind_each(row: Assignment, actor: Actor, answers: dict[str, Any]) -> str:
    count = remind_assignment(assignment=row, actor=actor, words=answers["words"])
    return f"已提醒 {count} 人。"


@admin.register(Assignment)
class AssignmentAdmin(ScopedAdmin):
    """Assignments, read only but for reminding."""

    view_capability = Capability.VIEW_WORK
    list_display = ("item_title", "issuer", "receiver", "status", "progress", "due_date")
    list_filter = ("status", "tier", ("due_date", admin.DateFieldListFilter))
    list_select_related = ("item", "issuer", "receiver")
    search_fields = ("item__title", "receiver__name", "receiver__name_key")
    search_help_text = "事项、接收单位名称或拼音"
    ordering = ("due_date", "pk")
    facts = (
        *("item_title", "issuer", "receiver", "tier", "status", "target_value", "actual_value"),
        *("progress", "due_date", "sign_due_date", "issued_at", "signed_at", "last_report_at"),
        *("settled_at", "is_decomposed"),
    )
    bulk_acts = (
        BulkAct(
            "remind_each",
            "催办",
            _remind_each,
            lambda actor: actor.may(Capability.COMMENT),
            form=WordsForm,
            help="同一任务一天只催办一次，已办结的不催办。",
        ),
    )

    def place_of(self, row: Assignment) -> Organization:
        return row.issuer

    def get_queryset(self, request: HttpRequest) -> QuerySet[Assignment]:
        return super().get_queryset(request).select_related("item", "issuer", "receiver")

    @admin.display(description="事项", ordering="item__title")
    def item_title(self, row: Assignment) -> str:
        return row.item.title


LABELS = {field.name: str(field.verbose_name) for field in LibraryItem._meta.fields}


class AddLibraryForm(ActForm):
    class Meta:
        fields = LIBRARY_FIELDS

    def act(self) -> LibraryItem:
        return add_library_item(tenant=self.tenant, content=self.cleaned_data, actor=self.actor)


class AmendLibraryForm(ActForm):
    class Meta:
        fields = LIBRARY_FIELDS

    def act(self) -> LibraryItem:
        changes = self.changed(*LIBRARY_FIELDS)
        return amend_library_item(item=self.instance, changes=changes, actor=self.actor)


@admin.register(LibraryItem)
class LibraryItemAdmin(ReferenceAdmin):
    """Items worth starting from, kept by the city."""

    list_display = ("title", "tier", "category", "upper_title", "article", "is_example")
    list_filter = ("tier", "category", "is_example")
    search_fields = ("title", "upper_title", "content")
    search_help_text = "任务内容或上级事项"
    ordering = ("tier", "upper_title", "pk")
    add_form = AddLibraryForm
    change_form = AmendLibraryForm
    change_help = "修改只影响以后从清单库起草的事项，已起草、已下发的不变。"
    export_columns = tuple(
        Column(
            name,
            LABELS[name],
            40 if name in ("title", "content", "requirement", "upper_title") else 16,
            kind=ColumnKind.INTEGER if name == "evidence_minimum" else ColumnKind.TEXT,
        )
        for name in LIBRARY_FIELDS
    )

    def export_row(self, row: LibraryItem) -> dict[str, object]:
        shown = {name: getattr(row, name) for name in LIBRARY_FIELDS}
        labels = ("tier", "category", "indicator_kind", "frequency")
        return shown | {name: getattr(row, f"get_{name}_display")() for name in labels}
