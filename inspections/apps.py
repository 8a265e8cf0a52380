"""The room of schemes, inspections, rectification and the yearly review."""

from django.apps import AppConfig


class InspectionsConfig(AppConfig):
    """体检与考评."""

    name = "inspections"
    verbose_name = "体检与考评"
