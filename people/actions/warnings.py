"""Private notices to the secretary (组织处置预警, R-27, R-28): the clock raises, people settle.

No page, list, figure or notice outside the branch knows of them, and the trail names nobody.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from documents.word.names import chinese_date
from hierarchy.actors import Actor
from hierarchy.models import Tenant
from hierarchy.roles import require
from hierarchy.terms import Capability
from people.models import MemberWarning
from people.policy import policy_of
from people.secretaries import secretaries_of
from people.warning_causes import Found, causes_in
from people.warning_rules import is_new
from workflow import audit
from workflow.actions import notify_person
from workflow.models import Notice

_BATCH: Final = 2000
_GONE: Final = "原因已消除，系统核对后自动了结。"


class Outcome(NamedTuple):
    """What one night brought: raised, become graver or merely longer, and gone by itself."""

    raised: int = 0
    graver: int = 0
    gone: int = 0


@transaction.atomic
def refresh_warnings(*, tenant: Tenant, actor: Actor) -> Outcome:
    """Bring the open warnings of a city in step with what lasts today (核对组织处置预警).

    What is new or graver is told to the branch's own secretary, without a name; what lasts no
    more is settled by itself. What a person settled comes back only once it is graver, or once the
    member is another branch's. Twice a day does no harm. Nothing is done where the register is off.
    """
    Tenant.objects.select_for_update(no_key=True).get(pk=tenant.pk)
    policy = policy_of(tenant, actor.on)
    if not policy.register_on:
        return Outcome()
    found = {(one.member_id, one.cause.kind): one for one in causes_in(tenant, policy, actor.on)}
    rows = MemberWarning.objects.filter(tenant=tenant)
    held = {(row.member_id, row.kind): row for row in rows.open().select_for_update()}
    graver = _follow(held, found)
    gone = _let_go(held, found, actor)
    raised = _raise(tenant, [one for key, one in found.items() if key not in held], actor)
    _tell(tenant, [*raised, *graver], actor)
    outcome = Outcome(len(raised), len(graver), gone)
    if any(outcome):
        audit.record(
            verb="warning.refresh",
            target=tenant,
            actor=actor,
            tenant=tenant,
            after={f"warnings_{name}": count for name, count in outcome._asdict().items()},
        )
    return outcome


@sensitive_variables()
@transaction.atomic
def settle_warning(*, warning: MemberWarning, words: str, actor: Actor) -> MemberWarning:
    """The secretary has looked into it and talked (了结预警); the words stay in the branch.

    Raises ``PermissionDenied``, ``ValidationError`` ``settled``, ``words_needed``.
    """
    rows = MemberWarning.objects.select_related("organization__tenant", "member")
    fresh = rows.select_for_update(of=("self",)).get(pk=warning.pk)
    post = require(actor, Capability.HANDLE, at=fresh.organization)
    if fresh.settled_on is not None:
        raise ValidationError(
            f"这条提醒已于 {chinese_date(fresh.settled_on)} 了结，不需要再次办理。",
            code="settled",
        )
    if not words.strip():
        raise ValidationError(
            {
                "words": ValidationError(
                    "请写明核实、谈话的情况和打算，供支部日后查阅。", code="words_needed"
                )
            }
        )
    fresh.settled_on, fresh.settled_words = actor.on, words.strip()
    fresh.clean_fields(exclude=["member", "tenant", "organization"])
    fresh.save(update_fields=["settled_on", "settled_words"])
    audit.record(
        verb="warning.settle",
        target=fresh,
        actor=actor,
        organization=fresh.organization,
        after={"settled_on": actor.on},
        post=post,
    )
    return fresh


_Held = dict[tuple[int, str], MemberWarning]
_Found = dict[tuple[int, str], Found]


def _follow(held: _Held, found: _Found) -> list[MemberWarning]:
    """Write how long it lasts by now and where the member is; those whose light changed."""
    changed, graver = [], []
    for key, row in held.items():
        if key not in found:
            continue
        cause, body = found[key].cause, found[key].organization_id
        told = (row.light, row.since, row.months, row.organization_id)
        if told != (cause.light, cause.since, cause.months, body):
            if row.light != cause.light or row.organization_id != body:
                graver.append(row)
            row.light, row.since, row.months = cause.light, cause.since, cause.months
            row.organization_id = body
            changed.append(row)
    columns = ["light", "since", "months", "organization"]
    MemberWarning.objects.bulk_update(changed, columns, batch_size=_BATCH)
    return graver


def _let_go(held: _Held, found: _Found, actor: Actor) -> int:
    gone = [row.pk for key, row in held.items() if key not in found]
    rows = MemberWarning.objects.filter(pk__in=gone)
    return rows.update(settled_on=actor.on, settled_words=_GONE)


def _raise(tenant: Tenant, found: Iterable[Found], actor: Actor) -> list[MemberWarning]:
    """New ones; of what somebody settled in the same branch only what is graver since."""
    settled = defaultdict(list)
    past = MemberWarning.objects.filter(tenant=tenant, settled_on__isnull=False)
    for member_id, kind, branch, since, light in past.exclude(settled_words=_GONE).values_list(
        "member_id", "kind", "organization_id", "since", "light"
    ):
        settled[member_id, kind, branch].append((since, light))
    new = [
        MemberWarning(
            member_id=one.member_id,
            tenant=tenant,
            organization_id=one.organization_id,
            raised_on=actor.on,
            **one.cause._asdict(),
        )
        for one in found
        if is_new(one.cause, settled[one.member_id, one.cause.kind, one.organization_id])
    ]
    return MemberWarning.objects.bulk_create(new, batch_size=_BATCH)


def _tell(tenant: Tenant, rows: Iterable[MemberWarning], actor: Actor) -> None:
    """One notice a branch and day, to its own secretary alone; it names nobody."""
    counts = Counter(row.organization_id for row in rows)
    for branch, people in secretaries_of(list(counts), on=actor.on).items():
        for person in people:
            notify_person(
                recipient=person,
                tenant=tenant,
                kind=Notice.Kind.DUE_SOON,
                title="有需要书记核实的党员提醒",
                body=f"共 {counts[branch]} 条，只有本支部书记可见，请核实、谈话后登记情况。",
                key=f"warnings:{branch}:{actor.on:%y%m%d}",
                path=reverse("people:warning_list"),
                actor=actor,
            )
