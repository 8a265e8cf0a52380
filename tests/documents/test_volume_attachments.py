"""Attachments of a volume: bound in where they can be, listed with the reason where not."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from pypdf import Transformation

from documents.volume.attachments import KEPT, REASONS
from documents.volume.binding import write_volume
from documents.volume.contents import VolumeFile
from documents.volume.limits import ATTACHED_BYTES, PdfLimits
from tests.documents.attached import (
    JPG,
    LYING,
    PDF,
    UPRIGHT,
    attached,
    locked,
    opened,
    pdf,
    photo,
    sealed,
    swollen,
)
from tests.documents.project_papers import every_paper
from tests.documents.test_volume import VOLUME, bookmarks, contents, flat

SMALL = replace(VOLUME, papers=every_paper()[6:7])
"""One paper, one page: cover, contents, paper and list of attachments come before page 5."""


def bound(*files, limits=None):
    target = io.BytesIO()
    result = write_volume(replace(SMALL, files=files), target=target, limits=limits)
    return opened(target.getvalue()), result


def listed(reader):
    return flat(reader.pages[3])


def test_pages_of_an_attached_pdf_are_bound_in_with_their_place():
    reader, result = bound(attached("发票.pdf", PDF, pdf(3), "首拨支付凭证"))

    assert (result.pages, result.left_out) == (7, [])
    for number in (1, 2, 3):
        text = flat(reader.pages[3 + number])
        assert f"Attached{number}" in text
        assert f"附件1发票.pdf（首拨支付凭证）第{number}页，共3页" in text
        assert f"第{4 + number}页共7页" in text
    assert "PDF文件，共3页，已并入本卷。" in listed(reader)
    assert contents(reader)[-2:] == [("附件清单", 4), ("附件1发票.pdf", 5)]
    assert bookmarks(reader)[-1] == ("附件1发票.pdf", 5)


@pytest.mark.parametrize(
    ("size", "turned", "wide"),
    [
        (UPRIGHT, 0, False),
        (LYING, 0, True),
        (UPRIGHT, 90, True),
        (LYING, 270, False),
        ((5000, 3000), 0, True),
        ((100, 160), 0, False),
    ],
)
def test_an_attached_page_fills_a_page_that_lies_as_it_does(size, turned, wide):
    reader, _ = bound(attached("图纸.pdf", PDF, pdf(size=size, rotated=turned)))

    page = reader.pages[4]
    assert (page.mediabox.width > page.mediabox.height) is wide
    assert sorted(map(round, page.mediabox[2:])) == [595, 842]
    form = page["/Resources"]["/XObject"]["/WjxtPage"]
    drawn = page["/Contents"][1].get_object().get_data().decode()
    matrix = Transformation(tuple(map(float, drawn.split()[1:7])))
    left, low, right, high = map(float, form["/BBox"])
    corners = [matrix.apply_on(at) for at in ((left, low), (right, high), (left, high))]
    for x, y in corners:
        assert 0 < x < page.mediabox.width
        assert 0 < y < page.mediabox.height
    assert corners[2] == pytest.approx(expected_corner(corners, turned), abs=0.1)


def expected_corner(corners, turned):
    """Where the upper left corner of a page comes to lie when it is turned to the right."""
    (x, y), (other_x, other_y), _ = corners
    left, right = sorted((x, other_x))
    low, high = sorted((y, other_y))
    return {0: (left, high), 90: (right, high), 270: (left, low)}[turned]


def test_seals_stay_and_nothing_active_comes_along():
    target = io.BytesIO()
    write_volume(replace(SMALL, files=[attached("盖章件.pdf", PDF, sealed())]), target=target)
    reader = opened(target.getvalue())

    page = reader.pages[4]
    form = page["/Resources"]["/XObject"]["/WjxtPage"]
    seals = form["/Resources"]["/XObject"]
    assert b"re f" in seals["/WjxtSeal0"].get_data()
    assert b"10.0000 0.0000 0.0000 10.0000 100.0000 100.0000 cm" in form.get_data()
    assert len(seals) == 1
    assert "/Annots" not in page
    for name in (b"JavaScript", b"OpenAction", b"evil.exe", b"EmbeddedFile"):
        assert name not in target.getvalue()


def test_photos_stand_upright_each_on_its_page():
    lying = attached("横拍.jpg", JPG, photo(400, 300))
    turned = attached("竖拍.jpg", JPG, photo(400, 300, orientation=6), "中期报告")
    reader, result = bound(lying, turned)

    assert result.pages == 6
    first, second = reader.pages[4:]
    assert first.mediabox.width > first.mediabox.height
    assert second.mediabox.width < second.mediabox.height
    shown = second.images[0].image
    assert (shown.width, shown.height) == (300, 400)
    red, white = shown.getpixel((280, 200)), shown.getpixel((20, 200))
    assert red[1] < 60 < 200 < white[1], "the camera's note says: turned to the right"
    assert "附件2竖拍.jpg（中期报告）" in flat(second)
    assert "图片，已并入本卷。" in listed(reader)


def test_a_large_photo_is_made_smaller():
    reader, _ = bound(attached("大图.png", "image/png", photo(5000, 1000, kind="PNG")))

    shown = reader.pages[4].images[0].image
    assert (shown.width, shown.height) == (1800, 360)


def test_other_files_are_listed_and_never_opened():
    def never():
        raise AssertionError("opened")

    reader, result = bound(
        VolumeFile("总结.docx", "application/msword", 300 << 20, never, "结项报告")
    )

    assert result.left_out == []
    assert result.pages == 4
    assert "总结.docx结项报告" in listed(reader)
    assert KEPT in listed(reader)


@pytest.mark.parametrize(
    ("name", "content_type", "data", "reason"),
    [
        ("加密.pdf", PDF, locked(user="secret"), "encrypted"),
        ("半截.pdf", PDF, pdf()[:300], "damaged"),
        ("空壳.pdf", PDF, b"%PDF-1.7\n%%EOF", "damaged"),
        ("文本.pdf", PDF, b"not a pdf", "damaged"),
        ("空.pdf", PDF, b"", "damaged"),
        ("半截.jpg", JPG, photo()[:400], "damaged"),
        ("假.jpg", JPG, b"\xff\xd8\xff junk", "damaged"),
    ],
)
def test_what_cannot_be_read_is_listed_with_its_reason(name, content_type, data, reason):
    good = attached("发票.pdf", PDF, pdf())
    reader, result = bound(attached(name, content_type, data), good)

    assert [(one.name, one.reason) for one in result.left_out] == [(name, REASONS[reason])]
    assert REASONS[reason] in listed(reader)
    assert "Attached1" in flat(reader.pages[4])
    assert bookmarks(reader)[-1] == ("附件2发票.pdf", 5)


def test_a_file_that_only_forbids_changes_is_bound_in():
    reader, result = bound(attached("回单.pdf", PDF, locked(user="")))

    assert result.left_out == []
    assert "Attached1" in flat(reader.pages[4])


def test_a_file_that_is_gone_is_listed():
    def gone():
        raise FileNotFoundError

    reader, result = bound(VolumeFile("丢失.pdf", PDF, 5, gone))

    assert result.left_out[0].reason == REASONS["missing"]
    assert REASONS["missing"] in listed(reader)


def test_a_file_larger_than_it_says_is_not_read_on():
    endless = VolumeFile("变大.pdf", PDF, 5, lambda: io.BytesIO(pdf()))

    _, result = bound(endless)

    assert result.left_out[0].reason == REASONS["damaged"]


@pytest.mark.parametrize(
    ("data", "limits", "reason"),
    [
        (swollen(300 << 20), PdfLimits(), "damaged"),
        (swollen(50 << 20), PdfLimits(memory=100 << 20), "too_heavy"),
        (pdf(3), PdfLimits(pages=2), "too_many_pages"),
        (pdf(3), PdfLimits(output=100), "too_heavy"),
        (pdf(3), PdfLimits(wall_seconds=0), "too_heavy"),
    ],
)
def test_a_file_that_costs_too_much_is_given_up(data, limits, reason):
    _, result = bound(attached("重.pdf", PDF, data), limits=limits)

    assert [one.reason for one in result.left_out] == [REASONS[reason]]


def test_attachments_too_large_together_are_refused():
    half = ATTACHED_BYTES // 2 + 1
    files = [VolumeFile(f"{one}.pdf", PDF, half, io.BytesIO) for one in "甲乙"]

    with pytest.raises(ValidationError) as refused:
        bound(*files)

    assert refused.value.code == "volume_too_large"
    assert "200 MB" in refused.value.messages[0]


def test_pages_are_counted_before_they_are_drawn(monkeypatch):
    monkeypatch.setattr("documents.volume.attachments.PAGES", 5)

    with pytest.raises(ValidationError) as refused:
        bound(attached("长.pdf", PDF, pdf(6)))

    assert refused.value.code == "volume_too_many_pages"


def test_each_file_is_opened_when_its_turn_comes_and_closed():
    streams = []

    def opening():
        assert all(stream.closed for stream in streams)
        streams.append(io.BytesIO(photo()))
        return streams[-1]

    size = len(photo())
    bound(*[VolumeFile(f"{place}.jpg", JPG, size, opening) for place in range(3)])

    assert len(streams) == 3
    assert all(stream.closed for stream in streams)


def test_a_very_long_name_stays_on_its_page():
    reader, _ = bound(attached(f"{'长' * 100}.pdf", PDF, pdf()))

    assert "…" in flat(reader.pages[4])
