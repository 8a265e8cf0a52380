"""Wiring: settings, URLs, Celery and the embedded servers. Knows every room, holds no business."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
