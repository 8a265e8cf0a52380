"""The timetable names tasks that exist, once each, and one clock ticks."""

from config.beat import ClockLock
from config.celery import app
from config.timetable import JOBS, beat_schedule
from tests.world import World


def test_every_job_names_a_task_that_exists():
    app.loader.import_default_modules()

    missing = [job.task for job in JOBS if job.task not in app.tasks]

    assert missing == []


def test_names_are_unique_and_every_job_says_what_for():
    assert len(beat_schedule()) == len(JOBS)
    assert all(job.purpose for job in JOBS)
    assert all(job.label and not job.label.isascii() for job in JOBS)


def test_a_late_message_expires_before_its_successor_has_run_twice():
    assert all(0 < job.expires_after <= 3600 for job in JOBS)


def test_lost_work_is_taken_up_again():
    assert app.conf.task_acks_late
    assert app.conf.task_reject_on_worker_lost
    assert app.conf.worker_prefetch_multiplier == 1


def test_one_clock_ticks_and_another_takes_over(committed_world: World):
    first, second = ClockLock(), ClockLock()
    try:
        assert first.hold()
        assert first.hold()
        assert not second.hold()

        first.release()

        assert second.hold()
    finally:
        first.release()
        second.release()
