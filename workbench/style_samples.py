"""What the style page shows: real-length Chinese, nothing from the database."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

LONG_STATION = "苏州工业园区独墅湖科教创新区生物医药与人工智能产业集聚区行业党建区域工作站"
POINT = "源泉工程：从业人员 50 人以上无党员单位各培养入党积极分子不少于 1 名"


def samples(today: date) -> dict[str, Any]:
    """Everything the page draws, with dates around `today`."""
    return {
        "tiles": tiles(),
        "tabs": tabs(),
        "rows": rows(today),
        "history": history(today),
        "thread": thread(),
        "files": files(),
        "bulk": [
            {"value": "remind", "label": "催办", "confirm": "将向所选各条的责任人发出催办提醒。"},
            {"value": "accept", "label": "销号", "is_primary": True},
        ],
    }


def tiles() -> list[dict[str, Any]]:
    """Figures on top of a page; each leads to its rows."""
    return [
        {"label": "逾期", "value": 2, "unit": "条", "url": "#late", "tone": "red"},
        {"label": "今天到期", "value": 1, "unit": "条", "url": "#today", "tone": "yellow"},
        {"label": "本周到期", "value": 5, "unit": "条", "url": "#week", "is_current": True},
        {
            "label": "已到达",
            "value": 11812,
            "unit": "户",
            "url": "#reach",
            "note": "应到 12,000 户",
        },
    ]


def tabs() -> list[dict[str, Any]]:
    """A row of tabs with counts."""
    return [
        {"label": "待签收", "url": "#a", "count": 3, "is_current": True},
        {"label": "办理中", "url": "#b", "count": 1204},
        {"label": "待审核", "url": "#c", "count": 0},
        {"label": "已销号", "url": "#d", "count": None},
    ]


def rows(today: date) -> list[dict[str, Any]]:
    """Rows of a list in every light."""
    titles = (POINT, "应建已建率达到 100%", f"{LONG_STATION}每月例会", "党建体检整改", "行动支部")
    lights = ("red", "yellow", "green", "blue", "grey")
    days = (-3, 2, 45, -20, 400)
    return [
        {
            "id": index,
            "number": index + 1,
            "title": title,
            "light": light,
            "due": today + timedelta(days=distance),
            "body": LONG_STATION if "例会" in title else "姑苏区商圈市场党建工作站",
            "part": part,
            "whole": whole,
        }
        for index, (title, light, distance, (part, whole)) in enumerate(
            zip(
                titles, lights, days, ((12, 30), (2999, 3000), (0, 15), (7, 7), (0, 0)), strict=True
            )
        )
    ]


def history(today: date) -> list[dict[str, Any]]:
    """What happened to one item, latest first."""
    noon = timezone.make_aware(datetime.combine(today, time(14, 5)))
    return [
        {
            "title": "退回补充",
            "who": "王建国（姑苏区商圈市场党建工作站 站长）",
            "at": noon,
            "tone": "stop",
            "text": "走访照片只有 4 户，与填报的 6 户不符，请补齐后再报。",
        },
        {
            "title": "上报",
            "who": "李晓梅（平江街道 市场监管 党建指导员（1岗））",
            "at": noon - timedelta(days=1),
            "tone": "done",
            "text": "已走访未建党组织单位 6 户，其中 2 户有意成立联合党支部。",
            "files": files()[:2],
        },
        {"title": "签收", "who": "李晓梅", "at": noon - timedelta(days=400), "tone": "done"},
    ]


def node(tier: str, name: str, **more: Any) -> dict[str, Any]:
    """One node of the thread with what is usual left out."""
    return {"tier": tier, "name": name, "url": "#node", "part": None, "whole": None, **more}


def thread() -> dict[str, Any]:
    """A key point through the tiers, with one break."""
    unit = node("五级", "苏州××科技有限公司党支部", light="red", word="逾期 3 天", is_current=True)
    officer = node(
        "四级",
        "平江街道 市场监管 岗",
        holder="李晓梅",
        light="yellow",
        part=12,
        whole=15,
        children=[unit, node("五级", "苏州××商贸有限公司（未建）", light="blue")],
    )
    broken = node(
        "三级",
        LONG_STATION,
        note="签收 14 天，尚未分解",
        is_break=True,
        action_url="#remind",
        action_label="催办",
    )
    station = node(
        "三级", "姑苏区商圈市场党建工作站", light="green", part=48, whole=60, children=[officer]
    )
    committee = node(
        "二级",
        "苏州市商圈市场行业党建专业委员会",
        holder="张敏（联络员）",
        light="green",
        part=420,
        whole=960,
        children=[station, broken],
    )
    return node("一级", "市委两新工委", light="green", part=5210, whole=12000, children=[committee])


def files() -> list[dict[str, Any]]:
    """Evidence files, with and without a picture."""
    picture = "/static/icons/favicon.svg"
    return [
        {"name": "走访照片1.jpg", "url": "#f", "thumbnail_url": picture, "size": 812345},
        {
            "name": "关于在××公司成立联合党支部的请示（盖章扫描件）.pdf",
            "url": "#f",
            "size": 2400000,
        },
        {"name": "签到表.xlsx", "url": "#f", "size": 18000},
    ]
