"""The room of projects, funds and the synchronised paths."""

from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    """项目与协同."""

    name = "projects"
    verbose_name = "项目与协同"
