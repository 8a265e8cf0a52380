"""Uploads are judged by what they are; photos lose where they were taken."""

import io

import docx
import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from documents import pictures
from documents.filetypes import EVIDENCE, SPREADSHEETS, FileType
from documents.pictures import OversizedImageError, strip_location
from documents.uploads import check_upload, clean_name
from tests.documents.workbooks import HEADER, pack, parts

ORIENTATION, GPS = 0x0112, 0x8825


def photo(kind="JPEG", size=(40, 20), orientation=6):
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[0x010F] = "某品牌手机"
    exif.get_ifd(GPS)[2] = (31.0, 18.0, 0.0)
    target = io.BytesIO()
    Image.new("RGB", size, "red").save(target, kind, exif=exif, comment=b"secret")
    return target.getvalue()


def word():
    target = io.BytesIO()
    docx.Document().save(target)
    return target.getvalue()


def macro_workbook():
    return pack(parts(HEADER) | {"xl/vbaProject.bin": "x"})


def locked_package():
    data = bytearray(pack(parts(HEADER)))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def check(name, data, kinds=EVIDENCE, **options):
    return check_upload(name=name, stream=io.BytesIO(data), size=len(data), kinds=kinds, **options)


COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("照片.JPEG", photo(), FileType.JPG),
        ("照片.png", photo("PNG"), FileType.PNG),
        ("照片.webp", photo("WEBP"), FileType.WEBP),
        ("照片.png", photo("JPEG"), FileType.JPG),
        ("总结.pdf", b"%PDF-1.7\n...\n%%EOF\n", FileType.PDF),
        ("总结.docx", word(), FileType.DOCX),
        ("名册.xlsx", pack(parts(HEADER)), FileType.XLSX),
        ("记录.txt", "会议记录".encode("gb18030"), FileType.TXT),
    ],
)
def test_evidence_is_accepted_as_what_it_is(name, data, expected):
    checked = check(name, data)

    assert checked.type is expected
    assert checked.name == f"{name.rpartition('.')[0]}.{expected.extension}"
    assert checked.size == len(checked.content) > 0
    assert len(checked.sha256) == 64


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.pdf", b"", "empty_file"),
        ("表.xls", COMPOUND, "old_office"),
        ("表.xlsx", COMPOUND + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("表.xlsx", locked_package(), "encrypted"),
        ("表.xlsm", macro_workbook(), "macro"),
        ("表.xlsx", macro_workbook(), "macro"),
        ("总结.docx", pack(parts(HEADER)), "renamed"),
        ("总结.pdf", word(), "renamed"),
        ("总结.pdf", b"MZ\x90\x00", "executable"),
        ("总结.txt", b"#!/bin/sh\n", "executable"),
        ("图.svg", b'<svg onload="alert(1)">', "web_page"),
        ("记录.txt", b" \n<!DOCTYPE html>", "web_page"),
        ("照片.jpg", b"<html>", "web_page"),
        ("照片.heic", b"\x00\x00\x00\x18ftypheic", "heic_photo"),
        ("视频.mp4", b"\x00\x00\x00\x18ftypisom", "wrong_type"),
        ("包.zip", pack({"a.txt": "甲"}), "wrong_type"),
        ("包.rar", b"Rar!\x1a\x07", "wrong_type"),
        ("照片.jpg", photo()[:300], "damaged"),
        ("照片.jpg", b"hello", "damaged"),
        ("总结.pdf", b"%PDF-1.7 cut short", "damaged"),
        ("总结.docx", word()[:-50], "damaged"),
        ("记录.txt", b"\x00\x01\x02\xff\xff", "unknown_encoding"),
        ("东西.dat", b"\x01\x02", "unknown_type"),
        ("无扩展名", b"abc", "unknown_type"),
        ("表.csv", "甲,乙".encode(), "wrong_type"),
        ("炸弹.docx", pack(parts(HEADER) | {"big": bytes(300 << 20)}), "zip_bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_bad_evidence_is_refused_by_what_it_is(name, data, code):
    with pytest.raises(ValidationError) as caught:
        check(name, data)

    assert caught.value.code == code
    (message,) = caught.value.messages
    assert name in message
    assert "请" in message


def test_spreadsheet_gate_takes_no_pictures():
    with pytest.raises(ValidationError, match="请改传 Excel 表格、CSV 表格"):
        check("照片.jpg", photo(), kinds=SPREADSHEETS)


@pytest.mark.parametrize("claimed", [10, 5_000])
def test_size_is_measured_and_not_believed(claimed):
    with pytest.raises(ValidationError, match="超过 1 KB 的上限") as caught:
        check_upload(
            name="大.txt",
            stream=io.BytesIO(b"a" * 5_000),
            size=claimed,
            kinds=EVIDENCE,
            limit=1024,
        )

    assert caught.value.code == "too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photo_is_upright_and_tells_nothing_but_the_picture(kind):
    clean = strip_location(photo(kind))

    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.size == (20, 40)
        assert not picture.getexif()
        assert not {"comment", "exif", "xmp"} & set(picture.info)
    assert "某品牌".encode() not in clean


def test_transparent_palette_stays_transparent():
    target = io.BytesIO()
    Image.new("P", (4, 4)).save(target, "PNG", transparency=0)

    with Image.open(io.BytesIO(strip_location(target.getvalue()))) as picture:
        assert picture.convert("RGBA").getpixel((0, 0))[3] == 0


def test_picture_bombs_are_refused_before_they_unpack(monkeypatch):
    monkeypatch.setitem(pictures.MAX_PIXELS, "PNG", 100)

    with pytest.raises(OversizedImageError):
        strip_location(photo("PNG"))
    with pytest.raises(ValidationError) as caught:
        check("照片.png", photo("PNG"))
    assert caught.value.code == "image_too_large"


def test_a_picture_that_was_not_measured_is_told_the_limit_and_no_made_up_size(monkeypatch):
    monkeypatch.setattr(pictures.Image, "MAX_IMAGE_PIXELS", 10)

    with pytest.raises(ValidationError, match=r"图片“照片\.png”超过 2500 万像素的上限"):
        check("照片.png", photo("PNG"))


def test_very_large_photo_is_halved(monkeypatch):
    monkeypatch.setattr(pictures, "FULL_SIZE", 100)

    with Image.open(io.BytesIO(strip_location(photo(orientation=1, size=(64, 32))))) as picture:
        assert picture.size == (32, 16)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        (r"C:\用户\总结.pdf", "总结.pdf"),
        ("../../etc/总结.pdf", "总结.pdf"),
        ("总\u202e结\x00.pdf", "总结.pdf"),
        ("...", "未命名"),
        ("字" * 300 + ".pdf", "字" * 100 + ".pdf"),
    ],
)
def test_names_are_made_safe(name, clean):
    assert clean_name(name) == clean
