"""Where the embedded servers keep their files: pure functions of the data folder.

Settings, the launchers and the tests must agree on these paths without talking to each other, so
nothing here touches the disk except to look at the modes of existing folders.

PostgreSQL refuses to run as root. A root user therefore runs it as `UNPRIVILEGED_USER`, who must be
able to walk to the files; where a closed folder such as a home directory stands in the way, the
files live under `ROOT_FALLBACK` instead.
"""

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

PRODUCT = "wujixietong"
UNPRIVILEGED_USER = "nobody"
ROOT_FALLBACK = Path("/var/lib") / PRODUCT
SOCKET_PATH_LIMIT = 107
POSTGRES_SOCKET_NAME = ".s.PGSQL.5432.lock"
VALKEY_SOCKET_NAME = "valkey.sock"


@dataclass(frozen=True, kw_only=True)
class Places:
    """The folders of one set of embedded servers."""

    data_dir: Path
    home: Path
    sockets: Path

    @property
    def cluster(self) -> Path:
        """PostgreSQL's own data directory (PGDATA)."""
        return self.home / "cluster"

    @property
    def binaries(self) -> Path:
        """A copy of the server programs, used only when the virtualenv can't be reached."""
        return self.home / "programs"

    @property
    def valkey(self) -> Path:
        """Where Valkey keeps its dump between runs."""
        return self.home / "valkey"

    @property
    def valkey_socket(self) -> Path:
        """The socket Valkey listens on."""
        return self.sockets / VALKEY_SOCKET_NAME

    @property
    def database_url(self) -> str:
        """How Django reaches the application's database in the embedded cluster."""
        return f"postgres://postgres@/{PRODUCT}?host={self.sockets}"


def places(data_dir: Path, *, uid: int | None = None) -> Places:
    """Return the folders that belong to `data_dir` for the user `uid` (the current one)."""
    data_dir = data_dir.resolve()
    uid = os.geteuid() if uid is None else uid
    mark = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    home = data_dir / "servers"
    if uid == 0 and not open_to_everyone(data_dir):
        home = ROOT_FALLBACK / mark
    sockets = home / "sockets"
    if len(os.fsencode(sockets / POSTGRES_SOCKET_NAME)) > SOCKET_PATH_LIMIT:
        sockets = Path("/tmp") / f"{PRODUCT}-{uid}-{mark}"  # noqa: S108 - owner and mode are checked
    return Places(data_dir=data_dir, home=home, sockets=sockets)


def open_to_everyone(path: Path) -> bool:
    """Tell whether any user may walk through `path` and its parents, as far as they exist."""
    return all(
        folder.stat().st_mode & stat.S_IXOTH for folder in (path, *path.parents) if folder.exists()
    )
