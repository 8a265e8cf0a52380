"""The frame of a workbook: which sheets it has, its shared strings, which styles are dates."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from documents.spreadsheets.limits import CELL_CHARACTERS, Limits, RefusedError
from documents.spreadsheets.values import BUILT_IN_DATES, shows_date, unescape
from documents.spreadsheets.xml import Handler, read_xml

ROOT_RELATIONS: Final = "_rels/.rels"
SHEETS_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A worksheet as the workbook lists it; ``part`` is its path in the package."""

    title: str
    part: str
    hidden: bool


@dataclass(slots=True)
class Workbook:
    """What is needed to read any sheet of the package."""

    sheets: list[SheetEntry] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)
    date_styles: set[int] = field(default_factory=set)
    epoch_1904: bool = False


def open_workbook(package: zipfile.ZipFile, limits: Limits) -> Workbook:
    """Read the workbook part and what it refers to; raises ``RefusedError`` and what broken
    packages cause (``KeyError``, ``BadZipFile``, ``ExpatError``)."""
    roots = _relations(package, ROOT_RELATIONS)
    main = next(target for kind, target in roots.values() if kind == "officeDocument")
    folder, _, name = main.rpartition("/")
    relations = _relations(package, posixpath.join(folder, "_rels", f"{name}.rels"), folder)
    frame = _Frame(relations)
    _read(package, main, frame)
    workbook = Workbook(sheets=frame.sheets, epoch_1904=frame.epoch_1904)
    for kind, target in relations.values():
        if kind == "sharedStrings":
            strings = _SharedStrings(limits.strings)
            _read(package, target, strings)
            workbook.strings = strings.found
        elif kind == "styles":
            styles = _Styles()
            _read(package, target, styles)
            workbook.date_styles = styles.dates
    return workbook


def _read(package: zipfile.ZipFile, part: str, handler: Handler) -> None:
    with package.open(part) as stream:
        read_xml(stream, handler)


def _relations(package: zipfile.ZipFile, part: str, folder: str = "") -> dict[str, tuple[str, str]]:
    relations = _Relations(folder)
    _read(package, part, relations)
    return relations.found


def _nothing(_: str) -> None:
    pass


class _Silent:
    """A handler that hears nothing; the others override what they need."""

    text: Callable[[str], None] = staticmethod(_nothing)

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        pass

    def end(self, name: str) -> None:
        pass


class _Relations(_Silent):
    """Id → (kind, part) of a .rels part; targets outside the package are left out."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = posixpath.normpath(posixpath.join("/", self.folder, attributes["Target"]))
        kind = attributes["Type"].rpartition("/")[2]
        self.found[attributes["Id"]] = (kind, target.lstrip("/"))


class _Frame(_Silent):
    """workbook.xml: sheets in their order, and which calendar the dates count from."""

    def __init__(self, relations: Mapping[str, tuple[str, str]]) -> None:
        self.relations = relations
        self.sheets: list[SheetEntry] = []
        self.epoch_1904 = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "workbookPr":
            self.epoch_1904 = attributes.get("date1904") in {"1", "true"}
        elif name == "sheet" and len(self.sheets) < SHEETS_LIMIT:
            relation = next(value for key, value in attributes.items() if key.endswith(":id"))
            kind, part = self.relations[relation]
            hidden = attributes.get("state", "visible") != "visible"
            if kind == "worksheet":
                self.sheets.append(SheetEntry(attributes["name"], part, hidden))


class _SharedStrings(_Silent):
    """sharedStrings.xml; phonetic hints (``rPh``) are not part of the text."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: list[str] = []
        self.stored = ""
        self.phonetic = False
        self.pieces: list[str] = []
        self.text = self.pieces.append

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "t":
            self.pieces.clear()
        elif name == "si":
            self.stored = ""
        elif name == "rPh":
            self.phonetic = True

    def end(self, name: str) -> None:
        if name == "t":
            if not self.phonetic:
                self.stored += "".join(self.pieces)
                if len(self.stored) > CELL_CHARACTERS:
                    raise RefusedError("cell_too_long")
        elif name == "si":
            if len(self.found) >= self.limit:
                raise RefusedError("too_many_strings", limit=self.limit)
            self.found.append(unescape(self.stored))
        elif name == "rPh":
            self.phonetic = False


class _Styles(_Silent):
    """styles.xml: the cell formats (``cellXfs`` by position) that show a date."""

    def __init__(self) -> None:
        self.custom: set[int] = set()
        self.dates: set[int] = set()
        self.inside = False
        self.position = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "numFmt" and shows_date(attributes.get("formatCode", "")):
            self.custom.add(int(attributes["numFmtId"]))
        elif name == "cellXfs":
            self.inside = True
        elif name == "xf" and self.inside:
            number = int(attributes.get("numFmtId", "0"))
            if number in self.custom or number in BUILT_IN_DATES:
                self.dates.add(self.position)
            self.position += 1

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self.inside = False
