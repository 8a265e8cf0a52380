"""Hand-made .xlsx files, honest and hostile: every part is written as text."""

import io
import zipfile

CONTENT_TYPES = (
    '<?xml version="1.0"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="application/'
    'vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def relations(*targets):
    lines = "".join(
        f'<Relationship Id="rId{place}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def pack(parts, method=zipfile.ZIP_DEFLATED):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def parts(rows="", *, head="", tail="", strings="", styles="", states=("visible",), prolog=""):
    """The parts of a workbook whose first sheet holds ``rows`` (XML of its ``row`` elements)."""
    sheets = "".join(
        f'<sheet name="表{place}" sheetId="{place}" state="{state}" r:id="rId{place}"/>'
        for place, state in enumerate(states, start=1)
    )
    targets = [("worksheet", f"worksheets/sheet{place}.xml") for place in range(1, len(states) + 1)]
    made = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
        ),
    }
    for _, target in targets:
        made[f"xl/{target}"] = (
            f'{prolog}<worksheet xmlns="{MAIN}">{head}<sheetData>{rows}</sheetData>{tail}'
            "</worksheet>"
        )
    if strings:
        targets.append(("sharedStrings", "sharedStrings.xml"))
        made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{strings}</sst>'
    if styles:
        targets.append(("styles", "styles.xml"))
        made["xl/styles.xml"] = f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>'
    made["xl/_rels/workbook.xml.rels"] = relations(*targets)
    return made


def text(reference, value):
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = f'<row r="1">{text("A1", "编号")}{text("B1", "名称")}</row>'


def workbook(cells="", **more):
    """A workbook with the header 编号, 名称 and one data row of ``cells``."""
    return pack(parts(f'{HEADER}<row r="2">{cells}</row>', **more))
