"""The routines room (制度与组织生活): what is owed each period, what was held, what is missing."""

from django.apps import AppConfig


class RoutinesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "routines"
    verbose_name = "制度与组织生活"
