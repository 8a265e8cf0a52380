"""A mail server on this machine that keeps what it is given: for tests of the e-mail channel."""

from __future__ import annotations

import email
import socket
import threading
from dataclasses import dataclass
from email.header import decode_header, make_header
from typing import BinaryIO, Self


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail that arrived."""

    to: list[str]
    subject: str
    text: str


class Mailbox:
    """Speaks as much SMTP as is needed; may be told to refuse, or to hang up halfway."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self.mails: list[Mail] = []
        self._mood = "friendly"

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def refuse(self) -> None:
        """Refuse every recipient from now on."""
        self._mood = "refusing"

    def break_off(self) -> None:
        """Take a mail and hang up without a word."""
        self._mood = "breaking"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb") as stream:
                try:
                    self._talk(stream)
                except OSError:
                    continue

    def _talk(self, stream: BinaryIO) -> None:
        to: list[str] = []
        _say(stream, "220 test")
        for line in stream:
            verb = line.strip().upper()
            if verb.startswith(b"RCPT"):
                if self._mood == "refusing":
                    _say(stream, "550 no such mailbox")
                    continue
                to.append(line.decode().split("<")[1].split(">")[0])
            if verb.startswith(b"QUIT"):
                _say(stream, "221 bye")
                return
            if verb != b"DATA":
                _say(stream, "250 ok")
                continue
            _say(stream, "354 go on")
            data = b"".join(iter(lambda: _line(stream), b""))
            if self._mood == "breaking":
                return
            self._keep(to, data)
            _say(stream, "250 taken")

    def _keep(self, to: list[str], data: bytes) -> None:
        message = email.message_from_bytes(data)
        subject = str(make_header(decode_header(message["Subject"])))
        part = next(one for one in message.walk() if one.get_content_type() == "text/plain")
        payload = part.get_payload(decode=True)
        text = payload.decode() if isinstance(payload, bytes) else ""
        self.mails.append(Mail(to, subject, text))


def _say(stream: BinaryIO, text: str) -> None:
    stream.write(f"{text}\r\n".encode())
    stream.flush()


def _line(stream: BinaryIO) -> bytes:
    """One line of a mail; empty at its end."""
    line = stream.readline()
    return b"" if line == b".\r\n" else line
