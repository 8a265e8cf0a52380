"""What a worker does when Redis dies with messages in its hands; with a Valkey of its own."""

from __future__ import annotations

import logging
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from kombu import Connection, Exchange, Message, Queue
from redis import Redis

from config import environment
from config.embedded import valkey
from config.embedded.locations import Places
from tests.faults.plant import until


@dataclass(frozen=True)
class Broker:
    """A server to be killed, and connections to it as the settings make them."""

    process: subprocess.Popen[bytes]
    socket: Path

    def connect(self) -> Connection:
        address, options = environment.broker(f"unix://{self.socket}", folder=Path())
        return Connection(address, transport_options=options)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    binary = valkey.program()
    if binary is None:
        pytest.skip("this machine has no Valkey program")
    # A socket's path must be short, which the folder of a test is not.
    with tempfile.TemporaryDirectory() as folder:
        # What can't be given back is written into a temporary file.
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        home = Path(folder)
        where = Places(data_dir=home, home=home, sockets=home)
        where.valkey.mkdir()
        process = subprocess.Popen(valkey.command(binary, places=where))
        broker = Broker(process=process, socket=where.valkey_socket)
        try:
            until(where.valkey_socket.exists, seconds=20, what="Valkey listens")
            yield broker
        finally:
            broker.kill()


def _in_hand(connection: Connection) -> Message:
    """One message that came to a worker, which has not acknowledged it and listens for the next.

    Like a worker it hears what is told to all workers on a channel of its own.
    """
    queue = Queue("wake")
    connection.Producer().publish({}, routing_key="wake", declare=[queue])
    came: list[Message] = []
    connection.Consumer([queue], on_message=came.append).consume()
    to_all = Queue("me", exchange=Exchange("all", type="fanout"), auto_delete=True)
    connection.Consumer([to_all], channel=connection.channel(), on_message=came.append).consume()
    connection.drain_events(timeout=5)
    with suppress(TimeoutError):
        connection.drain_events(timeout=0.2)
    assert len(came) == 1
    return came[0]


def test_a_worker_outlives_redis_and_ends_its_task_in_peace(broker: Broker) -> None:
    connection = broker.connect()
    errors = connection.connection_errors
    message = _in_hand(connection)

    broker.kill()
    # What a worker does then: collect, close, and acknowledge once the running task is done.
    with suppress(*errors):
        connection.collect()
    with suppress(*errors):
        connection.close()
    message.ack_log_error(logging.getLogger(__name__), errors)

    assert message.acknowledged


def test_a_message_taken_leaves_nothing_that_comes_back_an_hour_later(broker: Broker) -> None:
    with broker.connect() as connection:
        message = _in_hand(connection)

        with Redis(unix_socket_path=str(broker.socket)) as redis:
            assert redis.keys("unacked*") == []
        message.ack()


def test_a_worker_that_stops_gives_back_what_it_had_not_done(broker: Broker) -> None:
    with broker.connect() as connection:
        _in_hand(connection)

    with broker.connect() as connection:
        message = Queue("wake")(connection.default_channel).get()

        assert message is not None
        message.ack()
