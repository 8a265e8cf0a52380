"""A page as a screen reader meets it: language, title, headings, text; and what it must not do."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html.parser import HTMLParser

CHINESE = re.compile(r"[\u4e00-\u9fff]")
# What official Chinese writes in Latin letters.
LATIN = {
    "Excel",
    "Word",
    "PPT",
    "PDF",
    "QD",
    "XM",
    "PZ",
    "PP",
    "OFD",
    "JPG",
    "PNG",
    "WPS",
    "MB",
    "HEIC",
}
# Codes of the small world, and how a name is searched by its initials.
CODES = {"MALL", "LAWYER", "PJ", "gsq"}
# The number of a refused request, by which the log finds it.
REQUEST = re.compile(r"[0-9a-f]{32}")
# A day as machines write it; people read 2026年3月28日.
MACHINE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SILENT = {"script", "style", "template", "svg", "code", "kbd"}
SAID = {"alt", "aria-label", "placeholder", "title"}


class Heading(StrEnum):
    """Levels of headings that are counted."""

    FIRST = "h1"


@dataclass
class Page:
    """What was read."""

    language: str = ""
    title: str = ""
    text: str = ""
    faults: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)

    def headings(self, level: Heading) -> list[str]:
        """The headings of one level."""
        return [tag for tag in self.tags if tag == level]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.silent = 0
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.page.tags.append(tag)
        self.silent += tag in SILENT
        self.inside.append(tag)
        if tag == "html":
            self.page.language = given.get("lang") or ""
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.page.faults.append("an inline script")
        self.page.faults += [f"an inline handler {name}" for name in given if _handles(name)]
        if (given.get("href") or "").startswith("javascript:"):
            self.page.faults.append("a script in a link")
        self.page.text += "".join(f" {value} " for name, value in attrs if name in SAID and value)

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT and self.silent > 0
        while self.inside and self.inside.pop() != tag:
            continue

    def handle_data(self, data: str) -> None:
        if self.inside and self.inside[-1] == "title" and not self.silent:
            self.page.title += data
        elif not self.silent:
            self.page.text += data


def _handles(name: str) -> bool:
    """``onclick`` and its like; htmx's ``hx-on`` runs script as well."""
    return (name.startswith("on") and name.isalpha()) or name.startswith("hx-on")


def read(html: str) -> Page:
    """Read a page."""
    reader = _Reader()
    reader.feed(html)
    return reader.page


def faults(where: str, html: str, known: Collection[str] = ()) -> Iterator[str]:
    """What is wrong with a page, or with a part that a script puts into one."""
    page = read(html)
    latin = set(re.findall(r"[A-Za-z]{2,}", REQUEST.sub("", page.text)))
    latin -= LATIN | CODES | set(known)
    if latin:
        yield f"{where}: says {sorted(latin)}"
    if days := MACHINE_DAY.findall(page.text):
        yield f"{where}: writes days as {sorted(set(days))}"
    if "html" in page.tags:
        yield from _of_whole(where, page)
    yield from (f"{where}: {fault}" for fault in page.faults)


def _of_whole(where: str, page: Page) -> Iterator[str]:
    if not page.language.startswith("zh"):
        yield f"{where}: language {page.language!r}"
    if not page.title.strip() or not CHINESE.search(page.title):
        yield f"{where}: title {page.title!r}"
    if len(page.headings(Heading.FIRST)) != 1:
        yield f"{where}: {len(page.headings(Heading.FIRST))} first headings"
