"""The seeds room (种子数据)."""

from django.apps import AppConfig


class SeedsConfig(AppConfig):
    """种子数据."""

    name = "seeds"
    verbose_name = "种子数据"
