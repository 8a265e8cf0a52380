"""The standing words of a letter (文书用语), which whoever drafts may change."""

from __future__ import annotations

from typing import Final

from hierarchy.models import Organization
from hierarchy.terms import Tier
from inspections.models import Round
from inspections.terms import RectificationKind

DEMANDS: Final[dict[str, str]] = {
    RectificationKind.ORDER: (
        "对照问题清单逐条分析原因，制定整改方案，明确措施、责任人和完成时限，报下发单位同意后组织整改。\n"
        "整改完成后申请复查，并附佐证材料；复查合格的予以销号，不合格的进行二次整改。"
    ),
    RectificationKind.REMINDER: (
        "对照问题清单查明原因，及时改进。\n"
        "在期限内书面说明原因、已采取的措施和改进结果，由下发单位核实后销号。"
    ),
}
FEEDBACK: Final = "通过本系统报送，佐证材料一并上传"
_TITLES: Final[dict[str, str]] = {
    RectificationKind.ORDER: "整改通知书",
    RectificationKind.REMINDER: "批评指正函",
}


def title_of(kind: str, about: str) -> str:
    """「关于2026年上半年党建体检发现问题的整改通知书」."""
    return f"关于{about}发现问题的{_TITLES[kind]}"


def fitting_title(kind: str, title: str) -> str:
    """A title that calls itself by the other way of telling calls itself by this one."""
    for words in _TITLES.values():
        if title.endswith(words):
            return title.removesuffix(words) + _TITLES[kind]
    return title


def fitting_demands(kind: str, demands: str) -> str:
    """The standing demands of this way of telling in place of another's; other words stay."""
    plain = demands.replace("\r\n", "\n")
    return DEMANDS[kind] if plain in DEMANDS.values() else plain


def responsible_of(organization: Organization) -> str:
    """Who answers for it, by office and never by name."""
    return "党组织书记" if organization.tier == Tier.BRANCH else "主要负责人"


def proposed(kind: str, *, round: Round, organization: Organization) -> dict[str, str]:
    """What a proposal for a round says until somebody changes it."""
    return {
        "title": title_of(kind, round.name),
        "demands": DEMANDS[kind],
        "responsible": responsible_of(organization),
        "feedback": FEEDBACK,
    }
