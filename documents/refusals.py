"""Every reason for refusing a file, in the words the user reads: what is wrong and what to do."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import ValidationError

NAME_SHOWN: Final = 60
"""Characters of an uploaded file's name that a message repeats."""

TEXTS: Final[dict[str, str]] = {
    # any upload
    "empty_file": "文件“%(name)s”是空的，请确认文件已保存后重新上传。",
    "too_large": "文件“%(name)s”有 %(size)s，超过 %(limit)s 的上限，请压缩或拆分后重新上传。",
    "executable": "文件“%(name)s”是可执行程序或脚本，为保障安全不能上传。请改传 %(allowed)s。",
    "web_page": (
        "文件“%(name)s”是网页、SVG 或 XML 文件，可能夹带脚本，不能上传。请改传 %(allowed)s。"
    ),
    "old_office": (
        "文件“%(name)s”是旧版 Office 文件（.doc、.xls、.ppt），不能读取。"
        "请在 Office 或 WPS 中另存为新格式（.docx、.xlsx、.pptx）后重新上传。"
    ),
    "encrypted": "文件“%(name)s”设有打开密码，无法读取。请取消密码并保存后重新上传。",
    "macro": ("文件“%(name)s”含有宏或控件，为保障安全不能上传。请另存为不含宏的格式后重新上传。"),
    "heic_photo": (
        "文件“%(name)s”是 HEIC 照片，多数电脑打不开。请在手机相机设置中选择“兼容性最佳”，"
        "或导出为 JPG 后重新上传。"
    ),
    "renamed": (
        "文件“%(name)s”的内容其实是%(actual)s，与扩展名不符。请使用原来的文件，不要只改扩展名。"
    ),
    "wrong_type": "文件“%(name)s”是%(actual)s，这里不能使用。请改传 %(allowed)s。",
    "unknown_type": "无法识别文件“%(name)s”的格式。请改传 %(allowed)s。",
    "damaged": "文件“%(name)s”已损坏或没有传完，无法打开。请在本机确认能打开后重新上传。",
    "zip_bomb": (
        "文件“%(name)s”解压后的内容异常庞大，为保障系统安全不能读取。"
        "请把需要的内容复制到新文件后重新上传。"
    ),
    "image_too_large": "图片“%(name)s”超过 %(limit)s 万像素的上限。请缩小尺寸后重新上传。",
    # spreadsheets
    "forged_xml": (
        "文件“%(name)s”内含不允许的 XML 声明（DOCTYPE），不是 Excel 或 WPS 正常保存的文件。"
        "请把内容复制到新工作簿后重新上传。"
    ),
    "too_many_rows": (
        "文件“%(name)s”的数据超过 %(limit)s 行，一次读不完。请分成几个文件分别导入。"
    ),
    "too_many_empty_rows": (
        "文件“%(name)s”的表格一直延伸到第 %(row)s 行，多为只设了格式的空行。"
        "请删除数据下方的空行并保存后重新上传。"
    ),
    "far_cell": (
        "文件“%(name)s”的单元格 %(cell)s 超出了 %(columns)s 列的可读范围。"
        "请删除表格右侧多余的内容后重新上传。"
    ),
    "cell_too_long": ("文件“%(name)s”有单元格超过 32767 个字。请精简文字后重新上传。"),
    "too_many_strings": (
        "文件“%(name)s”保存的文字条目超过 %(limit)s 条，一次读不完。请分成几个文件分别导入。"
    ),
    "too_heavy": (
        "读取文件“%(name)s”所需的时间或内存超过上限，已停止读取。"
        "请只保留要导入的表格和数据，或分成几个文件分别导入。"
    ),
    "too_many_faults": (
        "文件“%(name)s”有超过 %(limit)s 个单元格是公式错误或丢失了末几位的长数字。"
        "请检查公式，并把长数字的列设为文本格式后重新填写、上传。"
    ),
    "sheet_not_found": (
        "文件“%(name)s”里没有可读取的工作表“%(title)s”。请核对工作表名称，或重新选择工作表。"
    ),
    "no_sheet": "文件“%(name)s”里没有可读取的工作表。请确认表格没有全部隐藏。",
    "no_header": "文件“%(name)s”的表格是空的，没有表头。请下载模板，按模板填写后重新上传。",
    "duplicate_header": (
        "文件“%(name)s”的表头“%(label)s”出现了不止一次。请保留一列，删除或改名其余各列。"
    ),
    "missing_columns": (
        "文件“%(name)s”缺少表头：%(labels)s。请下载模板，按模板的表头填写后重新上传。"
    ),
    "unknown_encoding": (
        "文件“%(name)s”的文字编码无法识别。请用 Excel 或 WPS 打开，"
        "另存为 .xlsx 或“CSV UTF-8”后重新上传。"
    ),
    "broken_csv": (
        "文件“%(name)s”第 %(row)s 行的引号或分隔符不完整。请改正，或另存为 .xlsx 后重新上传。"
    ),
    # one cell of a spreadsheet
    "precision_lost": (
        "第 %(row)s 行“%(column)s”的长数字已被表格软件改成“%(value)s”，末几位已丢失。"
        "请把该列设为文本格式后重新填写。"
    ),
    "error_value": ("第 %(row)s 行“%(column)s”是公式错误“%(value)s”。请改正公式或直接填写结果。"),
    "formula_without_result": (
        "第 %(row)s 行“%(column)s”是没有计算结果的公式。请用 Excel 或 WPS 打开并保存，"
        "或直接填写结果。"
    ),
    # the volume of a project
    "volume_empty": "该项目还没有文书，无法合成全卷。请先办理申报，再生成全卷。",
    "volume_too_large": (
        "全卷所附图片和 PDF 文件共 %(size)s，超过 %(limit)s 的上限，无法合成一册。"
        "请少选一些附件后重新生成。"
    ),
    "volume_too_many_pages": (
        "全卷超过 %(limit)s 页的上限，无法合成一册。请少选一些附件后重新生成。"
    ),
    # writing
    "text_too_long": (
        "第 %(row)s 行“%(column)s”超过 32767 个字，Excel 单元格放不下。请精简文字后重新导出。"
    ),
}


def refusal(code: str, /, **params: object) -> ValidationError:
    """Build the error for ``code``; raises ``KeyError`` for a code without a text."""
    if isinstance(params.get("name"), str):
        params["name"] = str(params["name"])[:NAME_SHOWN]
    return ValidationError(TEXTS[code], code=code, params=params)


def readable_size(size: int) -> str:
    """Bytes as a person reads them: ``3.2 MB``, ``15 KB``."""
    if size >= 1 << 20:
        return f"{size / (1 << 20):.1f} MB".replace(".0 ", " ")
    return f"{max(size // 1024, 1)} KB"
