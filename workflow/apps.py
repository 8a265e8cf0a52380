"""The workflow room (流转): what every business room shares: moves, notices, to-dos, attachments, audit trail."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "workflow"
    verbose_name = "流转"
