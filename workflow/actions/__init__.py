"""What people do with notices, files and filters; imports have modules of their own."""

from workflow.actions.attachments import drop_attachments, store_attachment
from workflow.actions.filters import delete_filter, save_filter
from workflow.actions.notices import mark_read, notify_person, send_notices

__all__ = [
    "delete_filter",
    "drop_attachments",
    "mark_read",
    "notify_person",
    "save_filter",
    "send_notices",
    "store_attachment",
]
