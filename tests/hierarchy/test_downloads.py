"""Files to keep: one way to hand them out, for every room."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

import pytest
from django.conf import settings

from documents.filetypes import FileType
from hierarchy.downloads import download

# Evidence is streamed, shown in the page or saved, by its own view.
OWN_WAYS = {"hierarchy/downloads.py", "workflow/views/attachments.py"}


@pytest.mark.parametrize("kind", [FileType.XLSX, FileType.DOCX])
def test_a_file_is_saved_under_its_chinese_name_and_kept_by_no_cache(kind: FileType) -> None:
    answer = download(b"content", '任务 \r\n"甲".xlsx', kind=kind)

    disposition = answer["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''")
    assert "任务" in unquote(disposition)
    assert not {"\r", "\n", '"'} & set(disposition)
    assert answer["Content-Type"] == kind.content_type
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_no_page_builds_such_an_answer_by_hand() -> None:
    rooms = ("accounts", "checklists", "coverage", "hierarchy", "routines", "workbench", "workflow")
    root = Path(settings.BASE_DIR)
    by_hand = {
        path.relative_to(root).as_posix()
        for room in rooms
        for path in (root / room).rglob("*.py")
        if "content_disposition_header" in (text := path.read_text(encoding="utf-8"))
        or "Content-Disposition" in text
    }

    assert by_hand - OWN_WAYS == set()
