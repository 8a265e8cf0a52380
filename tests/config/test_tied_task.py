"""A press that has done its work is no failure because nobody could be woken for the rest."""

from __future__ import annotations

from pathlib import Path

from celery import Celery
from structlog.testing import capture_logs

from config import environment


def test_waking_a_worker_while_the_broker_is_away_raises_nothing(tmp_path: Path) -> None:
    address, options = environment.broker(f"unix://{tmp_path}/none.sock", folder=tmp_path)
    away = Celery(broker=address, task_cls="config.tied_task:TiedTask", set_as_current=False)
    away.conf.update(broker_transport_options=options, broker_connection_timeout=1)

    @away.task(name="nobody.wakes")
    def wake() -> None:
        """Never run."""

    with capture_logs() as lines:
        assert wake.delay() is None

    assert [line["task"] for line in lines] == ["nobody.wakes"]
