"""The rule set of coverage on a day: what the city has set down, else what the sources say.

A number is never written into code that judges: verdicts, rates and crossings ask a
``RuleSet``, and every answer carries how strongly the source asks and on whose word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from coverage.models import CoverageRule
from coverage.terms import RuleKey
from hierarchy.models import Tenant
from workflow.terms import Force

EXAMPLE = "示例，可配置"


@dataclass(frozen=True, slots=True)
class Rule:
    """One number, how strongly it is asked, and on whose word."""

    key: str
    value: int
    force: str
    article: str


@dataclass(frozen=True)
class RuleSet:
    """All rules of one day: ``rules.found_from`` is a number, ``rules["found_from"]`` the rule."""

    by_key: Mapping[str, Rule]

    def __getitem__(self, key: str) -> Rule:
        return self.by_key[RuleKey(key)]

    def value(self, key: str) -> int:
        """The number of a rule."""
        return self[key].value

    def force(self, key: str) -> str:
        """How strongly the source asks (应、般、例)."""
        return self[key].force

    def article(self, key: str) -> str:
        """On whose word."""
        return self[key].article

    @property
    def found_from(self) -> int:
        """Formal members from which a unit must found alone (应建)."""
        return self.value(RuleKey.FOUND_FROM)

    @property
    def potential_from(self) -> int:
        """Members of both columns from which a unit might have to found (潜在应建)."""
        return self.value(RuleKey.POTENTIAL_FROM)

    @property
    def joint_units(self) -> int:
        """Units that a joint branch usually covers at most."""
        return self.value(RuleKey.JOINT_UNITS)

    @property
    def branch_members(self) -> int:
        """Members that a branch usually has at most."""
        return self.value(RuleKey.BRANCH_MEMBERS)

    @property
    def committee_from(self) -> int:
        """Formal members from which a branch has a committee (支委会)."""
        return self.value(RuleKey.COMMITTEE_FROM)

    @property
    def spring_staff(self) -> int:
        """Staff from which a unit without members comes first (源泉工程)."""
        return self.value(RuleKey.SPRING_STAFF)

    @property
    def stale_days(self) -> int:
        """Days after which a contact or a verification is stale."""
        return self.value(RuleKey.STALE_DAYS)

    @property
    def proposal_days(self) -> int:
        """Days in which a crossing or a proposal is to be dealt with."""
        return self.value(RuleKey.PROPOSAL_DAYS)

    def having(self, **values: int) -> RuleSet:
        """The same rules with other numbers."""
        changed = {key: replace(self[key], value=value) for key, value in values.items()}
        return RuleSet({**self.by_key, **changed})

    def as_json(self) -> dict[str, dict[str, Any]]:
        """As a snapshot keeps them."""
        return {
            str(key): {"value": rule.value, "force": str(rule.force), "article": rule.article}
            for key, rule in self.by_key.items()
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Mapping[str, Any]]) -> RuleSet:
        """As a snapshot kept them; a rule it did not know yet is the default."""
        known = {key: Rule(key, **facts) for key, facts in kept.items() if key in RuleKey.values}
        return cls({**DEFAULTS.by_key, **known})


def _default(key: RuleKey, value: int, force: Force, article: str) -> tuple[str, Rule]:
    return key.value, Rule(key.value, value, force.value, article)


DEFAULTS = RuleSet(
    dict(
        (
            _default(RuleKey.FOUND_FROM, 3, Force.MUST, "苏组通〔2018〕57号第十一条；党章第三十条"),
            _default(RuleKey.POTENTIAL_FROM, 3, Force.CUSTOM, EXAMPLE),
            _default(RuleKey.JOINT_UNITS, 5, Force.USUALLY, "支部工作条例第五条"),
            _default(RuleKey.BRANCH_MEMBERS, 50, Force.USUALLY, "支部工作条例第四条"),
            _default(RuleKey.COMMITTEE_FROM, 7, Force.MUST, "支部工作条例第二十条"),
            _default(
                RuleKey.SPRING_STAFF,
                50,
                Force.USUALLY,
                f"苏组通〔2018〕57号第十一条；人数为{EXAMPLE}",
            ),
            _default(RuleKey.STALE_DAYS, 30, Force.CUSTOM, EXAMPLE),
            _default(RuleKey.PROPOSAL_DAYS, 30, Force.CUSTOM, EXAMPLE),
        )
    )
)


# The number that a city has set down for one rule on a day, within a query that judges many
# rows; where it has set down none, the caller takes the default.
NUMBER_ON = f"""
    (SELECT set_down.value FROM {CoverageRule._meta.db_table} set_down
     WHERE set_down.tenant_id = %(tenant)s AND set_down.key = %(rule)s
       AND set_down.effective_from <= %(on)s
       AND (set_down.effective_to IS NULL OR set_down.effective_to >= %(on)s)
     ORDER BY set_down.effective_from DESC LIMIT 1)
"""  # noqa: S608 - names are ours


def rules_on(*, tenant: Tenant, on: dt.date) -> RuleSet:
    """The rules of a city in force on a day; what it has not set down is the default."""
    rows = (
        CoverageRule.objects.filter(tenant=tenant)
        .effective(on)
        .order_by("effective_from")
        .values_list("key", "value", "force", "article")
    )
    return RuleSet({**DEFAULTS.by_key, **{row[0]: Rule(*row) for row in rows}})
