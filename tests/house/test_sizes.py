"""Small files, small functions, small templates; no leftovers; nothing of one machine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

from tests.house.sources import ROOT, sources

FILE, FUNCTION, TEMPLATE = 400, 40, 120
# Written so that this file does not name them itself.
LEFTOVERS = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|ho" + r"me)/\w")
REGISTRIES = re.compile(
    r"py" + r"pi\.org|files\.python" + r"hosted|tuna\.tsinghua|mirrors\.\w+\.\w+|npm" + r"mirror"
)
# Names of things of ours that only look like a leftover.
NAMED = ("TODO_SOURCES",)
NOT_TEXT = {".png", ".jpg", ".woff2", ".ico", ".xlsx", ".docx", ".mo", ".gz"}

# Longer than they should be, and by how much: a list that may only get shorter.
LONG = {
    "checklists/actions/handling.py:report_progress": 46,
    "checklists/progress.py:tallies": 56,
    "hierarchy/actions/handover.py:hand_over": 44,
    "hierarchy/actions/organizations.py:amend_organization": 45,
    "hierarchy/actions/organizations.py:found_organization": 45,
    "hierarchy/actions/planting.py:plant_bulk": 42,
    "hierarchy/actions/restructuring.py:split_organization": 50,
    "workflow/actions/notices.py:send_notices": 41,
}


def tracked() -> list[Path]:
    """Files under version control; without git, all that is no data."""
    git = shutil.which("git")
    assert git, "git is needed to know which files are the project's"
    done = subprocess.run([git, "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file() and path.suffix not in NOT_TEXT]


def test_no_file_passes_four_hundred_lines() -> None:
    long = {source.name for source in sources(tests=True) if source.text.count("\n") > FILE}

    assert long == set()


def test_no_function_passes_forty_lines() -> None:
    long = {
        f"{source.name}:{function.name}": length
        for source in sources(tests=True)
        for function in source.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > FUNCTION
    }

    assert {name: length for name, length in long.items() if length > LONG.get(name, 0)} == {}
    assert LONG.keys() - long.keys() == set(), "shorter now: take these off the list"


def test_no_template_passes_a_hundred_and_twenty_lines() -> None:
    long = {
        path.name: lines
        for path in (ROOT / "templates").rglob("*.html")
        if (lines := path.read_text(encoding="utf-8").count("\n")) > TEMPLATE
    }

    assert long == {}


def _lines_with(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            plain = line
            for name in NAMED:
                plain = plain.replace(name, "")
            if pattern.search(plain):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    return found


def test_nothing_is_left_to_do_later() -> None:
    assert _lines_with(LEFTOVERS) == []


def test_nothing_names_a_machine() -> None:
    assert _lines_with(MACHINE) == []


def test_nothing_names_a_registry() -> None:
    assert _lines_with(REGISTRIES) == []
