"""The application's settings with a timetable that ticks every second, so that kills meet work."""

from datetime import timedelta

from config.settings import *  # noqa: F403

CELERY_BEAT_SCHEDULE = {
    name: {
        "task": task,
        "schedule": timedelta(seconds=1),
        "options": {"expires": 30},
    }
    for name, task in (
        ("heartbeat", "config.tasks.beat_heart"),
        ("remind-due", "workflow.tasks.remind_due"),
        ("tell-channels", "workflow.tasks.tell_channels"),
    )
}
