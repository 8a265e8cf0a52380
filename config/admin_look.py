"""How the administration site looks: titles, colours, the navigation (``settings.UNFOLD``).

Everything is served by ourselves: no fonts, pictures or scripts from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse, reverse_lazy

# The party red #B8242A, lighter and darker by even steps.
RED = {
    "50": "#FDF3F3",
    "100": "#FBE5E5",
    "200": "#F7CFD0",
    "300": "#EFABAD",
    "400": "#E27A7E",
    "500": "#D04C52",
    "600": "#B8242A",
    "700": "#9B1D23",
    "800": "#811B20",
    "900": "#6C1C20",
    "950": "#3B0A0D",
}


def _icon(request: HttpRequest) -> str:
    return static("icons/favicon.svg")


def _may_view(app: str, model: str) -> Callable[[HttpRequest], bool]:
    """Whether the list of this model opens for the reader."""

    def ask(request: HttpRequest) -> bool:
        from django.apps import apps
        from django.contrib import admin

        page = admin.site._registry.get(apps.get_model(app, model))
        return page is not None and page.has_view_permission(request)

    return ask


def _entry(title: str, icon: str, path: str) -> dict[str, Any]:
    app, model = path.split(".")
    return {
        "title": title,
        "icon": icon,
        "link": reverse_lazy(f"admin:{app}_{model}_changelist"),
        "permission": _may_view(app, model),
    }


NAVIGATION: list[dict[str, Any]] = [
    {
        "title": "组织体系",
        "items": [
            _entry("组织", "account_tree", "hierarchy.organization"),
            _entry("组织沿革", "history", "hierarchy.organizationchange"),
        ],
    },
    {
        "title": "岗位与人员",
        "separator": True,
        "items": [
            _entry("岗位", "badge", "hierarchy.position"),
            _entry("任职", "assignment_ind", "hierarchy.appointment"),
            _entry("代办授权", "supervisor_account", "hierarchy.delegation"),
            _entry("交接", "swap_horiz", "hierarchy.handover"),
            _entry("账号", "person", "accounts.user"),
        ],
    },
    {
        "title": "清单",
        "separator": True,
        "items": [
            _entry("清单", "checklist", "checklists.checklist"),
            _entry("任务", "task", "checklists.assignment"),
            _entry("清单库", "library_books", "checklists.libraryitem"),
        ],
    },
    {
        "title": "台账",
        "separator": True,
        "items": [
            _entry("两新组织", "store", "coverage.unit"),
            _entry("党组织信息", "flag", "coverage.partyorganization"),
            _entry("覆盖规则", "rule", "coverage.coveragerule"),
        ],
    },
    {
        "title": "制度与组织生活",
        "separator": True,
        "items": [_entry("履职规则", "event_repeat", "routines.obligationrule")],
    },
    {
        "title": "项目与协同",
        "separator": True,
        "items": [
            _entry("目录项", "list", "projects.catalogueentry"),
            _entry("资金来源", "account_balance", "projects.fundsource"),
            _entry("负面清单", "block", "projects.forbiddenuse"),
            _entry("审批权限", "approval", "projects.approvalband"),
            _entry("项目管理规则", "tune", "projects.projectpolicy"),
            _entry("年度要求", "event_available", "projects.dutyrule"),
        ],
    },
    {
        "title": "党建体检",
        "separator": True,
        "items": [_entry("体检规则", "health_and_safety", "inspections.inspectionpolicy")],
    },
    {
        "title": "队伍与党员",
        "separator": True,
        "items": [
            _entry("队伍规则", "badge", "people.peoplepolicy"),
            _entry("党费标准", "payments", "people.duesrate"),
            _entry("积分项目", "stars", "people.pointsrule"),
            _entry("发展党员程序", "route", "people.admissionprocess"),
        ],
    },
    {
        "title": "基础数据",
        "separator": True,
        "items": [
            _entry("城市设置", "location_city", "hierarchy.tenant"),
            _entry("区域", "map", "hierarchy.region"),
            _entry("行业", "category", "hierarchy.industry"),
            _entry("用语", "translate", "hierarchy.term"),
            _entry("层级关系", "stairs", "hierarchy.tierplacement"),
            _entry("工作日安排", "calendar_month", "hierarchy.workday"),
        ],
    },
    {
        "title": "监督",
        "separator": True,
        "items": [_entry("留痕", "policy", "workflow.auditentry")],
    },
]


def _account_links(request: HttpRequest) -> list[dict[str, str]]:
    return [
        {"title": "修改密码", "link": reverse("account_change_password")},
        {"title": "两步验证", "link": reverse("mfa_index")},
    ]


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "五级协同 管理后台",
    "SITE_HEADER": "五级协同",
    "SITE_SUBHEADER": "管理后台",
    "SITE_URL": "/",
    "SITE_ICON": _icon,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _icon}],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_LANGUAGES": False,
    "THEME": "light",
    "BORDER_RADIUS": "6px",
    "COLORS": {"primary": RED},
    "ACCOUNT": {"navigation": _account_links},
    "SIDEBAR": {
        "show_search": False,
        "command_search": False,
        "show_all_applications": False,
        "navigation": NAVIGATION,
    },
}
