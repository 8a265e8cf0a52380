"""The models of the workflow room."""

from workflow.models.attachment import Attachment
from workflow.models.audit import AuditEntry
from workflow.models.channel import (
    Channel,
    ChannelKind,
    ContactWay,
    Delivery,
    MessagePolicy,
    MessagePreference,
)
from workflow.models.filter import SavedFilter
from workflow.models.importing import ImportRow, ImportRun
from workflow.models.job import Heartbeat, JobRun
from workflow.models.notice import Notice
from workflow.models.number import NumberSeries
from workflow.models.reminder import Reminder, ReminderPlan, ReminderScan
from workflow.models.token import ApiToken

__all__ = [
    "ApiToken",
    "Attachment",
    "AuditEntry",
    "Channel",
    "ChannelKind",
    "ContactWay",
    "Delivery",
    "Heartbeat",
    "ImportRow",
    "ImportRun",
    "JobRun",
    "MessagePolicy",
    "MessagePreference",
    "Notice",
    "NumberSeries",
    "Reminder",
    "ReminderPlan",
    "ReminderScan",
    "SavedFilter",
]
