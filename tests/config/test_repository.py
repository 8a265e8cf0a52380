"""What the repository must never carry, and the set-up script's plain refusals."""

import re
import subprocess
import sys
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent.parent
# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a package index": "py" + r"pi\.org|files\.python" + "hosted|/sim" + "ple/",
    "an index option": "--(extra-)?index-" + "url",
    "a machine's own path": "(?<![a-z.])/(ro" + "ot|wo" + "rk|ho" + r"me)/[a-z.]",
}
LOCK_KINDS_OF_OTHERS = ["uv.lock", "pylock.toml", "poetry.lock"]


def tracked_files() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [name for name in listing.stdout.split("\0") if name]


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_tracked_file_names(what):
    pattern = re.compile(FORBIDDEN[what])
    names = [name for name in tracked_files() if not name.startswith("static/vendor/")]

    found = [
        name
        for name in names
        if (ROOT / name).is_file() and pattern.search((ROOT / name).read_text(errors="ignore"))
    ]

    assert found == []


def test_lock_files_that_carry_addresses_are_not_kept():
    assert not set(LOCK_KINDS_OF_OTHERS) & set(tracked_files())


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_package_has_a_hash(lock):
    text = (ROOT / lock).read_text()
    blocks = re.split(r"\n(?=[a-z])", text.strip())

    assert blocks
    assert all("==" in block and "--hash=sha256:" in block for block in blocks)


def test_whatever_asks_for_extras_is_locked_with_them():
    """Else pip takes the newest version that has them, and refuses it for want of a hash."""
    lines = (ROOT / "requirements-dev.lock").read_text().splitlines()
    locked = {
        canonicalize_name(one.name): one.extras
        for one in (Requirement(line.rstrip(" \\")) for line in lines if "==" in line)
    }

    missing = [
        (name, asked)
        for name in locked
        for asked in map(Requirement, distribution(name).requires or [])
        if asked.extras
        and (asked.marker is None or asked.marker.evaluate({"extra": ""}))
        and not asked.extras <= locked[canonicalize_name(asked.name)]
    ]

    assert missing == []
    assert any(locked.values())


def test_set_up_without_pip_names_the_package_to_install(tmp_path: Path):
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\n[ "$1" = -m ] && exit 1\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)

    result = subprocess.run(
        ["sh", ROOT / "deploy" / "virtualenv.sh", python, "requirements-dev.lock"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, "apt install python3-pip" in result.stderr) == (1, True)
    assert not (tmp_path / ".venv").exists()


def test_set_up_without_a_recent_python_says_so(tmp_path: Path):
    result = subprocess.run(
        ["sh", ROOT / "deploy" / "virtualenv.sh", "", "requirements-dev.lock"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (result.returncode, "Python 3.11" in result.stderr) == (1, True)
