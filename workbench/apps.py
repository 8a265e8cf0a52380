"""The workbench room (工作台): pages that need several rooms; reads, never writes."""

from django.apps import AppConfig


class WorkbenchConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "workbench"
    verbose_name = "工作台"
