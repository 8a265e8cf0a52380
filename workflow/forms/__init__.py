"""The forms of the workflow room; they only validate."""

from workflow.forms.filters import AuditFilter, FilterForm, InboxFilter

__all__ = ["AuditFilter", "FilterForm", "InboxFilter"]
