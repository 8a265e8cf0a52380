"""The checklists room (清单): the four lists, items, assignments, reports, reviews, roll-up."""

from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "checklists"
    verbose_name = "清单"
