"""Help (使用手册): how each role works, in short, and the chapters of the handbook."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hierarchy.requests import ActorRequest
from hierarchy.terms import Role
from workbench.handbook import as_html, chapter, title_of


@dataclass(frozen=True, slots=True)
class Guide:
    """A few steps for one role, and the handbook's chapters that say more."""

    role: str
    label: str
    slugs: tuple[str, ...]
    steps: tuple[str, ...]


GUIDES = (
    Guide(
        Role.LEADER,
        "市委两新工委、专委会（党委）、工作站负责人",
        ("leader", "city", "committee", "station", "imports"),
        (
            "在“我的待办”签收上级下发的清单；签收表示收到并知悉责任。",
            "在“清单”中从上级事项起草本级清单，逐条分解到直接下级；不适用的写明“不涉及”的理由。",
            "下发前看减负提示和近似事项；数值目标须加得起来，时限不晚于上级。",
            "在“审核”中销号或退回；只审核直接下级，其他层级可以穿透查看。",
        ),
    ),
    Guide(
        Role.CLERK,
        "经办人",
        ("leader", "imports"),
        (
            "起草清单、填报进展、整理佐证，完成后送负责人审核。",
            "清单可导出表格，批量修改后再导入；导入前会逐行校验，有错一条也不写入。",
            "台账用表格批量维护：下载模板、上传校验、核对预览，确认后一次写入，可以整批撤销。",
            "下发和销号由负责人办理。",
        ),
    ),
    Guide(
        Role.OFFICER,
        "党建指导员",
        ("officer",),
        (
            "手机打开“我的待办”，点“签收”确认收到工作站下发的任务。",
            "走访后点“上报”，写进展、填实际值、拍照作佐证；网络断开时内容存在本机。",
            "把任务分解到联系的党组织和未建单位，并审核他们的上报。",
        ),
    ),
    Guide(
        Role.SECRETARY,
        "两新党组织书记、未建单位联系人",
        ("secretary",),
        (
            "在“我的待办”签收任务，有异议的在签收前写明理由提出，限一次。",
            "完成后点“上报”，佐证份数达到要求方可申请销号。",
            "被退回的，按审核意见补充后再报。",
        ),
    ),
    Guide(
        Role.READER,
        "镇（街道）、县（区）两新工委联络员",
        ("reader",),
        (
            "可以查看本区域内各行业的清单和任务，并作批注。",
            "条线清单由条线下发和审核，属地不修改。",
        ),
    ),
    Guide(
        Role.ADMINISTRATOR,
        "系统管理员",
        ("administrator",),
        (
            "在“组织”中设立、更名、调整、撤销组织，每次都要写明事由和日期。",
            "在“任职”中开设账号、任免、办理交接；有未销号任务的，先交接再注销账号。",
            "系统管理员不查看业务数据，也不兼任业务岗位。",
        ),
    ),
    Guide(
        Role.AUDITOR,
        "审计管理员",
        ("auditor",),
        (
            "在“留痕”中按操作人、动作、对象、日期查阅每一项操作及变更前后。",
            "留痕只能查阅，任何人不能修改或删除。",
        ),
    ),
)
# Chapters that every role may want.
FOR_EVERYONE = (
    *("start", "messages", "routines", "projects", "inspections", "people", "terms", "faq"),
)


@login_required
@require_safe
def help_index(request: ActorRequest) -> HttpResponse:
    """The reader's own roles first, then the others."""
    own = {post.position.role for post in request.actor.posts}
    ordered = sorted(GUIDES, key=lambda guide: guide.role not in own)
    guides = [
        {
            "guide": guide,
            "is_own": guide.role in own,
            "chapters": _chapters(guide.slugs),
        }
        for guide in ordered
    ]
    context = {"guides": guides, "everyone": _chapters(FOR_EVERYONE)}
    return render(request, "workbench/help.html", context)


@login_required
@require_safe
def handbook(request: ActorRequest, slug: str) -> HttpResponse:
    """One chapter of the handbook."""
    text = chapter(slug)
    if text is None:
        raise Http404
    context = {"title": title_of(text), "body": as_html(text)}
    return render(request, "workbench/handbook.html", context)


def _chapters(slugs: tuple[str, ...]) -> list[tuple[str, str]]:
    """Slug and title of those chapters that there are."""
    found = ((slug, chapter(slug)) for slug in slugs)
    return [(slug, title_of(text)) for slug, text in found if text is not None]
