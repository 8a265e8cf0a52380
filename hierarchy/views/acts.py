"""The structural acts that a body's page offers: words, form, and what is done.

One table draws the buttons and drives the form pages. The right is asked where the action
asks it: at the superior, for founding at the body itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hierarchy.actions import organizations, restructuring
from hierarchy.actions.checks import superior_of
from hierarchy.actors import Actor
from hierarchy.forms import structure as forms
from hierarchy.models import Organization
from hierarchy.roles import can
from hierarchy.terms import Capability, Tier

Doing = Callable[..., Organization]


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its address, button, form, words and action."""

    verb: str
    label: str
    form: type[forms.ActForm]
    do: Doing
    lead: str
    done: str
    confirm: str
    article: str = ""

    def place(self, organization: Organization) -> Organization:
        """Where the right is needed."""
        return organization if self.verb == "found" else superior_of(organization)

    def fits(self, organization: Organization) -> bool:
        """Whether the act has a sense for this body at all."""
        if self.verb == "found":
            return organization.tier != Tier.BRANCH
        if self.verb == "found-branch":
            return organization.is_unit
        if self.verb == "split":
            return organization.tier not in (Tier.CITY, Tier.BRANCH)
        return self.verb in ("rename", "amend") or organization.tier != Tier.CITY


def _found(*, organization: Organization, what: str, **given: Any) -> Organization:
    tier, _, kind = what.partition(":")
    given = {name: value for name, value in given.items() if value not in (None, "")}
    site = given.get("site")
    if site is not None:
        given["region"] = site.region
    return organizations.found_organization(
        parent=organization, tier=tier, kind=kind, **{"name": "", **given}
    )


def _found_branch(*, organization: Organization, **given: Any) -> Organization:
    return organizations.found_branch(unit=organization, **given)


def _amend(*, organization: Organization, region: Any, **given: Any) -> Organization:
    moved = {"region": region} if region.pk != organization.region_id else {}
    return organizations.amend_organization(organization=organization, **moved, **given)


def _merge(*, organization: Organization, **given: Any) -> Organization:
    return restructuring.merge_organizations(source=organization, **given)


ACTS: dict[str, Act] = {
    act.verb: act
    for act in (
        Act(
            "found",
            "设立下级",
            forms.FoundForm,
            _found,
            "新设的组织会带有默认岗位，设立后请及时任职。",
            "已设立“{name}”。请接着为其岗位任职。",
            "设立后不能删除，只能撤销。",
            "第五条",
        ),
        Act(
            "found-branch",
            "建立党组织",
            forms.FoundBranchForm,
            _found_branch,
            "未建单位建立党组织后，原有任务、佐证和沿革继续保留，联系人岗位转为书记岗位。",
            "已建立“{name}”，原有任务和沿革继续保留。",
            "请确认已取得隶属党委的批复。",
            "第十一条",
        ),
        Act(
            "rename",
            "更名",
            forms.RenameForm,
            organizations.rename_organization,
            "沿革中保留原名。服务多个行业的工作站，各行业下同时更名。",
            "已更名为“{name}”，沿革中保留原名。",
            "更名即时生效。",
        ),
        Act(
            "amend",
            "信息变更",
            forms.AmendForm,
            _amend,
            "修改类别、区域、简称、代码等登记信息。全称请用“更名”，上级请用“调整隶属”。",
            "已更新“{name}”的登记信息。",
            "变更即时生效，并记入沿革。",
        ),
        Act(
            "move",
            "调整隶属",
            forms.MoveForm,
            restructuring.move_organization,
            "连同全部下级和任务一并划转，此后由新的上级查看和审核。",
            "已将“{name}”划归新的上级，未销号任务由新的上级审核。",
            "该组织及其全部下级、任务将立即划转，原上级不再看到。",
            "第五条",
        ),
        Act(
            "merge",
            "合并",
            forms.MergeForm,
            _merge,
            "下级组织、未销号任务和清单草稿转入对方，本组织随即撤销，沿革双方可查。",
            "已并入“{name}”，下级组织、未销号任务和清单草稿已一并转入。",
            "本组织将立即撤销，岗位任职同时结束。",
        ),
        Act(
            "split",
            "分设",
            forms.SplitForm,
            restructuring.split_organization,
            "在同一上级之下新设一个同类组织，并划入所选下级；本组织自身的任务不变。",
            "已分设“{name}”。请接着为其岗位任职。",
            "所选下级将立即划入新组织。",
        ),
        Act(
            "close",
            "撤销",
            forms.CloseForm,
            restructuring.close_organization,
            "没有下级组织、未销号任务和清单草稿的，方可撤销。撤销后岗位任职同时结束，沿革仍可查阅。",
            "已撤销“{name}”，沿革仍可查阅。",
            "撤销后不能恢复，岗位任职同时结束。",
        ),
    )
}


def acts_for(organization: Organization, *, actor: Actor) -> list[Act]:
    """The acts that this person may do with this body now: what the page draws as buttons."""
    if not organization.is_open(actor.on):
        return []
    return [
        act
        for act in ACTS.values()
        if act.fits(organization)
        and can(actor, Capability.MANAGE_ORGANIZATIONS, at=act.place(organization))
    ]
