"""Fill a fresh database for the kills: the named world, tasks that fall due one day, one mailbox.

Run as a process of its own: ``python -m tests.faults.prepare <tasks> <mail port>``.
"""

from __future__ import annotations

import datetime as dt
import sys

import django


def main(tasks: int, port: int) -> None:
    """Migrate, build the world, issue a list of ``tasks`` items and reach one leader by mail."""
    django.setup()
    from django.core.management import call_command
    from django.db.models.functions import Now

    from checklists.models import Assignment
    from tests.lists import city_list
    from tests.world import build_world
    from workflow.models import Channel, ContactWay, MessagePreference, Notice
    from workflow.sealing import seal

    call_command("migrate", interactive=False, verbosity=0)
    world = build_world()
    city_list(world, titles=tuple(f"事项{number}" for number in range(tasks)))
    far = dt.date(dt.date.max.year - 1, 1, 1)
    Assignment.objects.update(status="in_progress", due_date=far)
    Notice.objects.all().delete()
    Channel.objects.create(
        tenant=world.tenant,
        kind="email",
        is_on=True,
        host="127.0.0.1",
        port=port,
        sender="notice@example.com",
    )
    leader = world.user("mall_leader")
    ContactWay.objects.create(
        user=leader, kind="email", address=seal("leader@example.com"), hint="l", verified_at=Now()
    )
    midnight = dt.time(0)
    MessagePreference.objects.create(
        user=leader, digest_at=dt.time(23, 59), quiet_from=midnight, quiet_until=midnight
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
