"""Run one command with the embedded PostgreSQL up, whether or not `make run` is running.

python -m config.embedded.session python manage.py check_tree
"""

import os
import subprocess
import sys

from config import environment
from config.embedded import postgres
from config.embedded.locations import places
from config.embedded.run import ROOT


def main(command: list[str]) -> int:
    """Run `command` and return its exit code."""
    if environment.is_set("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    data_dir = environment.folder("DATA_DIR", default=ROOT / ".data")
    where = places(data_dir)
    extra = {"DATA_DIR": str(data_dir), "DATABASE_URL": where.database_url}
    with postgres.running(where):
        return subprocess.run(command, env=os.environ | extra, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
