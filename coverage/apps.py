"""The coverage room (覆盖): the ledger of units, who must found a branch, how far it has come."""

from django.apps import AppConfig


class CoverageConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "coverage"
    verbose_name = "覆盖"
