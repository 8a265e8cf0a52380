"""Taking records from outside: entered as they were sent, answering what they fit by themselves.

Each call is one transaction and one entry on the trail; rows keep their own history besides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import models, transaction

from hierarchy.actors import Actor
from hierarchy.models import Tenant
from routines.actions.fulfilling import recount, release
from routines.exchange import (
    CREATED,
    FIXED,
    REFUSED,
    UNCHANGED,
    UPDATED,
    Delivered,
    Judge,
    Judged,
)
from routines.matching import fits, is_frozen, words_of
from routines.models import Fulfilment, Obligation, Record
from routines.record_moves import RECORD_MOVES
from routines.terms import RecordStatus, Source
from routines.wire import RecordIn, Result, external_id_of, read_record
from workflow import audit
from workflow.models import ApiToken
from workflow.moves import perform

BY_SYSTEM: Final = "系统对应"
_WITHDRAWN: Final = "来源系统已撤回"
_CHUNK: Final = 1000


@transaction.atomic
def take_records(
    *, tenant: Tenant, given: Sequence[Any], source: str, token: ApiToken, actor: Actor
) -> list[Result]:
    """Take one call of another system (接收外部记录): a result for each, in their order.

    The same call again changes nothing. One call of a city at a time.
    """
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=tenant.pk)
    read = [read_record(one) for one in given]
    wishes = {place: _delivered(one) for place, (one, why) in enumerate(read) if one and not why}
    verdicts = Judge(tenant, source=source, on=actor.on).judge(list(wishes.values()))
    judged = dict(zip(wishes, verdicts, strict=True))
    label = f"{Source(source).label}（{token.name}）"[:200]
    enter_judged(
        judged=[(judged[place], wishes[place].external_id) for place in judged],
        tenant=tenant,
        source=source,
        label=label,
        actor=actor,
    )
    results = [
        _result(place, external_id_of(raw), judged.get(place), why)
        for place, (raw, (_, why)) in enumerate(zip(given, read, strict=True))
    ]
    answers = _answers_of(judged[place].record for place in judged)
    for place, one in judged.items():
        if one.record is not None:
            results[place].answered = answers.get(one.record.pk, [])
    audit.record(
        verb="record.exchange",
        target=token,
        actor=actor,
        tenant=tenant,
        after={
            name: sum(one.result == name for one in results)
            for name in (CREATED, UPDATED, UNCHANGED, REFUSED)
        },
    )
    return results


@transaction.atomic
def enter_judged(
    *,
    judged: Sequence[tuple[Judged, str]],
    tenant: Tenant,
    source: str,
    label: str,
    actor: Actor,
) -> list[Record]:
    """Write what was judged, and let it answer what it fits; part of a call or of an import.

    New rows are set on their ``Judged``. Returns the rows written.
    """
    made = [_new(one, number, tenant, source, label, actor) for one, number in judged]
    fresh = Record.objects.bulk_create([record for record in made if record], batch_size=_CHUNK)
    changed = [one for one, _ in judged if one.verdict == UPDATED and one.record]
    freed: list[int] = []
    for one in changed:
        freed += _change(one, actor)
    kept = fresh + [one.record for one in changed if one.record and not one.withdraws]
    recount({*freed, *answer_fitting(kept, actor)})
    return kept


def _delivered(record: RecordIn) -> Delivered:
    return Delivered(
        external_id=record.external_id,
        organization_code=record.organization_code,
        organization_name=record.organization_name,
        facts=record.facts,
        withdrawn=record.withdrawn,
    )


def _new(
    one: Judged, number: str, tenant: Tenant, source: str, label: str, actor: Actor
) -> Record | None:
    if one.verdict != CREATED:
        return None
    one.record = Record(
        tenant=tenant,
        organization=one.organization,
        status=RecordStatus.KEPT,
        source=source,
        external_id=number,
        entered_by=actor.user,
        entered_as=label,
        entered_at=actor.at,
        **one.changed,
    )
    return one.record


def _change(one: Judged, actor: Actor) -> list[int]:
    """Change or withdraw one row; the obligations that it no longer answers."""
    record: Any = one.record
    before = set(record.fulfilments.values_list("obligation_id", flat=True))
    if one.withdraws:
        one.record = perform(
            record,
            "withdraw",
            table=RECORD_MOVES,
            actor=actor,
            reason=_WITHDRAWN,
            changes={"withdrawn_reason": _WITHDRAWN},
        )
        Fulfilment.objects.filter(record=record).delete()
        return list(before)
    for name, value in one.changed.items():
        setattr(record, name, value)
    record.save(update_fields=list(one.changed))
    if FIXED.isdisjoint(one.changed):
        return []
    release(record)
    return list(before)


def answer_fitting(records: Iterable[Record], actor: Actor) -> list[int]:
    """Let records answer all they fit, each rule once; three queries. The rows answered."""
    rows = list(records)
    if not rows:
        return []
    owed = _owed(rows, actor)
    answered = Fulfilment.objects.filter(record__in=rows)
    known = set(answered.values_list("record_id", "obligation__rule__code"))
    links = []
    for record in rows:
        for code, row in _chosen(record, owed[record.organization_id]).items():
            if (record.pk, code) not in known:
                links.append(
                    Fulfilment(
                        record=record, obligation=row, post=BY_SYSTEM, at=actor.at, by=actor.user
                    )
                )
    Fulfilment.objects.bulk_create(links, batch_size=_CHUNK)
    return [link.obligation_id for link in links]


def _owed(records: Sequence[Record], actor: Actor) -> dict[int, list[Obligation]]:
    """Rows of the bodies whose windows touch the days, by body; frozen ones are left alone."""
    days = [record.happened_on for record in records]
    found: dict[int, list[Obligation]] = defaultdict(list)
    rows = (
        Obligation.objects.expected()
        .filter(organization__in={record.organization_id for record in records})
        .filter(opens_on__lte=max(days), grace_until__gte=min(days))
        .select_related("rule")
        .order_by("due_on", "pk")
    )
    for row in rows:
        if not is_frozen(row, on=actor.on):
            found[row.organization_id].append(row)
    return found


def _chosen(record: Record, owed: Iterable[Obligation]) -> dict[str, Obligation]:
    """By rule the row that a record answers: what is open first, then the period of its day."""
    found: dict[str, Obligation] = {}
    for row in owed:
        if not fits(record, row, row.rule):
            continue
        best = found.get(row.rule.code)
        if best is None or _merit(record, row) > _merit(record, best):
            found[row.rule.code] = row
    return found


def _merit(record: Record, row: Obligation) -> tuple[bool, bool]:
    return row.met_on is None, row.period_start <= record.happened_on <= row.period_end


def _answers_of(records: Iterable[Record | None]) -> dict[int, list[str]]:
    wanted = [record.pk for record in records if record is not None]
    found: dict[int, list[str]] = defaultdict(list)
    links: models.QuerySet[Fulfilment] = Fulfilment.objects.filter(record__in=wanted)
    for link in links.select_related("obligation__rule").order_by("obligation__due_on", "pk"):
        found[link.record_id].append(words_of(link.obligation))
    return found


def _result(place: int, external_id: str, judged: Judged | None, why: str) -> Result:
    verdict: Any = judged.verdict if judged else REFUSED
    reason = judged.reason if judged else why
    return Result(index=place, external_id=external_id, result=verdict, reason=reason, answered=[])
