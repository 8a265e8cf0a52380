"""The handbook (使用手册): Chinese text files, one a role, drawn as plain pages.

The files are written in a small part of Markdown: headings, paragraphs, numbered and
bulleted lists, ``**bold**``, links to other chapters and, on a line of its own, a picture
from ``docs/screenshots``. Everything else is shown as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_HEADING = re.compile(r"(#{1,3})\s+(.*)")
_NUMBERED = re.compile(r"\d+[.、]\s*(.*)")
_BULLET = re.compile(r"[-*]\s+(.*)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_LINK = re.compile(r"\[([^\]]+)\]\(([a-z0-9-]{1,40})\.md\)")
_PICTURE = re.compile(r"!\[(.+)\]\(\.\./screenshots/([a-z0-9-]{1,60}\.png)\)")
_SLUG = re.compile(r"[a-z0-9-]{1,40}")


def chapter(slug: str) -> str | None:
    """The text of one chapter; ``None`` when there is none of that name."""
    if not _SLUG.fullmatch(slug):
        return None
    path = Path(settings.HANDBOOK_DIR) / f"{slug}.md"
    return path.read_text("utf-8") if path.is_file() else None


def title_of(text: str) -> str:
    """The first heading of a chapter."""
    first = next((found for line in text.splitlines() if (found := _HEADING.match(line))), None)
    return first[2].strip() if first else "使用手册"


def as_html(text: str) -> SafeString:
    """A chapter as HTML, without its title; whatever it holds is escaped first."""
    blocks = re.split(r"\n\s*\n", text.strip())
    parts = [part for block in blocks for part in _block(block.splitlines())]
    return format_html_join("\n", "{}", ((part,) for part in parts))


def _block(lines: Iterable[str]) -> Iterator[SafeString]:
    for kind, group in groupby(lines, key=_kind):
        rows = [line.strip() for line in group]
        if kind == "heading":
            yield from (_heading(line) for line in rows if not line.startswith("# "))
        elif kind == "picture":
            yield from (_picture(line) for line in rows)
        elif kind in ("ol", "ul"):
            pattern = _NUMBERED if kind == "ol" else _BULLET
            items = [found[1] for line in rows if (found := pattern.match(line))]
            inner = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in items))
            yield format_html("<ol>{}</ol>" if kind == "ol" else "<ul>{}</ul>", inner)
        else:
            yield format_html("<p>{}</p>", _inline("".join(rows)))


def _kind(line: str) -> str:
    tidy = line.strip()
    if _HEADING.match(tidy):
        return "heading"
    if _PICTURE.fullmatch(tidy):
        return "picture"
    if _NUMBERED.match(tidy):
        return "ol"
    return "ul" if _BULLET.match(tidy) else "p"


def _heading(line: str) -> SafeString:
    found = _HEADING.match(line)
    marks, words = (found[1], found[2]) if found else ("##", line)
    return format_html("<h2>{}</h2>" if len(marks) == 2 else "<h3>{}</h3>", _inline(words))


def _picture(line: str) -> SafeString:
    found = _PICTURE.fullmatch(line)
    words, name = (found[1], found[2]) if found else (line, "")
    return format_html(
        '<figure class="shot"><a href="{0}"><img src="{0}" alt="{1}" loading="lazy"></a>'
        "<figcaption>{1}</figcaption></figure>",
        static(f"handbook/{name}"),
        words,
    )


def _inline(text: str) -> SafeString:
    bold = _BOLD.sub(r"<b>\1</b>", escape(text))
    return mark_safe(_LINK.sub(_chapter_link, bold))  # noqa: S308 - escaped just before


def _chapter_link(found: re.Match[str]) -> str:
    return f'<a href="{reverse("workbench:handbook", args=[found[2]])}">{found[1]}</a>'
