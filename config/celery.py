"""The Celery application.

Messages only wake workers; what is to be done stands in PostgreSQL rows with unique keys, claimed
with a lease. So a lost or a doubled message costs time, never work.
"""

import os

from celery import Celery
from celery.signals import setup_logging

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("config", task_cls="config.tied_task:TiedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(["config"])


@setup_logging.connect
def keep_our_logging(**kwargs: object) -> None:
    """Stop Celery from replacing the handlers that Django's LOGGING set up."""
