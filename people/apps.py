"""The room of workers, liaisons, officers' files, members and how people become members."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """队伍与党员."""

    name = "people"
    verbose_name = "队伍与党员"
