"""What this room tells an inspection of a branch: how many of its members have their hours (R-25).

No rows behind: they would carry members' names to bodies that see totals alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from hierarchy.models import Tenant
from hierarchy.terms import Tier
from people.models import Member, StudyRecord
from people.policy import policy_of
from people.study_hours import asked, done_by_body
from workflow.indicators import Offered, Period, Reading

STUDY_HOURS: Final = Offered(
    "people.study_hours",
    "党员学时完成率",
    "名",
    (Tier.BRANCH,),
    "分母为在册党员数，年老体弱不作硬性要求的不计；分子为其中期末所在年度至期末"
    "（不晚于取数日）学时已满的，书记和班子成员、其他党员的学时按本市规定；未启用党员名册的不适用",
)


def study_hours(tenant: Tenant, bodies: Sequence[int], period: Period) -> Mapping[int, Reading]:
    """Members of each branch who have their hours of the year. Three queries."""
    until = min(period.end, period.on)
    policy = policy_of(tenant, until)
    if not policy.register_on:
        return {}
    members = Member.objects.filter(tenant=tenant, organization__in=bodies)
    studies = StudyRecord.objects.of_year(until.year).filter(studied_on__lte=until)
    done = done_by_body(members, studies, policy)
    of = Counter(asked(members).values_list("organization_id", flat=True))
    return {
        body: Reading(value=Decimal(done.get(body, 0)), of=Decimal(many))
        for body, many in of.items()
    }
