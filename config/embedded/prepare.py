"""The steps between the servers' start and the web server's: schema, demo city, list of logins."""

import os
import sys

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from config import environment


def main(arguments: list[str]) -> None:
    """Migrate and fill an empty database, or with `--logins` print the demo accounts."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    wanted = not settings.IN_PRODUCTION and environment.flag("SEED_DEMO", default=True)
    if "--logins" in arguments:
        if wanted:
            call_command("demo_logins")
        return
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    if settings.IN_PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)
    if is_empty():
        sys.stdout.write("首次启动，正在建立数据表……\n")
        sys.stdout.flush()
    call_command("migrate", interactive=False, verbosity=0)
    tenants = apps.get_model("hierarchy", "Tenant")._default_manager
    if wanted and not tenants.exists():
        call_command("seed_demo", scale="small")


def is_empty() -> bool:
    """Tell whether the database has no tables yet; making them takes a while the first time."""
    from django.db import connection

    return not connection.introspection.table_names()


if __name__ == "__main__":
    main(sys.argv[1:])
