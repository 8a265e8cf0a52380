"""The documents room (文书)."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """文书."""

    name = "documents"
    verbose_name = "文书"
