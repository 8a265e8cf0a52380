"""Templates: clean for the linter, without scripts of their own."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house.sources import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", re.IGNORECASE)
HANDLER = re.compile(r"\s(?:on[a-z]{3,}|hx-on[:\w-]*)\s*=", re.IGNORECASE)
SCRIPT_LINK = re.compile(r"=\s*[\"']\s*javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"(?:src|href)=[\"']https?://", re.IGNORECASE)
BLOCK = re.compile(r"{% block (\w+) %}(.*?){% endblock", re.DOTALL)
NAMED = re.compile(r"{%[^%]* as (\w+) %}")
UNESCAPED = re.compile(r"\|\s*safe\b|{%\s*autoescape off")


def _with(pattern: re.Pattern[str]) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for path in TEMPLATES
        if pattern.search(path.read_text(encoding="utf-8"))
    ]


def test_the_linter_is_content() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "djlint", "--lint", "--quiet", "templates"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout


def test_no_template_carries_a_script() -> None:
    assert _with(INLINE_SCRIPT) == []


def test_no_template_carries_a_handler() -> None:
    assert _with(HANDLER) == []


def test_no_link_runs_a_script() -> None:
    assert _with(SCRIPT_LINK) == []


def test_no_template_asks_another_host() -> None:
    assert _with(FOREIGN) == []


def test_no_template_turns_escaping_off() -> None:
    assert _with(UNESCAPED) == []


def _forgotten(text: str) -> list[str]:
    """The names that one block gives and another reads: each block forgets its own at its end."""
    blocks = dict(BLOCK.findall(text))
    given = {block: set(NAMED.findall(body)) for block, body in blocks.items()}
    everywhere = set().union(*given.values()) if given else set()
    return [
        f"{name} in {block}"
        for block, body in blocks.items()
        for name in sorted(everywhere - given[block])
        if re.search(rf"\b{name}\b(?!=)", body)
    ]


def test_no_block_reads_an_address_that_only_another_block_gives() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): lost
        for path in TEMPLATES
        if (lost := _forgotten(path.read_text(encoding="utf-8")))
    }

    assert found == {}
