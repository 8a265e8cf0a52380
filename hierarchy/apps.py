"""The hierarchy room (组织体系): the five-tier tree, its posts, and what a user may do."""

from django.apps import AppConfig


class HierarchyConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "hierarchy"
    verbose_name = "组织体系"
