"""Where Django's admin finds our site; apart from ``config.admin``, which needs loaded models."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Django's admin with ``StaffSite`` in place of the stock site."""

    default_site = "config.admin.StaffSite"
