"""The models of the workflow room."""

from workflow.models.attachment import Attachment
from workflow.models.audit import AuditEntry
from workflow.models.filter import SavedFilter
from workflow.models.importing import ImportRow, ImportRun
from workflow.models.notice import Notice
from workflow.models.number import NumberSeries

__all__ = [
    "Attachment",
    "AuditEntry",
    "ImportRow",
    "ImportRun",
    "Notice",
    "NumberSeries",
    "SavedFilter",
]
