"""The fields of a small ledger, and grids of it as they would come out of a file."""

from documents.intake.fields import Field, FieldKind
from documents.intake.mapping import map_columns
from documents.intake.rows import read
from documents.spreadsheets.grid import Fault, Grid

CODE = "91320594MA0000015J"
OTHER_CODE = "92320583MA0000023C"
KINDS = {"企业": "enterprise", "公司": "enterprise", "个体工商户": "trader"}
FIELDS = (
    Field("code", "统一社会信用代码", FieldKind.CREDIT_CODE, required=True, aliases=("信用代码",)),
    Field("name", "单位名称", required=True, aliases=("名称",), max_length=20, example="某公司"),
    Field("kind", "单位类型", FieldKind.CHOICE, choices=KINDS, note="按证照填写。"),
    Field("members", "党员数（正式）", FieldKind.INTEGER, aliases=("党员数正式",), maximum=999),
    Field("candidates", "预备党员", FieldKind.INTEGER, aliases=("党员数预备",)),
    Field("founded", "成立日期", FieldKind.DATE),
    Field("union", "是否建立工会", FieldKind.YES_NO),
    Field("phone", "联系电话", FieldKind.PHONE),
    Field("remark", "备注", FieldKind.PARAGRAPH),
)
LABELS = [field.label for field in FIELDS]


def grid(*rows, first=1, **more):
    """A grid of ``rows`` of cells, numbered from ``first``."""
    return Grid(title="台账", rows=list(enumerate(map(list, rows), start=first)), **more)


def fault(code, value=""):
    return Fault(code, value)


def reading_of(made, fields=FIELDS, **options):
    """The reading of a grid whose columns map without a question, and its rows."""
    reading = read(made, map_columns(made, fields, **options), fields)
    return reading, list(reading)


def errors_of(rows):
    """Row, column letter and text of every error."""
    return [(error.row, error.letter, error.text) for row in rows for error in row.errors]
