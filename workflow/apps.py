"""The workflow room (流转): moves, notices, to-dos, attachments and the audit trail for all."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "workflow"
    verbose_name = "流转"
