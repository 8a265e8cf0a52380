"""党员提醒 (组织处置预警): the branch's own page, and how one is settled."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from hierarchy.requests import ActorRequest
from hierarchy.roles import require
from hierarchy.terms import Capability
from hierarchy.views.formpage import Done, FormPage, answer
from people.actions.warnings import settle_warning
from people.forms.care import SettleForm
from people.models import MemberWarning
from people.terms import WarningKind
from people.views.care_tabs import care_tabs, refuse_others
from people.views.counts_only import counts_only
from people.views.surroundings import people_tabs
from workflow.views.enclosed import FORM_METHODS

_SHOWN: Final = 20
# By kind: what the regulation says, for people to go by.
RULES: Final[dict[str, str]] = {
    WarningKind.DUES: (
        "连续六个月无正当理由不交纳党费的，按自行脱党程序处理（教管条例第三十一条）。"
    ),
    WarningKind.MEETINGS: (
        "连续六个月无正当理由不参加组织生活的，按自行脱党程序处理（教管条例第三十一条）。"
    ),
    WarningKind.LOST: (
        "失去联系六个月以上、多方查找仍没有取得联系的，停止党籍（教管条例第二十四条）。"
    ),
    WarningKind.SUSPENSION: (
        "停止党籍两年后确实无法取得联系的，按自行脱党予以除名（教管条例第二十四条）。"
    ),
}


@login_required
@require_safe
@never_cache
def warning_list(request: ActorRequest) -> HttpResponse:
    """What waits for the secretary, and what was settled lately."""
    actor = request.actor
    refuse_others(actor, "党员提醒")
    if (off := counts_only(request, current="members", title="党员提醒")) is not None:
        return off
    rows = MemberWarning.objects.visible_to(actor).select_related("member", "organization")
    context = {
        "rows": [(row, RULES[row.kind]) for row in rows.open().order_by("light", "since", "pk")],
        "settled": rows.filter(settled_on__isnull=False).order_by("-settled_on", "-pk")[:_SHOWN],
        "tabs": people_tabs(actor, current="members"),
        "care_tabs": care_tabs(actor, current="warnings"),
        "today": actor.on,
    }
    return render(request, "people/warning_list.html", context)


@login_required
@require_http_methods(FORM_METHODS)
@sensitive_post_parameters()
@sensitive_variables()
def warning_settle(request: ActorRequest, pk: int) -> HttpResponse:
    """了结: what was found out and talked about; never a conclusion of the system."""
    rows = MemberWarning.objects.visible_to(request.actor)
    warning = get_object_or_404(rows.select_related("member", "organization__tenant"), pk=pk)
    require(request.actor, Capability.HANDLE, at=warning.organization)
    back = reverse("people:warning_list")

    def act(given: dict[str, Any]) -> Done:
        settle_warning(warning=warning, actor=request.actor, **given)
        return Done("已登记核实情况并了结；情况加重时会再次提醒。", back)

    page = FormPage(
        title=f"{warning.get_kind_display()}：{warning.member.name}",
        lead=RULES[warning.kind],
        submit="了结提醒",
        back_url=back,
        back_label="党员提醒",
        confirm="了结只表示支部已核实、谈话，不是组织处置；处置按规定程序由党组织作出。",
    )
    return answer(request, page=page, form=SettleForm(request.POST or None), act=act)
