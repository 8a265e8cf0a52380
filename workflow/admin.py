"""The trail (留痕) for those who may read it; nobody writes here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from hierarchy.admin.scoped import ScopedAdmin
from hierarchy.terms import Capability
from workflow.audit_words import in_words, verbs
from workflow.models import AuditEntry


class VerbFilter(admin.SimpleListFilter):
    """By what was done."""

    title = "动作"
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return sorted(verbs().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedAdmin):
    """Who did what, as which post, when; with what it was before and after."""

    view_capability = Capability.READ_AUDIT
    list_display = ("at", "user_name", "post", "verb_in_words", "target_label", "reason")
    list_filter = (VerbFilter, ("at", admin.DateFieldListFilter))
    list_select_related = ("organization",)
    search_fields = ("user_name", "target_label", "reason")
    search_help_text = "姓名、对象或事由"
    ordering = ("-at", "-pk")
    facts = (
        *("at", "user_name", "post", "on_behalf_of", "verb_in_words", "target_label"),
        *("organization", "reason", "facts_in_words", "request_id", "ip"),
    )

    @admin.display(description="动作", ordering="verb")
    def verb_in_words(self, row: AuditEntry) -> str:
        return verbs().get(row.verb, row.verb)

    @admin.display(description="变更前后")
    def facts_in_words(self, row: AuditEntry) -> str:
        facts = in_words([row])[0].facts
        lines = ((fact.label, fact.before, fact.after) for fact in facts)
        return format_html_join("", "<div>{}：{} → {}</div>", lines) or "无"
