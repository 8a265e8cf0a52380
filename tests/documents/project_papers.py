"""Papers of one project, as the tests of Word and of the volume need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from documents.papers.paper import PaperKind, PaperTable, ProjectPaper, SignatureBlock
from documents.papers.tables import (
    Criterion,
    ExpertScore,
    criteria_table,
    experts_table,
    money_table,
)
from documents.word.table import TableColumn

PROJECT = "红色代码先锋行动"
FISCAL, FEES = "市级行业党建专项经费", "上级下拨党费"
COLUMNS = (
    TableColumn("支出内容", 6),
    TableColumn("资金来源", 4),
    TableColumn("金额（元）", 3, right=True),
)


def budget(rows: list[tuple[str, str, str]]) -> PaperTable:
    """A budget of content, source and amount, with its sum in capitals."""
    lines = [(content, source, Decimal(amount)) for content, source, amount in rows]
    return money_table(title="经费预算明细", columns=COLUMNS, rows=lines, capitals=2)


BUDGET = budget(
    [
        ("党员骨干培训班", FISCAL, "18000"),
        ("党员教育资料和设备", FEES, "12000.50"),
        ("宣传折页和展板", FISCAL, "5000"),
    ]
)
ACCOUNT = money_table(
    title="经费决算",
    columns=[
        TableColumn("资金来源", 3),
        TableColumn("支出科目", 2),
        *(
            TableColumn(f"{what}（元）", 2.2, right=True)
            for what in ("预算", "到账", "支出", "退回", "结余")
        ),
    ],
    rows=[
        (FISCAL, "培训", *map(Decimal, ("18000", "18000", "17250.40", "0", "749.60"))),
        (FISCAL, "印刷宣传", *map(Decimal, ("5000", "5000", "4100", "900", "0"))),
        (FEES, "设备", *map(Decimal, ("12000.50", "12000.50", "12000.50", "0", "0"))),
    ],
    notes=("预算执行率（已支付÷已拨付）：95.29%（33,350.90÷35,000.50）",),
)
PARTIES = (
    SignatureBlock("甲方", "某市互联网企业行业党建专委会"),
    SignatureBlock("乙方", "某科技公司党支部", name="王五", on=date(2026, 4, 3)),
)
OPINIONS = (
    SignatureBlock("专委会意见", "某市互联网企业行业党建专委会", words="同意申报。"),
    SignatureBlock("市委两新工委意见", "某市委两新工委"),
)
FACTS = (
    ("项目类别", "服务发展类"),
    ("实施期限", "2026年4月至12月"),
    ("项目负责人", "王五"),
    ("申请资助总额", "35,000.50元（人民币叁万伍仟元零伍角整）"),
    ("覆盖单位", "互联网企业12家"),
)
PARTS = (
    ("项目背景", "互联网企业党员流动快，先锋作用需要载体。\n各支部已有行动支部6个。"),
    ("项目目标", "年底前形成可复制的做法。"),
)
BASE = ProjectPaper(
    kind=PaperKind.APPLICATION,
    project=PROJECT,
    issuer="某科技公司党支部",
    on=date(2026, 3, 5),
    number="XM-2026-003",
)


def paper(kind: PaperKind, **changes: object) -> ProjectPaper:
    """A paper of ``kind`` with the facts, parts, tables and signatures that suit it."""
    return replace(replace(BASE, kind=kind, **SUITED.get(kind, {})), **changes)


def every_paper() -> list[ProjectPaper]:
    """One paper of each kind."""
    return [paper(kind) for kind in PaperKind]


def long_table(rows: int) -> PaperTable:
    """A budget of so many lines."""
    return budget([(f"第{place}期培训", FISCAL, "100") for place in range(rows)])


COMMITTEE = "某市互联网企业行业党建专委会"
REPORT = {"addressee": COMMITTEE, "parts": PARTS, "facts": FACTS[:3]}
SUITED: dict[PaperKind, dict[str, object]] = {
    PaperKind.APPLICATION: {
        "facts": FACTS,
        "parts": PARTS,
        "tables": (BUDGET,),
        "signatures": OPINIONS,
    },
    PaperKind.BUDGET: {"facts": FACTS[:3], "tables": (BUDGET,)},
    PaperKind.REVIEW: {
        "issuer": COMMITTEE,
        "facts": FACTS[:3],
        "tables": (
            criteria_table([Criterion("针对性", Decimal(30), Decimal("27.5"), "问题找得准")]),
            experts_table([ExpertScore("专家甲", Decimal(88), "同意立项")] * 3),
        ),
    },
    PaperKind.APPROVAL: {
        "issuer": "某市委两新工委",
        "addressee": COMMITTEE,
        "document_number": "某两新〔2026〕3号",
        "parts": (("", "你单位报来的申请收悉。经研究，同意立项，批复如下。"), *PARTS),
        "annexes": ("项目任务书", "经费预算表"),
    },
    PaperKind.TASK_BOOK: {"facts": FACTS, "parts": PARTS, "signatures": PARTIES},
    PaperKind.TRANCHE: REPORT,
    PaperKind.MONTHLY: {"facts": FACTS[:3], "parts": PARTS},
    PaperKind.MIDTERM: {**REPORT, "tables": (ACCOUNT,)},
    PaperKind.CHANGE: REPORT,
    PaperKind.FINAL_ACCOUNT: {"facts": FACTS[:3], "tables": (ACCOUNT,)},
    PaperKind.ACCEPTANCE: {"issuer": COMMITTEE, "parts": PARTS, "signatures": OPINIONS},
    PaperKind.CLOSING: {**REPORT, "annexes": ("经费决算表",)},
    PaperKind.CERTIFICATE: {
        "issuer": "某市委两新工委",
        "addressee": "某科技公司党支部",
        "parts": (("", f"经复核，你单位“{PROJECT}”被认定为党建品牌项目。"),),
        "facts": (("有效期", "2026年12月至2028年12月"),),
    },
}
